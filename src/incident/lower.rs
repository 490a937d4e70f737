//! From the form of the file to a [`Story`], collecting everything that is wrong on the way.
//!
//! [`Lowering`] holds what all parts need. `world` makes what exists, `zones` reads and signs, `services` and `faults` what
//! people used and what broke, `loss` the inputs of the estimate, `published` what others said and earned, `predict` the
//! questions put to the reader, `words` holds the
//! texts against the data, `readings` looks into the story that reads the same in another way, and `shapes` asks the simulation what
//! each fault does to each service.

mod faults;
mod loss;
mod marks;
mod predict;
mod published;
mod readings;
mod services;
mod shapes;
mod words;
mod world;
mod zones;

use std::path::Path;

use super::check::{Document, Located};
use super::file::{ClaimFile, IncidentFile, Spanned};
use super::{Claim, Day, Lane, Source, StationInfo, Step, Story};
use crate::clock::Span;
use crate::text::{StoryText, Text};

/// The version of the file's form that is understood here.
const FORMAT: u32 = 1;

/// The longest stretch of time that a story may show: 31 days.
const LONGEST_DAY: Span = Span::from_mins(31 * 24 * 60);

/// One run of lowering: the files it reads and the problems it found.
pub(super) struct Lowering<'a> {
    folder: &'a Path,
    incident: &'a Document,
    texts: &'a Document,
    pub(super) problems: Vec<Located>,
    /// Whether the simulation could be asked: nothing is wrong besides the words, and what the questions to the reader foretell.
    pub(super) plays: bool,
}

impl<'a> Lowering<'a> {
    pub(super) fn new(folder: &'a Path, incident: &'a Document, texts: &'a Document) -> Self {
        Self {
            folder,
            incident,
            texts,
            problems: Vec::new(),
            plays: false,
        }
    }

    /// The story, or `None` where a problem stands in the way; problems are collected either way.
    pub(super) fn story(
        &mut self,
        form: &IncidentFile,
        mut text: StoryText,
        mut page: Text,
    ) -> Option<Story> {
        self.format(form);
        self.words(form, &text);
        let sources = sources(form);
        self.marks(&mut text, &sources);
        let day = self.day(form);
        let world = self.world(form);
        let services = self.services(form, &sources);
        let followed = self.place(&form.question.service, &ids(&form.services), "service");
        if let Some(service) = followed.and_then(|n| services.get(n)) {
            words::asked(&mut page, service.rtype);
        }
        let (faults, fault_claims) = self.faults(form, &sources);
        let steps = self.steps(form, day.as_ref());
        let predictions = self.predictions(form, &text);
        let loss = form.loss.as_ref().and_then(|l| self.loss(l, &sources));
        let published = self.published(form, &sources);
        let beside = self.beside(form, &sources);
        let readings = self.readings(form, &mut text, &sources);
        let lanes = form.lanes.iter().map(|l| Lane {
            id: l.id.as_ref().clone(),
        });
        let stations = form.stations.iter().map(|s| StationInfo {
            id: s.id.as_ref().as_str().into(),
            owner: s.owner.as_ref().clone(),
            icon: s.icon.as_ref().clone(),
        });
        let mut story = Story {
            id: form.id.as_ref().clone(),
            day: day?,
            followed: followed?,
            stations: stations.collect(),
            device: form.device.station.as_ref().as_str().into(),
            world: world?,
            faults,
            fault_claims,
            lanes: lanes.collect(),
            services,
            steps,
            predictions,
            loss,
            beside,
            published,
            readings,
            sources,
            text,
            page,
        };
        // The simulation is asked only about a world that holds together. It reads none of the words.
        if self.only_words_are_wrong() {
            self.shapes(form, &mut story);
            self.plays = self.only_words_are_wrong();
            self.foretold(form, &story);
        }
        Some(story)
    }

    fn only_words_are_wrong(&self) -> bool {
        self.problems.iter().all(|p| self.texts.has(p))
    }

    fn format(&mut self, form: &IncidentFile) {
        let given = form.format.as_ref();
        if *given != FORMAT {
            self.wrong(
                &form.format,
                format!("format {given} is not known, expected {FORMAT}"),
            );
        }
    }

    fn wrong<T>(&mut self, at: &Spanned<T>, message: String) {
        let located = self.incident.at(at.span(), message);
        self.problems.push(located);
    }

    /// The place of `wanted` among `known`, or a problem that names the nearest.
    fn place<S: AsRef<str>>(
        &mut self,
        wanted: &Spanned<String>,
        known: &[S],
        kind: &str,
    ) -> Option<usize> {
        let given = wanted.as_ref().as_str();
        let found = known.iter().position(|k| k.as_ref() == given);
        if found.is_none() {
            let near = |k: &&S| strsim::jaro_winkler(k.as_ref(), given);
            let nearest = known.iter().max_by(|a, b| near(a).total_cmp(&near(b)));
            let expected = nearest.map_or_else(
                || format!("expected a {kind} of this file, which has none"),
                |n| format!("expected one of this file, such as `{}`", n.as_ref()),
            );
            self.wrong(wanted, format!("there is no {kind} `{given}`, {expected}"));
        }
        found
    }

    /// No id twice.
    fn once(&mut self, ids: &[&Spanned<String>], kind: &str) {
        for (n, id) in ids.iter().enumerate() {
            let seen = ids
                .iter()
                .take(n)
                .any(|other| other.as_ref() == id.as_ref());
            if seen {
                self.wrong(
                    id,
                    format!("a second {kind} `{}`, expected each id once", id.as_ref()),
                );
            }
        }
    }

    fn day(&mut self, form: &IncidentFile) -> Option<Day> {
        let (from, until) = (form.day.from.0, form.day.until.as_ref().0);
        if until <= from {
            self.wrong(
                &form.day.until,
                format!("the day ends at {until}, expected a time later than its start, {from}"),
            );
            return None;
        }
        if until - from > LONGEST_DAY {
            self.wrong(
                &form.day.until,
                format!(
                    "the day shown is {:.0} hours long, expected at most {:.0}",
                    (until - from).hours(),
                    LONGEST_DAY.hours()
                ),
            );
            return None;
        }
        let zone = form.day.zone.as_ref();
        let Ok(tz) = jiff::tz::TimeZone::get(zone) else {
            self.wrong(
                &form.day.zone,
                format!("there is no time zone `{zone}`, expected a name of the tz database such as `Europe/London`"),
            );
            return None;
        };
        let offset =
            jiff::Timestamp::from_millisecond(from.ms()).map_or(0, |t| tz.to_offset(t).seconds());
        Some(Day {
            from,
            until,
            offset: Span::from_secs(offset.into()),
        })
    }

    fn claim(&mut self, form: &ClaimFile, sources: &[Source]) -> Claim {
        if form.source.as_ref().is_empty() {
            self.wrong(
                &form.source,
                "the claim names no source, expected at least one".to_owned(),
            );
        }
        let known: Vec<&String> = sources.iter().map(|s| &s.id).collect();
        let named = form.source.as_ref().iter();
        let mut numbers: Vec<usize> = named
            .filter_map(|s| self.place(s, &known, "source"))
            .collect();
        numbers.sort_unstable();
        Claim {
            how: form.how,
            sources: numbers,
        }
    }

    fn steps(&mut self, form: &IncidentFile, day: Option<&Day>) -> Vec<Step> {
        if form.steps.is_empty() {
            let at = self.incident.find(&["step"]);
            let message = "the story has no steps, expected at least one [[step]]".to_owned();
            self.problems.push(self.incident.at(at, message));
        }
        let mut steps = Vec::new();
        for s in &form.steps {
            let at = s.at.as_ref().0;
            if let Some(day) = day.filter(|d| at < d.from || at > d.until) {
                self.wrong(
                    &s.at,
                    format!(
                        "the step is at {at}, expected a time of the day shown, {} to {}",
                        day.from, day.until
                    ),
                );
            }
            if let Some(station) = &s.until {
                self.place(station, &ids(&form.stations), "station");
            }
            steps.push(Step {
                at,
                until: s.until.as_ref().map(|u| u.as_ref().as_str().into()),
            });
        }
        steps
    }
}

fn sources(form: &IncidentFile) -> Vec<Source> {
    let source = |(id, s): (&String, &super::file::SourceFile)| Source {
        id: id.clone(),
        title: s.title.clone(),
        url: s.url.clone(),
    };
    form.sources.iter().map(source).collect()
}

/// Entries of the file that have an id.
trait Identified {
    fn id(&self) -> &Spanned<String>;
}

impl Identified for super::file::StationFile {
    fn id(&self) -> &Spanned<String> {
        &self.id
    }
}

impl Identified for super::file::ServiceFile {
    fn id(&self) -> &Spanned<String> {
        &self.id
    }
}

impl Identified for super::file::BesideFile {
    fn id(&self) -> &Spanned<String> {
        &self.id
    }
}

impl Identified for super::file::EvidenceFile {
    fn id(&self) -> &Spanned<String> {
        &self.id
    }
}

impl Identified for super::file::LaneFile {
    fn id(&self) -> &Spanned<String> {
        &self.id
    }
}

/// Their ids, in the order of the file.
fn ids<T: Identified>(entries: &[T]) -> Vec<&str> {
    entries.iter().map(|e| e.id().as_ref().as_str()).collect()
}
