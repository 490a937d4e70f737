//! `wib loss`: the estimate, as a range.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde::Serialize;

use super::table::{Side, grouped, table};
use super::{Error, time};
use crate::clock::Time;
use crate::incident::{Stage, Story};
use crate::loss::{Distribution, Estimate, Range, Symbol, estimate, two_figures};

/// What is estimated, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// Up to when; the end of the day shown where none is given.
    pub at: Option<Time>,
    /// Assumptions that are set to a value; the last of one symbol counts.
    pub set: Vec<Setting>,
    /// How many draws, at least 1.
    pub draws: u32,
    /// The seed of the draws.
    pub seed: u64,
}

/// One assumption set to a value: `NAME=VALUE`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Setting {
    symbol: Symbol,
    value: f64,
}

impl core::str::FromStr for Setting {
    type Err = String;

    /// Reads `r=0.7`. The value is in the input's range, or it is refused.
    fn from_str(text: &str) -> Result<Self, String> {
        let Some((name, value)) = text.split_once('=') else {
            return Err("expected NAME=VALUE, such as r=0.7".to_owned());
        };
        let symbol: Symbol = name
            .parse()
            .map_err(|e| format!("there is no input `{name}`, {e}"))?;
        let allowed = symbol.highest().map_or_else(
            || "a finite number, 0 or more".to_owned(),
            |high| format!("0 to {high}"),
        );
        let number: f64 = value
            .parse()
            .map_err(|_| format!("{symbol}: `{value}` is not a number, expected {allowed}"))?;
        let fixed = Distribution::Fixed(number);
        fixed.check(symbol).map_err(|e| e.to_string())?;
        Ok(Self {
            symbol,
            value: number,
        })
    }
}

/// An estimate with what it was made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    story: Rc<Story>,
    at: Time,
    harm: f64,
    ask: Ask,
    currency: String,
    estimate: Estimate,
}

impl Report {
    /// Makes the estimate.
    ///
    /// # Errors
    /// When the story has no loss model, or its world does not hold together.
    pub fn new(story: Story, ask: Ask) -> Result<Self, Error> {
        let Some(loss) = story.loss.clone() else {
            return Err(Error::Missing(format!(
                "{}: the story has no [loss], expected the inputs of an estimate",
                story.id
            )));
        };
        let mut inputs = loss.inputs;
        for setting in &ask.set {
            let set = inputs.set(setting.symbol, setting.value);
            set.map_err(|e| Error::Usage(format!("--set: {e}")))?;
        }
        let story = Rc::new(story);
        let at = time(&story, ask.at);
        let harm = Stage::new(story.clone())?.harm_by(at);
        Ok(Self {
            estimate: estimate(&inputs, ask.draws, ask.seed).at(harm),
            currency: loss.currency,
            story,
            at,
            harm,
            ask,
        })
    }

    /// As INTERFACES has it: `{"story","currency","seed","draws","blocked":{…},"returns":{…},"lost":{…},"shares":{…},"published":[…]}`.
    pub fn json(&self) -> impl Serialize {
        Document {
            story: &self.story.id,
            at: self.at.to_string(),
            harm: self.harm,
            currency: &self.currency,
            seed: self.ask.seed,
            draws: self.ask.draws,
            blocked: self.estimate.blocked,
            returns: self.estimate.returns,
            lost: self.estimate.lost,
            shares: self
                .estimate
                .shares()
                .map(|(symbol, share)| (symbol.letter(), share))
                .collect(),
            published: self.published(),
        }
    }

    /// For people: two significant figures, low, middle and high; then what decides, and what others said.
    pub fn table(&self) -> String {
        let mut sums = vec![["", "low", "mid", "high"].map(str::to_owned).to_vec()];
        for (name, range) in [
            ("blocked", self.estimate.blocked),
            ("returns", self.estimate.returns),
            ("lost", self.estimate.lost),
        ] {
            let figure = |value: f64| grouped(two_figures(value));
            let row = [range.low, range.mid, range.high].map(figure);
            sums.push([&[name.to_owned()], row.as_slice()].concat());
        }
        let mut shares: Vec<(Symbol, f64)> = self.estimate.shares().filter(|s| s.1 > 0.0).collect();
        shares.sort_by(|a, b| b.1.total_cmp(&a.1));
        let shares = shares.iter().map(|(symbol, share)| {
            let what = self.story.text.inputs.get(symbol.letter());
            let what = what.cloned().unwrap_or_default();
            vec![format!("{:.1}%", share * 100.0), symbol.to_string(), what]
        });
        let published = self.published().into_iter().map(|p| {
            let about = if p.about { "about " } else { "" };
            let title = p.title.to_owned();
            vec![
                format!("{about}{}", grouped(p.amount)),
                p.currency.clone(),
                title,
            ]
        });
        let columns = [Side::Right, Side::Left, Side::Left];
        format!(
            "{}: {} by {} ({:.1}% of the harm), {} draws, seed {}\n\n{}\nshare of the variance of `lost`\n\n{}\npublished\n\n{}",
            self.story.id,
            self.currency,
            self.at,
            self.harm * 100.0,
            self.ask.draws,
            self.ask.seed,
            table(&[Side::Left, Side::Right, Side::Right, Side::Right], &sums),
            table(&columns, &shares.collect::<Vec<_>>()),
            table(&columns, &published.collect::<Vec<_>>()),
        )
    }

    fn published(&self) -> Vec<Published<'_>> {
        let entries = self.story.published.iter();
        let entry = |p: &'_ crate::incident::Published| {
            let source = self.story.sources.get(p.source)?;
            Some(Published {
                by: source.id.clone(),
                title: &source.title,
                amount: p.amount,
                currency: p.currency.clone(),
                about: p.about,
            })
        };
        entries.filter_map(entry).collect()
    }
}

/// The document of `wib loss --json`. Money in whole units of the currency, not rounded.
#[derive(Serialize)]
struct Document<'a> {
    story: &'a str,
    at: String,
    /// The part of the harm that had been done at `at`, 0 to 1.
    harm: f64,
    currency: &'a str,
    seed: u64,
    draws: u32,
    blocked: Range,
    returns: Range,
    lost: Range,
    shares: BTreeMap<&'static str, f64>,
    published: Vec<Published<'a>>,
}

#[derive(Serialize)]
struct Published<'a> {
    by: String,
    title: &'a str,
    amount: f64,
    currency: String,
    about: bool,
}
