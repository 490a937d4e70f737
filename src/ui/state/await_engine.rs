//! What a reader asks for before the simulation is here: it waits, and is done in order when the simulation comes.

use std::rc::Rc;

use yew::Reducible;

use super::{Action, Played, State};
use crate::clock::Time;

impl State {
    /// The time that the reader wants to see: the clock's, or the one that is waited for.
    pub(super) fn wanted(&self) -> Time {
        let sought = self.awaited.iter().rev().find_map(|a| match a {
            Action::Seek(at) => Some(*at),
            _ => None,
        });
        sought.unwrap_or(self.at())
    }

    /// Whether an action has to wait for the simulation, or behind another that does.
    pub(super) fn waits_for_engine(&self, action: &Action) -> bool {
        if self.stage.engine.is_some() {
            return false;
        }
        match action {
            Action::Seek(at) => !self.stage.can_show(self.stage.day.clamp(*at)),
            Action::Play(playing) => *playing || !self.awaited.is_empty(),
            _ => false,
        }
    }

    /// The state with this action waiting; of several times sought the last counts.
    pub(super) fn awaiting(&self, action: Action) -> Self {
        let mut next = self.clone();
        if matches!(action, Action::Seek(_)) {
            next.awaited.retain(|a| !matches!(a, Action::Seek(_)));
        }
        next.awaited.push(action);
        next
    }

    /// The state when the simulation has come, with what waited for it done; or when it does not come, as it was, with a
    /// notice if a reader waits.
    pub(super) fn with_engine(self: Rc<Self>, played: Option<Played>) -> Rc<Self> {
        let mut next = (*self).clone();
        let awaited = core::mem::take(&mut next.awaited);
        match played {
            Some(_) if self.stage.engine.is_some() => return self,
            Some(Played(stage)) => next.stage = stage,
            None if awaited.is_empty() => return self,
            None => {
                let missing = next.stage.story.page.errors.part.clone();
                return Rc::new(next.with_notice(missing));
            }
        }
        awaited.into_iter().fold(Rc::new(next), Reducible::reduce)
    }
}
