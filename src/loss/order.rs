//! Putting draws in order.

/// Buckets: about five of ten thousand draws in each.
const BUCKETS: usize = 2048;

/// Puts numbers where they would stand in order, at the `wanted` places (which rise); elsewhere near it. Numbers that are spread
/// over their range, as draws are, go into equal buckets first, and only the buckets with a wanted place are sorted: a few
/// quantiles cost a small part of a general sort, which would be most of the time of an estimate. Numbers crowded into few
/// buckets cost no more than that sort.
pub(super) fn sort_at(draws: &mut [f64], wanted: &[usize]) {
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
    let mut sorted = 0;
    for &place in wanted {
        if place < sorted {
            continue;
        }
        let bucket = places.partition_point(|ends| *ends <= place);
        let begins = bucket.checked_sub(1).and_then(|b| places.get(b));
        let ends = places.get(bucket).copied().unwrap_or(draws.len());
        if let Some(crowd) = ordered.get_mut(begins.copied().unwrap_or(0)..ends) {
            crowd.sort_unstable_by(f64::total_cmp);
        }
        sorted = ends;
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
    fn draws_of_any_shape_come_out_in_order_where_it_is_wanted() {
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
                let mut theirs = draws.clone();
                theirs.sort_by(f64::total_cmp);
                let all: Vec<usize> = (0..draws.len()).collect();
                let some: Vec<usize> = (0..draws.len()).step_by(97).collect();
                for wanted in [all, some, vec![draws.len() - 1], Vec::new()] {
                    let mut ours = draws.clone();
                    sort_at(&mut ours, &wanted);
                    for place in wanted {
                        assert_eq!(ours[place], theirs[place]);
                    }
                    ours.sort_by(f64::total_cmp);
                    assert_eq!(ours, theirs);
                }
            }
        }
    }
}
