//! The assumptions of the loss model that the reader has changed, and the estimate that follows.

use std::rc::Rc;

use super::state::State;
use crate::embed::Assumed;
use crate::incident::Stage;
use crate::loss::{DRAWS, Distribution, Draws, Estimate, Prepared, SEED, Symbol};

/// The values that the reader has set, by place in [`Symbol::ALL`]; every one in its range.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Assumptions([Option<f64>; 9]);

impl Assumptions {
    /// Those of an address.
    pub fn of(assumed: &[Assumed]) -> Self {
        let set = |all: Self, a: &Assumed| all.with(a.symbol, a.value).unwrap_or(all);
        assumed.iter().fold(Self::default(), set)
    }

    /// What is set for this one.
    pub fn get(&self, symbol: Symbol) -> Option<f64> {
        self.0.get(symbol.index()).copied().flatten()
    }

    /// With one more set; `None` where the value is out of its range.
    #[must_use]
    pub fn with(mut self, symbol: Symbol, value: f64) -> Option<Self> {
        Distribution::Fixed(value).check(symbol).ok()?;
        *self.0.get_mut(symbol.index())? = Some(value);
        Some(self)
    }

    /// With one of them as the story has it.
    #[must_use]
    pub fn without(mut self, symbol: Symbol) -> Self {
        if let Some(slot) = self.0.get_mut(symbol.index()) {
            *slot = None;
        }
        self
    }

    /// Those that are set, in the order of the formula.
    pub fn changed(&self) -> impl Iterator<Item = Assumed> {
        let all = Symbol::ALL.into_iter().zip(self.0);
        all.filter_map(|(symbol, value)| value.map(|value| Assumed { symbol, value }))
    }
}

/// The estimate, and what it is made from.
#[derive(Clone, Debug)]
pub struct Money {
    /// What the reader has set.
    pub assumptions: Assumptions,
    /// The assumptions that the estimate draws from.
    pub inputs: Prepared,
    /// The story's own, before the reader changed any.
    pub defaults: Prepared,
    /// The estimate of the whole outage; of one that is going on, up to the end of the day shown.
    pub estimate: Rc<Estimate>,
    /// What was drawn for it; serves until another input gets one value or loses it.
    draws: Rc<Draws>,
}

impl Money {
    /// Every assumption is as the story has it.
    pub fn untouched(&self) -> bool {
        self.assumptions == Assumptions::default()
    }

    /// The estimate with these assumptions; `None` where the story counts no money. What was drawn `before` is used where it
    /// fits.
    pub fn of(stage: &Stage, assumptions: Assumptions, before: Option<&Self>) -> Option<Self> {
        let mut defaults = stage.story.loss.as_ref()?.inputs.clone();
        if stage.open {
            let hours = stage.hours_by(stage.day.until);
            defaults.set(Symbol::Hours, hours).ok()?;
        }
        let mut inputs = defaults.clone();
        for a in assumptions.changed() {
            inputs.set(a.symbol, a.value).ok()?;
        }
        let fitting = before.filter(|money| money.draws.fit(&inputs));
        let draws = fitting.map_or_else(
            || Rc::new(Draws::new(&inputs, DRAWS, SEED)),
            |money| money.draws.clone(),
        );
        Some(Self {
            estimate: Rc::new(draws.estimate(&inputs)),
            draws,
            assumptions,
            inputs,
            defaults,
        })
    }
}

impl PartialEq for Money {
    /// Parts that are computed compare by what they were computed from.
    fn eq(&self, other: &Self) -> bool {
        self.assumptions == other.assumptions && self.inputs == other.inputs
    }
}

impl State {
    /// With these assumptions.
    pub(super) fn assuming(&self, assumptions: Assumptions) -> Option<Self> {
        let money = Rc::new(Money::of(&self.stage, assumptions, self.money.as_deref())?);
        Some(Self {
            estimate: Some(money.estimate.clone()),
            money: Some(money),
            ..self.clone()
        })
    }

    /// With an assumption set; `None` where nothing changes, or the value is out of its range.
    pub(super) fn assume(&self, symbol: Symbol, value: f64) -> Option<Self> {
        let before = self.money.as_ref()?.assumptions;
        let next = before.with(symbol, value)?;
        let runs = symbol == Symbol::Hours && self.live.is_some();
        if next == before || runs {
            return None;
        }
        self.assuming(next)
    }

    /// With every assumption as the story has it.
    pub(super) fn reset(&self) -> Option<Self> {
        if self.money.as_ref()?.untouched() {
            return None;
        }
        self.assuming(Assumptions::default())
    }
}
