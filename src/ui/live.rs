//! An outage that is going on: since when, and on which assumptions its cost is counted.

use std::rc::Rc;

use super::assume::{Assumptions, Money};
use super::browser;
use super::element::{Element, el};
use super::state::{Live, State};
use crate::clock::{Span, Time};
use crate::incident::{Stage, live, released};
use crate::loss::Symbol;
use crate::sim::WorldError;
use crate::text::fill;

/// The state for an outage that is going on by the browser's own clock.
///
/// # Errors
/// As [`State::going_on`].
pub(super) fn going_on(state: State, since: Time) -> Result<State, WorldError> {
    let date = browser::date(&state.stage.story.page.lang, since);
    state.going_on(since, browser::wall_clock(), date)
}

/// What stands above the story; nothing for an outage that is over.
pub(super) fn banner(state: &State) -> Option<Element> {
    let live = state.live?;
    let story = &state.stage.story;
    let t = &story.page.live;
    let minutes = (live.now - live.since).secs().max(0) / 60;
    let (h, m) = ((minutes / 60).to_string(), (minutes % 60).to_string());
    let lasted = fill(&t.elapsed, &[("h", &h), ("m", &m)]);
    let (h, m, _) = live.since.wall_clock(story.day.offset);
    let since = fill(
        &t.since,
        &[
            ("time", &format!("{h:02}:{m:02}")),
            ("clock", &story.text.clock),
            ("date", &story.text.date),
            ("hours", &lasted),
        ],
    );
    let said = el("p")
        .child(el("b").child(&t.kicker))
        .child(" ")
        .child(since)
        .child(" ")
        .child(fill(&t.pattern, &[("place", &story.text.place)]));
    let on = assumptions(state).map(|list| {
        let list = fill(&t.assumptions, &[("list", &list)]);
        el("p").class("note").child(list)
    });
    let banner = el("section")
        .class("live")
        .attr("aria-label", &t.kicker)
        .child(said)
        .child(on);
    Some(banner)
}

/// Every assumption that multiplies, with its value.
fn assumptions(state: &State) -> Option<String> {
    let story = &state.stage.story;
    let (loss, money) = (story.loss.as_ref()?, state.money.as_ref()?);
    let each = Symbol::FACTORS.into_iter().filter(|s| *s != Symbol::Hours);
    let each = each.map(|symbol| {
        let name = story.text.assumptions.get(symbol.letter());
        let value = money.inputs.quantile(symbol, 0.5);
        let value = super::panel::written(story, loss, symbol, value);
        fill(
            &story.page.live.assumption,
            &[
                ("name", name.map_or("", |a| a.name.as_str())),
                ("value", &value),
            ],
        )
    });
    Some(each.collect::<Vec<_>>().join("; "))
}

impl State {
    /// The state for an outage that has been going on since `since`, with the story as its pattern: no end, and the clock is
    /// the wall clock, `now`. `date` is the day of `since` in words. A start in the future, or one long ago, becomes a notice
    /// beside the story as it was. Where the address named a step or a time, the page stands there.
    ///
    /// # Errors
    /// When the story's world does not hold together, or somebody else holds the story.
    pub fn going_on(self, since: Time, now: Time, date: String) -> Result<Self, WorldError> {
        let story = &self.stage.story;
        let e = &story.page.errors;
        let wrong = if since > now {
            Some(&e.since_future)
        } else if now - since > Span::from_mins(live::LONGEST_DAYS * 24 * 60) {
            Some(&e.since_long)
        } else {
            None
        };
        if let Some(template) = wrong {
            let notice = fill(template, &[("given", &since.to_string())]);
            return Ok(self.with_notice(notice));
        }
        let moved = self.at() - story.began();
        let by_hand = !self.on_step || self.step > 0;
        let assumptions = self
            .money
            .as_ref()
            .map_or_else(Assumptions::default, |m| m.assumptions);
        let hours_run = assumptions.get(Symbol::Hours).map(|_| e.hours_run.clone());
        let engine = self.stage.engine.ok_or(WorldError::OutOfRange {
            field: "story",
            expected: "a story with its simulation",
        })?;
        // The story is moved, not copied: nobody else holds it when the page opens.
        let story = Rc::try_unwrap(self.stage)
            .ok()
            .and_then(|s| released(s.story))
            .ok_or(WorldError::OutOfRange {
                field: "story",
                expected: "a story that nothing else shows",
            })?;
        let mut stage = Stage::with(story.going_on(since, now, date).kept(), engine)?;
        stage.open = true;
        let stage = Rc::new(stage);
        let at = if by_hand { since + moved } else { now };
        let at = stage.day.clamp(at);
        let moment = Rc::new(stage.moment(at)?);
        let on_step = self.on_step && by_hand;
        let shown = if on_step {
            stage.shown(self.step, &moment)
        } else {
            moment.trace.events.len()
        };
        let money = Money::of(&stage, assumptions.without(Symbol::Hours), None).map(Rc::new);
        let next = Self {
            sums: money.as_ref().map(|m| m.estimate.sums()),
            money,
            live: Some(Live {
                since,
                now,
                followed: !by_hand,
            }),
            stage,
            on_step,
            clock: at,
            moment,
            shown,
            target: shown,
            ..self
        };
        Ok(match hours_run {
            Some(notice) => next.with_notice(notice),
            None => next,
        })
    }

    /// The wall clock has moved on: the day reaches further, and who follows it moves with it.
    pub(super) fn now(&self, now: Time) -> Option<Self> {
        let live = self.live.filter(|l| now > l.now)?;
        let stage = self.stage.reaching(now);
        let mut next = self.clone();
        if !Rc::ptr_eq(&stage, &self.stage) {
            // The estimate is that of the day shown, which has grown.
            next.stage = stage;
            if let Some(m) = &self.money {
                next = next.assuming(m.assumptions)?;
            }
        }
        let follows = live.followed && !self.playing;
        if follows {
            next.move_to(now)?;
        }
        next.live = Some(Live { now, ..live });
        Some(next)
    }
}
