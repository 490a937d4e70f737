//! A part of the site that does not load: the story stays readable, with one line that says what is missing.

use fantoccini::key::Key;

use crate::page::{Page, read};
use crate::site::{Instead, Site, file};
use crate::told;

/// The story's own file.
const STORY_FILE: &str = "stories/apple-2015.wib";

/// Holds a page that cannot come alive against the static story.
fn stays_readable(site: &Site, names: &str) {
    gives_back(site, "", names);
}

/// The same of a view.
fn gives_back(site: &Site, query: &str, names: &str) {
    let stage = told::stage();
    read(site, async |page| {
        page.visit(query).await;
        let what = format!("one line that names {names:?}");
        page.until(&what, async || {
            let notices = page.texts(".notice").await;
            let one = notices.len() == 1 && notices.iter().all(|n| n.contains(names));
            one.then_some(()).ok_or(format!("the notices {notices:?}"))
        })
        .await;
        is_the_whole_story(page, &stage).await;
        let seen = page.attributes().await;
        assert_ne!(
            seen.get("data-ready").map(String::as_str),
            Some("true"),
            "the page calls itself ready: {seen:?}"
        );
    });
}

/// The title, every step, every service and every source are there to read, and nothing that would have to be pressed.
async fn is_the_whole_story(page: &Page, stage: &where_it_broke::incident::Stage) {
    let seen = page.text().await;
    let text = &stage.story.text;
    let steps = text.steps.iter().map(|s| &s.title);
    let services = text.services.values().map(|s| &s.name);
    let sources = stage.story.sources.iter().map(|s| &s.title);
    let wanted = [&text.title]
        .into_iter()
        .chain(steps)
        .chain(services)
        .chain(sources);
    let lost: Vec<&String> = wanted.filter(|w| !seen.contains(w.as_str())).collect();
    assert!(
        lost.is_empty(),
        "the static page does not show {lost:?}, but: {seen}"
    );
    let dead = page.texts("button, input, [role=slider]").await;
    assert!(
        dead.is_empty(),
        "the static page has controls that do nothing: {dead:?}"
    );
}

/// The name of the page's own wasm in the built site.
pub(crate) fn wasm() -> String {
    let page = String::from_utf8(file("index.html")).unwrap();
    let end = page.find("_bg.wasm").unwrap();
    let start = page[..end].rfind(['/', '\'', '"']).unwrap();
    format!("{}_bg.wasm", &page[start + 1..end])
}

#[test]
fn without_its_wasm_the_story_stays_readable() {
    let site = Site::with(|file| file.ends_with(".wasm").then_some(Instead::Missing));
    stays_readable(&site, ".wasm");
}

#[test]
fn without_its_script_the_story_stays_readable() {
    let site = Site::with(|file| {
        let script = file.ends_with(".js") && !file.contains("/boot-");
        script.then_some(Instead::Missing)
    });
    stays_readable(&site, ".js");
}

#[test]
fn with_damaged_wasm_the_story_stays_readable() {
    let site = Site::with(|file| {
        let wasm = file.ends_with(".wasm");
        wasm.then(|| Instead::Bytes(b"\0asm\x01\0\0\0\x7f\x7f".to_vec()))
    });
    stays_readable(&site, "WebAssembly");
}

#[test]
fn without_its_story_file_the_story_stays_readable() {
    let site = Site::with(|file| (file == STORY_FILE).then_some(Instead::Missing));
    stays_readable(&site, "apple-2015");
}

#[test]
fn with_a_story_file_that_lost_a_byte_the_story_stays_readable() {
    let whole = file(STORY_FILE);
    for cut in [0, whole.len() / 2, whole.len() - 1] {
        let mut bytes = whole.clone();
        bytes.remove(cut);
        let site =
            Site::with(move |file| (file == STORY_FILE).then(|| Instead::Bytes(bytes.clone())));
        stays_readable(&site, "apple-2015");
    }
}

#[test]
fn with_a_web_page_in_place_of_the_story_file_the_story_stays_readable() {
    // What a host says that answers every address with its home page.
    let site = Site::with(|file| {
        (file == STORY_FILE).then(|| Instead::Bytes(b"<!doctype html><title>Home".to_vec()))
    });
    stays_readable(&site, "apple-2015");
}

#[test]
fn a_first_drawing_that_breaks_off_gives_the_story_back() {
    // Whatever it may be that a browser refuses: here it draws no SVG.
    let refuses =
        "document.createElementNS = function () { throw new Error('no drawing today'); };";
    for query in ["", "?step=4"] {
        let site = Site::with(move |path| {
            path.starts_with("files/boot-").then(|| {
                let boot = String::from_utf8(file(path)).unwrap();
                Instead::Bytes(format!("{refuses}{boot}").into_bytes())
            })
        });
        gives_back(&site, query, "the drawing broke off");
    }
}

#[test]
fn without_any_script_the_story_is_readable() {
    let stage = told::stage();
    let site = Site::without_scripts();
    read(&site, async |page| {
        page.scripts_off().await;
        page.visit("").await;
        let notices = page.texts(".notice").await;
        assert_eq!(notices.len(), 1, "expected one line, saw {notices:?}");
        is_the_whole_story(page, &stage).await;
    });
}

#[test]
fn without_the_simulation_the_steps_go_on_and_one_line_says_what_is_missing() {
    let site = Site::with(|file| file.ends_with(".world.wib").then_some(Instead::Missing));
    let stage = told::stage();
    read(&site, async |page| {
        for n in 0..stage.story.steps.len() {
            page.open(&format!("?step={}", n + 1)).await;
            told::shows_step(page, &stage, n).await;
        }
        let notices = page.texts(".notice").await;
        assert!(notices.is_empty(), "{notices:?}");
        let before = page.attributes().await;
        let slider = page.slider(&stage.story.page.strip.slider).await;
        page.centre(&slider).await;
        slider
            .send_keys(&char::from(Key::End).to_string())
            .await
            .unwrap();
        let part = &stage.story.page.errors.part;
        page.until("one line about what is missing", async || {
            let notices = page.texts(".notice").await;
            (notices == [part.clone()])
                .then_some(())
                .ok_or(format!("{notices:?}"))
        })
        .await;
        assert_eq!(
            page.attributes().await.get("data-time"),
            before.get("data-time")
        );
    });
}
