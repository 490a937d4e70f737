//! The inspector as a whole: one station, and everything about it.

use std::rc::Rc;

use yew::prelude::*;
use yew::virtual_dom::VComp;

use super::head::{NAME, close, head};
use super::look::Look;
use super::{dig, facts, memory, octets, why, zone};
use crate::incident::Moment;
use crate::sim::frame::Frame;
use crate::sim::inspect::Inspection;
use crate::sim::world::Role;
use crate::text::{InspectorText, Voice};
use crate::ui::browser::{self, Later};
use crate::ui::element::{Dispatch, Element, button, el, list};
use crate::ui::rich::rich;
use crate::ui::state::State;

/// The least time between two looks at a clock that keeps moving, in milliseconds.
const LOOK_MS: u32 = 200;
/// Its style sheet, in the site's folder.
const SHEET: &str = "inspector.css";

/// Draws the inspector.
pub(super) fn draw(state: &State, dispatch: &Dispatch, words: &'static InspectorText) -> Html {
    let props = Props {
        state: state.clone(),
        dispatch: dispatch.clone(),
        words,
    };
    VComp::new::<View>(Rc::new(props), None).into()
}

struct Props {
    state: State,
    dispatch: Dispatch,
    words: &'static InspectorText,
}

impl Properties for Props {
    type Builder = ();
    fn builder() {}
}

impl PartialEq for Props {
    fn eq(&self, other: &Self) -> bool {
        self.state.same_scene(&other.state) && self.state.inspected == other.state.inspected
    }
}

/// What the reader, or time, does to it.
enum Msg {
    /// Look at the message in this form.
    Octets(bool),
    /// Point to a group of octets.
    Mark(usize),
    /// Time to look again.
    Again,
}

struct View {
    /// What was found, and for which moment.
    found: Option<(Rc<Moment>, Inspection)>,
    octets: bool,
    marked: usize,
    /// While it runs, a clock that moves on is not looked at again.
    resting: Option<Later>,
    /// The station that was opened last, for the focus.
    opened: Option<usize>,
}

impl Component for View {
    type Message = Msg;
    type Properties = Props;

    fn create(context: &Context<Self>) -> Self {
        let mut view = Self {
            found: None,
            octets: false,
            marked: 0,
            resting: None,
            opened: None,
        };
        view.look(context);
        view
    }

    fn changed(&mut self, context: &Context<Self>, old: &Props) -> bool {
        let state = &context.props().state;
        let same = |m: &Moment| core::ptr::eq(m, &*state.moment);
        if !self.found.as_ref().is_some_and(|(m, _)| same(m)) && self.resting.is_none() {
            self.look(context);
        }
        if state.inspected != old.state.inspected {
            self.marked = 0;
        }
        true
    }

    fn update(&mut self, context: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Octets(octets) => self.octets = octets,
            Msg::Mark(n) if n == self.marked => return false,
            Msg::Mark(n) => self.marked = n,
            Msg::Again => {
                self.resting = None;
                let moment = &context.props().state.moment;
                let known = self
                    .found
                    .as_ref()
                    .is_some_and(|(m, _)| Rc::ptr_eq(m, moment));
                if known {
                    return false;
                }
                self.look(context);
            }
        }
        true
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let Props {
            state,
            dispatch,
            words,
        } = context.props();
        let Some((moment, inspection)) = &self.found else {
            return Html::default();
        };
        // Until it has looked again, it shows the time that it knows, to its end.
        let shown = if Rc::ptr_eq(moment, &state.moment) {
            state.shown
        } else {
            usize::MAX
        };
        let frame = Frame::at(state.stage.chain(), &inspection.trace, shown);
        let n = state.inspected.unwrap_or_else(|| telling(&frame));
        let look = Look::new(state, words, inspection, &frame, shown, n);
        // Its style sheet comes with it: the first view does without.
        let sheet = el("link").attr("rel", "stylesheet");
        let sheet = sheet.attr("href", browser::of_site(SHEET));
        look.map_or_else(Html::default, |look| {
            list([sheet, self.section(context, &look, dispatch)])
        })
    }

    /// A station that was opened where there was no inspector before gets the focus; it goes back when that closes.
    fn rendered(&mut self, context: &Context<Self>, _first: bool) {
        // It may be drawn before the simulation is here. Then there is nothing to take the focus yet.
        if self.found.is_none() {
            return;
        }
        let now = context.props().state.inspected;
        if now != self.opened {
            if now.is_some() && self.opened.is_none() && !browser::is_wide() {
                browser::focus_at(NAME);
            }
            self.opened = now;
        }
    }
}

/// Whom it shows where the reader has opened nobody: the station that is asked. Where the question has got all the way, nothing
/// of it is left to be told at the end, and it is the server that gave the answer.
fn telling(frame: &Frame) -> usize {
    let here = frame.current;
    let through = frame.broken.is_none() && here + 1 == frame.stations.len();
    here.saturating_sub(usize::from(through))
}

impl View {
    /// Puts the question of the moment again.
    fn look(&mut self, context: &Context<Self>) {
        let state = &context.props().state;
        // Before the simulation is here there is nothing to see.
        let Some(engine) = state.stage.engine else {
            return;
        };
        // The world was checked when the story was opened; an error here would leave what is shown as it is.
        if let Ok(found) = engine.inspect(&state.stage.story, state.moment.at) {
            self.found = Some((state.moment.clone(), found));
        }
        let link = context.link().clone();
        self.resting = Some(Later::new(LOOK_MS, move || link.send_message(Msg::Again)));
    }

    fn section(&self, context: &Context<Self>, look: &Look<'_>, dispatch: &Dispatch) -> Element {
        let labels = &look.words.labels;
        let body = el("div")
            .class("inspector-body")
            .child(self.message(context, look))
            .child(facts::facts(look));
        // In Plain the message is folded away, and its forms with it.
        let technical = look.state.voice == Voice::Technical && look.last.is_some();
        let forms = technical.then(|| self.forms(context, look));
        let story = &look.state.stage.story;
        let broken = look.frame.broken.is_some();
        let note = story
            .text
            .steps
            .iter()
            .find(|s| broken && !s.note.is_empty());
        let how = note.map_or(&story.text.reconstruction, |step| &step.note);
        let how = el("p")
            .class("note how")
            .child(el("b").child(&labels.how))
            .child(" ")
            .child(rich(how));
        let escape = {
            let (dispatch, id) = (dispatch.clone(), look.id.to_owned());
            move |event: &Event| {
                if browser::key(event) == "Escape" {
                    close(&dispatch, &id);
                }
            }
        };
        el("section")
            .class("inspector")
            // The line from the tear ends at its upper edge.
            .class_if(broken, "tied")
            .attr("id", "inspector")
            .attr("aria-labelledby", "inspector-kicker inspector-name")
            .on("keydown", escape)
            .child(head(look, forms, dispatch))
            .child(why::reason(look))
            .child(body)
            .child(memory::memory(look))
            .child(zone::zone(look))
            .child(how)
    }

    /// The last message, as text or byte by byte. In Plain it is folded away: most readers do without.
    fn message(&self, context: &Context<Self>, look: &Look<'_>) -> Element {
        let labels = &look.words.labels;
        let slip = el("div").class("slip");
        let Some(((crossing, over), wire)) = look.last.zip(look.octets()) else {
            let none = match look.role {
                Role::Reader => &labels.no_message_person,
                Role::Service => &labels.no_message_service,
                Role::Device | Role::Resolver if look.remembered() => &labels.no_message_memory,
                _ => &labels.no_message,
            };
            return slip.class("none").child(el("p").child(none));
        };
        let shown = if self.octets {
            let marked = self.marked.min(octets::parts(wire).saturating_sub(1));
            let mark = context.link().callback(Msg::Mark);
            octets::print(look, wire, marked, &mark)
        } else {
            dig::print(look, crossing, over)
        };
        let slip = slip.child(shown);
        match look.state.voice {
            Voice::Technical => el("div").class("message").child(slip),
            Voice::Plain => el("details")
                .class("message")
                .child(el("summary").child(&labels.message))
                .child(self.forms(context, look))
                .child(slip),
        }
    }

    /// Text or bytes.
    fn forms(&self, context: &Context<Self>, look: &Look<'_>) -> Element {
        let labels = &look.words.labels;
        let form = |octets: bool, label: &String| {
            let link = context.link().clone();
            button()
                .attr("aria-pressed", (self.octets == octets).to_string())
                .on("click", move |_| link.send_message(Msg::Octets(octets)))
                .child(label)
        };
        el("div")
            .class("voice forms")
            .attr("role", "group")
            .attr("aria-label", &labels.form)
            .child(form(false, &labels.as_text))
            .child(form(true, &labels.as_octets))
    }
}
