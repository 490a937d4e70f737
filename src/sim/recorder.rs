//! Takes down what happens to the reader's question.

use super::trace::{Event, StationId, What};
use crate::clock::Time;

/// A list of events in the making. One that is off writes nothing: so questions that others asked leave no trace.
#[derive(Debug)]
pub struct Recorder {
    began: Time,
    on: bool,
    events: Vec<Event>,
}

impl Recorder {
    /// Takes down events from this time on.
    pub fn on(began: Time) -> Self {
        Self {
            began,
            on: true,
            events: Vec::new(),
        }
    }

    /// Takes down nothing.
    pub fn off() -> Self {
        Self {
            began: Time::default(),
            on: false,
            events: Vec::new(),
        }
    }

    /// Takes down an event; `what` is made only where it is wanted.
    pub fn note(
        &mut self,
        at: Time,
        from: &StationId,
        to: &StationId,
        what: impl FnOnce() -> What,
    ) {
        if self.on {
            let ms = u32::try_from((at - self.began).ms()).unwrap_or_default();
            self.events.push(Event {
                ms,
                from: from.clone(),
                to: to.clone(),
                what: what(),
            });
        }
    }

    /// The events in order of time until `end`; at equal times in the order in which they were noted, which is that of
    /// cause.
    pub fn finish(mut self, end: Time) -> Vec<Event> {
        let end = u32::try_from((end - self.began).ms()).unwrap_or(u32::MAX);
        self.events.retain(|event| event.ms <= end);
        self.events.sort_by_key(|event| event.ms);
        self.events
    }
}
