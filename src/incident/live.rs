//! A story as the pattern of an outage that is going on: moved to another day, and without an end.

use std::rc::Rc;

use super::{Day, Stage, Story};
use crate::clock::{Span, Time};

/// The longest that an outage may have been going on, in days: as far as the strip can show hours.
pub const LONGEST_DAYS: i64 = 31;

/// The day shown reaches this far beyond the wall clock when it is cut anew.
const AHEAD: Span = Span::from_mins(60);

/// No fault ends before this long after its start: longer than anybody watches.
const NEVER: Span = Span::from_mins(10 * 366 * 24 * 60);

impl Story {
    /// The story's outage as if it had begun at `since` and were going on at `now`, told by the clock of UTC.
    ///
    /// Everything keeps its distance from the start of the fault that the followed service meets first: other people's
    /// questions, the steps, the other faults. No fault ends, and what did not work goes on not working. `date` is the day of
    /// `since` in words.
    #[must_use]
    pub fn going_on(mut self, since: Time, now: Time, date: String) -> Self {
        let began = self.began();
        let to = |t: Time| t + (since - began);
        let story = &mut self;
        story.day.from = to(story.day.from);
        story.day.offset = Span::from_ms(0);
        story.day.until = day_end(since, now);
        story.text.date = date;
        "UTC".clone_into(&mut story.text.clock);
        for v in &mut story.world.visits {
            v.at = to(v.at);
        }
        for f in &mut story.faults {
            f.from = to(f.from);
            f.until = f.from + NEVER;
        }
        for s in &mut story.services {
            // The first fault that it meets; of what follows, nobody knows yet.
            s.samples = None;
            let first = s.shapes.iter().min_by_key(|s| s.from).copied();
            s.shapes = first.into_iter().collect();
            for shape in &mut s.shapes {
                shape.from = to(shape.from);
                shape.until = shape.from + NEVER;
            }
            for w in &mut s.out {
                w.from = to(w.from);
                w.until = w.from + NEVER;
                w.about_until = false;
            }
        }
        for step in &mut story.steps {
            step.at = to(step.at);
        }
        self
    }

    /// When the fault begins that the followed service meets first; the start of the day where it meets none.
    pub fn began(&self) -> Time {
        self.services
            .get(self.followed)
            .and_then(|s| s.shapes.iter().map(|s| s.from).min())
            .unwrap_or(self.day.from)
    }
}

impl Stage {
    /// The stage with a day that reaches beyond `now`: the same one where it does.
    #[must_use]
    pub fn reaching(self: &Rc<Self>, now: Time) -> Rc<Self> {
        if now + Span::from_mins(5) <= self.day.until {
            return self.clone();
        }
        Rc::new(Self {
            day: Day {
                until: day_end(self.story.began(), now),
                ..self.day
            },
            ..(**self).clone()
        })
    }
}

/// Where the day shown ends: half as far again as the outage has lasted, at least an hour ahead, on a full hour, so that the
/// picture is cut anew only now and then.
fn day_end(since: Time, now: Time) -> Time {
    const HOUR: i64 = 3_600_000;
    let lasted = (now - since).ms().max(0);
    let wanted = now + AHEAD + Span::from_ms(lasted / 2);
    Time::from_ms((wanted.ms().saturating_add(HOUR - 1)).div_euclid(HOUR) * HOUR)
}
