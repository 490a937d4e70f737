// Measures the loss model where readers meet it, in Chromium:
//   1. 10,000 draws with sensitivity: the WebAssembly against plain JavaScript, in one page and one run: as a script on a page
//      would have it (plain-loss.mjs, random variates and a sort), and with the very same draws (same-draws.mjs, which checks
//      that both give the same figures);
//   2. a slider's event to the painted frame, at four times CPU slow-down.
//
//   npm ci && node measure-loss.mjs [--site ../../dist] [--no-build] [--runs 60]
//
// Needs the release site (`cargo xtask build`), a wasm32 target, wasm-bindgen of the version in Cargo.lock (on the PATH or
// where cargo xtask keeps it) and Chromium ($CHROMIUM, else /usr/bin/chromium).

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { homedir } from 'node:os';
import { dirname, extname, join, normalize, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');
const option = (name, fallback) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : process.argv[at + 1];
};
const site = resolve(option('--site', join(root, 'dist')));
const runs = Number(option('--runs', 60));
const out = join(root, 'target/bench-loss');

if (!process.argv.includes('--no-build')) build();
if (!existsSync(join(site, 'index.html'))) throw new Error(`${site} holds no page: cargo xtask build`);

function build() {
  const target = ['--release', '--target', 'wasm32-unknown-unknown'];
  const features = ['--no-default-features', '--features', 'bench', '--bin', 'bench-loss'];
  execFileSync('cargo', ['build', ...target, ...features], { cwd: root, stdio: 'inherit' });
  const version = readFileSync(join(root, 'Cargo.lock'), 'utf8').match(/name = "wasm-bindgen"\nversion = "(.*)"/)[1];
  const cache = process.env.WIB_TOOLS ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'where-it-broke');
  const kept = join(cache, `wasm-bindgen-cli-${version}/bin/wasm-bindgen`);
  const wasm = join(root, 'target/wasm32-unknown-unknown/release/bench-loss.wasm');
  const bindgen = existsSync(kept) ? kept : 'wasm-bindgen';
  execFileSync(bindgen, ['--target', 'web', '--out-dir', out, wasm], { stdio: 'inherit' });
}

const kinds = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm', '.svg': 'image/svg+xml' };
const folders = { '/bench/': out, '/speed/': here };
const server = createServer((request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url, 'http://x').pathname));
  const own = Object.keys(folders).find((prefix) => path.startsWith(prefix));
  const file = own ? join(folders[own], path.slice(own.length)) : join(site, path === '/' ? 'index.html' : path);
  try {
    const body = readFileSync(file);
    response.writeHead(200, { 'content-type': kinds[extname(file)] ?? 'application/octet-stream' });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const address = `http://127.0.0.1:${server.address().port}/`;
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(`${address}?step=7`);
  await page.waitForSelector('#wib[data-ready=true]');
  // The panel is in a part that comes at the first sign of a reader; the first that is given may come before the page listens.
  await page.waitForFunction(() => dispatchEvent(new Event('scroll')) && document.querySelector('#a-r'), null, { polling: 100 });
  const model = await page.evaluate(inPage, { runs });
  console.log(`Chromium ${browser.version()}; medians of ${runs} runs (best), one page, one run`);
  print('WebAssembly, 10,000 draws with sensitivity', model.wasm);
  print('plain JavaScript, the same draws', model.plain);
  print('plain JavaScript, Math.random and variates', model.variates);
  console.log(`plain / WebAssembly: ${(model.plain.median / model.wasm.median).toFixed(1)} (same draws), ${(model.variates.median / model.wasm.median).toFixed(1)} (variates)`);
  console.log(`largest relative difference of the figures, same draws: ${model.difference.toExponential(1)}`);
  for (const rate of [1, 4]) {
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate });
    const frames = await page.evaluate(slide, { runs });
    print(`slider event to painted frame, CPU ${rate} x slower`, frames);
    console.log(`  of that until the page is changed: ${frames.work.toFixed(1)} ms; every frame showed the new sum: ${frames.changed}`);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  }
} finally {
  await browser.close();
  server.close();
}

function print(what, { median, p95, best, worst }) {
  const rest = p95 ? `; p95 ${p95.toFixed(2)}, ${best.toFixed(2)} to ${worst.toFixed(2)}` : `; best ${best.toFixed(2)}`;
  console.log(`${what}: p50 ${median.toFixed(2)} ms${rest}`);
}

/** In the page: the three models in turn, so that what else the machine does falls on all of them alike. */
async function inPage({ runs }) {
  const bench = await import('/bench/bench-loss.js');
  await bench.default();
  const plain = await import('/speed/same-draws.mjs');
  const variates = await import('/speed/plain-loss.mjs');
  const story = document.getElementById('wib').dataset.story;
  const bytes = new Uint8Array(await (await fetch(`/stories/${story}.wib`)).arrayBuffer());
  const model = new bench.Model(bytes);
  const flat = Array.from(model.tables());
  const size = flat.length / 7;
  const tables = Array.from({ length: 7 }, (_, i) => flat.slice(i * size, (i + 1) * size));
  const seed = 20150311;
  const ps = plain.probabilities();
  const ways = {
    wasm: () => model.estimate(10000, BigInt(seed)),
    plain: () => plain.estimate(tables, 10000, seed, ps).figures,
    variates: () => variates.estimate(variates.apple, 10000),
  };
  const times = { wasm: [], plain: [], variates: [] };
  for (let n = -20; n < runs; n++) {
    for (const way in ways) {
      const began = performance.now();
      ways[way]();
      if (n >= 0) times[way].push(performance.now() - began);
    }
  }
  const figures = ways.plain();
  const difference = Math.max(...Array.from(ways.wasm()).map((x, i) => Math.abs(x / figures[i] - 1)));
  const summary = (list) => {
    list.sort((a, b) => a - b);
    return { median: list[list.length >> 1], best: list[0] };
  };
  return { wasm: summary(times.wasm), plain: summary(times.plain), variates: summary(times.variates), difference };
}

/** In the page: the event is sent at the start of a frame, as browsers send input; a message comes after that frame is painted. */
async function slide({ runs }) {
  const slider = document.getElementById('a-r');
  slider.scrollIntoView({ block: 'center' });
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
  const lost = () => document.getElementById('wib').dataset.lostMid + document.querySelector('.lines-total b').textContent;
  const times = [];
  const works = [];
  let changed = true;
  for (let n = -10; n < runs; n++) {
    const before = lost();
    const { time, work } = await new Promise((done) => {
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        const began = performance.now();
        let work = 0;
        set.call(slider, String(0.2 + 0.05 * ((n + 10) % 13)));
        slider.dispatchEvent(new InputEvent('input', { bubbles: true }));
        // After the renderer's own microtasks.
        Promise.resolve().then(() => Promise.resolve()).then(() => (work = performance.now() - began));
        channel.port1.onmessage = () => done({ time: performance.now() - began, work });
        channel.port2.postMessage(null);
      });
    });
    changed &&= lost() !== before;
    if (n >= 0) {
      times.push(time);
      works.push(work);
    }
    await new Promise((rest) => setTimeout(rest, 20));
  }
  times.sort((a, b) => a - b);
  works.sort((a, b) => a - b);
  return { median: times[times.length >> 1], p95: times[Math.floor(times.length * 0.95)], best: times[0], worst: times.at(-1), work: works[works.length >> 1], changed };
}
