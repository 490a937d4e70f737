//! The figures of the panel, without any drawing.

use crate::incident::{InputClaim, Published};
use crate::loss::{Line, Prepared, Said, Symbol, lines, lost_with};
use crate::ui::state::State;

/// What becomes of the money, each assumption at its middle: `blocked = returns + lost`, exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counters {
    /// What could not come in, currency units.
    pub blocked: f64,
    /// Of that, what comes in later.
    pub returns: f64,
    /// Of that, what is lost for good.
    pub lost: f64,
}

/// The counters at the part of the harm that the panel shows.
pub fn counters(state: &State) -> Counters {
    let Some(money) = &state.money else {
        return Counters::default();
    };
    let part = state.part_shown();
    let inputs = &money.inputs;
    // Nothing comes back: everything blocked is lost.
    let blocked = lost_with(inputs, Symbol::Later, 0.0) * part;
    let lost = money.estimate.central * part;
    Counters {
        blocked,
        returns: blocked - lost,
        lost,
    }
}

/// The published sum that the panel mends: the first whose arithmetic is known, in the estimate's currency. None for an
/// outage that is going on, which nobody has reckoned.
pub fn mended_sum(state: &State) -> Option<&Published> {
    let story = &state.stage.story;
    let currency = &story.loss.as_ref()?.currency;
    let mut published = story.published.iter();
    published
        .find(|p| p.sum.is_some() && p.currency == *currency)
        .filter(|_| state.live.is_none())
}

/// The lines of the sum; of an outage that is going on, with the hours up to the clock's time.
pub fn sum_lines(state: &State) -> Vec<Line> {
    let Some(money) = &state.money else {
        return Vec::new();
    };
    let said = mended_sum(state)
        .and_then(|p| p.sum.as_ref())
        .map(|s| Said {
            hourly: s.hourly(),
            hours: s.hours,
        });
    let mut inputs = money.inputs.clone();
    if state.live.is_some() {
        // Hours are never out of their range; if they were, those of the day shown would stand.
        let _ = inputs.set(Symbol::Hours, state.stage.hours_by(state.at()));
    }
    lines(&inputs, said)
}

/// An assumption and how far the answer moves with it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Which.
    pub symbol: Symbol,
    /// Its middle, or what the reader has set.
    pub value: f64,
    /// The plausible range: the story's 10th and 90th percentile.
    pub plausible: (f64, f64),
    /// `lost` at the lower and at the higher end of the answer across that range, the others as the reader has them, at the
    /// part of the harm that the panel shows.
    pub swing: (f64, f64),
    /// What the slider allows.
    pub track: Track,
}

/// What a slider allows: nothing that the model would refuse.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Track {
    /// Its lower end, 0 or more.
    pub min: f64,
    /// Its upper end.
    pub max: f64,
    /// The distance of two neighbouring values.
    pub step: f64,
}

impl Track {
    /// How far along the track a value is, 0 to 1.
    pub fn place(&self, value: f64) -> f64 {
        let length = self.max - self.min;
        if length > 0.0 {
            ((value - self.min) / length).clamp(0.0, 1.0)
        } else {
            0.0
        }
    }
}

/// The assumptions, the one that moves the answer most first. The order is that of the story's own assumptions, so that no
/// row jumps while its slider is held. The hours of an outage that is going on are none: they run.
pub fn rows(state: &State) -> Vec<Row> {
    let (Some(loss), Some(money)) = (&state.stage.story.loss, &state.money) else {
        return Vec::new();
    };
    let swing = |inputs: &Prepared, symbol| {
        let end = |p| lost_with(inputs, symbol, money.defaults.quantile(symbol, p));
        let (a, b) = (end(0.1), end(0.9));
        (a.min(b), a.max(b))
    };
    let part = state.part_shown();
    let shown = loss
        .claims
        .iter()
        .filter(|c| state.live.is_none() || c.symbol != Symbol::Hours);
    let mut rows: Vec<(f64, Row)> = shown
        .map(|c| {
            let symbol = c.symbol;
            let default = swing(&money.defaults, symbol);
            let value = money.inputs.quantile(symbol, 0.5);
            let row = Row {
                symbol,
                value,
                plausible: (
                    money.defaults.quantile(symbol, 0.1),
                    money.defaults.quantile(symbol, 0.9),
                ),
                swing: {
                    let (low, high) = swing(&money.inputs, symbol);
                    (low * part, high * part)
                },
                track: track(c, value, money.estimate.blocked.mid),
            };
            (default.1 - default.0, row)
        })
        .collect();
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    rows.into_iter().map(|(_, row)| row).collect()
}

/// The track of an assumption: all of 0 to 1 for a share; otherwise the plausible range, as much again on either side, and
/// the value that an address has set.
fn track(claim: &InputClaim, value: f64, blocked: f64) -> Track {
    if claim.symbol.highest().is_some() {
        return Track {
            min: 0.0,
            max: 1.0,
            step: 0.01,
        };
    }
    let width = claim.high - claim.low;
    let (low, high) = if width > 0.0 {
        (claim.low - width, claim.high + width)
    } else {
        // An amount that is not counted: up to as much as was blocked.
        (0.0, claim.mode.max(blocked).max(1.0))
    };
    let high = high.max(value);
    let low = low.min(value).max(0.0);
    // About a hundred steps, each a round number, and both ends on one.
    let step = 10f64.powf(((high - low) / 40.0).log10().floor());
    Track {
        min: (low / step).floor() * step,
        max: (high / step).ceil() * step,
        step,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::{Claim, How};

    fn claim(symbol: Symbol, low: f64, mode: f64, high: f64) -> InputClaim {
        InputClaim {
            symbol,
            unit: String::new(),
            low,
            mode,
            high,
            claim: Claim {
                how: How::Guess,
                sources: vec![0],
            },
        }
    }

    #[test]
    fn a_track_allows_nothing_that_the_model_refuses() {
        for (symbol, low, mode, high, value) in [
            (Symbol::Later, 0.3, 0.7, 0.95, 0.7),
            (Symbol::Hours, 11.0, 11.5, 12.1, 48.0),
            (Symbol::Hours, 0.2, 1.0, 3.0, 1.0),
            (Symbol::Revenue, 1.87e10, 1.97e10, 2.07e10, 0.0),
            (Symbol::Refunds, 0.0, 0.0, 0.0, 0.0),
        ] {
            let t = track(&claim(symbol, low, mode, high), value, 1.2e7);
            assert!(
                t.min >= 0.0 && t.min <= value && value <= t.max && t.step > 0.0,
                "{t:?}"
            );
            assert!(t.max <= symbol.highest().unwrap_or(f64::MAX));
            assert!(t.min <= low && high <= t.max);
        }
    }
}
