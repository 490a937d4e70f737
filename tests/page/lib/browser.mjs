// Chromium for these scripts: the machine's own, drawing as evenly as it can, never longer than a script may take.

import { accessSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { load } from './packages.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
/** So that two machines draw the same text alike. */
const EVEN = ['--font-render-hinting=none', '--disable-lcd-text', '--force-color-profile=srgb', '--hide-scrollbars'];

/** Where Chromium is: `WIB_CHROMIUM`, else on the PATH. */
export function chromium() {
  if (process.env.WIB_CHROMIUM) return process.env.WIB_CHROMIUM;
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of NAMES) {
      try {
        accessSync(join(folder, name));
        return join(folder, name);
      } catch {
        // The next one, then.
      }
    }
  }
  console.error('there is no Chromium on the PATH: set WIB_CHROMIUM, or `apt-get install chromium`');
  process.exit(1);
}

/** Starts Chromium. Whatever happens, the script ends `minutes` from now, and the browser with it. */
export async function start({ minutes = 15, args = [] } = {}) {
  setTimeout(() => {
    console.error(`no end after ${minutes} minutes`);
    process.exit(1);
  }, minutes * 60_000).unref();
  const playwright = await load('playwright-core');
  return playwright.chromium.launch({ executablePath: chromium(), args: [...EVEN, '--disable-quic', '--disable-background-networking', ...args] });
}

/** Opens an address and waits until the live page, with all that comes later, stands still. */
export async function open(page, address) {
  await page.goto(address, { waitUntil: 'load' });
  await page.waitForFunction(() => document.getElementById('wib')?.dataset.ready === 'true', null, { timeout: 30_000 });
  await wake(page);
  await settled(page);
}

/**
 * Signs of a reader, scrolls that move nothing, until what draws the record is there: the first may come before the page listens.
 */
export async function wake(page) {
  const there = page.waitForSelector('.sideways > .beside', { state: 'attached', timeout: 30_000 });
  const signs = setInterval(() => page.evaluate(() => dispatchEvent(new Event('scroll'))).catch(() => {}), 100);
  await there.finally(() => clearInterval(signs));
}

/** Waits until fonts are there, finite animations are over and the page has not changed for a moment; 5 s at most. */
export function settled(page) {
  return page.evaluate(async () => {
    const end = performance.now() + 5000;
    let changed = performance.now();
    const watch = new MutationObserver(() => { changed = performance.now(); });
    watch.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    await document.fonts.ready;
    const moving = () => document.getAnimations().some(a => a.playState === 'running' && a.effect?.getComputedTiming().endTime !== Infinity);
    while (performance.now() < end && (moving() || performance.now() - changed < 150)) {
      await new Promise(next => setTimeout(next, 25));
    }
    watch.disconnect();
  });
}

/** How tall a window of a width is, in CSS pixels. */
const height = width => (width < 560 ? 780 : 900);

/**
 * Takes a picture `up to` the foot of the window, of the time strip or of the page. The window is made that tall for it: what
 * sticks to the foot of the window would otherwise lie over the middle.
 */
export async function picture(page, { path, width, upTo = 'strip' }) {
  await page.setViewportSize({ width, height: upTo === 'window' ? height(width) : 6000 });
  await settled(page);
  if (upTo !== 'window') {
    const foot = await page.evaluate(whole => {
      const strip = document.querySelector('.strip');
      return whole || !strip ? document.body.scrollHeight : Math.ceil(strip.getBoundingClientRect().bottom);
    }, upTo === 'end');
    await page.setViewportSize({ width, height: foot });
    await settled(page);
  }
  return page.screenshot({ path, animations: 'disabled', caret: 'hide' });
}
