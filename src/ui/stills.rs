//! The question as a sequence of stills, for readers who asked for less motion: a chain for each hand-over, with its time and
//! what happened since the one before, and the chain on a good day.
//!
//! The part that draws it is fetched for these readers alone. It shows the question of the step, however the clock is moved, so
//! that nothing below it jumps while they scrub.

use yew::prelude::*;

use super::article::Props;
use super::card::dotted;
use super::draw::{Axis, Cell, cell};
use super::element::{Child, Dispatch, Element, el};
use super::state::State;
use crate::clock::{Span, Time};
use crate::incident::StationInfo;
use crate::sim::chain::Chain;
use crate::sim::frame::{Frame, Said, State as Shown};
use crate::sim::trace::{Trace, What};
use crate::text::fill;

/// The stills of the step, as they stand on the page.
#[component]
pub fn Stills(props: &Props) -> Html {
    drawn(&props.state).html()
}

/// Draws them.
#[cfg_attr(not(feature = "csr"), expect(dead_code, reason = "named by the part"))]
pub(super) fn draw(state: &State, _: &Dispatch) -> Html {
    drawn(state).html()
}

fn drawn(state: &State) -> Option<Element> {
    let stage = &state.stage;
    let story = &stage.story;
    let at = story.steps.get(state.step)?.at;
    let moment = stage.moment(at).ok()?;
    let shown = stage.shown(state.step, &moment);
    let frames = sequence(stage.chain(), &moment.trace, shown);
    let mut stills = Vec::new();
    let mut before = None;
    for frame in &frames {
        stills.push(still(state, &moment.trace, frame, before));
        before = Some(frame);
    }
    if frames.last().is_some_and(|f| f.broken.is_some()) {
        stills.push(good_day(state, &moment.trace));
    }
    let words = &story.page.stills;
    let whole = el("section")
        .class("stills")
        .attr("aria-labelledby", "stills")
        .child(el("h2").attr("id", "stills").child(&words.title))
        .child(names(state))
        .child(el("ol").each(stills));
    Some(whole)
}

/// What the chain looks like at each hand-over, before it and in the end.
///
/// Whoever asks several servers in a row does so in one still, up to an alias, from where the search begins anew. Who asks a
/// silent server again changes nothing, and gets no still for it.
fn sequence(chain: &Chain, trace: &Trace, shown: usize) -> Vec<Frame> {
    let mut stops = vec![0];
    let mut run = None;
    let mut aliases = 0_usize;
    for (n, event) in trace.events.iter().take(shown).enumerate() {
        match event.what {
            What::Alias { .. } => aliases += 1,
            What::Asked { .. } => {
                // Who puts the question hands it over at once: that is not worth a still.
                let asker = chain.position(&event.from).filter(|n| *n > 0);
                let (Some(asker), Some(asked)) = (asker, chain.position(&event.to)) else {
                    continue;
                };
                match run {
                    Some((same, now, again)) if (same, now) == (asker, aliases) => {
                        if again == asked {
                            continue;
                        }
                        stops.pop();
                    }
                    _ => {}
                }
                run = Some((asker, aliases, asked));
                stops.push(n + 1);
            }
            _ => {}
        }
    }
    let mut frames: Vec<Frame> = Vec::new();
    for stop in stops {
        let frame = Frame::at(chain, trace, stop);
        // The break is the end of the sequence, whatever is still tried after it.
        if frame.broken.is_none() && frames.last().is_none_or(|last| !alike(last, &frame)) {
            frames.push(frame);
        }
    }
    let end = Frame::at(chain, trace, shown);
    if end.broken.is_some() || frames.last().is_none_or(|last| !alike(last, &end)) {
        frames.push(end);
    }
    frames
}

/// Whether two stills would show the same but for who is silent, and for whom that makes ask again.
fn alike(one: &Frame, other: &Frame) -> bool {
    let links = |f: &Frame| -> Vec<Shown> { f.links.iter().map(|l| l.state).collect() };
    let heard = |f: &Frame| -> Vec<Option<Said>> {
        let said = f.stations.iter().map(|s| s.said.clone());
        let silent = |s: &Said| {
            matches!(
                s,
                Said::Nothing | Said::Silence { .. } | Said::Waiting { .. }
            )
        };
        said.map(|s| (!silent(&s)).then_some(s)).collect()
    };
    links(one) == links(other) && heard(one) == heard(other)
}

/// One still: its time, the chain, and what happened since the one before.
fn still(state: &State, trace: &Trace, frame: &Frame, before: Option<&Frame>) -> Element {
    let broken = frame.broken.is_some();
    let clock = clock(trace.began, frame.ms, state.stage.story.day.offset);
    el("li")
        .class_if(broken, "broken")
        .child(el("p").class("still-time").child(clock))
        .child(picture(state, frame))
        .child(
            el("p")
                .class("told")
                .child(told(state, trace, frame, before)),
        )
}

/// The clock of the place, to the millisecond.
fn clock(began: Time, ms: u32, offset: Span) -> String {
    let at = began + Span::from_ms(i64::from(ms));
    let (h, m, s) = at.wall_clock(offset);
    let ms = at.ms().rem_euclid(1000);
    format!("{h:02}:{m:02}:{s:02}.{ms:03}")
}

/// What happened since the still before: who said what, where the question went, and in the end how it came out.
fn told(state: &State, trace: &Trace, frame: &Frame, before: Option<&Frame>) -> String {
    let words = state.words();
    let page = &words.page;
    let t = &page.stills;
    let Some(before) = before else {
        let ask = &page.said(state.voice).where_is;
        let name = trace.name.to_string();
        return format!("{ask} {}?", name.trim_end_matches('.'));
    };
    let name = |n: usize| {
        let station = frame.stations.get(n);
        station.map_or("", |s| words.story.station(&s.id))
    };
    let mut told = Vec::new();
    let mut last = None;
    for (n, station) in frame.stations.iter().enumerate() {
        let said = &station.said;
        let was = before.stations.get(n).map(|s| &s.said);
        let new = was != Some(said) && !matches!(said, Said::Waiting { .. });
        let said = words.said(said);
        if new && !said.is_empty() {
            let says = fill(&t.says, &[("station", name(n)), ("said", &said)]);
            // What it comes to for who asked is told last.
            if n == 0 {
                last = Some(says);
            } else {
                told.push(says);
            }
        }
    }
    if let Some(link) = frame.broken {
        let wrong = frame
            .links
            .get(link)
            .is_some_and(|l| l.state == Shown::Wrong);
        let s = &page.sentences;
        let template = if wrong { &s.wrong } else { &s.broken };
        let [from, to] = [link, link + 1].map(|n| inside(name(n), &t.small));
        told.push(fill(template, &[("from", &from), ("to", &to)]));
    } else if frame.reached {
        let end = frame.stations.len().saturating_sub(1);
        last = Some(fill(&t.good, &[("service", name(end))]));
    } else if frame.current != before.current {
        told.push(fill(&t.asked, &[("to", name(frame.current))]));
    }
    told.extend(last);
    told.join(" ")
}

/// A name as it is written inside of a sentence: “The checkout” becomes “the checkout”.
fn inside(name: &str, small: &str) -> String {
    let first = name.split(' ').next().unwrap_or_default();
    let mut letters = name.chars();
    match letters.next() {
        Some(letter) if small.split(' ').any(|word| word == first) => {
            letter.to_lowercase().chain(letters).collect()
        }
        _ => name.to_owned(),
    }
}

/// The chain as it is when nothing is broken.
fn good_day(state: &State, trace: &Trace) -> Element {
    // The chain is the way of the question in a world without faults: there every link answers, and the question stands nowhere.
    let mut frame = Frame::at(state.stage.chain(), trace, 0);
    for link in &mut frame.links {
        link.state = Shown::Answered;
    }
    frame.current = frame.stations.len();
    let words = state.words();
    let t = &words.page.stills;
    let service = frame.stations.last();
    let service = service.map_or("", |s| words.story.station(&s.id));
    el("li")
        .class("good")
        .child(el("p").class("still-time").child(&t.good_day))
        .child(picture(state, &frame))
        .child(
            el("p")
                .class("told")
                .child(fill(&t.good, &[("service", service)])),
        )
}

/// A row with a cell for each station.
fn row(state: &State, class: &str, each: impl Fn(usize, &StationInfo) -> Element) -> Element {
    let stage = &state.stage;
    let stations = stage.chain().stations();
    let cells = stations.iter().enumerate().filter_map(|(n, id)| {
        let info = stage.story.stations.iter().find(|s| s.id == *id)?;
        let drawn = each(n, info).class("still-cell");
        Some(drawn.class_if(stage.gap() == Some(n), "long"))
    });
    el("div")
        .class(class)
        .class(&format!("of-{}", stations.len()))
        .attr("aria-hidden", "true")
        .each(cells)
}

/// The names over the stills: the captions say them to who does not see.
fn names(state: &State) -> Element {
    let words = state.words();
    row(state, "still-names", |_, info| {
        let name = dotted(words.story.station(&info.id), false);
        el("span").child(el("b").child(name))
    })
}

/// The chain of one still.
fn picture(state: &State, frame: &Frame) -> Element {
    let link = |n: usize| frame.links.get(n).map(|l| l.state);
    let torn = frame.broken.filter(|b| link(*b) == Some(Shown::Broken));
    row(state, "still-chain", |n, info| {
        let before = n.checked_sub(1).and_then(link);
        let picture = Cell {
            before,
            after: link(n),
            long: state.stage.gap() == Some(n),
            current: frame.current == n,
            current_next: false,
            dim: before == Some(Shown::Wrong),
            icon: &info.icon,
        };
        el("div")
            .class_if(torn.is_some_and(|b| n > b), "sagging")
            .class_if(torn == Some(n), "torn")
            .child(cell(&picture, Axis::Across))
    })
}
