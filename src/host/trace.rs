//! `wib trace`: what happens to one question at one time.

mod json;
mod notation;

use serde::Serialize;

use super::table::{Side, table};
use super::{Error, service, service_id, time};
use crate::clock::{Span, Time};
use crate::incident::Story;
use crate::sim::Trace;
use crate::sim::trace::{Cause, Flaw};

/// One question, its trace, and where that broke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The story's id.
    pub story: String,
    /// When the question is put.
    pub at: Time,
    /// The service whose name is asked for.
    pub service: String,
    /// The broken link, as `auth-service`.
    pub broken_link: Option<String>,
    /// What happened.
    pub trace: Trace,
}

impl Report {
    /// Asks for a service's name (the one that the reader follows unless one is given) at a time (the end of the day shown).
    ///
    /// # Errors
    /// When the story has no such service, or its world does not hold together.
    pub fn new(story: &Story, at: Option<Time>, id: Option<&str>) -> Result<Self, Error> {
        let n = service(story, id)?;
        let at = time(story, at);
        let trace = story.trace(n, at)?;
        let chain = story.chain(n)?;
        let broken = chain.broken(&trace);
        Ok(Self {
            story: story.id.clone(),
            at,
            service: service_id(story, n),
            broken_link: broken.and_then(|b| chain.link_name(b.link)),
            trace,
        })
    }

    /// As INTERFACES has it: `{"story","at","service","outcome":{…},"events":[…]}`.
    pub fn json(&self) -> impl Serialize {
        json::Document::of(self)
    }

    /// For people: a heading, a line for each event, and how it ended.
    pub fn table(&self) -> String {
        let mut rows = vec![
            ["time (UTC)", "ms", "from", "to", "event", ""]
                .map(str::to_owned)
                .to_vec(),
        ];
        for e in &self.trace.events {
            let (kind, detail) = notation::event(&e.what);
            rows.push(vec![
                clock(self.trace.began + Span::from_ms(e.ms.into())),
                e.ms.to_string(),
                e.from.to_string(),
                e.to.to_string(),
                kind.to_owned(),
                detail,
            ]);
        }
        let sides = [
            Side::Left,
            Side::Right,
            Side::Left,
            Side::Left,
            Side::Left,
            Side::Left,
        ];
        format!(
            "{}: {} {} for {} at {}\n\n{}\n{}\n",
            self.story,
            self.trace.name,
            self.trace.rtype,
            self.service,
            self.at,
            table(&sides, &rows),
            self.ending()
        )
    }

    /// The last line: code, data or cause, and the broken link.
    fn ending(&self) -> String {
        let outcome = &self.trace.outcome;
        let mut parts = vec![outcome.rcode.to_string()];
        if !outcome.answers.is_empty() {
            parts.push(outcome.answers.join(" "));
        }
        parts.extend(outcome.cause.map(|c| format!("cause {}", cause_name(c))));
        parts.push(match &self.broken_link {
            Some(link) => format!("broken link {link}"),
            None => "no broken link".to_owned(),
        });
        parts.join(", ")
    }
}

/// The cause in JSON and in tables.
pub(super) const fn cause_name(cause: Cause) -> &'static str {
    match cause {
        Cause::NoReply => "no_reply",
        Cause::ServersFailed => "servers_failed",
        Cause::NoServerAddress => "no_server_address",
        Cause::AliasLoop => "alias_loop",
        Cause::NoResolver => "no_resolver",
        Cause::TooMuchWork => "too_much_work",
        Cause::Bogus => "bogus",
        Cause::NotThere => "not_there",
    }
}

/// The flaw in JSON and in tables.
pub(super) const fn flaw_name(flaw: Flaw) -> &'static str {
    match flaw {
        Flaw::BadSignature => "bad_signature",
        Flaw::Expired => "expired",
        Flaw::NotYetValid => "not_yet_valid",
        Flaw::NoKey => "no_key",
        Flaw::NoSignature => "no_signature",
        Flaw::NoDenial => "no_denial",
    }
}

/// The time of day in UTC with milliseconds.
fn clock(t: Time) -> String {
    let (h, m, s) = t.wall_clock(Span::from_ms(0));
    format!("{h:02}:{m:02}:{s:02}.{:03}", t.ms().rem_euclid(1000))
}
