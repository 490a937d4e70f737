//! The chain: an ordered list of stations with a sentence each; the picture is decoration to a screen reader.

use yew::prelude::*;

use super::card::{card, dotted};
use super::draw::{Axis, Cell, cell};
use super::element::{Dispatch, Element, button, el};
use super::state::Action;
use crate::incident::{Stage, StationInfo};
use crate::sim::frame::{Frame, Said, State};
use crate::sim::trace::Trace;
use crate::text::describe::Words;
use crate::text::{Voice, fill};

/// What the chain is drawn from.
#[derive(Clone)]
pub(super) struct ChainView<'a> {
    pub(super) stage: &'a Stage,
    pub(super) frame: &'a Frame,
    pub(super) trace: &'a Trace,
    pub(super) words: &'a Words<'a>,
    /// The note on the broken link, shown inside the vertical chain.
    pub(super) aside: Option<Html>,
    /// Whether it is drawn as it is in the end: while the reader drags the clock, scenes pass within a moment each.
    pub(super) at_once: bool,
    /// The station that the reader has opened, and what takes the wish to open one; `None` where nothing can be opened.
    pub(super) opens: Option<(Option<usize>, &'a Dispatch)>,
}

impl ChainView<'_> {
    /// The whole figure.
    pub(super) fn view(&self) -> Element {
        let (count, broken) = (self.frame.stations.len(), self.frame.broken);
        let current = self.frame.current;
        let courier = el("div")
            .class("courier")
            .class(&self.place(current))
            .class_if(self.speechless(current), "deep")
            .attr("aria-hidden", "true")
            .child(el("div").class("card-place").child(self.card()))
            .child(el("div").class("card-arrow"));
        let stations = (0..count).filter_map(|n| self.station(n));
        el("figure")
            .class("chain")
            .class(&format!("of-{count}"))
            .class_if(self.stage.gap().is_some(), "gapped")
            .class_if(self.wordy(), "wordy")
            .class_if(self.at_once, "at-once")
            .attr("aria-label", &self.words.page.page.chain)
            .child(courier)
            .child(el("ol").class("stations").each(stations))
            .child(self.owners())
            .child(broken.map(|link| self.leader(link)))
    }

    /// Whether no words stand above a station: then the card's arrow reaches down to its ring.
    fn speechless(&self, n: usize) -> bool {
        let said = self.frame.stations.get(n).map(|s| self.words.said(&s.said));
        // Where its link is torn, its words stand over the tear.
        said.is_none_or(|s| s.is_empty()) || self.torn(n) && self.stage.gap() == Some(n)
    }

    /// Whether a station's name has a word of so many letters that neighbours may touch where they stand near each other.
    fn wordy(&self) -> bool {
        let mut names = self.words.story.stations.values();
        names.any(|name| {
            name.split(' ')
                .any(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 8)
        })
    }

    /// Whether the link that leads on from a station is torn, or leads astray.
    fn torn(&self, n: usize) -> bool {
        let link = self.frame.links.get(n).map(|l| l.state);
        matches!(link, Some(State::Broken | State::Wrong))
    }

    /// Where along the chain something stands: long links are wider than the rest by three parts; what lies past one is
    /// moved on by them.
    fn place(&self, n: usize) -> String {
        let past = if self.past_gap(n) { " past" } else { "" };
        format!("at-{n}{past}")
    }

    fn past_gap(&self, n: usize) -> bool {
        self.stage.gap().is_some_and(|gap| n > gap)
    }

    fn card(&self) -> Element {
        let name = self.trace.name.to_string();
        card(self.words, self.frame, &name)
    }

    fn station(&self, n: usize) -> Option<Element> {
        let (words, frame) = (self.words, self.frame);
        let station = frame.stations.get(n)?;
        let link = |n: usize| frame.links.get(n);
        let before = n.checked_sub(1).and_then(link).map(|l| l.state);
        let after = link(n);
        let here = frame.current == n;
        let copied = (0..n).any(|m| link(m).is_some_and(|l| l.state == State::Cached));
        let info = self.info(&station.id);
        let picture = Cell {
            before,
            after: after.map(|l| l.state),
            long: self.stage.gap() == Some(n),
            current: here,
            current_next: frame.current == n + 1,
            dim: copied && station.state == State::Idle
                || station.state == State::Cached && before == Some(State::Cached)
                || before == Some(State::Wrong),
            icon: info.map_or("", |i| i.icon.as_str()),
        };
        let torn = self.torn(n);
        let mut said = words.said(&station.said);
        if words.voice == Voice::Plain && !said.is_empty() {
            said = format!("“{said}”");
        }
        let said = el("p")
            .class("said")
            .class_if(frame.broken.is_some() && here, "fault")
            .class_if(matches!(station.said, Said::Open), "calm")
            .attr("aria-hidden", "true")
            .child(dotted(&said, picture.long && torn));
        let under = self.under(station, n);
        let name = el("p")
            .class("name")
            .attr("aria-hidden", "true")
            .child(el("b").child(dotted(words.story.station(&station.id), false)))
            .child(
                el("span")
                    .class("owner")
                    .child(self.owner(info.map_or("", |i| i.owner.as_str()))),
            )
            .child((!under.is_empty()).then(|| el("code").child(dotted(&under, false))));
        // Nothing hangs loose where a link leads to the wrong place.
        let astray = frame.links.iter().any(|l| l.state == State::Wrong);
        let note = after.map(|l| {
            let tear = torn.then(|| el("div").class("tear-note").child(self.aside.clone()));
            el("div")
                .class("link-note")
                .attr("data-link", &l.name)
                .attr("data-state", l.state.name())
                .child(self.took(l.took_ms))
                .child(tear)
        });
        let card = here.then(|| {
            el("div")
                .class("card-inline")
                .attr("aria-hidden", "true")
                .child(self.card())
        });
        let whole = el("li")
            .class("station")
            .class_if(picture.long, "long")
            .class_if(frame.broken.is_some_and(|b| n > b) && !astray, "sagging")
            .class_if(torn, "torn")
            .class_if(here, "asked-here")
            .attr("data-station", &*station.id)
            .attr("data-state", station.state.name())
            .child(said)
            .child(cell(&picture, Axis::Across))
            .child(cell(&picture, Axis::Down))
            .child(name)
            .child(el("p").class("only-spoken").child(words.sentence(frame, n)))
            .child(note)
            .child(card)
            .child(self.opener(n, words.story.station(&station.id)));
        Some(whole)
    }

    /// Over the ring: opens the station.
    fn opener(&self, n: usize, name: &str) -> Option<Element> {
        let (opened, dispatch) = self.opens?;
        let label = fill(&self.words.page.page.inspect, &[("station", name)]);
        let opener = button()
            .class("opener")
            .attr("aria-label", label)
            .attr("aria-pressed", (opened == Some(n)).to_string())
            .press(dispatch, Action::Inspect(Some(n)));
        Some(opener)
    }

    fn info(&self, id: &str) -> Option<&StationInfo> {
        let mut stations = self.stage.story.stations.iter();
        stations.find(|s| &*s.id == id)
    }

    fn owner(&self, key: &str) -> &str {
        let owners = &self.words.story.owners;
        owners.get(key).map_or("", String::as_str)
    }

    /// The time over a link, for engineers.
    fn took(&self, ms: Option<u32>) -> Option<Element> {
        let ms = ms.filter(|_| self.words.voice == Voice::Technical)?;
        let small = el("small").attr("aria-hidden", "true");
        Some(small.child(format!("{ms} ms")))
    }

    /// What engineers read under a station's name: the server's host name, or what kind of thing it is.
    fn under(&self, station: &crate::sim::frame::StationFrame, n: usize) -> String {
        if self.words.voice == Voice::Plain {
            return String::new();
        }
        let last = n + 1 == self.frame.stations.len();
        match &station.host {
            Some(host) => host.to_string().trim_end_matches('.').to_owned(),
            None if last => self
                .trace
                .outcome
                .answers
                .first()
                .cloned()
                .unwrap_or_default(),
            None => self
                .words
                .story
                .technical_stations
                .get(&*station.id)
                .cloned()
                .unwrap_or_default(),
        }
    }

    /// Brackets that say whose each part is: neighbours with one owner share one. Where a long link leaves room for the leader
    /// from a tear, the words stand before it.
    fn owners(&self) -> Element {
        // Whose, how many parts in all, and how many of them before such a leader.
        let mut groups: Vec<(&str, usize, Option<usize>)> = Vec::new();
        for (n, station) in self.frame.stations.iter().enumerate() {
            let owner = self.info(&station.id).map_or("", |i| i.owner.as_str());
            if groups.last().is_none_or(|(last, ..)| *last != owner) {
                groups.push((owner, 0, None));
            }
            let Some((_, width, before)) = groups.last_mut() else {
                continue;
            };
            *width += 4;
            if self.stage.gap() == Some(n) {
                *before = Some(*width);
                *width += 3;
            }
        }
        let groups = groups.into_iter().map(|(owner, width, before)| {
            let parts = |n: usize| format!("owner-{n}");
            let words = before.unwrap_or(width);
            let name = el("span").class(&parts(words)).child(self.owner(owner));
            let rest = (width > words).then(|| el("i").class(&parts(width - words)));
            el("div").class(&parts(width)).child(name).child(rest)
        });
        el("div")
            .class("owners")
            .attr("aria-hidden", "true")
            .each(groups)
    }

    /// The line from the tear down to the note about it.
    fn leader(&self, link: usize) -> Element {
        let state = self.frame.links.get(link).map(|l| l.state);
        el("div")
            .class("leader")
            .class(&format!("at-{link}"))
            .class_if(self.stage.gap() == Some(link), "long")
            .class_if(self.past_gap(link), "past")
            .class_if(state == Some(State::Wrong), "wrong")
            .attr("aria-hidden", "true")
    }
}
