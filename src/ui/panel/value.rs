//! Values of assumptions with their units, written and spoken.

use std::cell::RefCell;

use super::View;
use crate::incident::{Loss, Story};
use crate::loss::{Symbol, two_figures};
use crate::sorted::Sorted;
use crate::text::fill;
use crate::ui::browser;
use crate::ui::number::short;

/// A value as it is written: `70%`, `× 0.97`, `11.5 h`, `$20bn`.
pub(in crate::ui) fn written(story: &Story, loss: &Loss, symbol: Symbol, value: f64) -> String {
    let u = &story.page.units;
    let claim = loss.claims.iter().find(|c| c.symbol == symbol);
    match claim.map_or("", |c| c.unit.as_str()) {
        "share" => fill(&u.share, &[("n", &short(value * 100.0, 0))]),
        "ratio" => fill(&u.ratio, &[("n", &short(value, 2))]),
        "hours" => fill(&u.hours, &[("n", &short(value, 1))]),
        _ => browser::money_exact(&story.page.lang, &loss.currency, value),
    }
}

/// Sums as they are written in one language and one currency, by the bits of the rounded amount. With two figures there are
/// few, a moving slider shows the same ones again and again, and the browser takes its time over each.
#[derive(Default)]
struct Sums {
    lang: String,
    currency: String,
    written: Sorted<u64, String>,
}

impl View<'_> {
    /// A sum of the estimate: two significant figures.
    pub(super) fn sum(&self, amount: f64) -> String {
        thread_local! {
            static SUMS: RefCell<Sums> = RefCell::default();
        }
        let (lang, currency) = (&self.story.page.lang, &self.loss.currency);
        let amount = two_figures(amount);
        SUMS.with_borrow_mut(|sums| {
            if (&sums.lang, &sums.currency) != (lang, currency) {
                *sums = Sums {
                    lang: lang.clone(),
                    currency: currency.clone(),
                    ..Sums::default()
                };
            }
            if let Some(written) = sums.written.get(&amount.to_bits()) {
                return written.clone();
            }
            let written = browser::money(lang, currency, amount);
            let slot = written.clone();
            sums.written.change(amount.to_bits(), |text| *text = slot);
            written
        })
    }

    /// A value as it is written.
    pub(super) fn value(&self, symbol: Symbol, value: f64) -> String {
        written(self.story, self.loss, symbol, value)
    }

    /// A value in words, for screen readers.
    pub(super) fn spoken(&self, symbol: Symbol, value: f64) -> String {
        let u = &self.story.page.units;
        match self.unit(symbol) {
            "share" => fill(&u.share_spoken, &[("n", &short(value * 100.0, 0))]),
            "ratio" => fill(&u.ratio_spoken, &[("n", &short(value, 2))]),
            "hours" => fill(&u.hours_spoken, &[("n", &short(value, 1))]),
            _ => self.given(value),
        }
    }

    /// A value as a line of the sum multiplies by it: `× 58%`, `× 11.5`.
    pub(super) fn times(&self, symbol: Symbol, value: f64) -> String {
        let n = match self.unit(symbol) {
            "share" => fill(
                &self.story.page.units.share,
                &[("n", &short(value * 100.0, 0))],
            ),
            "ratio" => short(value, 2),
            _ => short(value, 1),
        };
        fill(&self.story.page.units.times, &[("n", &n)])
    }

    fn unit(&self, symbol: Symbol) -> &str {
        self.passport(symbol).map_or("", |c| c.unit.as_str())
    }
}
