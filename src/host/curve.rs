//! `wib curve`: the share of lookups failing over the day.

use std::collections::BTreeMap;

use serde::Serialize;

use super::table::{Side, table};
use super::{Error, service, service_id};
use crate::clock::{Span, Time};
use crate::incident::Story;

/// The curves of one service or of all.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Whether one service was asked for.
    one: bool,
    /// The times.
    times: Vec<Time>,
    /// Ids in the order of the story, and the share at each time.
    curves: Vec<(String, Vec<f64>)>,
}

/// One point, as INTERFACES has it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Point {
    /// When (RFC 3339).
    t: String,
    /// The share failing, 0 to 1.
    failing: f64,
}

impl Report {
    /// The curve of one service, or of each where none is asked for, at every so many seconds (at least 1) from the start
    /// of the day shown to its end.
    ///
    /// # Errors
    /// When the story has no such service.
    pub fn new(story: &Story, id: Option<&str>, every_s: u32) -> Result<Self, Error> {
        let wanted = match id {
            Some(_) => vec![service(story, id)?],
            None => (0..story.services.len()).collect(),
        };
        let times = times(story, every_s.max(1));
        let curve = |n: usize| {
            let curve = story.curve(n);
            let failing = |t: &Time| curve.as_ref().map_or(0.0, |c| c.failing_at(*t));
            (service_id(story, n), times.iter().map(failing).collect())
        };
        Ok(Self {
            one: id.is_some(),
            curves: wanted.into_iter().map(curve).collect(),
            times,
        })
    }

    /// The points of the service that was asked for; of all, by id, where none was.
    pub fn json(&self) -> Json {
        let points = |failing: &[f64]| {
            let pairs = self.times.iter().zip(failing);
            let point = |(t, failing): (&Time, &f64)| Point {
                t: t.to_string(),
                failing: *failing,
            };
            pairs.map(point).collect::<Vec<_>>()
        };
        match self.curves.as_slice() {
            [(_, failing)] if self.one => Json::One(points(failing)),
            all => Json::All(all.iter().map(|(id, f)| (id.clone(), points(f))).collect()),
        }
    }

    /// For people: a row for each time, a column for each service, in per cent.
    pub fn table(&self) -> String {
        let mut head = vec!["time".to_owned()];
        head.extend(self.curves.iter().map(|(id, _)| id.clone()));
        let mut rows = vec![head];
        for (n, t) in self.times.iter().enumerate() {
            let mut row = vec![t.to_string()];
            let shares = self.curves.iter().filter_map(|(_, f)| f.get(n));
            row.extend(shares.map(|share| format!("{:.1}%", share * 100.0)));
            rows.push(row);
        }
        let mut sides = vec![Side::Right; self.curves.len() + 1];
        if let Some(first) = sides.first_mut() {
            *first = Side::Left;
        }
        table(&sides, &rows)
    }
}

/// The document of `wib curve --json`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Json {
    /// With `--service`.
    One(Vec<Point>),
    /// Without, by the id of each service.
    All(BTreeMap<String, Vec<Point>>),
}

/// Every so many seconds from the start of the day shown; its end is always among them.
fn times(story: &Story, every_s: u32) -> Vec<Time> {
    let mut times = Vec::new();
    let mut t = story.day.from;
    while t < story.day.until {
        times.push(t);
        t = t + Span::from_secs(every_s.into());
    }
    times.push(story.day.until);
    times
}
