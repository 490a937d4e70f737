//! The head of the inspector: the station's name, the way to its neighbours, and out.

use super::look::Look;
use crate::ui::browser;
use crate::ui::element::{Dispatch, Element, button, el, list};
use crate::ui::icon::{chevron, mark};
use crate::ui::state::Action;

/// Where the name of the station stands.
pub(super) const NAME: &str = "#inspector-name";

/// The station's name, the way to its neighbours, and out.
pub(super) fn head(look: &Look<'_>, forms: Option<Element>, dispatch: &Dispatch) -> Element {
    let labels = &look.words.labels;
    let count = look.frame.stations.len();
    let go = |n: Option<usize>, label: &String, back: bool| {
        let to = n.filter(|n| *n < count);
        let button = button()
            .attr("aria-label", label)
            .attr("title", label)
            // One that leads nowhere keeps the focus.
            .attr("aria-disabled", to.is_none().then_some("true"))
            .child(chevron(back));
        match to {
            Some(n) => button.press(dispatch, Action::Inspect(Some(n))),
            None => button,
        }
    };
    let shut = {
        let (dispatch, id) = (dispatch.clone(), look.id.to_owned());
        button()
            .class("shut")
            .attr("aria-label", &labels.close)
            .attr("title", &labels.close)
            .on("click", move |_| close(&dispatch, &id))
            .child(mark(false))
    };
    let kicker = el("span")
        .class("kicker")
        .attr("id", "inspector-kicker")
        .child(&labels.title);
    let name = el("h2")
        .attr("id", "inspector-name")
        .attr("tabindex", "-1")
        .child(look.name(look.id));
    let ways = el("div")
        .class("ways")
        .child(forms)
        .child(go(look.n.checked_sub(1), &labels.previous, true))
        .child(go(Some(look.n + 1), &labels.following, false))
        .child(shut);
    el("div")
        .class("inspector-head")
        .child(el("div").child(list([kicker, name])))
        .child(ways)
}

/// Closes it, and gives the focus back to the station.
pub(super) fn close(dispatch: &Dispatch, station: &str) {
    dispatch.dispatch(Action::Inspect(None));
    browser::focus_at(&format!("[data-station={station}] button"));
}
