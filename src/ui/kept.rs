//! Parts of the page that stay as they are while what they show stays the same.
//!
//! A slider's frame has 16 ms. The chain, the services and the sources do not depend on an assumption, so nothing of them is
//! built or compared when one moves.

use std::rc::Rc;

use yew::Html;
use yew::prelude::*;
use yew::virtual_dom::VComp;

use super::element::Dispatch;
use super::state::State;

/// A function that draws a part of the page.
pub(super) type Draw = fn(&State, &Dispatch) -> Html;

/// The same, with what it brings along.
type Drawing = Rc<dyn Fn(&State, &Dispatch) -> Html>;

/// Whether a part that was drawn for one state is right for another.
pub(super) type Same = fn(&State, &State) -> bool;

/// A part that is drawn anew only when `same` says that it has changed.
pub(super) fn kept(
    state: &State,
    dispatch: &Dispatch,
    same: Same,
    draw: impl Fn(&State, &Dispatch) -> Html + 'static,
) -> Html {
    keep(state, dispatch, same, Rc::new(draw))
}

#[inline(never)]
fn keep(state: &State, dispatch: &Dispatch, same: Same, draw: Drawing) -> Html {
    let props = Props {
        state: state.clone(),
        dispatch: dispatch.clone(),
        same,
        draw,
    };
    VComp::new::<Kept>(Rc::new(props), None).into()
}

#[derive(Properties)]
struct Props {
    state: State,
    dispatch: Dispatch,
    same: Same,
    draw: Drawing,
}

impl PartialEq for Props {
    /// A place on the page always has the same functions.
    fn eq(&self, other: &Self) -> bool {
        (self.same)(&self.state, &other.state)
    }
}

struct Kept;

impl Component for Kept {
    type Message = ();
    type Properties = Props;

    fn create(_: &Context<Self>) -> Self {
        Self
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let props = context.props();
        (props.draw)(&props.state, &props.dispatch)
    }
}
