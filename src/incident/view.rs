//! What a story shows at a time: the trace of one question, its chain, and the numbers.

use std::rc::Rc;

use super::{Day, Engine, Kept, Opening, Story, Window};
use crate::clock::Time;
use crate::impact::Curve;
use crate::sim::chain::Chain;
use crate::sim::frame::Frame;
use crate::sim::trace::StationId;
use crate::sim::{Question, Trace, WorldError};

/// A story with everything computed that does not change with time.
#[derive(Clone, Debug)]
pub struct Stage {
    /// The story.
    pub story: Rc<Kept<Story>>,
    /// What it opens with.
    pub opening: Rc<Opening>,
    /// What works out all other times; in a browser only once it has been fetched.
    pub engine: Option<Engine>,
    /// The share of lookups failing over time, for the followed service; `None`: none fails.
    pub curve: Option<Curve>,
    /// The day shown: the story's, or as far as an outage that is going on has got.
    pub day: Day,
    /// Whether the outage is going on: then the harm is counted against what it will be at the end of the day shown.
    pub open: bool,
}

/// One time of a story: the trace of the question if it is put now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When.
    pub at: Time,
    /// What happens to the question.
    pub trace: Trace,
}

impl Stage {
    /// The stage of a story with its world, and all that the simulation says of it.
    ///
    /// # Errors
    /// When the story's world does not hold together.
    pub fn new(story: Rc<Kept<Story>>) -> Result<Self, WorldError> {
        Self::with(story, Engine::WHOLE)
    }

    /// The stage of a story with its world, worked out by `engine`.
    ///
    /// # Errors
    /// When the story's world does not hold together.
    pub fn with(story: Rc<Kept<Story>>, engine: Engine) -> Result<Self, WorldError> {
        let opening = Opening::of(&story, engine)?;
        Ok(Self {
            engine: Some(engine),
            ..Self::opened(story, opening)
        })
    }

    /// The stage of a story that was packed, without its world: the times of its steps can be shown.
    pub fn opened(story: Rc<Kept<Story>>, opening: Opening) -> Self {
        Self {
            day: story.day,
            curve: story.curve(story.followed),
            story,
            opening: opening.into(),
            engine: None,
            open: false,
        }
    }

    /// The chain that the followed question depends on.
    pub fn chain(&self) -> &Chain {
        &self.opening.chain
    }

    /// The link that the story's fault breaks, where it breaks one.
    pub fn gap(&self) -> Option<usize> {
        self.opening.gap
    }

    /// The effective hours of the followed service by `t`, as if the fault reached everybody: `E` of the loss model, which has
    /// the share that it reaches apart, as `f`. For one fault: an outage that is going on has no other.
    pub fn hours_by(&self, t: Time) -> f64 {
        let followed = self.story.services.get(self.story.followed);
        let shape = followed.and_then(|s| s.shapes.first());
        let reached = shape.map_or(0, |s| s.share_per_mille);
        match &self.curve {
            Some(curve) if reached > 0 => curve.hours_to(t) * 1000.0 / f64::from(reached),
            _ => 0.0,
        }
    }

    /// The question put at `at`: as the story opens with it, or worked out.
    ///
    /// # Errors
    /// When the story's world does not hold together; when the simulation is needed and is not here (see [`Stage::can_show`]).
    pub fn moment(&self, at: Time) -> Result<Moment, WorldError> {
        let trace = match (self.opened_with(at), self.engine) {
            (Some(trace), _) => trace.clone(),
            (None, Some(engine)) => engine.trace(&self.story, self.story.followed, at)?,
            (None, None) => {
                return Err(WorldError::OutOfRange {
                    field: "time",
                    expected: "the time of a step, as the simulation is not here",
                });
            }
        };
        Ok(Moment { at, trace })
    }

    /// Whether the question at `at` can be shown without fetching anything.
    pub fn can_show(&self, at: Time) -> bool {
        self.engine.is_some() || self.opened_with(at).is_some()
    }

    fn opened_with(&self, at: Time) -> Option<&Trace> {
        let traces = self.opening.traces.iter();
        traces.into_iter().find(|t| t.began == at)
    }

    /// How many events of the trace a step shows.
    pub fn shown(&self, step: usize, moment: &Moment) -> usize {
        match self.story.steps.get(step).and_then(|s| s.until.as_ref()) {
            Some(station) => Frame::shown_until(&moment.trace, station),
            None => moment.trace.events.len(),
        }
    }

    /// The share of the followed service's lookups that fail at `t`, 0 to 1.
    pub fn failing_at(&self, t: Time) -> f64 {
        self.curve.as_ref().map_or(0.0, |c| c.failing_at(t))
    }

    /// How much of the whole harm had been done by `t`, 0 to 1.
    pub fn harm_by(&self, t: Time) -> f64 {
        let Some(curve) = &self.curve else { return 0.0 };
        let whole = if self.open {
            curve.hours_to(self.day.until)
        } else {
            curve.effective_hours()
        };
        if whole > 0.0 {
            curve.hours_to(t) / whole
        } else {
            0.0
        }
    }
}

impl Story {
    /// The question for one service (a place in [`Story::services`]) at a time.
    pub fn question(&self, service: usize, at: Time) -> Option<Question> {
        let s = self.services.get(service)?;
        Some(Question {
            at,
            device: self.device.clone(),
            name: s.name.clone(),
            rtype: s.rtype,
            service: self.world.services.first().map(|h| h.station.clone()),
            rank: 0,
        })
    }

    /// The station at the end of the chain, which a good answer leads to.
    pub fn destination(&self) -> StationId {
        let last = self.world.services.first();
        last.map_or_else(|| "service".into(), |h| h.station.clone())
    }

    /// What happens to that question.
    ///
    /// # Errors
    /// When the story's world does not hold together.
    pub fn trace(&self, service: usize, at: Time) -> Result<Trace, WorldError> {
        Engine::WHOLE.trace(self, service, at)
    }

    /// The chain that the question depends on: the way it goes with empty memories in a world without faults.
    ///
    /// # Errors
    /// When the story's world does not hold together.
    pub fn chain(&self, service: usize) -> Result<Chain, WorldError> {
        Engine::WHOLE.chain(self, service)
    }

    /// The impact curve of one service, of all faults on its name; `None`: there is none.
    pub fn curve(&self, service: usize) -> Option<Curve> {
        let service = self.services.get(service)?;
        match &service.samples {
            Some(samples) => Some(Curve::of_samples(samples)),
            None => Curve::new(service.shapes.first()?).ok(),
        }
    }

    /// The share of one service's lookups that fail at `t`, 0 to 1.
    pub fn failing_at(&self, service: usize, t: Time) -> f64 {
        self.curve(service).map_or(0.0, |c| c.failing_at(t))
    }

    /// The times during which any service of a lane did not work: the earliest start to the latest end of each degree.
    pub fn lane_windows(&self, lane: usize) -> Vec<Window> {
        let mut windows: Vec<Window> = Vec::new();
        for w in self
            .services
            .iter()
            .filter(|s| s.lane == Some(lane))
            .flat_map(|s| &s.out)
        {
            match windows
                .iter_mut()
                .find(|x| w.from <= x.until && x.from <= w.until)
            {
                Some(x) => {
                    if w.from < x.from {
                        (x.from, x.about_from) = (w.from, w.about_from);
                    }
                    if w.until > x.until {
                        (x.until, x.about_until) = (w.until, w.about_until);
                    }
                }
                None => windows.push(w.clone()),
            }
        }
        windows
    }

    /// The place of the step that is nearest to the one wanted, counted from 1.
    pub fn nearest_step(&self, wanted: i64) -> usize {
        let last = i64::try_from(self.steps.len()).unwrap_or(1).max(1);
        usize::try_from(wanted.clamp(1, last)).unwrap_or(1)
    }
}
