//! What looks the same in two states: a part of the page is drawn anew only where what it shows has changed.
//!
//! The clock moves with every frame of a drag, and most of what stands on the page is the same a minute later.

use std::rc::Rc;

use super::State;
use crate::loss::{Sums, two_figures};
use crate::sim::Fault;

impl State {
    /// The story is the same, and the day that is shown of it.
    pub fn same_story(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.stage, &other.stage)
    }

    /// The line over the headline is the same.
    pub fn same_head(&self, other: &Self) -> bool {
        self.same_story(other) && (self.voice, self.theme) == (other.voice, other.theme)
    }

    /// The picture is of the same time.
    pub fn same_time(&self, other: &Self) -> bool {
        self.same_story(other) && self.moment.at == other.moment.at
    }

    /// The step is the same, and who is spoken to; the clock may be elsewhere.
    pub fn same_question(&self, other: &Self) -> bool {
        self.same_story(other) && (self.step, self.voice) == (other.step, other.voice)
    }

    /// The words of the step and of those next to it are the same.
    pub fn same_words(&self, other: &Self) -> bool {
        self.same_question(other)
            && self.record == other.record
            && (written(self.sums) == written(other.sums) || !self.tells_sums())
    }

    /// The words of all steps are the same.
    pub fn same_handout(&self, other: &Self) -> bool {
        self.same_story(other)
            && self.voice == other.voice
            && written(self.sums) == written(other.sums)
    }

    /// What is told in words is the same: at a step its words, elsewhere those of the time.
    pub fn same_told(&self, other: &Self) -> bool {
        self.same_words(other)
            && (self.on_step, self.predicted) == (other.on_step, other.predicted)
            && (self.on_step || self.same_still(other))
    }

    /// What the chain shows is the same. The clock may be elsewhere: the question goes the same way for hours.
    pub fn same_picture(&self, other: &Self) -> bool {
        self.same_story(other)
            && (self.voice, self.inspected) == (other.voice, other.inspected)
            && (self.same_still(other) || self.same_way(other))
    }

    /// Everything is the same but the money and what stands below the picture.
    pub fn same_scene(&self, other: &Self) -> bool {
        self.same_still(other)
            && (
                self.step,
                self.on_step,
                self.target,
                self.voice,
                self.theme,
                self.playing,
            ) == (
                other.step,
                other.on_step,
                other.target,
                other.voice,
                other.theme,
                other.playing,
            )
            && self.awaited == other.awaited
            && self.notices == other.notices
            && self.live == other.live
    }

    /// The fault at the picture's time by its place in the story, or the first.
    pub fn fault(&self) -> usize {
        let at = self.moment.at;
        let at = |f: &Fault| f.from <= at && at < f.until;
        let mut faults = self.stage.story.faults.iter();
        faults.position(at).unwrap_or(0)
    }

    /// The question is the same, put at the same time, as far on its way.
    fn same_still(&self, other: &Self) -> bool {
        self.same_story(other)
            && Rc::ptr_eq(&self.moment, &other.moment)
            && self.shown == other.shown
    }

    /// The question is as far on a way that looks the same at both times.
    fn same_way(&self, other: &Self) -> bool {
        let (here, there) = (&self.moment.trace, &other.moment.trace);
        (&here.name, here.rtype) == (&there.name, there.rtype)
            && here.outcome.answers.first() == there.outcome.answers.first()
            && self.fault() == other.fault()
            && self.words().alike(&self.frame(), &other.frame())
    }

    /// Whether the words of the step, or of one next to it, have sums of the estimate in them.
    fn tells_sums(&self) -> bool {
        let steps = self.stage.story.text.steps.iter();
        let near = steps.skip(self.step.saturating_sub(1)).take(3);
        let mut told = near.map(|s| s.narration(self.voice));
        told.any(|text| text.contains('{'))
    }
}

/// Sums as they are written.
fn written(sums: Option<Sums>) -> Option<[f64; 4]> {
    let sums = sums?;
    let written = [
        sums.lost.low,
        sums.lost.mid,
        sums.lost.high,
        sums.blocked.mid,
    ];
    Some(written.map(two_figures))
}

impl PartialEq for State {
    /// Parts that are computed compare by what they were computed from.
    fn eq(&self, other: &Self) -> bool {
        self.same_scene(other)
            && (self.unfolded, self.held, self.clock) == (other.unfolded, other.held, other.clock)
            && self.predicted == other.predicted
            && self.record == other.record
            && self.inspected == other.inspected
            && self.inspector == other.inspector
            && self.money == other.money
    }
}
