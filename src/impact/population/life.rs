//! One cache, from the last moment before the trouble to the end of its harm.

use core::ops::Range;

use super::chance::Chance;
use super::tally::Tally;

/// A trouble as one kind of resolver meets it. Seconds since the start of the grid.
#[derive(Clone, Debug)]
pub(super) struct Spell {
    pub(super) from: f64,
    /// When the fix reaches rank 0.
    pub(super) until: f64,
    pub(super) spread: f64,
    pub(super) ranks: Range<f64>,
    /// The chance that a question fails.
    pub(super) odds: f64,
    /// For how long the failure is kept.
    pub(super) hold: f64,
    /// Whether a stale record is served instead.
    pub(super) stale_helps: bool,
}

/// A trouble as one cache meets it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Met {
    from: f64,
    healed: f64,
    odds: f64,
    hold: f64,
    stale_helps: bool,
}

impl Spell {
    /// The trouble for the asker of this rank, 0 to 1000, if it meets it.
    pub(super) fn for_rank(&self, rank: f64) -> Option<Met> {
        let healed = self.until + self.spread * rank / 1000.0;
        let meets = self.ranks.contains(&rank) && self.from < healed && self.odds > 0.0;
        meets.then_some(Met {
            from: self.from,
            healed,
            odds: self.odds,
            hold: self.hold,
            stale_helps: self.stale_helps,
        })
    }
}

/// A cache that serves stale data asks again after this many seconds (RFC 8767 section 5, failure recheck timer).
const RECHECK: f64 = 30.0;

/// What decides a cache's life.
#[derive(Debug)]
pub(super) struct Life<'a> {
    /// From one lookup to the next, in seconds, on average.
    pub(super) wait: f64,
    /// For how long a good record is kept, in seconds.
    pub(super) good: f64,
    /// For how long after that it may be served stale.
    pub(super) stale: f64,
    /// The troubles that it meets.
    pub(super) met: &'a [Met],
}

impl Life<'_> {
    /// Lives through the trouble. `age` (0 to 1) says where the cache stands when it begins.
    pub(super) fn run(&self, age: f64, chance: &mut Chance, tally: &mut Tally) {
        let start = self
            .met
            .iter()
            .map(|m| m.from)
            .fold(f64::INFINITY, f64::min);
        let end = self
            .met
            .iter()
            .map(|m| m.healed)
            .fold(f64::NEG_INFINITY, f64::max);
        if start > end {
            return;
        }
        // The renewal process of fetches has gone on for ever: with the probability of a hit the cache holds a record of
        // even age, else it holds nothing since a while.
        let hit = self.good / (self.wait + self.good);
        // When what it holds has run out, and when its last good record has.
        let (mut empty, mut expired) = if age < hit {
            let left = start + self.good * age / hit;
            (left, left)
        } else {
            (start, start - chance.wait() * self.wait)
        };
        while empty < end {
            let asked = empty + chance.wait() * self.wait;
            self.fail_while_empty(empty, asked, expired, tally);
            let Some(met) = self.at(asked) else {
                if asked >= end {
                    return;
                }
                empty = asked + self.good;
                if self.at(empty).is_none() {
                    empty += self.leap(empty, self.good, chance);
                }
                expired = empty;
                continue;
            };
            if met.stale_helps && asked < expired + self.stale {
                // Nobody notices before the stale record is too old or the servers are back.
                empty = (asked + RECHECK).max(met.healed.min(expired + self.stale));
            } else if met.odds >= 1.0 || chance.even() < met.odds {
                empty = asked + met.hold;
                if met.odds >= 1.0 && self.at(empty) == Some(met) {
                    empty += self.leap(empty, met.hold, chance);
                }
                tally.fails(asked, empty, 1.0);
                if !met.stale_helps {
                    // A denial takes the place of the record: nothing is left to serve.
                    expired = f64::NEG_INFINITY;
                }
            } else {
                empty = asked + self.good;
                expired = empty;
            }
        }
    }

    /// The first trouble met at `t`.
    fn at(&self, t: f64) -> Option<Met> {
        self.met
            .iter()
            .find(|m| m.from <= t && t < m.healed)
            .copied()
    }

    /// Lookups between the end of what was held and the first question asked would fail as that question would. The share of
    /// lookups failing is wanted, not a sample of it.
    fn fail_while_empty(&self, empty: f64, asked: f64, expired: f64, tally: &mut Tally) {
        let mut from = empty;
        for met in self.met {
            let served = if met.stale_helps {
                expired + self.stale
            } else {
                empty
            };
            let (low, high) = (from.max(met.from).max(served), asked.min(met.healed));
            if low < high {
                tally.fails(low, high, met.odds);
                from = high;
            }
        }
    }

    /// Leaps over many periods of holding and waiting at once, and lands before anything changes: what `from` meets, all
    /// questions meet until then.
    ///
    /// The waits of n periods add up to one gamma variate, so the leap changes nothing but the time it takes to compute. It
    /// stops four standard deviations short. One in thirty thousand would go too far and is not made: the periods are then
    /// lived one by one, which moves no share by as much.
    fn leap(&self, from: f64, hold: f64, chance: &mut Chance) -> f64 {
        let changes = self.met.iter().flat_map(|m| [m.from, m.healed]);
        let room = changes.filter(|&t| t > from).fold(f64::INFINITY, f64::min) - from;
        let period = hold + self.wait;
        // Most often there is no room, and roots take their time.
        if room == f64::INFINITY || room < LEAST_LEAP * period {
            return 0.0;
        }
        let periods = room / period;
        let periods = whole(periods - 4.0 * periods.sqrt() * self.wait / period - 1.0);
        if periods < LEAST_LEAP {
            return 0.0;
        }
        let time = periods * hold + self.wait * chance.waits(periods);
        if time < room { time } else { 0.0 }
    }
}

/// The whole part of a number of periods; below 1 none. The instruction that floors is not in every processor.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` saturates, and more than 2^32 periods are lived in several leaps"
)]
fn whole(periods: f64) -> f64 {
    f64::from(periods as u32)
}

/// Fewer periods are as quickly lived one by one.
const LEAST_LEAP: f64 = 6.0;
