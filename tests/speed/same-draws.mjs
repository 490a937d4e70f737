// The loss model as one would write it in JavaScript without further thought: the same formula, the same quasi-random
// points and the same tables of quantiles as src/loss, with plain arrays and plain loops. It is measured against the
// WebAssembly, and checked against it: both print the same figures.

const HOURS_PER_YEAR = 8760;
const DIMENSIONS = 7;
const OCTAVES = 15;
const CELLS = 8;

/** Degree, coefficients and first direction numbers of dimensions 2 to 7 (Joe and Kuo 2008, new-joe-kuo-6). */
const POLYNOMIALS = [
  [1, 0, [1]],
  [2, 1, [1, 3]],
  [3, 1, [1, 3, 1]],
  [3, 2, [1, 1, 1]],
  [4, 1, [1, 1, 3, 3]],
  [4, 4, [1, 3, 5, 13]],
];

/** The probabilities at which the tables give values, from 0 to 1; cells halve towards both ends. */
export function probabilities() {
  const lower = [];
  for (let octave = 0; octave <= OCTAVES; octave++) {
    const low = octave === 0 ? 0 : 0.5 ** (OCTAVES + 2 - octave);
    const width = octave === 0 ? 0.5 ** (OCTAVES + 1) : low;
    for (let cell = 0; cell < CELLS; cell++) lower.push(low + (cell / CELLS) * width);
  }
  return [...lower, 0.5, ...lower.map((p) => 1 - p).reverse()];
}

function directions() {
  const all = [Array.from({ length: 32 }, (_, bit) => (1 << (31 - bit)) >>> 0)];
  for (const [degree, coefficients, start] of POLYNOMIALS) {
    const v = [];
    for (let bit = 0; bit < 32; bit++) {
      if (bit < degree) {
        v.push((start[bit] << (31 - bit)) >>> 0);
        continue;
      }
      let number = v[bit - degree] ^ (v[bit - degree] >>> degree);
      for (let k = 1; k < degree; k++) {
        if ((coefficients >> (degree - 1 - k)) & 1) number ^= v[bit - k];
      }
      v.push(number >>> 0);
    }
    all.push(v);
  }
  return all;
}

/** SplitMix64, the upper half of each step: where the points start. */
function start(seed) {
  const mask = (1n << 64n) - 1n;
  let state = BigInt(seed);
  return Array.from({ length: DIMENSIONS }, () => {
    state = (state + 0x9e3779b97f4a7c15n) & mask;
    let z = ((state ^ (state >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
    return Number((z ^ (z >> 31n)) >> 32n);
  });
}

/** The value of a table at a probability: the cell is searched for, then a straight line. */
function quantile(table, ps, p) {
  let low = 0;
  let high = ps.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (ps[middle] <= p) low = middle;
    else high = middle;
  }
  return table[low] + ((table[high] - table[low]) * (p - ps[low])) / (ps[high] - ps[low]);
}

function ofSorted(sorted, p) {
  const place = Math.max(0, p * sorted.length - 0.5);
  const below = Math.floor(place);
  const last = sorted.length - 1;
  const a = sorted[Math.min(below, last)];
  const b = sorted[Math.min(below + 1, last)];
  return a + (b - a) * (place - below);
}

/** `tables`: seven arrays in the order R s g f w E r. Returns the same list as `Model.estimate` of bench_loss.rs. */
export function estimate(tables, draws, seed, ps = probabilities()) {
  const [R, s, g, f, w, E, r] = tables;
  const order = [r, f, w, s, g, R, E];
  const v = directions();
  const point = start(seed);
  const blocked = [];
  const returns = [];
  const lost = [];
  for (let n = 0; n < draws; n++) {
    const values = order.map((table, i) => quantile(table, ps, point[i] / 4294967296));
    const later = values[0];
    let sales = 1 / HOURS_PER_YEAR;
    for (let i = 1; i < values.length; i++) sales *= values[i];
    blocked.push(sales);
    returns.push(sales * later);
    lost.push(sales * (1 - later));
    let bit = 0;
    while ((n >> bit) & 1) bit++;
    for (let i = 0; i < DIMENSIONS; i++) point[i] = (point[i] ^ v[i][bit]) >>> 0;
  }
  const out = [];
  for (const sums of [blocked, returns, lost]) {
    sums.sort((a, b) => a - b);
    out.push(ofSorted(sums, 0.05), ofSorted(sums, 0.5), ofSorted(sums, 0.95));
  }
  const dots = Array.from({ length: 20 }, (_, i) => ofSorted(lost, (i + 0.5) / 20));
  const central = (moved, p) =>
    tables.reduce((product, table, i) => {
      const value = quantile(table, ps, i === moved ? p : 0.5);
      return product * (i === 6 ? 1 - value : value);
    }, 1 / HOURS_PER_YEAR);
  out.push(central(-1, 0.5));
  const swings = tables.map((_, i) => [central(i, 0.1), central(i, 0.9)].sort((a, b) => a - b));
  swings.push([central(-1), central(-1)], [central(-1), central(-1)]);
  swings.sort((a, b) => b[1] - b[0] - (a[1] - a[0]));
  // The variance of ln(lost) that comes from each input: the midpoint rule over the cells of its table.
  const variances = tables.map((table, i) => {
    let mean = 0;
    let square = 0;
    for (let n = 1; n < ps.length; n++) {
      const middle = (table[n - 1] + table[n]) / 2;
      const log = Math.log(i === 6 ? 1 - middle : middle);
      mean += log * (ps[n] - ps[n - 1]);
      square += log * log * (ps[n] - ps[n - 1]);
    }
    return square - mean * mean;
  });
  const whole = variances.reduce((a, b) => a + b, 0);
  const shares = variances.map((x) => x / whole);
  return { figures: [...out, ...swings.flat()], dots, shares };
}
