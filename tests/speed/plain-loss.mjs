// The loss model written plainly in JavaScript, as a script on a page would be: Math.random, a beta variate for each PERT,
// arrays and sort. What the compiled model is measured against; nothing on the page uses it.

function normal() {
  let x, y, s;
  do {
    x = 2 * Math.random() - 1;
    y = 2 * Math.random() - 1;
    s = x * x + y * y;
  } while (s === 0 || s >= 1);
  return x * Math.sqrt((-2 * Math.log(s)) / s);
}

// Marsaglia and Tsang 2000; alpha is 1 or more for every PERT.
function gamma(alpha) {
  const d = alpha - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(Math.random()) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v;
  }
}

function pert([low, mode, high]) {
  const a = gamma(1 + (4 * (mode - low)) / (high - low));
  const b = gamma(1 + (4 * (high - mode)) / (high - low));
  return low + ((high - low) * a) / (a + b);
}

const draw = (input) => {
  if (typeof input === "number") return input;
  if (Array.isArray(input)) return pert(input);
  return input.median * Math.exp(input.sigma * normal());
};

const quantile = (sorted, p) => {
  const place = Math.max(0, p * sorted.length - 0.5);
  const i = Math.floor(place);
  const high = sorted[Math.min(i + 1, sorted.length - 1)];
  return sorted[i] + (high - sorted[i]) * (place - i);
};

const range = (draws) => {
  const sorted = draws.slice().sort((a, b) => a - b);
  return { low: quantile(sorted, 0.05), mid: quantile(sorted, 0.5), high: quantile(sorted, 0.95), sorted };
};

const variance = (values) => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
};

// The estimate: ranges, twenty dots, shares of the log-variance, swings from the 10th to the 90th percentile.
export function estimate(inputs, draws) {
  const names = ["R", "s", "g", "f", "w", "E", "r"];
  const values = Object.fromEntries(names.map((name) => [name, []]));
  const blocked = [];
  const returns = [];
  const lost = [];
  for (let i = 0; i < draws; i++) {
    const x = {};
    for (const name of names) {
      x[name] = draw(inputs[name]);
      values[name].push(x[name]);
    }
    const sales = (x.R / 8760) * x.s * x.g * x.f * x.w * x.E;
    blocked.push(sales + inputs.K + inputs.C);
    returns.push(sales * x.r);
    lost.push(sales * (1 - x.r) + inputs.K + inputs.C);
  }
  const ranges = { blocked: range(blocked), returns: range(returns), lost: range(lost) };
  const dots = Array.from({ length: 20 }, (_, i) => quantile(ranges.lost.sorted, (i + 0.5) / 20));
  const logs = names.map((name) => variance(values[name].map((v) => Math.log(name === "r" ? 1 - v : v))));
  const whole = logs.reduce((a, b) => a + b, 0);
  const shares = Object.fromEntries(names.map((name, i) => [name, whole > 0 ? logs[i] / whole : 0]));
  const sorted = Object.fromEntries(names.map((name) => [name, values[name].slice().sort((a, b) => a - b)]));
  const central = (moved, p) => {
    const at = (name) => quantile(sorted[name], name === moved ? p : 0.5);
    return (at("R") / 8760) * at("s") * at("g") * at("f") * at("w") * at("E") * (1 - at("r")) + inputs.K + inputs.C;
  };
  const swings = names.map((name) => [name, central(name, 0.1), central(name, 0.9)]);
  return { ...ranges, dots, shares, swings };
}

// The defaults of research/loss.md section 3.
export const apple = {
  R: { median: 18.063e9 * 1.09, sigma: 0.03 },
  s: [0.5, 0.565, 0.75],
  g: [0.7, 0.95, 1],
  f: [0.6, 0.9, 1],
  w: [0.75, 0.97, 1.15],
  E: [11, 11.5, 12.1],
  r: [0.3, 0.7, 0.95],
  K: 0,
  C: 0,
};
