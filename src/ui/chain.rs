//! The chain: an ordered list of stations with a sentence each; the picture is decoration to a screen reader.

use yew::prelude::*;

use super::card::card;
use super::draw::{Axis, Cell, cell};
use crate::incident::Stage;
use crate::sim::frame::{Frame, Said, State};
use crate::sim::trace::Trace;
use crate::text::Voice;
use crate::text::describe::Words;

/// What the chain is drawn from.
pub(super) struct ChainView<'a> {
    pub(super) stage: &'a Stage,
    pub(super) frame: &'a Frame,
    pub(super) trace: &'a Trace,
    pub(super) words: &'a Words<'a>,
    /// The note on the broken link, shown inside the vertical chain.
    pub(super) aside: Html,
}

impl ChainView<'_> {
    /// The whole figure.
    pub(super) fn view(&self) -> Html {
        let stations = &self.frame.stations;
        let place = |n: usize| match (self.stage.gap, self.frame.broken) {
            // Long links are wider than the rest by three parts; what lies past one is moved on by them.
            (Some(gap), _) if n > gap => format!("at-{n} past"),
            _ => format!("at-{n}"),
        };
        let size = format!("of-{}", stations.len());
        let gap = self.stage.gap.is_some().then_some("gapped");
        let leader = self.frame.broken.map(|n| self.leader(n));
        let name = self.trace.name.to_string();
        let rtype = self.trace.rtype.to_string();
        html! {
            <figure class={classes!("chain", size, gap)} aria-label={self.words.page.page.chain.clone()}>
                <div class={classes!("courier", place(self.frame.current), self.frame.broken.map(|_| "deep"))} aria-hidden="true">
                    <div class="card-place">{ card(self.words, self.frame, &name, &rtype) }</div>
                    <div class="card-arrow"></div>
                </div>
                <ol class="stations">{ for (0..stations.len()).map(|n| self.station(n)) }</ol>
                { self.owners() }
                { leader.unwrap_or_default() }
            </figure>
        }
    }

    fn station(&self, n: usize) -> Html {
        let Some(station) = self.frame.stations.get(n) else {
            return html! {};
        };
        let link = |n: usize| self.frame.links.get(n);
        let before = n.checked_sub(1).and_then(link).map(|l| l.state);
        let after = link(n);
        let long = self.stage.gap == Some(n);
        let past_break = self.frame.broken.is_some_and(|b| n > b);
        let copied = (0..n).any(|m| link(m).is_some_and(|l| l.state == State::Cached));
        let info = self
            .stage
            .story
            .stations
            .iter()
            .find(|s| s.id == station.id);
        let picture = Cell {
            before,
            after: after.map(|l| l.state),
            long,
            current: self.frame.current == n,
            dim: copied && station.state == State::Idle
                || station.state == State::Cached && before == Some(State::Cached),
            icon: info.map_or("", |i| i.icon.as_str()),
        };
        let said = self.words.said(&station.said);
        let spoken = matches!(self.words.voice, Voice::Plain) && !said.is_empty();
        let said = if spoken {
            format!("“{said}”")
        } else {
            said
        };
        let broke = self.frame.broken.is_some() && self.frame.current == n;
        let name = self.words.story.station(&station.id).to_owned();
        let owner = info
            .and_then(|i| self.words.story.owners.get(&i.owner))
            .cloned()
            .unwrap_or_default();
        let under = self.under(station, n);
        let sentence = self.words.sentence(self.frame, n);
        let said_class = classes!(
            "said",
            broke.then_some("fault"),
            matches!(station.said, Said::Open).then_some("calm")
        );
        let tearing = after.is_some_and(|l| matches!(l.state, State::Broken | State::Wrong));
        html! {
            <li
                key={n}
                class={classes!("station", long.then_some("long"), past_break.then_some("sagging"), tearing.then_some("torn"))}
                data-station={station.id.to_string()}
                data-state={station.state.name()}
            >
                <p class={said_class} aria-hidden="true">{ said }</p>
                { cell(&picture, Axis::Across) }
                { cell(&picture, Axis::Down) }
                <p class="name" aria-hidden="true">
                    <b>{ name }</b>
                    <span class="owner">{ owner }</span>
                    if !under.is_empty() { <code>{ under }</code> }
                </p>
                <p class="only-spoken">{ sentence }</p>
                if let Some(l) = after {
                    <div class="link-note" data-link={l.name.clone()} data-state={l.state.name()}>
                        { self.took(l.took_ms) }
                        if tearing { <div class="tear-note">{ self.aside.clone() }</div> }
                    </div>
                }
                if self.frame.current == n {
                    <div class="card-inline" aria-hidden="true">
                        { card(self.words, self.frame, &self.trace.name.to_string(), &self.trace.rtype.to_string()) }
                    </div>
                }
            </li>
        }
    }

    /// The time over a link, for engineers.
    fn took(&self, ms: Option<u32>) -> Html {
        match (self.words.voice, ms) {
            (Voice::Technical, Some(ms)) => {
                html! { <small aria-hidden="true">{ format!("{ms} ms") }</small> }
            }
            _ => html! {},
        }
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

    /// Brackets that say whose each part is: neighbours with one owner share one.
    fn owners(&self) -> Html {
        let mut groups: Vec<(&str, usize)> = Vec::new();
        for (n, station) in self.frame.stations.iter().enumerate() {
            let info = self
                .stage
                .story
                .stations
                .iter()
                .find(|s| s.id == station.id);
            let owner = info.map_or("", |i| i.owner.as_str());
            let parts = if self.stage.gap == Some(n) { 7 } else { 4 };
            match groups.last_mut() {
                Some((last, width)) if *last == owner => *width += parts,
                _ => groups.push((owner, parts)),
            }
        }
        html! {
            <div class="owners" aria-hidden="true">
                { for groups.into_iter().map(|(owner, width)| html! {
                    <div class={format!("owner-{width}")}>
                        <span>{ self.words.story.owners.get(owner).cloned().unwrap_or_default() }</span>
                    </div>
                }) }
            </div>
        }
    }

    /// The line from the tear down to the note about it.
    fn leader(&self, link: usize) -> Html {
        let gapped = (self.stage.gap == Some(link)).then_some("long");
        let past = self.stage.gap.is_some_and(|g| link > g).then_some("past");
        html! { <div class={classes!("leader", format!("at-{link}"), gapped, past)} aria-hidden="true"></div> }
    }
}
