//! Sums of money in the story's currency.

use super::browser;
use super::state::State;

/// A sum to two significant figures, as the reader's language writes it.
pub(super) fn money(state: &State, amount: f64) -> String {
    let story = &state.stage.story;
    let currency = story.loss.as_ref().map_or("USD", |l| l.currency.as_str());
    browser::money(&story.page.lang, currency, amount)
}

/// The top of a money axis: the next of 1, 2, 5 × 10ⁿ above `most`.
pub(super) fn axis_top(most: f64) -> f64 {
    if most <= 0.0 || !most.is_finite() {
        return 1.0;
    }
    // By steps of ten: powers and logarithms of any number would cost the reader 2 KB.
    let mut power = 1.0;
    while power * 10.0 <= most {
        power *= 10.0;
    }
    while power > most {
        power /= 10.0;
    }
    [1.0, 2.0, 5.0, 10.0]
        .map(|n| n * power)
        .into_iter()
        .find(|top| *top >= most)
        .unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::axis_top;

    #[test]
    fn an_axis_ends_at_a_round_sum_above_the_most() {
        for (most, top) in [
            (6.5e6, 1e7),
            (1e7, 1e7),
            (1.2e7, 2e7),
            (0.0, 1.0),
            (4.4e3, 5e3),
        ] {
            assert!((axis_top(most) - top).abs() < 1e-6, "{most}");
        }
    }
}
