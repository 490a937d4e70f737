// How smooth the scrubbing is: drags each slider back and forth with the processor slowed down, and reads the frames from the
// browser's own trace. Fails where more than 5 % of the frames are over 16 ms or one is over 50 ms.

import { writeFile } from 'node:fs/promises';
import { open, start } from './lib/browser.mjs';
import { serve } from './lib/site.mjs';
import { address, options } from './lib/states.mjs';

const chosen = options({ dist: 'dist', story: 'apple-2015', step: '5', slow: '4', seconds: '4', width: '1280', voice: 'plain', only: '', trace: '' });
const CATEGORIES = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'disabled-by-default-devtools.timeline.frame'];

const site = await serve({ dist: chosen.dist });
const browser = await start({ minutes: 5 });
const width = Number(chosen.width);
const page = await browser.newPage({ viewport: { width, height: width < 560 ? 780 : 900 } });
await open(page, address(site.origin, { story: chosen.story, step: chosen.step, theme: 'light', voice: chosen.voice }));

let bad = false;
for (const slider of await page.getByRole('slider').all()) {
  if (!(await slider.isVisible())) continue;
  const name = (await slider.getAttribute('aria-label')) ?? (await slider.evaluate(e => e.labels?.[0]?.innerText ?? e.id));
  if (!name.includes(chosen.only)) continue;
  bad = report(name, await traced(() => drag(slider))) || bad;
}
await browser.close();
site.close();
process.exit(bad ? 1 : 0);

/**
 * Drags along a slider and back, twice. The moves are made in the page, one before each frame, as a browser delivers them: sent from
 * here they would keep the other half of a machine with two threads busy, and the page would be measured with that.
 */
async function drag(slider) {
  await slider.scrollIntoViewIfNeeded();
  const box = await slider.boundingBox();
  const y = box.y + Math.min(box.height / 2, 20);
  await page.mouse.move(box.x + box.width * 0.02, y);
  await page.mouse.down();
  const all = Number(chosen.seconds) * 1000;
  await slider.evaluate(
    (element, { box, y, all }) =>
      new Promise(done => {
        const begin = performance.now();
        const move = () => {
          const now = performance.now() - begin;
          if (now > all) return done();
          const turn = ((now / all) * 4) % 2;
          const part = 0.02 + 0.96 * (turn < 1 ? turn : 2 - turn);
          if (element instanceof HTMLInputElement) {
            element.value = String(Number(element.min) + part * (element.max - element.min));
            element.dispatchEvent(new InputEvent('input', { bubbles: true }));
          } else {
            const clientX = box.x + box.width * part;
            const pointer = { clientX, clientY: y, buttons: 1, pointerId: 1, pointerType: 'mouse', isPrimary: true, bubbles: true };
            element.dispatchEvent(new PointerEvent('pointermove', pointer));
          }
          requestAnimationFrame(move);
        };
        requestAnimationFrame(move);
      }),
    { box, y, all },
  );
  await page.mouse.up();
}

/** The events of the browser's trace while `work` is done on the slowed-down page. */
async function traced(work) {
  const client = await page.context().newCDPSession(page);
  await client.send('Emulation.setCPUThrottlingRate', { rate: Number(chosen.slow) });
  const events = [];
  client.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  await client.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: CATEGORIES, excludedCategories: ['*'] } });
  await work();
  const complete = new Promise(done => client.once('Tracing.tracingComplete', done));
  await client.send('Tracing.end');
  await complete;
  await client.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  await client.detach();
  if (chosen.trace) await writeFile(chosen.trace, JSON.stringify({ traceEvents: events }));
  return events;
}

/**
 * Prints the frame times. A frame's time is what the page's main thread worked from the beginning of one frame to that of the next:
 * what has to fit into 16 ms. `wall` is by the clock, so other programs count; `own` is the processor's time, with the slow-down.
 */
function report(name, events) {
  const main = thread(events);
  const begins = events.filter(e => e.name === 'BeginMainThreadFrame' && e.pid === main?.pid && e.tid === main?.tid).map(e => e.ts).sort((a, b) => a - b);
  const tasks = events.filter(e => e.ph === 'X' && e.name === 'RunTask' && e.pid === main?.pid && e.tid === main?.tid).sort((a, b) => a.ts - b.ts);
  if (begins.length < 10) {
    console.log(`${name}: only ${begins.length} frames, which says nothing`);
    return true;
  }
  const frames = begins.slice(0, -1).map(() => ({ wall: 0, own: 0 }));
  let i = 0;
  for (const task of tasks) {
    // The task that begins a frame contains the mark, so it counts for the frame whose mark lies within it.
    while (i + 1 < begins.length && begins[i + 1] < task.ts + task.dur) i += 1;
    if (i < frames.length && task.ts + task.dur > begins[0]) {
      frames[i].wall += task.dur / 1000;
      frames[i].own += (task.tdur ?? task.dur) / 1000;
    }
  }
  const seconds = (begins.at(-1) - begins[0]) / 1e6;
  console.log(`${name}: ${frames.length} frames in ${seconds.toFixed(1)} s, processor ${chosen.slow}× slower, ${chosen.width} px`);
  const [wall, own] = ['wall', 'own'].map(kind => spread(frames.map(frame => frame[kind])));
  console.log(`  wall  ${wall.text}\n  own   ${own.text}`);
  // Where the time goes: the parts of the work as the trace names them, each with what is called from it.
  const parts = ['EventDispatch', 'FunctionCall', 'FireAnimationFrame', 'UpdateLayoutTree', 'Layout', 'PrePaint', 'Paint', 'Layerize', 'Commit'];
  const of = part => events.filter(e => e.ph === 'X' && e.name === part && e.pid === main.pid && e.tid === main.tid).reduce((sum, e) => sum + (e.tdur ?? e.dur) / 1000, 0);
  console.log(`  parts ${parts.map(part => [part, of(part) / frames.length]).filter(([, ms]) => ms >= 0.1).map(([part, ms]) => `${part} ${ms.toFixed(1)}`).join(', ')} (own ms a frame)`);
  return own.over > 5 || own.max > 50;
}

function spread(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = part => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
  const over = (100 * sorted.filter(ms => ms > 16).length) / sorted.length;
  const max = sorted.at(-1);
  return { over, max, text: `p50 ${at(0.5).toFixed(1)} ms, p95 ${at(0.95).toFixed(1)} ms, max ${max.toFixed(1)} ms, over 16 ms ${over.toFixed(1)} %` };
}

/** The main thread of the page: the renderer's that drew frames. */
function thread(events) {
  const count = new Map();
  for (const e of events.filter(event => event.name === 'BeginMainThreadFrame')) {
    const key = `${e.pid} ${e.tid}`;
    count.set(key, { pid: e.pid, tid: e.tid, n: (count.get(key)?.n ?? 0) + 1 });
  }
  return [...count.values()].sort((a, b) => b.n - a.n)[0];
}
