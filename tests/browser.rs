//! The page in the browser's own WebAssembly: a story from its file, mounted and clicked; money by the browser's rules.
//!
//! `cargo xtask test` brings the target, the runner and the browser. Alone, where they are there, after
//! `cargo run --bin wib --features host -- pack --out target/wib`:
//! `cargo test --target wasm32-unknown-unknown --no-default-features --features csr --test browser`.
#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on should panic"
)]

use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Document, Element, HtmlElement};
use where_it_broke::embed::Wanted;
use where_it_broke::incident::{Stage, pack};
use where_it_broke::ui::app::{App, Props};
use where_it_broke::ui::browser;
use where_it_broke::ui::state::State;

wasm_bindgen_test_configure!(run_in_browser);

/// The story's file, as `wib pack` writes it for the page.
const FILE: &[u8] = include_bytes!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/target/wib/apple-2015.wib"
));

/// The story's other file: its world.
const WORLD: &[u8] = include_bytes!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/target/wib/apple-2015.world.wib"
));

/// The story from its files.
fn stage() -> Stage {
    let files = pack::Files {
        story: FILE.to_vec(),
        world: WORLD.to_vec(),
    };
    files.stage().unwrap()
}

fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

/// The page, mounted in a place of its own.
fn mounted(wanted: &Wanted) -> Element {
    let place = document().create_element("div").unwrap();
    document().body().unwrap().append_child(&place).unwrap();
    let initial = Rc::new(State::new(Rc::new(stage()), wanted).unwrap());
    yew::Renderer::<App>::with_root_and_props(
        place.clone(),
        Props {
            initial,
            stills: None,
        },
    )
    .render();
    place
}

/// Lets the browser do something else for some milliseconds.
async fn pause(ms: i32) {
    let promise = js_sys::Promise::new(&mut |done, _| {
        let window = web_sys::window().unwrap();
        window
            .set_timeout_with_callback_and_timeout_and_arguments_0(&done, ms)
            .unwrap();
    });
    JsFuture::from(promise).await.unwrap();
}

/// Waits, but not for ever, until the page in `place` has these attributes.
async fn shows(place: &Element, wanted: &[(&str, &str)]) {
    let mut seen = String::new();
    for _ in 0..200 {
        if let Some(main) = place.query_selector("#wib").unwrap() {
            let same =
                |(name, value): &(&str, &str)| main.get_attribute(name).as_deref() == Some(value);
            if wanted.iter().all(same) {
                return;
            }
            seen = main
                .clone_node()
                .unwrap()
                .unchecked_into::<Element>()
                .outer_html();
        }
        pause(25).await;
    }
    panic!("expected {wanted:?}, saw {seen}");
}

#[wasm_bindgen_test]
async fn a_story_from_its_file_comes_alive_and_goes_on_at_a_click() {
    let place = mounted(&Wanted::default());
    shows(
        &place,
        &[
            ("data-ready", "true"),
            ("data-story", "apple-2015"),
            ("data-step", "1"),
            ("data-steps", "7"),
            ("data-time", "2015-03-11T08:41:06Z"),
            ("data-broken", ""),
            ("data-failing", "0.000"),
        ],
    )
    .await;
    assert_eq!(
        place.query_selector_all("[data-station]").unwrap().length(),
        7
    );
    assert_eq!(place.query_selector_all("[data-link]").unwrap().length(), 6);
    let next = place
        .query_selector("button[aria-label^='Next: ']")
        .unwrap()
        .unwrap();
    next.unchecked_into::<HtmlElement>().click();
    shows(&place, &[("data-step", "2")]).await;
    place.remove();
}

#[wasm_bindgen_test]
async fn the_chain_breaks_in_wasm_where_it_breaks_on_the_host() {
    let wanted = Wanted::read([("step", "5"), ("voice", "technical")]);
    let place = mounted(&wanted);
    shows(
        &place,
        &[
            ("data-step", "5"),
            ("data-voice", "technical"),
            ("data-time", "2015-03-11T10:24:07Z"),
            ("data-broken", "auth-service"),
            ("data-failing", "0.900"),
        ],
    )
    .await;
    let torn = place
        .query_selector_all("[data-link][data-state=broken]")
        .unwrap();
    assert_eq!(torn.length(), 1);
    place.remove();
}

#[wasm_bindgen_test]
fn money_is_written_by_the_browser_s_own_rules() {
    assert_eq!(browser::money("en-GB", "USD", 3_627_371.0), "$3.6m");
    assert_eq!(browser::money("en-GB", "GBP", 940.0), "£940");
    assert_eq!(browser::money_exact("en-GB", "USD", 48_000_000.0), "$48m");
    let german = browser::money("de", "EUR", 3_627_371.0);
    assert!(
        german.starts_with("3,6") && german.ends_with('€'),
        "{german:?}"
    );
}

#[wasm_bindgen_test]
fn the_steps_are_as_the_simulation_in_the_browser_has_them() {
    let stage = stage();
    let worked_out = Stage::new(stage.story.clone()).unwrap();
    assert_eq!(stage.opening, worked_out.opening);
}

#[wasm_bindgen_test]
fn a_damaged_file_is_refused() {
    assert!(pack::decode(&FILE[..FILE.len() - 1]).is_err());
    assert!(pack::decode(&FILE[1..]).is_err());
    assert!(pack::decode(b"<!doctype html>").is_err());
}
