//! Putting draws in order.

/// Buckets: about five of ten thousand draws in each.
const BUCKETS: usize = 2048;

/// Sorts numbers that are spread over their range, as draws are: first into equal buckets, then in each. A third of the time of
/// a general sort, which is most of the time of an estimate; numbers crowded into few buckets cost no more than that sort.
pub(super) fn sort(draws: &mut [f64]) {
    let low = draws.iter().copied().fold(f64::INFINITY, f64::min);
    let high = draws.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let scale = cast(BUCKETS) / (high - low);
    if draws.len() < BUCKETS || !scale.is_finite() {
        draws.sort_unstable_by(f64::total_cmp);
        return;
    }
    let bucket = |x: f64| floor((x - low) * scale).min(BUCKETS - 1);
    // Where each bucket begins; once all draws are in, where it ends.
    let mut places = vec![0_usize; BUCKETS + 1];
    for &x in &*draws {
        if let Some(count) = places.get_mut(bucket(x) + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for place in &mut places {
        sum += *place;
        *place = sum;
    }
    let mut ordered = vec![0.0; draws.len()];
    for &x in &*draws {
        if let Some(place) = places.get_mut(bucket(x)) {
            if let Some(slot) = ordered.get_mut(*place) {
                *slot = x;
            }
            *place += 1;
        }
    }
    let mut begins = 0;
    for &ends in places.iter().take(BUCKETS) {
        if let Some(crowd) = ordered.get_mut(begins..ends) {
            crowd.sort_unstable_by(f64::total_cmp);
        }
        begins = ends;
    }
    draws.copy_from_slice(&ordered);
}

#[expect(clippy::cast_precision_loss, reason = "a small count")]
fn cast(n: usize) -> f64 {
    n as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "x is not below 0, and `as` saturates"
)]
fn floor(x: f64) -> usize {
    x as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_of_any_shape_come_out_in_order() {
        let even = |i: u32| f64::from(i.wrapping_mul(2_654_435_769)) / 4_294_967_296.0;
        let shapes: [fn(f64) -> f64; 5] = [
            |u| u,
            |u| 1e9 * (20.0 * u).exp(),
            |_| 7.0,
            |u| if u < 0.999 { 0.0 } else { u },
            |u| -u.sqrt(),
        ];
        for shape in shapes {
            for count in [1, 2, 100, 2048, 10_000] {
                let draws: Vec<f64> = (0..count).map(|i| shape(even(i))).collect();
                let (mut ours, mut theirs) = (draws.clone(), draws);
                sort(&mut ours);
                theirs.sort_by(f64::total_cmp);
                assert_eq!(ours, theirs);
            }
        }
    }
}
