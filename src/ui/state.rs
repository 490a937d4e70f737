//! What the reader chose, and what follows from it.

mod await_engine;
mod motion;
mod open;
mod same;

use std::rc::Rc;

use yew::Reducible;

use super::assume::Money;
use super::inspector::{Inspector, Kit};
use super::record::{Ledger, Record};
use crate::clock::{Span, Time};
use crate::embed::{Hidden, Hiding};
use crate::incident::{Moment, Stage};
use crate::loss::{Sums, Symbol};
use crate::sim::frame::Frame;
use crate::text::Voice;
use crate::text::describe::Words;

/// Everything that the page shows follows from this.
#[derive(Clone, Debug)]
pub struct State {
    /// The story, with what does not change.
    pub stage: Rc<Stage>,
    /// The step, from 0.
    pub step: usize,
    /// Whether the clock stands where the step put it; otherwise the reader moved it.
    pub on_step: bool,
    /// The clock.
    pub clock: Time,
    /// The question at the clock's time, which the picture and the words are of. While the reader holds the thumb they follow it
    /// ten times a second, and only the time strip in every frame: a frame has 16 ms, and nobody reads a picture that stands for one.
    pub moment: Rc<Moment>,
    /// How many of its events are shown.
    pub shown: usize,
    /// How many of them the step wants to show in the end.
    pub target: usize,
    /// The voice.
    pub voice: Voice,
    /// The theme.
    pub theme: Theme,
    /// Whether the day is playing.
    pub playing: bool,
    /// Whether the reader holds the clock's thumb. What stands below the picture waits for its release.
    pub held: bool,
    /// Whether the reader came to the clock's time by dragging: then nothing moves in the picture of it.
    pub dragged: bool,
    /// The loss of the whole outage.
    pub sums: Option<Sums>,
    /// The estimate that the sums are from, and what it is made from: the story's assumptions with the reader's in their
    /// places. It is not there before the part that draws it, `record`.
    pub money: Option<Rc<Money>>,
    /// What the reader predicted last: which of the story's questions, and which choice.
    pub predicted: Option<(usize, usize)>,
    /// Whether the table of every series is shown: it is long, and drawn anew with every slider.
    pub unfolded: bool,
    /// The wall clock, where the outage is going on.
    pub live: Option<Live>,
    /// What stands below the picture.
    pub record: Record,
    /// The parts of the page that the address leaves out; the same for as long as the page is open.
    pub hidden: Hiding,
    /// The station that the reader has opened, by its place in the chain.
    pub inspected: Option<usize>,
    /// What shows an opened station.
    pub inspector: Inspector,
    /// What the reader asked for and the page cannot show before the simulation is here.
    pub awaited: Vec<Action>,
    /// What the reader has to be told about the address, a sentence each.
    pub notices: Rc<Vec<String>>,
}

/// The wall clock of an outage that is going on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Live {
    /// Since when.
    pub since: Time,
    /// What the wall clock shows.
    pub now: Time,
    /// Whether the page's clock follows it; not once the reader moves to another time.
    pub followed: bool,
}

/// What the reader, or the clock, can do.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Go to a step, from 0.
    Go(usize),
    /// Predict with a choice what the step after a question will show, and go there.
    Predict(usize, usize),
    /// Move the clock.
    Seek(Time),
    /// Move the clock by so much from where it stands.
    Move(Span),
    /// Take hold of the clock's thumb, or let it go.
    Hold(bool),
    /// Bring the picture to where the thumb is.
    Follow,
    /// Show the next part of the question's way.
    Advance,
    /// Show all of it.
    Arrive,
    /// Choose a voice.
    Speak(Voice),
    /// Choose a theme.
    Paint(Theme),
    /// Start or stop playing the day.
    Play(bool),
    /// The clock moves on while playing.
    Tick(Time),
    /// The wall clock has moved on, in an outage that is going on.
    Now(Time),
    /// Set an assumption; a value out of its range changes nothing.
    Assume(Symbol, f64),
    /// Put every assumption back.
    Reset,
    /// Show the table of every series, or put it away.
    Unfold(bool),
    /// What draws the record is here.
    Record(Ledger),
    /// Open a station, by its place in the chain, or close the one that is open.
    Inspect(Option<usize>),
    /// What shows an opened station is here; or it did not come.
    Equip(Option<Kit>),
    /// The simulation is here, or does not come.
    Engine(Option<Played>),
}

/// A stage with the simulation; there is one for each story that is open.
#[derive(Clone, Debug)]
pub struct Played(pub Rc<Stage>);

impl PartialEq for Played {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// The colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the reader's system says.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The name in an address and in the page's `data-theme`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of that name.
    pub fn of(name: &str) -> Option<Self> {
        [Self::Auto, Self::Light, Self::Dark]
            .into_iter()
            .find(|t| t.name() == name)
    }
}

impl State {
    /// The loss is shown as it stands at the clock's time, not at the end: the outage is going on, or the reader has moved the
    /// clock into it.
    pub fn counts_up(&self) -> bool {
        self.live.is_some()
            || self.playing
            || (!self.on_step && self.stage.harm_by(self.at()) > 0.0)
    }

    /// The part of the whole harm that the panel shows, 0 to 1.
    pub fn part_shown(&self) -> f64 {
        if self.counts_up() {
            self.stage.harm_by(self.at())
        } else {
            1.0
        }
    }

    /// Follows the wall clock no longer.
    fn unfollow(&mut self) {
        if let Some(live) = &mut self.live {
            live.followed = false;
        }
    }

    /// Whether a part of the page is left out.
    pub fn hides(&self, part: Hidden) -> bool {
        self.hidden.has(part)
    }

    /// Adds a sentence that the reader has to be told.
    #[must_use]
    pub fn with_notice(mut self, notice: String) -> Self {
        Rc::make_mut(&mut self.notices).insert(0, notice);
        self
    }

    /// The clock.
    pub fn at(&self) -> Time {
        self.clock
    }

    /// Whether the picture still stands behind the thumb.
    pub fn trails(&self) -> bool {
        self.moment.at != self.clock
    }

    /// What the chain shows.
    pub fn frame(&self) -> Frame {
        Frame::at(self.stage.chain(), &self.moment.trace, self.shown)
    }

    /// What the chain will show when the question has gone as far as the step wants.
    pub fn settled(&self) -> Frame {
        Frame::at(self.stage.chain(), &self.moment.trace, self.target)
    }

    /// Whether the step shown is one at which a question stands.
    #[cfg_attr(not(feature = "csr"), expect(dead_code, reason = "called by `boot`"))]
    pub(super) fn asks(&self) -> bool {
        let mut predictions = self.stage.story.predictions.iter();
        predictions.any(|p| p.before == self.step + 1)
    }

    /// The loss up to the clock's time.
    pub fn loss_so_far(&self) -> Option<Sums> {
        self.sums.map(|s| s.at(self.stage.harm_by(self.at())))
    }

    /// The words of the story in the reader's voice.
    pub fn words(&self) -> Words<'_> {
        let story = &self.stage.story;
        Words {
            page: &story.page,
            story: &story.text,
            voice: self.voice,
            offset: story.day.offset,
        }
    }
}

impl Reducible for State {
    type Action = Action;

    /// The state after an action; the same one where nothing changes, so that nothing is drawn again.
    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let action = match action {
            Action::Move(by) => Action::Seek(self.wanted() + by),
            other => other,
        };
        if self.waits_for_engine(&action) {
            return Rc::new(self.awaiting(action));
        }
        if let Action::Engine(engine) = action {
            return self.with_engine(engine);
        }
        let mut next = (*self).clone();
        next.act(&action).map_or(self, |()| Rc::new(next))
    }
}

impl State {
    /// Does what the reader, or the clock, wants; `None` where that changes nothing, or cannot be done.
    fn act(&mut self, action: &Action) -> Option<()> {
        match *action {
            Action::Go(step) if step != self.step || !self.on_step => self.go(step)?,
            Action::Predict(question, choice) => {
                let asked = self.stage.story.predictions.get(question)?;
                self.go(asked.before)?;
                self.predicted = Some((question, choice));
            }
            Action::Seek(at) => self.seek(at)?,
            Action::Tick(at) if self.playing => {
                // Playing ends with the day, or where an outage that is going on has got to; there its clock takes over.
                let end = self.live.map_or(self.stage.day.until, |l| l.now);
                let at = self.stage.day.clamp(at).min(end);
                let ended = at >= end;
                if at == self.at() && !ended {
                    return None;
                }
                self.move_to(at)?;
                self.playing = !ended;
                if let Some(live) = &mut self.live {
                    live.followed |= ended;
                }
            }
            Action::Now(_) | Action::Assume(..) | Action::Reset => {
                *self = self.record.reduce(self, action)?;
            }
            Action::Unfold(unfolded) if unfolded != self.unfolded => self.unfolded = unfolded,
            Action::Record(ledger) => {
                *self = self.clone().with_record(Record::Drawn(ledger), &[]);
            }
            Action::Hold(held) if held != self.held => {
                self.follow()?;
                self.held = held;
            }
            Action::Inspect(station) if station != self.inspected => {
                let stations = self.stage.chain().stations().len();
                self.inspected = station.filter(|n| *n < stations);
            }
            Action::Equip(kit) => {
                self.inspector = kit.map_or(Inspector::Missing, Inspector::Here);
            }
            Action::Follow if self.trails() => self.follow()?,
            Action::Advance if self.shown < self.target => self.shown = self.next_stop(),
            Action::Arrive if self.shown != self.target => self.shown = self.target,
            Action::Speak(voice) if voice != self.voice => self.voice = voice,
            Action::Paint(theme) if theme != self.theme => self.theme = theme,
            Action::Play(playing) if playing != self.playing => {
                let end = self.live.map_or(self.stage.day.until, |l| l.now);
                let from_start = playing && self.at() >= end;
                let start = if from_start {
                    self.stage.day.from
                } else {
                    self.at()
                };
                self.move_to(start)?;
                self.playing = playing;
            }
            _ => return None,
        }
        Some(())
    }
}
