//! What a page other than the story's own says of it: where it broke, how, when and for how long.

use std::rc::Rc;

use super::Address;
use super::head;
use super::page::{Parts, Template};
use crate::clock::{Span, Time};
use crate::dns::Rcode;
use crate::host::Error;
use crate::incident::{Moment, Stage, Window};
use crate::sim::frame::{Frame, State};
use crate::sim::trace::Cause;
use crate::text::Voice;
use crate::text::describe::Words;

/// The stations that every chain is told by, in order; longer chains have others besides.
pub(super) const STATIONS: [&str; 7] = [
    "you", "device", "resolver", "root", "tld", "auth", "service",
];

/// One story.
pub(super) struct Summary {
    /// Its id.
    pub(super) id: String,
    /// The story with everything computed.
    pub(super) stage: Rc<Stage>,
    /// When it began for what the reader follows.
    pub(super) from: Time,
    /// When it was over.
    pub(super) until: Time,
    /// How long it lasted.
    pub(super) lasted: Lasted,
    /// The kind of fault.
    pub(super) kind: Kind,
    /// The broken link, from 0, among those between [`STATIONS`].
    pub(super) link: Option<usize>,
    /// The chain as it is broken, or, where no step breaks it, as it is in the last.
    pub(super) frame: Frame,
    article: String,
}

/// How long it lasted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lasted {
    /// All times together.
    pub(super) span: Span,
    /// How many times there were.
    pub(super) times: usize,
    /// Whether an end is only roughly known.
    pub(super) about: bool,
}

/// The kinds of fault that a reader tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Nobody answered.
    NoReply,
    /// Somebody answered that they could not say.
    NoAnswer,
    /// The name was there, without an address.
    NoAddress,
    /// The name was said not to exist.
    NoName,
    /// Whom to ask was not known, or did not exist.
    Nobody,
    /// An answer was thrown away because its seal did not check out.
    Rejected,
    /// An answer led to the wrong place.
    Wrong,
    /// The name had its address; what stood there did not work.
    NotDns,
}

impl Kind {
    /// Its key in the words of the catalogue.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::NoReply => "no-reply",
            Self::NoAnswer => "no-answer",
            Self::NoAddress => "no-address",
            Self::NoName => "no-name",
            Self::Nobody => "nobody",
            Self::Rejected => "rejected",
            Self::Wrong => "wrong",
            Self::NotDns => "not-dns",
        }
    }

    fn of(moment: &Moment, frame: &Frame) -> Self {
        if frame.links.iter().any(|l| l.state == State::Wrong) {
            return Self::Wrong;
        }
        let outcome = &moment.trace.outcome;
        match outcome.cause {
            Some(Cause::NoReply) => Self::NoReply,
            Some(Cause::ServersFailed | Cause::TooMuchWork | Cause::AliasLoop) => Self::NoAnswer,
            Some(Cause::NoServerAddress | Cause::NoResolver) => Self::Nobody,
            Some(Cause::Bogus) => Self::Rejected,
            // RFC 2308 section 2: a name that does not exist, or one without data of this type.
            Some(Cause::NotThere) if outcome.rcode == Rcode::NXDOMAIN => Self::NoName,
            Some(Cause::NotThere) => Self::NoAddress,
            None => Self::NotDns,
        }
    }
}

impl Summary {
    /// What there is to say of a story.
    ///
    /// # Errors
    /// When the story's world does not hold together.
    pub(super) fn new(stage: Rc<Stage>, article: String) -> Result<Self, Error> {
        let mut shown = None;
        for step in &stage.story.steps {
            let moment = stage.moment(step.at)?;
            let broken = stage.chain().broken(&moment.trace).is_some();
            shown = Some(moment);
            if broken {
                break;
            }
        }
        let moment = match shown {
            Some(moment) => moment,
            None => stage.moment(stage.story.day.from)?,
        };
        let frame = Frame::at(stage.chain(), &moment.trace, moment.trace.events.len());
        let kind = Kind::of(&moment, &frame);
        let link = frame.broken.and_then(|n| slot(&stage, n));
        let windows = windows(&stage);
        let day = stage.story.day;
        let from = windows.iter().map(|w| w.from).min().unwrap_or(day.from);
        let until = windows.iter().map(|w| w.until).max().unwrap_or(day.until);
        let times = joined(&windows);
        let ms: i64 = times
            .iter()
            .map(|(from, until)| (*until - *from).ms())
            .sum();
        let lasted = Lasted {
            span: Span::from_ms(ms),
            times: times.len(),
            about: windows.iter().any(|w| w.about_from || w.about_until),
        };
        Ok(Self {
            id: stage.story.id.clone(),
            from,
            until,
            lasted,
            kind,
            link,
            frame,
            article,
            stage,
        })
    }

    /// The language of the words.
    pub(super) fn lang(&self) -> &str {
        &self.stage.story.page.lang
    }

    /// The year of the outage.
    pub(super) fn year(&self) -> String {
        self.from.to_string().chars().take(4).collect()
    }

    /// The picture in a sentence: what the station before the broken link says to a screen reader.
    pub(super) fn alt(&self) -> String {
        let story = &self.stage.story;
        let words = Words {
            page: &story.page,
            story: &story.text,
            voice: Voice::Plain,
            offset: story.day.offset,
        };
        let broken = self.frame.broken.unwrap_or(self.frame.links.len());
        words.sentence(&self.frame, broken)
    }

    /// The story's page; `root` leads from it to the site's folder.
    ///
    /// # Errors
    /// When the template or the article cannot be read as HTML.
    pub(super) fn page(
        &self,
        template: &Template,
        address: &Address,
        root: &str,
    ) -> Result<String, Error> {
        template.page(&self.parts(&head::elements(self, address, root), root))
    }

    /// The same for a frame in somebody else's page.
    ///
    /// # Errors
    /// When the template or the article cannot be read as HTML.
    pub(super) fn embed(&self, template: &Template, root: &str) -> Result<String, Error> {
        template.embed(&self.parts(&head::of_embed(self), root))
    }

    fn parts<'a>(&'a self, head: &'a str, root: &'a str) -> Parts<'a> {
        Parts {
            id: &self.id,
            head,
            article: &self.article,
            root,
        }
    }
}

/// Where a link of a story's chain is among those between [`STATIONS`].
fn slot(stage: &Stage, link: usize) -> Option<usize> {
    let known = |n: usize| {
        let id = stage.chain().stations().get(n)?;
        STATIONS.iter().position(|s| *s == &**id)
    };
    let last = STATIONS.len() - 2;
    let to = known(link + 1).and_then(|n| n.checked_sub(1));
    // A station of a longer chain stands in the place of the one before it.
    let from = (0..=link).rev().find_map(known);
    match to {
        Some(to) if to == last => Some(last),
        _ => from.map(|n| n.min(last)),
    }
}

/// When what the reader follows did not work; where that is not told, when anything did not.
fn windows(stage: &Stage) -> Vec<&Window> {
    let story = &stage.story;
    let followed = story.services.get(story.followed);
    let own: Vec<&Window> = followed.into_iter().flat_map(|s| &s.out).collect();
    if !own.is_empty() {
        return own;
    }
    let longest = |w: &&Window| (w.until - w.from).ms();
    let all = story.services.iter().flat_map(|s| &s.out);
    all.max_by_key(longest).into_iter().collect()
}

/// The times from the first to the last; those that touch are one.
fn joined(windows: &[&Window]) -> Vec<(Time, Time)> {
    let mut sorted: Vec<(Time, Time)> = windows.iter().map(|w| (w.from, w.until)).collect();
    sorted.sort_unstable();
    let mut out: Vec<(Time, Time)> = Vec::new();
    for (from, until) in sorted {
        match out.last_mut() {
            Some((_, end)) if from <= *end => *end = until.max(*end),
            _ => out.push((from, until)),
        }
    }
    out
}
