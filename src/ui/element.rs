//! The page's elements: [`el`] begins one, and every method adds something to it.
//!
//! ```text
//! el("p").class("note").attr("lang", &page.lang).child(&text.left_out)
//! ```
//!
//! Yew's `html!` writes an element out where it stands, 250 to 300 bytes of code each; a call of a function that all
//! share takes a tenth of that, and the reader waits for these bytes. Yew compares by place, as with `html!`: what is
//! `None` keeps its place among the attributes or children, so that what comes after it is found again.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;
use yew::virtual_dom::{
    AttributeOrProperty, Attributes, Listener, ListenerKind, VList, VTag, VText,
};

use super::number::short;
use super::state::{Action, State};

/// What takes the reader's actions.
pub(super) type Dispatch = UseReducerDispatcher<State>;

/// An element that is being built; as `Html` it is done.
#[must_use]
pub(super) struct Element(Box<Parts>);

struct Parts {
    tag: VTag,
    names: Vec<&'static str>,
    values: Vec<Option<String>>,
    children: Vec<Html>,
}

/// Begins an element. Inside of `svg` it becomes one of SVG's by itself.
#[inline(never)]
pub(super) fn el(tag: &'static str) -> Element {
    Element(Box::new(Parts {
        tag: VTag::new(tag),
        names: Vec::new(),
        values: Vec::new(),
        children: Vec::new(),
    }))
}

/// Begins a button.
#[inline(never)]
pub(super) fn button() -> Element {
    el("button").attr("type", "button")
}

impl Element {
    /// Adds a class, or several with spaces between them.
    #[inline(never)]
    pub(super) fn class(mut self, class: &str) -> Self {
        let place = self.0.names.iter().position(|name| *name == "class");
        match place.and_then(|n| self.0.values.get_mut(n)) {
            Some(Some(classes)) => {
                classes.push(' ');
                classes.push_str(class);
                self
            }
            _ => self.attr("class", class),
        }
    }

    /// Adds a class where something holds.
    pub(super) fn class_if(self, holds: bool, class: &str) -> Self {
        if holds { self.class(class) } else { self }
    }

    /// Adds an attribute: a text, a number, or `None` where there is none now.
    pub(super) fn attr(self, name: &'static str, value: impl Value) -> Self {
        value.put(self, name)
    }

    /// Adds a child: a text, an element, a list, or `None` where there is none now.
    pub(super) fn child(self, child: impl Child) -> Self {
        self.add(child.html())
    }

    /// Adds a list with one child for each item.
    pub(super) fn each<C: Child>(self, items: impl IntoIterator<Item = C>) -> Self {
        self.child(list(items))
    }

    /// Gives a control its value: what it holds, which an attribute would only begin with.
    #[inline(never)]
    pub(super) fn value(mut self, value: String) -> Self {
        self.0.tag.set_value(value);
        self
    }

    /// Remembers where the element is in the document.
    pub(super) fn node(mut self, node: &NodeRef) -> Self {
        self.0.tag.node_ref = node.clone();
        self
    }

    /// Sends an action when it is pressed.
    #[inline(never)]
    pub(super) fn press(self, dispatch: &Dispatch, action: Action) -> Self {
        let dispatch = dispatch.clone();
        self.on("click", move |_| dispatch.dispatch(action.clone()))
    }

    /// Does something at an event, which goes by its name in the browser.
    pub(super) fn on(self, event: &'static str, what: impl Fn(&Event) + 'static) -> Self {
        self.listen(On {
            event,
            what: Box::new(what),
        })
    }

    #[inline(never)]
    fn listen(mut self, on: On) -> Self {
        self.0.tag.add_listener(Rc::new(on));
        self
    }

    #[inline(never)]
    fn put(mut self, name: &'static str, value: Option<String>) -> Self {
        self.0.names.push(name);
        self.0.values.push(value);
        self
    }

    #[inline(never)]
    fn add(mut self, child: Html) -> Self {
        self.0.children.push(child);
        self
    }
}

/// Children in a row.
pub(super) fn list<C: Child>(items: impl IntoIterator<Item = C>) -> Html {
    let children: Vec<Html> = items.into_iter().map(Child::html).collect();
    VList::from(children).into()
}

/// The same names as something that lasts: Yew takes two elements whose names stand in one place to have the same ones,
/// which spares it the way through hash maps. A page has a few dozen such lists.
fn lasting(names: &[&'static str]) -> &'static [&'static str] {
    thread_local! {
        static SEEN: RefCell<Vec<&'static [&'static str]>> = const { RefCell::new(Vec::new()) };
    }
    SEEN.with_borrow_mut(|seen| {
        if let Some(same) = seen.iter().find(|s| **s == names) {
            return *same;
        }
        let new = &*names.to_vec().leak();
        seen.push(new);
        new
    })
}

/// What an attribute can be.
pub(super) trait Value {
    /// Adds it.
    fn put(self, to: Element, name: &'static str) -> Element;
}

impl Value for String {
    fn put(self, to: Element, name: &'static str) -> Element {
        to.put(name, Some(self))
    }
}

impl Value for &str {
    #[inline(never)]
    fn put(self, to: Element, name: &'static str) -> Element {
        to.put(name, Some(self.to_owned()))
    }
}

impl Value for &String {
    fn put(self, to: Element, name: &'static str) -> Element {
        self.as_str().put(to, name)
    }
}

impl Value for usize {
    #[inline(never)]
    fn put(self, to: Element, name: &'static str) -> Element {
        to.put(name, Some(self.to_string()))
    }
}

/// With two decimals at most.
impl Value for f64 {
    #[inline(never)]
    fn put(self, to: Element, name: &'static str) -> Element {
        to.put(name, Some(short(self, 2)))
    }
}

impl<V: Value> Value for Option<V> {
    fn put(self, to: Element, name: &'static str) -> Element {
        match self {
            Some(value) => value.put(to, name),
            None => to.put(name, None),
        }
    }
}

/// What can stand inside of an element.
pub(super) trait Child {
    /// The same for Yew.
    fn html(self) -> Html;
}

impl Child for Html {
    fn html(self) -> Html {
        self
    }
}

impl Child for Element {
    #[inline(never)]
    fn html(self) -> Html {
        let mut parts = *self.0;
        let value = |v: Option<String>| v.map(|v| AttributeOrProperty::Attribute(v.into()));
        parts.tag.attributes = Attributes::Dynamic {
            keys: lasting(&parts.names),
            values: parts.values.into_iter().map(value).collect(),
        };
        if let Some(children) = parts.tag.children_mut() {
            *children = VList::from(parts.children).into();
        }
        parts.tag.into()
    }
}

impl Child for String {
    #[inline(never)]
    fn html(self) -> Html {
        VText::new(self).into()
    }
}

impl Child for &str {
    #[inline(never)]
    fn html(self) -> Html {
        self.to_owned().html()
    }
}

impl Child for &String {
    fn html(self) -> Html {
        self.as_str().html()
    }
}

impl<C: Child> Child for Option<C> {
    fn html(self) -> Html {
        self.map_or_else(Html::default, Child::html)
    }
}

/// Something that is done at an event.
struct On {
    event: &'static str,
    what: Box<dyn Fn(&Event)>,
}

impl Listener for On {
    fn kind(&self) -> ListenerKind {
        ListenerKind::other(self.event.into())
    }

    fn handle(&self, event: Event) {
        (self.what)(&event);
    }

    fn passive(&self) -> bool {
        false
    }
}
