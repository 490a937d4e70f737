// Visual regression: the page is compared with the stored pictures of tests/page/looks. `UPDATE_SHOTS=1` takes new ones.
//
// The fonts come from the package lock and the drawing does not use what a processor can do best, so pictures are alike on every
// machine. What is left between versions of Chromium are the edges of shapes: a pixel counts as different by the eye's measure of
// colour, and edges do not count. They are counted tile by tile, so that a small thing that moved is found in a large picture.

import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { open, picture, start } from './lib/browser.mjs';
import { load } from './lib/packages.mjs';
import { serve } from './lib/site.mjs';
import { MODES, address, each, options } from './lib/states.mjs';

const STORED = fileURLToPath(new URL('./looks', import.meta.url));
/** How far apart two colours may be, 0 to 1 (pixelmatch's threshold). */
const NEAR = 0.2;
/** The side of a tile in pixels, and how many of its pixels may be further apart than that. */
const TILE = 32;
const IN_A_TILE = 24;
/** The parts of the page that are named where a picture is different, the smallest first. */
const PARTS = [
  'station', 'leader', 'courier', 'owners', 'masthead', 'headline', 'aside', 'steps', 'step-list', 'told-first', 'inspector', 'stills', 'now', 'strip-head',
  'lanes', 'band', 'plot', 'legend', 'strip', 'overview', 'outage', 'cost', 'mended', 'matters', 'panel', 'chain',
];

/** Each thing that is drawn, in the layouts, themes and voices where it could break by itself; what is not said is as here. */
const SET = [
  { width: 1280, step: 1 }, { width: 1280, step: 3, theme: 'dark', voice: 'technical' }, { width: 1280, step: 4, voice: 'technical' },
  { width: 1280, step: 5 }, { width: 1280, step: 5, theme: 'dark' }, { width: 1280, step: 5, voice: 'technical', mode: 'forced' }, { width: 1280, step: 7 },
  { width: 680, step: 2, theme: 'dark' }, { width: 680, step: 5 }, { width: 680, step: 5, theme: 'dark', voice: 'technical' }, { width: 680, step: 5, mode: 'forced' },
  { width: 680, step: 5, mode: 'reduced' }, { width: 680, step: 5, mode: 'rtl' }, { width: 680, step: 5, mode: 'longer' },
  { width: 360, step: 5 }, { width: 360, step: 5, theme: 'dark', voice: 'technical' }, { width: 360, step: 5, mode: 'screen' }, { width: 360, step: 5, mode: 'rtl' },
  { width: 320, step: 4, voice: 'technical' }, { width: 320, step: 5, mode: 'longer' }, { width: 320, step: 7, theme: 'dark' },
  // The link states that Apple's story has not: a saved copy and a slow link, and an answer that leads to the wrong place.
  { width: 680, step: 4, story: 'facebook-2021' }, { width: 1280, step: 5, story: 'facebook-2021', voice: 'technical' },
  { width: 680, step: 4, story: 'myetherwallet-2018' }, { width: 360, step: 4, story: 'myetherwallet-2018', theme: 'dark' },
];

const chosen = options({ dist: 'dist', words: '', stored: STORED, out: 'target/looks', only: '' });
const update = Boolean(process.env.UPDATE_SHOTS);
const png = await load('upng-js');
const pixelmatch = await load('pixelmatch');

const states = SET.map(state => {
  const whole = { theme: 'light', voice: 'plain', mode: 'normal', story: 'apple-2015', ...state };
  const { width, step, theme, voice, mode, story } = whole;
  const of_story = story === 'apple-2015' ? '' : `${story}-`;
  return { ...whole, name: `${of_story}${step}-${width}-${theme}-${voice}-${mode}.png` };
}).filter(state => state.name.includes(chosen.only));
if (!chosen.words && states.some(state => MODES[state.mode].words)) {
  console.error('the pseudo-languages need --words, which `cargo xtask page looks` gives');
  process.exit(2);
}

const site = await serve({ dist: chosen.dist, words: chosen.words || null, fonts: true });
const browser = await start({ minutes: 15, args: ['--disable-skia-runtime-opts', '--disable-gpu'] });
await rm(chosen.out, { recursive: true, force: true });
await mkdir(chosen.stored, { recursive: true });
const names = states.map(state => state.name);
const old = chosen.only ? [] : (await readdir(chosen.stored)).filter(name => name.endsWith('.png') && !names.includes(name));
const wrong = update ? [] : old.map(name => `${name}: no state of the set`);
let bytes = 0;

await each(states, 2, async ({ name, width, step, theme, voice, mode, story }) => {
  const { media, words } = MODES[mode];
  const context = await browser.newContext({ colorScheme: theme, viewport: { width, height: 900 }, ...media });
  const page = await context.newPage();
  await open(page, address(site.origin, { words, story, step, theme, voice }));
  const seen = await picture(page, { width, upTo: mode === 'screen' ? 'window' : 'strip' });
  if (update) {
    // In 64 colours: a quarter of the bytes, and nearer than what counts as different.
    const { rgba, width: wide, height } = pixels(seen);
    const small = Buffer.from(png.encode([rgba.buffer], wide, height, 64));
    bytes += small.length;
    await writeFile(join(chosen.stored, name), small);
  } else {
    await compare(name, seen, page);
  }
  await context.close();
});
await browser.close();
site.close();

if (update) {
  await Promise.all(old.map(name => rm(join(chosen.stored, name))));
  console.log(`${states.length} pictures stored, ${Math.round(bytes / 1024)} KB: look at each before you commit it`);
} else {
  for (const line of wrong.sort()) console.log(line);
  if (wrong.length) console.log(`what was seen, and the difference, is in ${chosen.out}. If it is meant: UPDATE_SHOTS=1 cargo xtask page looks`);
  else console.log(`${states.length} pictures are as stored`);
}
process.exit(wrong.length ? 1 : 0);

/** Compares a picture with the stored one, says where they are not alike, and keeps then both the picture and the difference. */
async function compare(name, seen, page) {
  const keep = async (kind, data) => {
    await mkdir(chosen.out, { recursive: true });
    await writeFile(join(chosen.out, name.replace('.png', `.${kind}.png`)), data);
  };
  const bytes_stored = await readFile(join(chosen.stored, name)).catch(() => null);
  if (!bytes_stored) {
    wrong.push(`${name}: none stored`);
    return keep('seen', seen);
  }
  const [was, is] = [pixels(bytes_stored), pixels(seen)];
  if (was.width !== is.width || was.height !== is.height) {
    wrong.push(`${name}: ${is.width} × ${is.height} pixels, stored ${was.width} × ${was.height}`);
    return keep('seen', seen);
  }
  const difference = new Uint8Array(was.rgba.length);
  const apart = pixelmatch(was.rgba, is.rgba, difference, was.width, was.height, { threshold: NEAR, diffMask: true });
  const places = tiles(difference, was.width);
  if (!places.length) return undefined;
  const parts = await page.evaluate(named, { places, parts: PARTS });
  const [first] = places.sort((a, b) => b.count - a.count);
  wrong.push(`${name}: ${apart} pixels are different, most about ${first.x},${first.y}; in ${parts.join(', ')}`);
  await keep('seen', seen);
  return keep('difference', Buffer.from(png.encode([difference.buffer], was.width, was.height, 0)));
}

/** The middle of each tile that is too different, and how many of its pixels are. */
function tiles(difference, width) {
  const across = Math.ceil(width / TILE);
  const counts = new Map();
  for (let at = 3; at < difference.length; at += 4) {
    if (!difference[at]) continue;
    const pixel = (at - 3) / 4;
    const tile = Math.floor(Math.floor(pixel / width) / TILE) * across + Math.floor((pixel % width) / TILE);
    counts.set(tile, (counts.get(tile) ?? 0) + 1);
  }
  const middle = n => n * TILE + TILE / 2;
  const over = [...counts].filter(([, count]) => count > IN_A_TILE);
  return over.map(([tile, count]) => ({ x: middle(tile % across), y: middle(Math.floor(tile / across)), count }));
}

/** In the browser: which parts of the page some places are in. */
function named({ places, parts }) {
  const found = places.map(({ x, y }) => {
    for (const part of parts) {
      for (const element of document.getElementsByClassName(part)) {
        const { left, top, right, bottom } = element.getBoundingClientRect();
        if (left <= x && x <= right && top <= y && y <= bottom) {
          const { station } = element.dataset;
          return station ? `the station ${station}` : `.${part}`;
        }
      }
    }
    return 'the page';
  });
  return [...new Set(found)];
}

/** The size of a PNG file and its pixels, four bytes each. */
function pixels(file) {
  const decoded = png.decode(file);
  return { width: decoded.width, height: decoded.height, rgba: new Uint8Array(png.toRGBA8(decoded)[0]) };
}
