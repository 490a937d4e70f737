//! The services: in a word each at the clock's time, and what people saw all day.

use yew::prelude::*;

use super::icon::mark;
use super::state::State;
use crate::clock::Time;
use crate::incident::{Claim, How, Story, Window};
use crate::text::fill;

/// How each lane does at the clock's time, as a short list.
pub(super) fn now(state: &State) -> Html {
    let story = &state.stage.story;
    let time = super::strip::clock(state);
    let at = fill(
        &story.page.page.at_clock,
        &[("time", &time), ("clock", &story.text.clock)],
    );
    let rows = story.lanes.iter().enumerate().filter_map(|(n, l)| {
        let text = story.text.lanes.get(&l.id)?;
        let out = story.lane_windows(n).iter().any(|w| w.from <= state.at() && state.at() < w.until);
        let word = if out { text.short.clone() } else { story.page.strip.working.clone() };
        let class = if out { "bad" } else { "good" };
        Some(html! { <li {class}>{ mark(!out) }<span>{ text.name.clone() }</span><b>{ word }</b></li> })
    });
    html! { <section class="now"><h3>{ at }</h3><ul>{ for rows }</ul></section> }
}

/// What people saw, service by service, when, and how we know.
pub(super) fn table(story: &Story) -> Html {
    let p = &story.page.page;
    html! {
        <section class="services">
            <h2>{ p.services.clone() }</h2>
            <ul class="service-list">
                { for story.services.iter().filter_map(|s| {
                    let text = story.text.services.get(&s.id)?;
                    let when = match s.out.as_slice() {
                        [] => p.no_outage.clone(),
                        out => out.iter().map(|w| window(story, w)).collect::<Vec<_>>().join(", "),
                    };
                    let class = if s.out.is_empty() { "when good" } else { "when bad" };
                    Some(html! {
                        <li>
                            <h3>{ text.name.clone() }</h3>
                            <p {class}>{ when }</p>
                            <p class="saw">{ text.saw.clone() }{ " " }{ known(story, &s.claim) }</p>
                        </li>
                    })
                }) }
            </ul>
        </section>
    }
}

fn window(story: &Story, w: &Window) -> String {
    let clock = |t: Time| {
        let (h, m, _) = t.wall_clock(story.day.offset);
        format!("{h:02}:{m:02}")
    };
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
pub(super) fn known(story: &Story, claim: &Claim) -> Html {
    let links = claim
        .sources
        .iter()
        .map(|n| html! { <a href={format!("#source-{}", n + 1)}>{ (n + 1).to_string() }</a> });
    html! {
        <span class="known">
            <span aria-hidden="true">{ claim.how.mark() }</span>
            { format!(" {}", how(story, claim.how)) }{ " " }<sup>{ for links }</sup>
        </span>
    }
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
pub(super) fn sources(story: &Story) -> Html {
    html! {
        <section class="sources">
            <h2>{ story.page.page.sources.clone() }</h2>
            <p>{ story.text.reconstruction.clone() }</p>
            <ol>
                { for story.sources.iter().enumerate().map(|(n, s)| html! {
                    <li id={format!("source-{}", n + 1)}>
                        if let Some(url) = &s.url {
                            <a href={url.clone()} rel="noopener">{ s.title.clone() }</a>
                        } else {
                            { s.title.clone() }
                        }
                    </li>
                }) }
            </ol>
        </section>
    }
}
