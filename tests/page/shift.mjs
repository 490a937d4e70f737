// Nothing moves while the live page takes the place of the article, and while the parts that come later arrive: the browser's own
// layout shifts are 0, and what both show stands where it stood, with files that come at once and with slow ones.

import { start, wake } from './lib/browser.mjs';
import { serve } from './lib/site.mjs';
import { each, options } from './lib/states.mjs';

const chosen = options({ dist: 'dist' });
/** What the article and the live page both show from the first paint on. */
const KEPT = ['.kicker', '.voice', '.theme', 'h1', '.standfirst', 'figure.chain', '.told-first h2', '.told-first .told', '.how-known'];
/** How late the page's wasm and its later parts come, in milliseconds. */
const LATE = { 'at once': [0, 0], slow: [1500, 3000] };
const HEIGHTS = { 360: 780, 680: 900, 1280: 900 };

const site = await serve({ dist: chosen.dist });
const browser = await start({ minutes: 5 });
const wrong = [];
const states = Object.keys(HEIGHTS).flatMap(width => Object.keys(LATE).map(speed => [Number(width), speed]));
await each(states, 1, async ([width, speed]) => {
  const [page, total] = await visit(width, LATE[speed]);
  const moved = [];
  if (speed === 'slow') {
    await page.waitForSelector('#wib[data-ready=false] h1');
    const before = await places(page);
    await page.waitForSelector('#wib[data-ready=true]', { timeout: 30_000 });
    const live = await places(page);
    for (const name of KEPT) {
      const [a, b] = [before[name], live[name]];
      if (Boolean(a) !== Boolean(b) || (a && a.some((v, n) => n < 2 && Math.abs(v - b[n]) > 1))) moved.push(`${name} ${a} → ${b}`);
    }
    // What comes with the first sign of a reader.
    await wake(page);
    await page.waitForTimeout(1000);
    const late = await places(page);
    for (const name of [...KEPT, '.strip', '.record']) {
      const [a, b] = [live[name], late[name]];
      if (a && b && Math.abs(a[1] - b[1]) > 1) moved.push(`${name} ${a} → ${b} when the parts came`);
    }
  } else {
    await page.waitForSelector('#wib[data-ready=true]', { timeout: 30_000 });
    await wake(page);
    await page.waitForTimeout(1500);
  }
  const shift = await total();
  console.log(`${width} px, ${speed}: layout shift ${shift.value.toFixed(4)}${moved.length ? `, moved: ${moved.join('; ')}` : ''}`);
  if (shift.value > 0) wrong.push(`${width} px, ${speed}: layout shift ${shift.value} of ${shift.of.join(', ')}`);
  wrong.push(...moved.map(m => `${width} px: ${m}`));
  await page.context().close();
});
await browser.close();
site.close();
if (wrong.length) {
  console.error(wrong.join('\n'));
  process.exit(1);
}

/** Opens the page with files as late as said; answers it, and how to read the layout shifts. */
async function visit(width, [wasm, part]) {
  const context = await browser.newContext({ viewport: { width, height: HEIGHTS[width] } });
  const page = await context.newPage();
  await page.addInitScript(() => {
    window.shifts = { value: 0, of: [] };
    new PerformanceObserver(list => {
      for (const entry of list.getEntries()) {
        if (entry.hadRecentInput) continue;
        window.shifts.value += entry.value;
        window.shifts.of.push(...entry.sources.map(s => s.node?.className ?? s.node?.nodeName ?? '?'));
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.route('**/*.wasm', async route => {
    const late = route.request().url().includes('_bg') ? wasm : part;
    await new Promise(done => setTimeout(done, late));
    await route.continue();
  });
  await page.goto(site.origin, { waitUntil: 'domcontentloaded' });
  return [page, () => page.evaluate(() => window.shifts)];
}

/** Where things are and how large: left, top, width, height in whole pixels. */
function places(page) {
  return page.evaluate(names => Object.fromEntries(names.map(name => {
    const r = document.querySelector(name)?.getBoundingClientRect();
    return [name, r && r.height ? [r.left, r.top, r.width, r.height].map(Math.round) : null];
  })), [...KEPT, '.strip', '.record']);
}
