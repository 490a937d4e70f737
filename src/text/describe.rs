//! What a still shows, in words: what each station says, and a sentence for each station and link.

use std::mem::discriminant;

use super::{StoryText, Text, Voice, fill};
use crate::clock::Span;
use crate::dns::Name;
use crate::sim::frame::{Frame, Said, State};

/// The words for one story in one voice.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    /// The page's words.
    pub page: &'a Text,
    /// The story's words.
    pub story: &'a StoryText,
    /// Who is spoken to.
    pub voice: Voice,
    /// What to add to UTC for the clock of the place.
    pub offset: Span,
}

impl Words<'_> {
    /// What a station says, or an empty text.
    pub fn said(&self, said: &Said) -> String {
        let words = self.page.said(self.voice);
        match said {
            Said::Nothing => String::new(),
            Said::Waiting { .. } => words.waiting.clone(),
            Said::Missed => words.missed.clone(),
            Said::Expired { at, .. } => {
                let (h, m, s) = at.wall_clock(self.offset);
                let (time, time_s) = (format!("{h:02}:{m:02}"), format!("{h:02}:{m:02}:{s:02}"));
                fill(&words.expired, &[("time", &time), ("time_s", &time_s)])
            }
            Said::Referral { zone } => self.zone(&words.referral, zone),
            Said::RemembersReferral { zone, .. } => self.zone(&words.remembers_referral, zone),
            Said::Answer { data } => fill(&words.answer, &[("data", data)]),
            Said::Copy { age, ttl } => fill(
                &words.copy,
                &[("age", &self.age(*age)), ("ttl", &ttl.to_string())],
            ),
            Said::NoSuchName => words.no_such_name.clone(),
            Said::NoData => words.no_data.clone(),
            Said::Error { rcode } => fill(&words.error, &[("rcode", &rcode.to_string())]),
            Said::RemembersFailure => words.remembers_failure.clone(),
            Said::Useless => words.useless.clone(),
            Said::Rejected { flaw } => fill(&words.rejected, &[("code", &flaw.code().to_string())]),
            Said::Closed => words.closed.clone(),
            Said::Local => words.local.clone(),
            Said::NoResolver => words.no_resolver.clone(),
            Said::Erred => words.erred.clone(),
            Said::Silence { after_ms } => fill(&words.silence, &[("after", &after_ms.to_string())]),
            Said::GaveUp { rcode, .. } => fill(&words.gave_up, &[("rcode", &rcode.to_string())]),
            Said::Open => words.open.clone(),
            Said::Reached => words.reached.clone(),
            Said::Misled => words.wrong.clone(),
        }
    }

    /// The sentence about one station and the link that leads on from it.
    pub fn sentence(&self, frame: &Frame, n: usize) -> String {
        let Some(station) = frame.stations.get(n) else {
            return String::new();
        };
        let s = &self.page.sentences;
        let name = self.story.station(&station.id);
        let mut parts = Vec::new();
        let said = self.said(&station.said);
        if said.is_empty() {
            parts.push(format!("{name}."));
        } else {
            parts.push(fill(&s.says, &[("station", name), ("said", &said)]));
        }
        if frame.current == n {
            parts.push(s.current.clone());
        }
        if let (Some(link), Some(next)) = (frame.links.get(n), frame.stations.get(n + 1)) {
            let template = match link.state {
                State::Idle => &s.idle,
                State::Asked => &s.asked,
                State::Answered => &s.answered,
                State::Cached => &s.cached,
                State::Slow => &s.slow,
                State::Broken => &s.broken,
                State::Wrong => &s.wrong,
            };
            parts.push(fill(
                template,
                &[("from", name), ("to", self.story.station(&next.id))],
            ));
        }
        parts.join(" ")
    }

    /// Whether two stills of one chain look the same in these words.
    pub fn alike(&self, a: &Frame, b: &Frame) -> bool {
        let stations = a.stations.iter().zip(&b.stations);
        let mut links = a.links.iter().zip(&b.links);
        let times = self.voice == Voice::Technical;
        // What was said may differ in ages and times that are rounded away.
        let mut stations = stations.map(|(a, b)| {
            (&a.id, a.state, &a.host) == (&b.id, b.state, &b.host)
                && discriminant(&a.said) == discriminant(&b.said)
                && self.said(&a.said) == self.said(&b.said)
        });
        (a.current, a.found_labels, a.missing, a.broken, a.reached)
            == (b.current, b.found_labels, b.missing, b.broken, b.reached)
            && links.all(|(a, b)| a.state == b.state && (!times || a.took_ms == b.took_ms))
            && stations.all(|same| same)
    }

    /// An age in the coarsest unit that says enough.
    pub fn age(&self, seconds: u32) -> String {
        let p = &self.page.page;
        let (template, n) = match seconds {
            0..60 => (&p.seconds, seconds),
            60..5400 => (&p.minutes, seconds / 60),
            _ => (&p.hours, (seconds + 1800) / 3600),
        };
        fill(template, &[("n", &n.to_string())])
    }

    fn zone(&self, template: &str, zone: &Name) -> String {
        let name = zone.to_string();
        fill(
            template,
            &[("zone", &self.story.zone(&name)), ("zone_name", &name)],
        )
    }
}
