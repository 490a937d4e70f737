//! What the reader can take along of the view: a link, a snippet for another page, and plain text with figures and sources.

use std::rc::Rc;

use yew::prelude::*;
use yew::virtual_dom::VComp;

use super::browser;
use super::element::{Child, Element, button, el};
use super::money::money;
use super::narration;
use super::number::short;
use super::state::{State, Theme};
use super::{rich, services};
use crate::embed::Wanted;
use crate::incident::Story;
use crate::text::{Run, Voice, fill, runs};

/// The closed control, until the part that opens it is here.
pub(super) fn closed(state: &State) -> Element {
    let summary = el("summary").child(&state.stage.story.page.share.title);
    el("details").class("share").child(summary)
}

/// The control.
pub(super) fn share(state: &State) -> Html {
    let props = Props {
        state: Rc::new(state.clone()),
    };
    VComp::new::<Share>(Rc::new(props), None).into()
}

/// What an address has to say so that it opens with this view. What is as it would be anyway is left out. Of an outage that is
/// going on the time is not said: it is the wall clock's.
pub fn wanted(state: &State) -> Wanted {
    let money = state.money.iter();
    Wanted {
        assumed: money.flat_map(|m| m.assumptions.changed()).collect(),
        ..view(state)
    }
}

/// The same of a state without changed assumptions.
pub(super) fn view(state: &State) -> Wanted {
    let live = state.live.is_some();
    Wanted {
        story: Some(state.stage.story.id.clone()),
        step: (!live || state.on_step)
            .then(|| i64::try_from(state.step + 1).ok())
            .flatten(),
        time: (!live && !state.on_step).then(|| state.at()),
        voice: (state.voice != Voice::default()).then(|| state.voice.name().to_owned()),
        theme: (state.theme != Theme::default()).then(|| state.theme.name().to_owned()),
        since: state.live.map(|l| l.since),
        hidden: state.hidden,
        ..Wanted::default()
    }
}

/// The address of the view on the page of its own.
fn link(state: &State) -> String {
    browser::absolute(&format!("./?{}", wanted(state).query()))
}

/// The view as a frame for another page, which needs no script there.
fn snippet(state: &State) -> String {
    let address = browser::absolute(&format!("embed.html?{}", wanted(state).query()));
    let title = &state.stage.story.text.title;
    format!(
        r#"<iframe src="{}" title="{}" width="100%" height="900" loading="lazy"></iframe>"#,
        escaped(&address),
        escaped(title)
    )
}

/// A text inside of an attribute's quotation marks.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '"' => safe.push_str("&quot;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            other => safe.push(other),
        }
    }
    safe
}

/// The view in plain text: what is told, the figures with their assumptions, the sources and the link.
pub fn plain(state: &State) -> String {
    let story = &state.stage.story;
    let (t, text) = (&story.page.share, &story.text);
    let (title, told) = narration::told(state, &state.frame());
    let mut lines = vec![
        text.title.clone(),
        format!("{}, {}", story.page.page.site, text.date),
        String::new(),
        title,
        in_words(story, &told),
        String::new(),
    ];
    let (h, m, _) = state.at().wall_clock(story.day.offset);
    let time = format!("{h:02}:{m:02}");
    let share = short(state.stage.failing_at(state.at()) * 100.0, 0);
    let values = [
        ("time", time.as_str()),
        ("clock", &text.clock),
        ("n", &share),
    ];
    lines.push(fill(&t.failing, &values));
    if let Some(e) = &state.sums {
        let sums = [e.lost.mid, e.lost.low, e.lost.high].map(|sum| money(state, sum));
        let [mid, low, high] = &sums;
        let values = [("money", mid.as_str()), ("low", low), ("high", high)];
        let template = if state.live.is_some() {
            &t.so_far
        } else {
            &t.lost
        };
        lines.push(fill(template, &values));
    }
    for a in state.money.iter().flat_map(|m| m.assumptions.changed()) {
        let name = text.assumptions.get(a.symbol.letter());
        let name = name.map_or(a.symbol.letter(), |a| &a.name);
        let value = short(a.value, 3);
        lines.push(fill(&t.assumed, &[("name", name), ("value", &value)]));
    }
    lines.push(String::new());
    lines.push(text.reconstruction.clone());
    for (n, source) in story.sources.iter().enumerate() {
        let url = source
            .url
            .as_deref()
            .map_or(String::new(), |url| format!(", {url}"));
        lines.push(format!("{}. {}{url}", n + 1, source.title));
    }
    lines.push(String::new());
    lines.push(link(state));
    lines.join("\n")
}

/// A text without its marks of emphasis and code; those of how we know in words, with the numbers of the sources.
fn in_words(story: &Story, text: &str) -> String {
    let parts = runs(text).into_iter().map(|run| match run {
        Run::Plain(s) | Run::Strong(s) | Run::Code(s) => s.to_owned(),
        Run::Known(known) => {
            let (how, sources) = rich::known(known);
            let words = format!("{} {sources}", services::how(story, how));
            format!(" [{}]", words.trim_end())
        }
    });
    parts.collect()
}

#[derive(Properties, PartialEq)]
struct Props {
    state: Rc<State>,
}

/// Whether it is open, and what became of the last copy.
#[derive(Default)]
struct Share {
    open: bool,
    copied: Option<(usize, bool)>,
    fields: [NodeRef; 3],
}

enum Heard {
    Toggled,
    Copy(usize, String),
    Copied(usize, bool),
}

impl Component for Share {
    type Message = Heard;
    type Properties = Props;

    fn create(_: &Context<Self>) -> Self {
        Self::default()
    }

    fn changed(&mut self, _: &Context<Self>, _: &Props) -> bool {
        // Closed, it looks the same whatever the page shows.
        self.copied = None;
        self.open
    }

    fn update(&mut self, context: &Context<Self>, heard: Heard) -> bool {
        match heard {
            Heard::Toggled => self.open = !self.open,
            Heard::Copy(n, text) => {
                context.link().send_future(async move {
                    let copied = browser::copy(&text).await;
                    Heard::Copied(n, copied)
                });
                return false;
            }
            Heard::Copied(n, copied) => {
                if let Some(field) = self.fields.get(n).filter(|_| !copied) {
                    browser::select(field);
                }
                self.copied = Some((n, copied));
            }
        }
        true
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let state = &context.props().state;
        let t = &state.stage.story.page.share;
        let link = context.link().clone();
        let summary = el("summary").child(&t.title).on("click", move |event| {
            // The control follows the state, so that what is in it is drawn only when it is open.
            event.prevent_default();
            link.send_message(Heard::Toggled);
        });
        let body = self.open.then(|| {
            let rows = [
                (&t.link, self::link(state)),
                (&t.snippet, snippet(state)),
                (&t.text, plain(state)),
            ];
            let rows = rows.into_iter().zip(&self.fields).enumerate();
            el("div").class("share-ways").each(
                rows.map(|(n, ((label, text), field))| self.row(context, n, label, text, field)),
            )
        });
        el("details")
            .class("share")
            .attr("open", self.open.then_some("open"))
            .child(summary)
            .child(body)
            .html()
    }
}

impl Share {
    /// One way to take the view along: its name, the text to copy, and the button that copies it.
    fn row(
        &self,
        context: &Context<Self>,
        n: usize,
        label: &str,
        text: String,
        field: &NodeRef,
    ) -> Element {
        let t = &context.props().state.stage.story.page.share;
        let said = match self.copied {
            Some((row, true)) if row == n => Some(&t.copied),
            Some((row, false)) if row == n => Some(&t.selected),
            _ => None,
        };
        let link = context.link().clone();
        let to_copy = text.clone();
        let copy = button()
            .attr("aria-label", format!("{}: {label}", t.copy))
            .on("click", move |_| {
                link.send_message(Heard::Copy(n, to_copy.clone()));
            })
            .child(&t.copy);
        let field = el("textarea")
            .node(field)
            .attr("readonly", "readonly")
            .attr("rows", if n == 2 { "6" } else { "2" })
            .attr("spellcheck", "false")
            .value(text);
        el("div")
            .class("share-way")
            .child(el("label").child(el("span").child(label)).child(field))
            .child(copy)
            .child(el("p").attr("role", "status").child(said))
    }
}
