// The cases of benches/ in WebAssembly, and the loss model in plain JavaScript: a line for each, its name and the median
// in nanoseconds. `cargo xtask bench` calls it with the module of wasm-bindgen and the file of inputs.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { apple, estimate } from "./plain-loss.mjs";

const WARM_MS = 500;
const SAMPLE_MS = 40;
const SAMPLES = 40;

const [module, inputs] = process.argv.slice(2);
const wasm = createRequire(import.meta.url)(resolve(module));

function time(work, times) {
  const start = performance.now();
  work(times);
  return performance.now() - start;
}

// Doubles the repeats until a sample is long enough for the clock, then goes on until the engine has optimised.
function repeats(work) {
  let times = 1;
  while (time(work, times) < SAMPLE_MS && times < 1e8) times *= 2;
  const end = performance.now() + WARM_MS;
  while (performance.now() < end) work(times);
  return times;
}

function measure(name, work) {
  const times = repeats(work);
  const slow = time(work, times) > 500;
  const samples = Array.from({ length: slow ? 7 : SAMPLES }, () => time(work, times) / times);
  samples.sort((a, b) => a - b);
  console.log(`${name}\t${Math.round(samples[samples.length >> 1] * 1e6)}`);
}

const names = wasm.prepare(readFileSync(inputs)).split("\n");
names.forEach((name, i) => measure(name, (times) => wasm.run(i, times)));
measure("loss/10,000 draws with sensitivity, plain JavaScript", (times) => {
  for (let i = 0; i < times; i++) estimate(apple, 10_000);
});
