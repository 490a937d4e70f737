//! What a screen reader gets: the browser's own accessibility tree, or what it tells of it.

use std::collections::HashMap;

use serde_json::Value;
use where_it_broke::incident::Stage;
use where_it_broke::sim::frame::Frame;
use where_it_broke::text::Voice;
use where_it_broke::text::describe::Words;

use crate::page::{Page, read};
use crate::site::Site;
use crate::told;
use crate::tree;

/// The accessibility tree of the page.
struct Heard {
    nodes: HashMap<String, Value>,
    order: Vec<String>,
}

impl Heard {
    async fn on(page: &Page) -> Self {
        let nodes = tree::nodes(page).await;
        let id = |n: &Value| n["nodeId"].as_str().unwrap_or_default().to_owned();
        Self {
            order: nodes.iter().map(id).collect(),
            nodes: nodes.into_iter().map(|n| (id(&n), n)).collect(),
        }
    }

    /// The nodes of a role, in the order of the page.
    fn of_role(&self, role: &str) -> Vec<&Value> {
        let nodes = self.order.iter().filter_map(|id| self.nodes.get(id));
        nodes
            .filter(|n| n["role"]["value"] == role && n["ignored"] != true)
            .collect()
    }

    /// The nodes right below one, past those that are not told.
    fn below<'a>(&'a self, node: &'a Value) -> Vec<&'a Value> {
        let ids = node["childIds"].as_array().into_iter().flatten();
        let children = ids.filter_map(|id| self.nodes.get(id.as_str()?));
        children
            .flat_map(|n| match n["ignored"] == true {
                true => self.below(n),
                false => vec![n],
            })
            .collect()
    }

    /// All that is said of a node, in order.
    fn said(&self, node: &Value) -> String {
        if node["role"]["value"] == "StaticText" {
            return node["name"]["value"]
                .as_str()
                .unwrap_or_default()
                .to_owned();
        }
        let parts: Vec<String> = self.below(node).into_iter().map(|n| self.said(n)).collect();
        parts.concat()
    }
}

/// The sentence about each station and its link, from the trace at step `n` (from 0).
fn sentences(stage: &Stage, n: usize, voice: Voice) -> Vec<String> {
    let moment = stage.moment(stage.story.steps[n].at).unwrap();
    let frame = Frame::at(stage.chain(), &moment.trace, stage.shown(n, &moment));
    let words = Words {
        page: &stage.story.page,
        story: &stage.story.text,
        voice,
        offset: stage.story.day.offset,
    };
    (0..frame.stations.len())
        .map(|n| words.sentence(&frame, n))
        .collect()
}

#[test]
fn the_chain_is_heard_as_a_list_with_a_sentence_for_each_station() {
    let stage = told::stage();
    let site = Site::built();
    read(&site, async |page| {
        for (n, voice) in [
            (0, Voice::Plain),
            (3, Voice::Plain),
            (4, Voice::Plain),
            (4, Voice::Technical),
        ] {
            page.open(&format!("?step={}&voice={}", n + 1, voice.name()))
                .await;
            told::shows_step(page, &stage, n).await;
            let wanted = sentences(&stage, n, voice);
            let heard = Heard::on(page).await;
            let lists: Vec<Vec<String>> = heard
                .of_role("list")
                .into_iter()
                .map(|l| heard.below(l).into_iter().map(|i| heard.said(i)).collect())
                .collect();
            let same = |list: &&Vec<String>| {
                list.len() == wanted.len()
                    && list
                        .iter()
                        .zip(&wanted)
                        .all(|(l, w)| l.starts_with(w.as_str()))
            };
            assert!(
                lists.iter().any(|l| same(&l)),
                "step {}: expected {wanted:#?}, heard the lists {lists:#?}",
                n + 1
            );
        }
    });
}

#[test]
fn what_a_screen_reader_meets_has_a_name() {
    let site = Site::built();
    read(&site, async |page| {
        page.open("?step=5").await;
        page.wake().await;
        let heard = Heard::on(page).await;
        // A picture is decoration and not met at all, or says what it shows.
        for role in [
            "button", "slider", "link", "group", "figure", "image", "SvgRoot",
        ] {
            let nameless = |n: &&Value| n["name"]["value"].as_str().unwrap_or_default().is_empty();
            // What opens and shuts is named by its summary, which is met first inside of it.
            let summed_up = |n: &&Value| {
                let first = heard.below(n).into_iter().next();
                first.is_some_and(|c| c["role"]["value"] == "DisclosureTriangle")
            };
            let nameless: Vec<_> = heard
                .of_role(role)
                .into_iter()
                .filter(nameless)
                .filter(|n| !summed_up(n))
                .collect();
            assert!(nameless.is_empty(), "without a name: {nameless:?}");
        }
        let script = "return [...document.querySelectorAll('figure.chain svg')].filter(s => !s.closest('[aria-hidden=true]')).length";
        assert_eq!(
            page.script(script).await,
            0,
            "pictures of the chain that a screen reader meets"
        );
        assert_eq!(heard.of_role("main").len(), 1);
        let headings: Vec<_> = heard.of_role("heading").into_iter().map(level).collect();
        let skips = headings.windows(2).find(|w| w[1] > w[0] + 1);
        assert!(
            headings.first() == Some(&1) && skips.is_none(),
            "the levels of the headings: {headings:?}"
        );
    });
}

/// The level of a heading.
fn level(node: &Value) -> i64 {
    let properties = node["properties"].as_array().into_iter().flatten();
    let mut level = properties.filter(|p| p["name"] == "level");
    level
        .next()
        .and_then(|p| p["value"]["value"].as_i64())
        .unwrap_or(0)
}

#[test]
fn steps_are_announced_and_the_ticker_never_is() {
    let stage = told::stage();
    let site = Site::built();
    read(&site, async |page| {
        page.open("?step=5").await;
        let script = "return [...document.querySelectorAll('[aria-live], [role=status], [role=alert], [role=log], output')]
            .filter(e => !e.hidden).map(e => [e.getAttribute('aria-live') ?? e.getAttribute('role'), e.innerText.trim()])
            .filter(([, text]) => text);";
        let live = page.script(script).await;
        let live: Vec<(String, String)> = serde_json::from_value(live).unwrap();
        let start: String = stage.story.text.steps[4].plain.chars().take(30).collect();
        assert!(
            live.len() == 1 && live[0].0 == "polite" && live[0].1.contains(&start),
            "what announces itself: {live:?}"
        );
        let money = live.iter().any(|(_, text)| text.contains('$'));
        assert!(!money, "the ticker announces itself: {live:?}");
    });
}
