//! What others said it cost, how they reckoned, and other people's money.

use super::{Lowering, ids};
use crate::incident::file::{IncidentFile, PublishedFile};
use crate::incident::{Beside, PlainSum, Published, Source, Stream};
use crate::loss::press;

/// How far a paper's own arithmetic may be from its figure: papers round.
const ROUNDING: f64 = 0.05;

impl Lowering<'_> {
    pub(super) fn published(&mut self, form: &IncidentFile, sources: &[Source]) -> Vec<Published> {
        let known: Vec<&String> = sources.iter().map(|s| &s.id).collect();
        let mut published = Vec::new();
        for p in &form.published {
            let amount = *p.amount.as_ref();
            if !amount.is_finite() || amount < 0.0 {
                let message = format!("amount is {amount}, expected a number, 0 or more");
                self.wrong(&p.amount, message);
            }
            let sum = self.plain_sum(p);
            if let Some(source) = self.place(&p.by, &known, "source") {
                published.push(Published {
                    source,
                    amount,
                    currency: p.currency.clone(),
                    about: p.approximate,
                    sum,
                });
            }
        }
        published
    }

    /// The arithmetic behind a figure; it has to come to the figure.
    fn plain_sum(&mut self, form: &PublishedFile) -> Option<PlainSum> {
        let hours = match (form.hours, form.streams.as_slice()) {
            (None, []) => return None,
            (Some(hours), [_, ..]) => hours,
            _ => {
                let message = "hours or streams are missing, expected both or neither".to_owned();
                self.wrong(&form.by, message);
                return None;
            }
        };
        let numbers = form
            .streams
            .iter()
            .flat_map(|s| [s.revenue, s.days, s.hourly.unwrap_or(1.0)]);
        for n in numbers.chain([hours]) {
            if !n.is_finite() || n <= 0.0 {
                let message = format!("hours or streams hold {n}, expected numbers above 0");
                self.wrong(&form.by, message);
                return None;
            }
        }
        let stream = |s: &crate::incident::file::StreamFile| Stream {
            revenue: s.revenue,
            days: s.days,
            rounded: s.hourly,
        };
        let sum = PlainSum {
            streams: form.streams.iter().map(stream).collect(),
            hours,
        };
        let (said, comes_to) = (
            *form.amount.as_ref(),
            press::plain_loss(sum.hourly(), hours),
        );
        if (comes_to - said).abs() > said.abs() * ROUNDING {
            let message = format!(
                "the streams come to {comes_to:.0} in {hours} hours, expected the amount, {said:.0}, within 5 %"
            );
            self.wrong(&form.amount, message);
        }
        Some(sum)
    }

    pub(super) fn beside(&mut self, form: &IncidentFile, sources: &[Source]) -> Vec<Beside> {
        let all: Vec<_> = form.beside.iter().map(|b| &b.id).collect();
        self.once(&all, "beside");
        if form.loss.is_none() && !ids(&form.beside).is_empty() {
            let at = self.incident.find(&["beside"]);
            let message =
                "[[beside]] without [loss], expected the inputs of an estimate".to_owned();
            self.problems.push(self.incident.at(at, message));
        }
        let mut beside = Vec::new();
        for b in &form.beside {
            for (number, name, lowest) in [(&b.revenue, "revenue", 0.0), (&b.days, "days", 1.0)] {
                let n = *number.as_ref();
                if !n.is_finite() || n < lowest {
                    let message = format!("{name} is {n}, expected a number, {lowest} or more");
                    self.wrong(number, message);
                }
            }
            beside.push(Beside {
                id: b.id.as_ref().clone(),
                hourly: press::per_hour_from_days(*b.revenue.as_ref(), *b.days.as_ref()),
                claim: self.claim(&b.claim, sources),
            });
        }
        beside
    }
}
