// Pictures of every state of the page, and one contact sheet for each width. `cargo xtask shots` runs it.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { open, picture, start } from './lib/browser.mjs';
import { serve } from './lib/site.mjs';
import { MODES, THEMES, VOICES, WIDTHS, address, combinations, each, options } from './lib/states.mjs';

const chosen = options({
  dist: 'dist', out: 'target/shots', words: '', story: 'apple-2015', modes: Object.keys(MODES).join(), widths: WIDTHS.join(), steps: '',
  voices: VOICES.join(), themes: THEMES.join(), scale: '1', fonts: 'pinned',
});
const list = text => text.split(',').filter(Boolean);
const modes = list(chosen.modes).filter(mode => {
  if (!MODES[mode]) throw new Error(`there is no mode ${mode}; there are ${Object.keys(MODES).join(', ')}`);
  const can = !MODES[mode].words || chosen.words;
  if (!can) console.error(`left out: ${mode}, as no --words are given`);
  return can;
});
const widths = list(chosen.widths).map(Number);

const site = await serve({ dist: chosen.dist, words: chosen.words || null, fonts: chosen.fonts === 'pinned' });
const browser = await start({ minutes: 60 });
await mkdir(chosen.out, { recursive: true });

const first = await browser.newPage();
await open(first, address(site.origin, { story: chosen.story, step: 1, theme: 'light', voice: 'plain' }));
const count = Number(await first.locator('#wib').getAttribute('data-steps'));
await first.close();
const steps = list(chosen.steps).map(Number).concat(chosen.steps ? [] : Array.from({ length: count }, (_, i) => i + 1));

const taken = [];
const wide = [];
const rows = combinations({ mode: modes, theme: list(chosen.themes), voice: list(chosen.voices) });
await each(rows, 2, async ({ mode, theme, voice }) => {
  const { media, words, zoom = 1 } = MODES[mode];
  // A zoom of 200 % is a window of half as many pixels, each twice as large. Below 640 there is no such window.
  // The widest comes first: what is fetched where there is room for it is then there.
  const these = widths.filter(width => zoom === 1 || width / zoom >= 320).sort((a, b) => b - a);
  if (!these.length) return;
  const context = await browser.newContext({
    deviceScaleFactor: zoom * Number(chosen.scale), colorScheme: theme, viewport: { width: these[0] / zoom, height: 900 }, ...media,
  });
  const page = await context.newPage();
  for (const step of steps) {
    await page.setViewportSize({ width: these[0] / zoom, height: 900 });
    await open(page, address(site.origin, { words, story: chosen.story, step, theme, voice }));
    for (const width of these) {
      const name = `${step}-${width}-${theme}-${voice}-${mode}.png`;
      // What follows the time strip is the same at every step: the last one shows it.
      const upTo = mode === 'screen' ? 'window' : step === count ? 'end' : 'strip';
      await picture(page, { path: join(chosen.out, name), width: width / zoom, upTo });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (over > 0) wide.push(`${name}: ${over} px wider than the window`);
      taken.push({ name, step, width, theme, voice, mode });
    }
  }
  await context.close();
  console.error(`${taken.length} pictures: ${mode}, ${theme}, ${voice}`);
});
for (const width of widths) await sheet(width);
await browser.close();
site.close();
for (const line of wide.sort()) console.log(line);
console.log(`${taken.length} pictures and ${widths.length} contact sheets in ${chosen.out}`);

/** All pictures of a width, a row for each mode, theme and voice. */
async function sheet(width) {
  const cell = { 320: 200, 360: 220, 680: 340, 1280: 480 }[width] ?? 300;
  const figure = shot => `<figure><a href="${shot.name}"><img src="${shot.name}" loading="lazy" alt=""></a><figcaption>${shot.step}</figcaption></figure>`;
  const row = ({ mode, theme, voice }) => {
    const of_row = taken.filter(s => s.width === width && s.mode === mode && s.theme === theme && s.voice === voice).sort((a, b) => a.step - b.step);
    return of_row.length ? `<h2>${width} px, ${mode}, ${theme}, ${voice}</h2>\n<div>${of_row.map(figure).join('\n')}</div>` : '';
  };
  await writeFile(join(chosen.out, `sheet-${width}.html`), `<!doctype html>
<meta charset="utf-8"><title>${chosen.story}, ${width} px</title>
<style>
body { font: 14px/1.4 system-ui, sans-serif; background: #777; color: #fff; margin: 16px; }
div { display: flex; flex-wrap: nowrap; gap: 12px; align-items: flex-start; }
figure { margin: 0; flex: none; inline-size: ${cell}px; }
img { inline-size: 100%; display: block; }
h2 { font-size: 15px; margin: 24px 0 8px; }
</style>
${rows.map(row).join('\n')}
`);
}
