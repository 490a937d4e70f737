//! What the library says the page should show: the same story, from the project's files, without a browser.

use std::rc::Rc;

use where_it_broke::clock::Time;
use where_it_broke::incident::{Stage, Story};
use where_it_broke::loss;
use where_it_broke::sim::frame::Frame;

use crate::page::{Page, States};
use crate::support;

/// The story that the site shows.
pub(crate) const STORY: &str = "apple-2015";

/// The story as the project's files tell it.
pub(crate) fn stage() -> Stage {
    staged(support::story(STORY))
}

/// A story with everything computed.
pub(crate) fn staged(story: Story) -> Stage {
    Stage::new(Rc::new(story)).unwrap()
}

/// A time of the day as the page's `data-time` has it.
pub(crate) fn at(clock: &str) -> Time {
    support::at(clock)
}

/// The link that a question put at `at` breaks at, as `wib trace` prints it; empty where it gets through.
pub(crate) fn broken(stage: &Stage, at: Time) -> String {
    let trace = stage.story.trace(stage.story.followed, at).unwrap();
    let broken = stage.chain().broken(&trace);
    broken
        .and_then(|b| stage.chain().link_name(b.link))
        .unwrap_or_default()
}

/// The attributes that say what happens at `at`: the time, the broken link, the share failing and the money.
pub(crate) fn attributes(stage: &Stage, at: Time) -> Vec<(&'static str, String)> {
    let mut list = vec![
        ("data-time", at.to_string()),
        ("data-failing", format!("{:.3}", stage.failing_at(at))),
    ];
    if let Some(l) = &stage.story.loss {
        let whole = loss::estimate(&l.inputs, loss::DRAWS, loss::SEED);
        let so_far = whole.at(stage.harm_by(at));
        for (name, sum) in [
            ("data-blocked-mid", so_far.blocked.mid),
            ("data-lost-low", so_far.lost.low),
            ("data-lost-mid", so_far.lost.mid),
            ("data-lost-high", so_far.lost.high),
        ] {
            list.push((name, format!("{sum:.0}")));
        }
    }
    list
}

/// Holds the page against what happens to the question at `at`, seen to its end.
pub(crate) async fn shows_time(page: &Page, stage: &Stage, at: Time) {
    let mut wanted = attributes(stage, at);
    wanted.push(("data-broken", broken(stage, at)));
    page.shows(&wanted).await;
    let moment = stage.moment(at).unwrap();
    let whole = Frame::at(stage.chain(), &moment.trace, moment.trace.events.len());
    shows_frame(page, &whole).await;
}

/// Holds the page against step `n` (from 0) of the story.
pub(crate) async fn shows_step(page: &Page, stage: &Stage, n: usize) {
    let step = &stage.story.steps[n];
    let moment = stage.moment(step.at).unwrap();
    let frame = Frame::at(stage.chain(), &moment.trace, stage.shown(n, &moment));
    let broken = frame.broken.map(|link| frame.links[link].name.clone());
    let mut wanted = attributes(stage, step.at);
    wanted.push(("data-story", stage.story.id.clone()));
    wanted.push(("data-step", (n + 1).to_string()));
    wanted.push(("data-steps", stage.story.steps.len().to_string()));
    wanted.push(("data-broken", broken.unwrap_or_default()));
    page.shows(&wanted).await;
    shows_frame(page, &frame).await;
}

/// Waits until every station and every link is in the state that a still says.
async fn shows_frame(page: &Page, frame: &Frame) {
    let stations: States = frame
        .stations
        .iter()
        .map(|s| (s.id.to_string(), s.state.name().to_owned()))
        .collect();
    let links: States = frame
        .links
        .iter()
        .map(|l| (l.name.clone(), l.state.name().to_owned()))
        .collect();
    let what = format!("the stations {stations:?} and the links {links:?}");
    page.until(&what, async || {
        let seen = (page.stations().await, page.links().await);
        if seen == (stations.clone(), links.clone()) {
            return Ok(());
        }
        Err(format!("{seen:?}"))
    })
    .await;
}
