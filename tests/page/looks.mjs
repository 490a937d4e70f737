// Visual regression: the page is compared with the stored pictures of tests/page/looks. `UPDATE_SHOTS=1` takes new ones.
//
// The fonts come from the package lock, so text breaks and lies alike on every machine. What is left between machines and versions of
// Chromium are the edges of shapes: a pixel counts as different by the eye's measure of colour, edges do not count, and a few may differ.

import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { open, picture, start } from './lib/browser.mjs';
import { load } from './lib/packages.mjs';
import { serve } from './lib/site.mjs';
import { MODES, address, each, options } from './lib/states.mjs';

const STORED = fileURLToPath(new URL('./looks', import.meta.url));
/** How far apart two colours may be, 0 to 1 (pixelmatch's threshold), and how many pixels of 1,000 may be further apart. */
const NEAR = 0.2;
const PER_MILLE = 2;

/** Width, step, theme, voice, mode: each thing that is drawn, in the layouts, themes and voices where it could break by itself. */
const SET = [
  [1280, 1, 'light', 'plain', 'normal'], [1280, 3, 'dark', 'technical', 'normal'], [1280, 4, 'light', 'technical', 'normal'],
  [1280, 5, 'light', 'plain', 'normal'], [1280, 5, 'dark', 'plain', 'normal'], [1280, 7, 'light', 'plain', 'normal'],
  [680, 2, 'dark', 'plain', 'normal'], [680, 5, 'light', 'plain', 'normal'], [680, 5, 'dark', 'technical', 'normal'], [680, 5, 'light', 'plain', 'forced'],
  [680, 6, 'light', 'technical', 'reduced'], [360, 5, 'light', 'plain', 'normal'], [360, 5, 'dark', 'technical', 'normal'], [360, 5, 'light', 'plain', 'screen'],
  [320, 4, 'light', 'technical', 'normal'], [320, 7, 'dark', 'plain', 'normal'],
];

const chosen = options({ dist: 'dist', story: 'apple-2015', stored: STORED, out: 'target/looks' });
const update = Boolean(process.env.UPDATE_SHOTS);
const png = await load('upng-js');
const pixelmatch = await load('pixelmatch');

const site = await serve({ dist: chosen.dist, fonts: true });
const browser = await start({ minutes: 15 });
await rm(chosen.out, { recursive: true, force: true });
await mkdir(chosen.stored, { recursive: true });
const names = SET.map(([width, step, theme, voice, mode]) => `${step}-${width}-${theme}-${voice}-${mode}.png`);
const old = (await readdir(chosen.stored)).filter(name => name.endsWith('.png') && !names.includes(name));
const wrong = update ? [] : old.map(name => `${name}: no state of the set`);
let bytes = 0;

await each(SET, 2, async ([width, step, theme, voice, mode]) => {
  const name = `${step}-${width}-${theme}-${voice}-${mode}.png`;
  const context = await browser.newContext({ colorScheme: theme, viewport: { width, height: 900 }, ...MODES[mode].media });
  const page = await context.newPage();
  await open(page, address(site.origin, { story: chosen.story, step, theme, voice }));
  const seen = await picture(page, { width, upTo: mode === 'screen' ? 'window' : 'strip' });
  await context.close();
  if (update) {
    // In 256 colours: a third of the bytes, and far nearer than what counts as different.
    const { rgba, width: wide, height } = pixels(seen);
    const small = Buffer.from(png.encode([rgba.buffer], wide, height, 256));
    bytes += small.length;
    await writeFile(join(chosen.stored, name), small);
  } else {
    await compare(name, seen);
  }
});
await browser.close();
site.close();

if (update) {
  await Promise.all(old.map(name => rm(join(chosen.stored, name))));
  console.log(`${SET.length} pictures stored, ${Math.round(bytes / 1024)} KB: look at each before you commit it`);
} else {
  for (const line of wrong.sort()) console.log(line);
  if (wrong.length) console.log(`what was seen, and the difference, is in ${chosen.out}. If it is meant: UPDATE_SHOTS=1 cargo xtask page looks`);
  else console.log(`${SET.length} pictures are as stored`);
}
process.exit(wrong.length ? 1 : 0);

/** Compares a picture with the stored one, and keeps both the picture and the difference where they are not alike. */
async function compare(name, seen) {
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
  const apart = pixelmatch(was.rgba, is.rgba, difference, was.width, was.height, { threshold: NEAR });
  if (apart * 1000 <= PER_MILLE * was.width * was.height) return undefined;
  wrong.push(`${name}: ${apart} pixels are different, ${((apart * 1000) / (was.width * was.height)).toFixed(1)} of 1,000`);
  await keep('seen', seen);
  return keep('difference', Buffer.from(png.encode([difference.buffer], was.width, was.height, 0)));
}

/** The size of a PNG file and its pixels, four bytes each. */
function pixels(file) {
  const decoded = png.decode(file);
  return { width: decoded.width, height: decoded.height, rgba: new Uint8Array(png.toRGBA8(decoded)[0]) };
}
