// Lighthouse with its mobile settings on the built site, served with compression: the four scores, first paint and layout shift.
// `npm ci --prefix tests/page/lighthouse --ignore-scripts` first; `cargo xtask page lighthouse` does both.

import { createRequire } from 'node:module';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from './lib/browser.mjs';
import { serve } from './lib/site.mjs';
import { options } from './lib/states.mjs';

const chosen = options({ dist: 'dist', runs: '3', report: '', address: '' });
const folder = process.env.WIB_LIGHTHOUSE ?? fileURLToPath(new URL('./lighthouse/node_modules', import.meta.url));
const require = createRequire(join(folder, 'index.js'));
const load = async name => import(pathToFileURL(require.resolve(name)));
const { default: lighthouse } = await load('lighthouse');
const launcher = await load('chrome-launcher');

const LIMIT = 15 * 60_000;
setTimeout(() => process.exit(1), LIMIT).unref();
const site = await serve({ dist: chosen.dist });
const chrome = await launcher.launch({
  chromePath: chromium(), logLevel: 'error',
  chromeFlags: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
});

const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
const AUDITS = { FCP: 'first-contentful-paint', LCP: 'largest-contentful-paint', TBT: 'total-blocking-time', CLS: 'cumulative-layout-shift' };
const median = numbers => [...numbers].sort((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)];

try {
  const runs = [];
  for (let run = 1; run <= Number(chosen.runs); run += 1) {
    const { lhr, report } = await lighthouse(`${site.origin}/${chosen.address}`, { port: chrome.port, output: 'html', logLevel: 'error', onlyCategories: CATEGORIES });
    if (chosen.report) await writeFile(chosen.report, report);
    runs.push(lhr);
    const scores = CATEGORIES.map(id => `${id} ${Math.round(lhr.categories[id].score * 100)}`).join(', ');
    const times = Object.entries(AUDITS).map(([name, id]) => `${name} ${lhr.audits[id].displayValue ?? lhr.audits[id].numericValue}`).join(', ');
    console.log(`run ${run}: ${scores}; ${times}`);
  }
  const failed = Object.values(runs.at(-1).audits).filter(audit => audit.score !== null && audit.score < 0.9 && !['informative', 'notApplicable', 'manual'].includes(audit.scoreDisplayMode));
  for (const audit of failed) console.log(`below 90: ${audit.id} (${Math.round(audit.score * 100)}) ${audit.displayValue ?? ''}`);
  const scores = CATEGORIES.map(id => [id, Math.round(median(runs.map(run => run.categories[id].score)) * 100)]);
  console.log(`median of ${runs.length}: ${scores.map(([id, score]) => `${id} ${score}`).join(', ')}; `
    + Object.entries(AUDITS).map(([name, id]) => `${name} ${Number(median(runs.map(run => run.audits[id].numericValue)).toFixed(3))}`).join(', ')
    + ' (ms, but CLS)');
  process.exitCode = scores.every(([, score]) => score >= 98) ? 0 : 1;
} finally {
  await chrome.kill();
  site.close();
}
