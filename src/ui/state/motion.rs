//! How the clock, the question and the picture move: to a time, to a step, from station to station, and behind a thumb.

use std::rc::Rc;

use super::State;
use crate::clock::Time;
use crate::sim::frame::Frame;
use crate::sim::trace::What;

/// How long the card takes from one station to the next, in milliseconds (`--hop` of the style sheets).
const HOP_MS: f64 = 700.0;
/// How long it stands before the chain breaks.
const HOLD_MS: f64 = 400.0;
/// How long a step takes to change.
const STEP_MS: f64 = 240.0;

impl State {
    /// Puts the clock at a time that the reader asks for, or at that of the day which is nearest; `None` where it stands there.
    pub(super) fn seek(&mut self, at: Time) -> Option<()> {
        let at = self.stage.day.clamp(at);
        if at == self.at() && !self.playing {
            return None;
        }
        if self.held {
            self.clock = at;
        } else {
            self.move_to(at)?;
        }
        self.playing = false;
        self.unfollow();
        Some(())
    }

    /// Puts the clock and the picture at a time; `None` where the world does not hold together. It was checked when the story was
    /// opened.
    pub(in crate::ui) fn move_to(&mut self, at: Time) -> Option<()> {
        if at != self.moment.at {
            self.moment = Rc::new(self.stage.moment(at).ok()?);
        }
        self.clock = at;
        self.shown = self.moment.trace.events.len();
        self.target = self.shown;
        self.on_step = false;
        self.dragged = self.held;
        Some(())
    }

    /// Brings the picture to where the thumb is.
    pub(super) fn follow(&mut self) -> Option<()> {
        if self.trails() {
            self.move_to(self.clock)?;
        }
        Some(())
    }

    /// Goes to a step, from 0; `None` where there is none.
    pub(super) fn go(&mut self, step: usize) -> Option<()> {
        let wanted = self.stage.story.steps.get(step)?.at;
        // The same question goes on from where it stands; another one starts anew.
        let begun = if wanted == self.moment.at {
            self.shown
        } else {
            0
        };
        self.move_to(wanted)?;
        self.step = step;
        self.on_step = true;
        self.target = self.stage.shown(step, &self.moment);
        self.shown = begun.min(self.target);
        self.playing = false;
        self.unfollow();
        Some(())
    }

    /// The events shown after the next hop: up to the next time that somebody is asked and the chain then looks otherwise than
    /// now, or to the end. Who asks a silent server a dozen times hops to it once.
    pub(super) fn next_stop(&self) -> usize {
        let trace = &self.moment.trace;
        let links = |shown| {
            let frame = Frame::at(self.stage.chain(), trace, shown);
            frame.links.into_iter().map(|l| l.state)
        };
        let events = trace.events.iter().enumerate().take(self.target);
        let mut asked = events
            .skip(self.shown + 1)
            .filter(|(_, e)| matches!(e.what, What::Asked { .. }))
            .filter(|(n, _)| !links(*n).eq(links(self.shown)));
        asked.next().map_or(self.target, |(n, _)| n)
    }

    /// How long the question stays where it is before its next hop, in milliseconds: as long as the card takes to get there,
    /// and at the station where the chain breaks a moment longer.
    pub(in crate::ui) fn wait_ms(&self) -> f64 {
        let breaks = self.next_stop() == self.target && self.settled().broken.is_some();
        match (self.shown, breaks) {
            (0, false) => STEP_MS,
            (_, false) => HOP_MS,
            (_, true) => HOP_MS + HOLD_MS,
        }
    }
}
