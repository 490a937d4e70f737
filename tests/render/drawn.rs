//! A page as it was rendered: its attributes, its stations and links, and its words.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::rc::Rc;

use tl::{HTMLTag, Parser, ParserOptions};
use where_it_broke::embed::Wanted;
use where_it_broke::incident::check::check;
use where_it_broke::incident::{Stage, Story};
use where_it_broke::ui::app::{App, Props};
use where_it_broke::ui::article::{self, Article};
use where_it_broke::ui::state::State;
use where_it_broke::ui::stills::Stills;
use yew::{BaseComponent, LocalServerRenderer};

use crate::support;

/// What a page shows.
pub(crate) struct Drawn {
    /// The attributes of the main element, by name; empty where there is none.
    pub(crate) main: BTreeMap<String, String>,
    /// The stations in order: id, state, and the words that belong to it.
    pub(crate) stations: Vec<(String, String, String)>,
    /// The links in order: name and state.
    pub(crate) links: Vec<(String, String)>,
    /// The notices.
    pub(crate) notices: Vec<String>,
    /// The whole text.
    pub(crate) text: String,
    /// The names of all elements.
    pub(crate) elements: Vec<String>,
}

/// The live page of a story, opened with an address.
pub(crate) fn page(story: &Story, wanted: &Wanted) -> Drawn {
    let initial = Rc::new(state(story, wanted));
    drawn(&render::<App>(Props {
        initial,
        stills: None,
    }))
}

/// One still of the sequence for readers who asked for less motion.
pub(crate) struct Still {
    /// `broken`, `good`, or none.
    pub(crate) classes: String,
    /// Its time, or what stands there.
    pub(crate) time: String,
    /// Its caption.
    pub(crate) told: String,
    /// How many stations its picture has.
    pub(crate) rings: usize,
    /// Whether the picture is kept from screen readers.
    pub(crate) hidden: bool,
}

/// The stills for an address.
pub(crate) fn stills(story: &Story, wanted: &Wanted) -> Vec<Still> {
    let html = render::<Stills>(article::Props {
        state: Rc::new(state(story, wanted)),
    });
    let dom = tl::parse(&html, ParserOptions::default()).unwrap();
    let parser = dom.parser();
    let items = dom.query_selector("li").unwrap();
    let items = items.map(|item| item.get(parser).unwrap().as_tag().unwrap());
    let still = |item: &HTMLTag| {
        let all = |class: &str| -> Vec<&HTMLTag> {
            let found = item.query_selector(parser, class).unwrap();
            found
                .map(|h| h.get(parser).unwrap().as_tag().unwrap())
                .collect()
        };
        Still {
            classes: attribute(item, "class"),
            time: text(all(".still-time")[0], parser),
            told: text(all(".told")[0], parser),
            rings: all(".ring").len(),
            hidden: attribute(all(".still-chain")[0], "aria-hidden") == "true",
        }
    };
    items.map(still).collect()
}

/// The live page in this state, as HTML.
pub(crate) fn html(state: State) -> String {
    let initial = Rc::new(state);
    render::<App>(Props {
        initial,
        stills: None,
    })
}

/// The live page in a state.
pub(crate) fn shown(state: State) -> Drawn {
    let initial = Rc::new(state);
    drawn(&render::<App>(Props {
        initial,
        stills: None,
    }))
}

/// The story as an article.
pub(crate) fn article(story: &Story) -> Drawn {
    let state = Rc::new(state(story, &Wanted::default()));
    drawn(&render::<Article>(article::Props { state }))
}

/// What the page shows for an address, before it is rendered.
pub(crate) fn state(story: &Story, wanted: &Wanted) -> State {
    State::new(Rc::new(stage(story)), wanted).unwrap()
}

/// A story with everything computed.
pub(crate) fn stage(story: &Story) -> Stage {
    Stage::new(Rc::new(story.clone())).unwrap()
}

/// Apple's story.
pub(crate) fn apple() -> Story {
    support::story("apple-2015")
}

/// The made-up story of `tests/fixtures` with ten stations, six of them servers on the way.
pub(crate) fn shop() -> Story {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    // The words of the page are the project's own.
    let texts = Path::new(env!("CARGO_TARGET_TMPDIR")).join("render-texts");
    fs::create_dir_all(texts.join("en")).unwrap();
    fs::copy(support::texts().join("en.toml"), texts.join("en.toml")).unwrap();
    fs::copy(
        fixtures.join("text/en/shop-uk.toml"),
        texts.join("en/shop-uk.toml"),
    )
    .unwrap();
    check(&fixtures.join("incidents/shop-uk"), &texts, "en")
        .unwrap_or_else(|problems| panic!("{}", support::lines(&problems)))
}

/// An address that asks for a step, from 1, in a voice.
pub(crate) fn at_step(step: usize, voice: &str) -> Wanted {
    Wanted {
        step: Some(step.try_into().unwrap()),
        voice: Some(voice.to_owned()),
        ..Wanted::default()
    }
}

fn render<C: BaseComponent>(props: C::Properties) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let renderer = LocalServerRenderer::<C>::with_props(props).hydratable(false);
    tokio::task::LocalSet::new().block_on(&runtime, renderer.render())
}

fn drawn(html: &str) -> Drawn {
    let dom = tl::parse(html, ParserOptions::default()).unwrap();
    let parser = dom.parser();
    let tags: Vec<&HTMLTag> = dom.nodes().iter().filter_map(|n| n.as_tag()).collect();
    let with = |name: &'static str| {
        tags.iter()
            .filter(move |t| t.attributes().contains(name))
            .copied()
    };
    let main = tags.iter().find(|t| attribute(t, "id") == "wib");
    let main = main.map(|t| {
        let pairs = t.attributes().iter();
        let pair = |(k, v): (std::borrow::Cow<'_, str>, Option<std::borrow::Cow<'_, str>>)| {
            (k.into_owned(), plain(&v.unwrap_or_default()))
        };
        pairs.map(pair).collect()
    });
    let state = |t: &HTMLTag| attribute(t, "data-state");
    Drawn {
        main: main.unwrap_or_default(),
        stations: with("data-station")
            .map(|t| (attribute(t, "data-station"), state(t), text(t, parser)))
            .collect(),
        links: with("data-link")
            .map(|t| (attribute(t, "data-link"), state(t)))
            .collect(),
        notices: tags
            .iter()
            .filter(|t| t.attributes().is_class_member("notice"))
            .map(|t| text(t, parser))
            .collect(),
        text: words(
            &dom.nodes()
                .iter()
                .filter(|n| n.as_tag().is_none())
                .fold(String::new(), |all, n| all + " " + &n.inner_text(parser)),
        ),
        elements: tags
            .iter()
            .map(|t| t.name().as_utf8_str().into_owned())
            .collect(),
    }
}

fn attribute(tag: &HTMLTag, name: &str) -> String {
    let value = tag.attributes().get(name).flatten();
    plain(&value.map(|v| v.as_utf8_str()).unwrap_or_default())
}

fn text(tag: &HTMLTag, parser: &Parser) -> String {
    words(&tag.inner_text(parser))
}

/// Text as it is read: without the marks of HTML, with single spaces.
fn words(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(plain).collect();
    words.join(" ")
}

fn plain(html: &str) -> String {
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(html.to_owned(), |text, (from, to)| text.replace(from, to))
}
