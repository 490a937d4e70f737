// Where It Broke: each <figure class="where-it-broke" data-story="apple-2015">fallback</figure> becomes a frame as high as its
// story. Until the frame speaks, and if it never does, the fallback stays. data-title names the frame; data-query adds to its
// address ("step=5&theme=dark"). Nothing is stored, nobody else is asked. See docs/embed.md.
(() => {
  const home = new URL('.', document.currentScript.src);
  const frames = new Map();

  const embed = figure => {
    const { story, title, query } = figure.dataset;
    const frame = document.createElement('iframe');
    frame.title = title || figure.innerText.trim().slice(0, 99);
    frame.loading = 'lazy';
    frame.scrolling = 'no';
    frame.src = new URL(`stories/${story}/embed.html?${query || ''}`, home);
    // Unseen over the fallback, with room kept so that what follows does not jump.
    frame.style.cssText = 'position:absolute;inset:0;width:100%;border:0;visibility:hidden';
    figure.style.cssText = 'position:relative;min-height:100vh';
    figure.dataset.framed = 1;
    figure.append(frame);
    frames.set(frame.contentWindow, frame);
    frame.onload = () => setTimeout(() => (figure.style.minHeight = 0), 5000);
  };

  addEventListener('message', ({ data, source }) => {
    const frame = frames.get(source);
    if (!frame || data?.source !== 'where-it-broke' || data.v !== 1) return;
    const figure = frame.parentNode;
    if (data.type === 'height' && data.px > 0 && data.px < 1e5) {
      for (const node of [...figure.childNodes]) if (node !== frame && node.nodeName !== 'FIGCAPTION') node.remove();
      frame.style.cssText = `display:block;width:100%;border:0;height:${+data.px}px`;
      figure.style.minHeight = 0;
    }
    figure.dispatchEvent(new CustomEvent('where-it-broke', { detail: data }));
  });

  const all = () => document.querySelectorAll('figure.where-it-broke:not([data-framed])').forEach(embed);
  all();
  addEventListener('DOMContentLoaded', all);
})();
