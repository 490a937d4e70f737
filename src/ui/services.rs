//! The services: in a word each at the clock's time, and what people saw all day.

use super::element::{Element, el};
use super::icon::mark;
use super::state::State;
use super::strip::days;
use crate::clock::Time;
use crate::incident::{Claim, How, Story, Window};
use crate::text::fill;

/// How each lane does at the clock's time, as a short list.
pub(super) fn now(state: &State) -> Element {
    let story = &state.stage.story;
    let time = super::strip::clock(state);
    let at = fill(
        &story.page.page.at_clock,
        &[("time", &time), ("clock", &story.text.clock)],
    );
    let rows = story.lanes.iter().enumerate().filter_map(|(n, l)| {
        let text = story.text.lanes.get(&l.id)?;
        let mut windows = story.lane_windows(n).into_iter();
        let out = windows.any(|w| w.from <= state.moment.at && state.moment.at < w.until);
        let (class, word) = if out {
            ("bad", &text.short)
        } else {
            ("good", &story.page.strip.working)
        };
        let name = el("span").child(&text.name);
        let row = el("li").class(class).child(mark(!out)).child(name);
        Some(row.child(el("b").child(word)))
    });
    el("section")
        .class("now")
        .child(el("h3").child(at))
        .child(el("ul").each(rows))
}

/// What people saw, service by service, when, and how we know.
pub(super) fn table(story: &Story) -> Element {
    let p = &story.page.page;
    let rows = story.services.iter().filter_map(|s| {
        let text = story.text.services.get(&s.id)?;
        let (class, when) = match s.out.as_slice() {
            [] => ("good", p.no_outage.clone()),
            out => {
                let windows: Vec<_> = out.iter().map(|w| window(story, w)).collect();
                ("bad", windows.join(", "))
            }
        };
        let saw = el("p").class("saw").child(&text.saw).child(" ");
        // The times are known as the rest is, or otherwise where a window says so.
        let others = s.out.iter().map(|w| &w.claim).filter(|c| **c != s.claim);
        let when = el("p").class("when").class(class).child(when);
        let row = el("li")
            .child(el("h3").child(&text.name))
            .child(when.each(others.map(|c| el("span").child(" ").child(known(story, c)))));
        Some(row.child(saw.child(known(story, &s.claim))))
    });
    el("section")
        .class("services")
        .child(el("h2").child(&p.services))
        .child(el("ul").class("service-list").each(rows))
}

fn window(story: &Story, w: &Window) -> String {
    let clock = |t: Time| days::time(story, &story.day, t);
    let about = if w.about_from || w.about_until {
        format!("{} ", story.page.page.about)
    } else {
        String::new()
    };
    if w.until > story.day.until {
        let time = format!("{about}{}", clock(w.from));
        return fill(&story.page.page.since, &[("time", &time)]);
    }
    format!("{about}{}–{}", clock(w.from), clock(w.until))
}

/// The mark of a claim: how we know, and from where.
pub(super) fn known(story: &Story, claim: &Claim) -> Element {
    let links = claim
        .sources
        .iter()
        .map(|n| to_source(*n).child((n + 1).to_string()));
    let mark = el("span")
        .attr("aria-hidden", "true")
        .child(claim.how.mark());
    let kind = el("a").attr("href", "#how").child(how(story, claim.how));
    el("span")
        .class("known")
        .child(mark)
        .child(" ")
        .child(kind)
        .child(" ")
        .child(el("sup").each(links))
}

/// A link to one of the sources.
pub(super) fn to_source(n: usize) -> Element {
    el("a").attr("href", format!("#source-{}", n + 1))
}

/// How we know, in words.
pub(super) fn how(story: &Story, how: How) -> &str {
    let h = &story.page.how;
    match how {
        How::Reported => &h.reported,
        How::Accounts => &h.accounts,
        How::Measured => &h.measured,
        How::Model => &h.model,
        How::Guess => &h.guess,
    }
}

/// The sources, numbered as the marks point to them.
pub(super) fn sources(story: &Story) -> Element {
    let rows = story.sources.iter().enumerate().map(|(n, s)| {
        let row = el("li").attr("id", format!("source-{}", n + 1));
        match &s.url {
            Some(url) => {
                let link = el("a").attr("href", url).attr("rel", "noopener");
                row.child(link.child(&s.title))
            }
            None => row.child(&s.title),
        }
    });
    let h = &story.page.how;
    let marks = [
        (How::Reported, &h.reported_means),
        (How::Accounts, &h.accounts_means),
        (How::Measured, &h.measured_means),
        (How::Model, &h.model_means),
        (How::Guess, &h.guess_means),
    ];
    let marks = marks.into_iter().map(|(kind, means)| {
        let mark = el("span").attr("aria-hidden", "true").child(kind.mark());
        let row = el("li").child(mark).child(" ");
        row.child(el("b").child(how(story, kind)))
            .child(": ")
            .child(means)
    });
    el("section")
        .class("sources")
        .attr("id", "sources")
        .child(el("h2").child(&story.page.page.sources))
        .child(el("p").child(&story.text.reconstruction))
        .child(el("ol").each(rows))
        .child(el("h3").attr("id", "how").child(&h.title))
        .child(el("ul").each(marks))
}
