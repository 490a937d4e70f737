//! Quasi-random points: the same for the same seed, and more even than chance.

/// Dimensions: one for each of [`super::Symbol::FACTORS`].
pub(super) const DIMENSIONS: usize = 7;

/// Bits in a coordinate.
const BITS: usize = 32;

/// Degree, coefficients and first direction numbers of the primitive polynomials of dimensions 2 to 7, from S. Joe and
/// F. Y. Kuo, "Constructing Sobol sequences with better two-dimensional projections" (SIAM J. Sci. Comput. 30, 2008),
/// file new-joe-kuo-6. The first dimension is van der Corput's.
const POLYNOMIALS: [(usize, u32, [u32; 4]); DIMENSIONS - 1] = [
    (1, 0, [1, 0, 0, 0]),
    (2, 1, [1, 3, 0, 0]),
    (3, 1, [1, 3, 1, 0]),
    (3, 2, [1, 1, 1, 0]),
    (4, 1, [1, 1, 3, 3]),
    (4, 4, [1, 3, 5, 13]),
];

/// A Sobol sequence in the order of the Gray code (I. A. Antonov and V. M. Saleev, 1979), its digits shifted by the seed.
///
/// The shift keeps the evenness of the sequence, moves it off 0, and lets another seed show how much the result depends on
/// the points.
#[derive(Clone, Debug)]
pub(super) struct Sobol {
    directions: [[u32; BITS]; DIMENSIONS],
    point: [u32; DIMENSIONS],
    drawn: u32,
}

impl Sobol {
    pub(super) fn new(seed: u64) -> Self {
        let mut directions = [[0; BITS]; DIMENSIONS];
        let (first, others) = directions.split_at_mut(1);
        for (bit, v) in first.iter_mut().flatten().enumerate() {
            *v = 1 << (BITS - 1 - bit);
        }
        for (v, &(degree, coefficients, start)) in others.iter_mut().zip(&POLYNOMIALS) {
            *v = direction_numbers(degree, coefficients, start);
        }
        let mut state = seed;
        let point = core::array::from_fn(|_| split_mix(&mut state));
        Self {
            directions,
            point,
            drawn: 0,
        }
    }

    /// The next point; each coordinate stands for itself over 2^32.
    pub(super) fn next_point(&mut self) -> [u32; DIMENSIONS] {
        let point = self.point;
        // The Gray codes of two neighbours differ in the bit of the lowest zero.
        let bit = self.drawn.trailing_ones() as usize;
        for (x, v) in self.point.iter_mut().zip(&self.directions) {
            *x ^= v.get(bit).copied().unwrap_or(0);
        }
        self.drawn = self.drawn.wrapping_add(1);
        point
    }
}

/// The recurrence of P. Bratley and B. L. Fox, "Algorithm 659" (ACM TOMS 14, 1988).
fn direction_numbers(degree: usize, coefficients: u32, start: [u32; 4]) -> [u32; BITS] {
    let mut v: [u32; BITS] = [0; BITS];
    for bit in 0..BITS {
        let back = |n: usize| {
            bit.checked_sub(n)
                .and_then(|i| v.get(i))
                .copied()
                .unwrap_or(0)
        };
        let number = if bit < degree {
            start.get(bit).map_or(0, |m| m << (BITS - 1 - bit))
        } else {
            (1..degree)
                .filter(|k| (coefficients >> (degree - 1 - k)) & 1 == 1)
                .fold(back(degree) ^ (back(degree) >> degree), |number, k| {
                    number ^ back(k)
                })
        };
        if let Some(slot) = v.get_mut(bit) {
            *slot = number;
        }
    }
    v
}

/// S. Vigna's SplitMix64, the upper half of a step.
fn split_mix(state: &mut u64) -> u32 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_points_are_those_of_joe_and_kuo() {
        // Unshifted, as their program prints them.
        let mut sobol = Sobol::new(0);
        sobol.point = [0; DIMENSIONS];
        let points: Vec<Vec<f64>> = (0..6)
            .map(|_| {
                sobol
                    .next_point()
                    .iter()
                    .map(|&x| f64::from(x) / 4_294_967_296.0)
                    .collect()
            })
            .collect();
        assert_eq!(points[1], [0.5; 7]);
        assert_eq!(points[2], [0.75, 0.25, 0.25, 0.25, 0.75, 0.75, 0.25]);
        assert_eq!(points[3], [0.25, 0.75, 0.75, 0.75, 0.25, 0.25, 0.75]);
        assert_eq!(points[4], [0.375, 0.375, 0.625, 0.875, 0.375, 0.125, 0.375]);
    }

    #[test]
    fn every_dimension_fills_every_cell_once() {
        let mut sobol = Sobol::new(20_150_311);
        let mut seen = [[0_u32; 1024]; DIMENSIONS];
        for _ in 0..1024 {
            for (cells, x) in seen.iter_mut().zip(sobol.next_point()) {
                cells[(x >> 22) as usize] += 1;
            }
        }
        assert!(seen.iter().flatten().all(|&n| n == 1));
    }
}
