// axe-core over every step, voice, theme and width, over the page in the pseudo-languages, and over the article that is there
// before the page (and instead of it where there is no WebAssembly). Any violation fails.

import { open, settled, start } from './lib/browser.mjs';
import { locate } from './lib/packages.mjs';
import { serve } from './lib/site.mjs';
import { THEMES, VOICES, WIDTHS, address, combinations, each, options } from './lib/states.mjs';

const chosen = options({ dist: 'dist', words: '', story: 'apple-2015', widths: WIDTHS.join() });
const widths = chosen.widths.split(',').map(Number);
const site = await serve({ dist: chosen.dist, words: chosen.words || null });
const browser = await start({ minutes: 20 });
const found = new Map();
const unsure = new Map();
let looked = 0;

/** Runs axe on what the page shows now, and notes what it says by rule and element. */
async function look(page, where) {
  const results = await page.evaluate(async () => {
    const { violations, incomplete } = await globalThis.axe.run(document, { resultTypes: ['violations', 'incomplete'] });
    return { violations, incomplete };
  });
  looked += 1;
  for (const [into, rules] of [[found, results.violations], [unsure, results.incomplete]]) {
    for (const { id, impact, help, nodes } of rules) {
      for (const node of nodes) {
        const why = node.any.concat(node.all, node.none).map(check => check.message).join('; ');
        // What it cannot decide is told by its reason, as it is the same for most of the text over a picture.
        const key = `${id} (${impact}): ${help}\n    ${into === found ? node.html.slice(0, 160) : why}`;
        const seen = into.get(key) ?? { where: [], why: into === found ? why : `as ${node.html.slice(0, 160)}` };
        seen.where.push(where);
        into.set(key, seen);
      }
    }
  }
}

async function prepared(context) {
  await context.addInitScript({ path: locate('axe-core/axe.min.js') });
  return context.newPage();
}

async function states({ theme, voice, words }) {
  const context = await browser.newContext({ colorScheme: theme, reducedMotion: 'reduce' });
  const page = await prepared(context);
  let count = 1;
  for (let step = 1; step <= count; step += 1) {
    await open(page, address(site.origin, { words, story: chosen.story, step, theme, voice }));
    count = Number(await page.locator('#wib').getAttribute('data-steps'));
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      await settled(page);
      await look(page, `step ${step}, ${width} px, ${theme}, ${voice}${words ? `, ${words}` : ''}`);
    }
  }
  await context.close();
}

async function article({ theme }) {
  const context = await browser.newContext({ colorScheme: theme, reducedMotion: 'reduce' });
  const page = await prepared(context);
  await page.route('**/*.wasm', route => route.abort());
  await page.goto(`${site.origin}/`, { waitUntil: 'load' });
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    await settled(page);
    await look(page, `static article, ${width} px, ${theme}`);
  }
  await context.close();
}

const languages = [undefined, ...(chosen.words ? ['rtl', 'longer'] : [])];
const jobs = combinations({ theme: THEMES, voice: VOICES, words: languages }).filter(job => !job.words || job.theme === 'light');
await each([...jobs.map(job => () => states(job)), ...THEMES.map(theme => () => article({ theme }))], 2, job => job());
await browser.close();
site.close();

const tell = (title, all) => {
  if (!all.size) return;
  console.log(`\n${title}`);
  for (const [key, { where, why }] of all) console.log(`- ${key}\n    ${why}\n    ${where.length} times, as at ${where[0]}`);
};
tell('Violations:', found);
// What axe cannot decide by itself, mostly text over pictures. For people to look at; the tokens' contrasts are in tests of their own.
if (process.env.AXE_UNSURE) tell('Not decided by axe:', unsure);
console.log(`\naxe-core: ${looked} states, ${found.size} violation${found.size === 1 ? '' : 's'}, ${unsure.size} kinds of text that it cannot decide (AXE_UNSURE=1 lists them)`);
process.exit(found.size ? 1 : 0);
