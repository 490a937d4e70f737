//! The inspector as a whole: one station, and everything about it.

use std::rc::Rc;

use yew::prelude::*;
use yew::virtual_dom::VComp;

use super::{dig, facts, memory, octets, why, zone};
use crate::clock::Time;
use crate::dns::Message;
use crate::incident::{Engine, Moment};
use crate::sim::Trace;
use crate::sim::frame::{Frame, StationFrame};
use crate::sim::inspect::{Holding, Inspection, Served};
use crate::sim::recorder::Crossing;
use crate::sim::world::Role;
use crate::text::{InspectorText, Voice, fill};
use crate::ui::browser::{self, Later};
use crate::ui::element::{Dispatch, Element, button, el, list};
use crate::ui::icon::{chevron, mark};
use crate::ui::rich::rich;
use crate::ui::state::{Action, State};

/// The least time between two looks at a clock that keeps moving, in milliseconds.
const LOOK_MS: u32 = 200;
/// Its style sheet, beside the page.
const SHEET: &str = "inspector.css";
/// Where the name of the station stands.
const NAME: &str = "#inspector-name";

/// Draws the inspector.
pub(super) fn draw(state: &State, dispatch: &Dispatch, words: &'static InspectorText) -> Html {
    let props = Props {
        state: state.clone(),
        dispatch: dispatch.clone(),
        words,
    };
    VComp::new::<View>(Rc::new(props), None).into()
}

/// What is looked at: one station at one time.
pub(super) struct Look<'a> {
    pub(super) state: &'a State,
    pub(super) words: &'a InspectorText,
    engine: Engine,
    inspection: &'a Inspection,
    /// How many of the trace's events are shown.
    pub(super) shown: usize,
    pub(super) frame: &'a Frame,
    /// The station's place in the chain.
    pub(super) n: usize,
    pub(super) id: &'a str,
    pub(super) role: Role,
    /// The last message that it took part in, and whether the reply is there, or the wait over.
    pub(super) last: Option<(&'a Crossing, bool)>,
    /// Of a name server: its zone.
    pub(super) served: Option<Served>,
}

impl<'a> Look<'a> {
    fn new(
        state: &'a State,
        words: &'a InspectorText,
        inspection: &'a Inspection,
        frame: &'a Frame,
        shown: usize,
        n: usize,
    ) -> Option<Self> {
        let story = &state.stage.story;
        let id: &str = frame.stations.get(n).map(|s| &*s.id)?;
        let station = story.world.stations.iter().find(|s| *s.id == *id);
        let role = station.map_or(Role::Authority, |s| s.role);
        let mut look = Self {
            state,
            words,
            engine: state.stage.engine?,
            inspection,
            shown,
            frame,
            n,
            id,
            role,
            last: None,
            served: None,
        };
        let mut crossings = inspection.crossings_at(id, shown);
        look.last = match role {
            Role::Reader | Role::Service => None,
            Role::Device => crossings.rfind(|(c, _)| *c.from == *id),
            Role::Authority => crossings.rfind(|(c, _)| *c.to == *id),
            // What it said last: a reply to who asked it, or a query of its own.
            Role::Resolver => crossings
                .filter(|(c, over)| *c.from == *id || *over)
                .max_by_key(|(c, _)| if *c.from == *id { c.sent } else { c.back }),
        };
        if role == Role::Authority {
            look.served = look.zone();
        }
        Some(look)
    }

    /// The zone that the server has for what it was asked last, or would be asked.
    fn zone(&self) -> Option<Served> {
        let story = &self.state.stage.story;
        let asked = self.last.and_then(|(c, _)| {
            let query = Message::from_wire(&c.query).ok()?;
            Some((c.server.as_ref()?.address, query.name))
        });
        let servers = story.world.servers.iter();
        let mut here = servers.filter(|s| *s.station == *self.id);
        let first = || Some((*here.next()?.addresses.first()?, self.trace().name.clone()));
        let (address, name) = asked.or_else(first)?;
        self.engine.served(story, address, self.now(), &name)
    }

    pub(super) fn trace(&self) -> &'a Trace {
        &self.inspection.trace
    }

    /// The time of what is shown.
    pub(super) fn now(&self) -> Time {
        self.inspection.clock(self.shown)
    }

    pub(super) fn station(&self) -> Option<&'a StationFrame> {
        self.frame.stations.get(self.n)
    }

    /// What it sent last: its reply, or its query. `Err`: the query of somebody whom it has not answered.
    fn octets(&self) -> Option<&'a [u8]> {
        let (crossing, over) = self.last?;
        let asks = *crossing.from == *self.id;
        let reply = crossing.reply.as_deref().filter(|_| over && !asks);
        Some(reply.unwrap_or(&crossing.query))
    }

    /// The same, read.
    pub(super) fn message(&self) -> Option<Message> {
        self.octets().and_then(|wire| Message::from_wire(wire).ok())
    }

    /// Its last message, where that is a reply.
    pub(super) fn reply(&self) -> Option<Message> {
        self.message().filter(|message| message.head.reply)
    }

    /// Who remembers on its behalf: itself, or the resolver that asks it.
    pub(super) fn holder(&self) -> Option<Rc<str>> {
        match self.role {
            Role::Device | Role::Resolver => Some(self.id.into()),
            Role::Reader | Role::Service => None,
            Role::Authority => {
                let asker = self.last.map(|(c, _)| c.from.clone());
                let resolvers = &self.state.stage.story.world.resolvers;
                let in_chain = |id: &Rc<str>| self.state.stage.chain().position(id).is_some();
                let mut all = resolvers.iter().map(|r| r.station.clone());
                asker.or_else(|| all.find(in_chain))
            }
        }
    }

    /// What a memory holds at the time of what is shown.
    pub(super) fn holdings(&self, holder: &str) -> Vec<Holding> {
        let story = &self.state.stage.story;
        self.engine
            .holdings(story, self.inspection, holder, self.now())
    }

    /// A time by the clock of the place, to the second.
    pub(super) fn clock(&self, at: Time) -> String {
        let (h, m, s) = at.wall_clock(self.state.stage.story.day.offset);
        format!("{h:02}:{m:02}:{s:02}")
    }

    /// A span in the coarsest unit that says enough.
    pub(super) fn age(&self, seconds: u32) -> String {
        self.state.words().age(seconds)
    }

    /// The name of a station.
    pub(super) fn name(&self, id: &'a str) -> &'a str {
        self.state.stage.story.text.station(id)
    }
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
        let n = state.inspected.unwrap_or(frame.current);
        let look = Look::new(state, words, inspection, &frame, shown, n);
        // Its style sheet comes with it: the first view does without.
        let sheet = el("link").attr("rel", "stylesheet").attr("href", SHEET);
        look.map_or_else(Html::default, |look| {
            list([sheet, self.section(context, &look, dispatch)])
        })
    }

    /// A station that was opened where there was no inspector before gets the focus; it goes back when that closes.
    fn rendered(&mut self, context: &Context<Self>, _first: bool) {
        let now = context.props().state.inspected;
        if now != self.opened {
            if now.is_some() && self.opened.is_none() && !browser::is_wide() {
                browser::focus_at(NAME);
            }
            self.opened = now;
        }
    }
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
        if let Ok(found) = engine.inspect(&state.stage.story, state.at()) {
            self.found = Some((state.moment.clone(), found));
        }
        let link = context.link().clone();
        self.resting = Some(Later::new(LOOK_MS, move || link.send_message(Msg::Again)));
    }

    fn section(&self, context: &Context<Self>, look: &Look<'_>, dispatch: &Dispatch) -> Element {
        let labels = &look.words.labels;
        let because = why::why(look, &look.words.why);
        let reason = el("p")
            .class("reason")
            .child(rich(because.said(look.state.voice)))
            .child(" ")
            .child(rfc(look, &because.rfc, &because.section));
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
            .child(reason)
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
}

impl View {
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

impl Look<'_> {
    /// Whether it has answered from its memory.
    fn remembered(&self) -> bool {
        use crate::sim::trace::What;
        let mut events = self.trace().events.iter().take(self.shown);
        events.any(|e| *e.from == *self.id && matches!(e.what, What::FromCache { .. }))
    }
}

/// The station's name, the way to its neighbours, and out.
fn head(look: &Look<'_>, forms: Option<Element>, dispatch: &Dispatch) -> Element {
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
fn close(dispatch: &Dispatch, station: &str) {
    dispatch.dispatch(Action::Inspect(None));
    browser::focus_at(&format!("[data-station={station}] button"));
}

/// Where a reason is laid down.
fn rfc(look: &Look<'_>, rfc: &str, section: &str) -> Option<Element> {
    if rfc.is_empty() {
        return None;
    }
    let labels = &look.words.labels;
    let (template, anchor) = match section {
        "" => (&labels.rfc_whole, String::new()),
        _ => (&labels.rfc, format!("#section-{section}")),
    };
    let told = fill(template, &[("rfc", rfc), ("section", section)]);
    let address = format!("https://www.rfc-editor.org/rfc/rfc{rfc}{anchor}");
    Some(el("a").class("rfc").attr("href", address).child(told))
}
