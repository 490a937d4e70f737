//! Chance from a seed: every cache has a stream of its own, so the order in which caches are run does not matter.

/// S. Vigna's `SplitMix64`.
#[derive(Clone, Debug)]
pub(super) struct Chance(u64);

/// 2^64 / golden ratio.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

impl Chance {
    /// The stream of one cache.
    pub(super) fn of_cache(seed: u64, n: u32) -> Self {
        Self(mix(seed ^ mix(u64::from(n).wrapping_mul(STEP))))
    }

    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0)
    }

    /// Evenly on 0 (included) to 1 (not included).
    pub(super) fn even(&mut self) -> f64 {
        unit(self.bits())
    }

    /// An exponential with mean 1: the wait for the next lookup, in mean waits.
    pub(super) fn wait(&mut self) -> f64 {
        -(1.0 - self.even()).ln()
    }

    /// The sum of `n` such waits, 1 or more, in one go: a gamma variate (G. Marsaglia and W. W. Tsang, "A simple method for
    /// generating gamma variables", ACM TOMS 26, 2000).
    pub(super) fn waits(&mut self, n: f64) -> f64 {
        let d = n - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            let u = 1.0 - self.even();
            // Their squeeze saves both logarithms nearly always.
            let x2 = x * x;
            let quick = u < 1.0 - 0.0331 * x2 * x2;
            if v > 0.0 && (quick || u.ln() < 0.5 * x2 + d * (1.0 - v + v.ln())) {
                return d * v;
            }
        }
    }

    /// A normal variate by Marsaglia's polar method.
    fn normal(&mut self) -> f64 {
        loop {
            let (x, y) = (2.0 * self.even() - 1.0, 2.0 * self.even() - 1.0);
            let s = x * x + y * y;
            if s > 0.0 && s < 1.0 {
                return x * (-2.0 * s.ln() / s).sqrt();
            }
        }
    }
}

/// Four numbers on 0 to 1 for each cache, which over many caches fill the space more evenly than chance: the additive
/// recurrence of M. Roberts ("The unreasonable effectiveness of quasirandom sequences", 2018), with the powers of 1 / 1.16730…,
/// the root of x^5 = x + 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spread([f64; 4]);

impl Spread {
    pub(super) fn new(seed: u64) -> Self {
        let mut chance = Chance(seed);
        Self(core::array::from_fn(|_| chance.even()))
    }

    /// The numbers of one cache.
    pub(super) fn at(&self, n: u32) -> [f64; 4] {
        const POWERS: [f64; 4] = [
            0.856_674_883_854_502_9,
            0.733_891_856_627_126,
            0.628_706_721_037_808_7,
            0.538_597_257_223_610_1,
        ];
        let [a, b, c, d] = self.0;
        let [p, q, r, s] = POWERS.map(|power| f64::from(n) * power);
        [
            (a + p).fract(),
            (b + q).fract(),
            (c + r).fract(),
            (d + s).fract(),
        ]
    }
}

fn mix(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 / 9_007_199_254_740_992.0
}
