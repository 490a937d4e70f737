//! What a story shows at a time: the trace of one question, its chain, and the numbers.

use std::rc::Rc;

use super::{Day, Story, Window};
use crate::clock::Time;
use crate::impact::Curve;
use crate::sim::chain::Chain;
use crate::sim::frame::Frame;
use crate::sim::{self, Fault, Question, Trace, World, WorldError};

/// A story with everything computed that does not change with time.
#[derive(Debug)]
pub struct Stage {
    /// The story.
    pub story: Rc<Story>,
    /// The chain that the followed question depends on.
    pub chain: Chain,
    /// The link that the story's fault breaks, where it breaks one: there the picture leaves room.
    pub gap: Option<usize>,
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
    /// Computes what does not change with time.
    ///
    /// # Errors
    /// When the story's world does not hold together.
    pub fn new(story: Rc<Story>) -> Result<Self, WorldError> {
        let chain = story.chain(story.followed)?;
        let mut gap = None;
        for step in &story.steps {
            if let Some(b) = chain.broken(&story.trace(story.followed, step.at)?) {
                gap = gap.or(Some(b.link));
            }
        }
        let curve = story.curve(story.followed);
        Ok(Self {
            day: story.day,
            story,
            chain,
            gap,
            curve,
            open: false,
        })
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

    /// The question put at `at`.
    ///
    /// # Errors
    /// When the story's world does not hold together.
    pub fn moment(&self, at: Time) -> Result<Moment, WorldError> {
        Ok(Moment {
            at,
            trace: self.story.trace(self.story.followed, at)?,
        })
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

    /// What happens to that question.
    ///
    /// # Errors
    /// When the story's world does not hold together.
    pub fn trace(&self, service: usize, at: Time) -> Result<Trace, WorldError> {
        self.traced(service, at, &self.world, &self.faults)
    }

    /// The chain that the question depends on: the way it goes with empty memories in a world without faults.
    ///
    /// # Errors
    /// When the story's world does not hold together.
    pub fn chain(&self, service: usize) -> Result<Chain, WorldError> {
        let reference = self.good_day(service)?;
        let last = self
            .world
            .services
            .first()
            .map_or_else(|| "service".into(), |h| h.station.clone());
        Ok(Chain::of(&reference, &last))
    }

    /// What happens to that question with empty memories in a world without faults.
    ///
    /// # Errors
    /// When the story's world does not hold together.
    pub fn good_day(&self, service: usize) -> Result<Trace, WorldError> {
        let fresh = World {
            visits: Vec::new(),
            ..self.world.clone()
        };
        self.traced(service, self.day.from, &fresh, &[])
    }

    fn traced(
        &self,
        service: usize,
        at: Time,
        world: &World,
        faults: &[Fault],
    ) -> Result<Trace, WorldError> {
        let question = self.question(service, at).ok_or(WorldError::OutOfRange {
            field: "service",
            expected: "a service of the story",
        })?;
        sim::run(world, faults, &question)
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
