//! An outage that no code has ever seen, written only by following `docs/write-an-outage.md`: put into the built page by the
//! command that a reporter types, it plays, stands in another page, and passes the accessibility test.

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use serde_json::Value;
use where_it_broke::incident::Stage;
use where_it_broke::incident::check::check;

use crate::embed::{Host, fits, live, nothing_jumped, package};
use crate::page::{Page, Reader, read};
use crate::project::Project;
use crate::site::{Instead, Site};
use crate::steps::walk;
use crate::told::staged;

/// The story.
const STORY: &str = "godaddy-2012";

static PROJECT: LazyLock<Project> = LazyLock::new(|| Project::of("unseen", "unseen"));

static SITE: LazyLock<PathBuf> = LazyLock::new(|| PROJECT.publish(STORY));

fn stage() -> Stage {
    let story = check(&PROJECT.incident(STORY), &PROJECT.texts(), "en");
    staged(story.unwrap_or_else(|problems| panic!("{problems:?}")))
}

/// Its own page.
fn own_page(site: &Site) -> String {
    format!("{}stories/{STORY}/", site.address())
}

#[test]
fn a_story_that_no_code_has_seen_plays_in_its_own_page() {
    let (site, stage) = (Site::of(SITE.clone()), stage());
    read(&site, async |page| {
        page.goto(&own_page(&site)).await;
        page.shows(&[("data-ready", "true")]).await;
        walk(page, &stage).await;
        let console = page.console().await;
        assert!(console.is_empty(), "the console says {console:?}");
    });
    // The catalogue and the first page are its, too.
    for file in ["stories/index.html", "index.html"] {
        let page = fs::read_to_string(SITE.join(file)).unwrap();
        assert!(page.contains(&stage.story.text.title), "{file}");
    }
}

#[test]
fn a_story_that_no_code_has_seen_is_as_high_as_its_embed_in_a_host_page() {
    let (site, stage) = (Site::of(SITE.clone()), stage());
    let host = Host::with(&format!(
        "<figure class=where-it-broke data-story={STORY}><p>The fallback.</p></figure><script src={}embed.js></script>",
        site.address()
    ));
    read(&site, async |page| {
        page.goto(&host.address()).await;
        live(page, 0).await;
        fits(page, 0).await;
        nothing_jumped(page).await;
        for step in 2..=stage.story.steps.len() {
            page.script(&format!(
                "frames[0].postMessage({{ source: 'where-it-broke', v: 1, type: 'go', step: {step} }}, '*')"
            ))
            .await;
            page.enter(Some(0)).await;
            page.shows(&[("data-story", STORY), ("data-step", &step.to_string())])
                .await;
            fits(page, 0).await;
        }
        page.size(400).await;
        fits(page, 0).await;
    });
}

#[test]
fn a_story_that_no_code_has_seen_has_no_violation_of_axe_in_plain_words_and_light() {
    accessible("plain", "light");
}

#[test]
fn a_story_that_no_code_has_seen_has_no_violation_of_axe_in_plain_words_and_dark() {
    accessible("plain", "dark");
}

#[test]
fn a_story_that_no_code_has_seen_has_no_violation_of_axe_in_technical_words_and_light() {
    accessible("technical", "light");
}

#[test]
fn a_story_that_no_code_has_seen_has_no_violation_of_axe_in_technical_words_and_dark() {
    accessible("technical", "dark");
}

/// Every step, on a phone and on a desk, and the embed.
fn accessible(voice: &str, theme: &str) {
    let (site, stage) = (Site::of(SITE.clone()), stage());
    let axe = String::from_utf8(package("axe-core/axe.min.js")).unwrap();
    read(&site, async |page| {
        for step in 1..=stage.story.steps.len() {
            let state = format!("?step={step}&voice={voice}&theme={theme}");
            page.goto(&format!("{}{state}", own_page(&site))).await;
            let number = step.to_string();
            page.shows(&[
                ("data-ready", "true"),
                ("data-step", &number),
                ("data-voice", voice),
                ("data-theme", theme),
            ])
            .await;
            for width in [360, 1280] {
                page.size(width).await;
                no_violation(page, &axe, &format!("{state} at {width} px")).await;
            }
        }
        let embed = format!("{}embed.html?voice={voice}&theme={theme}", own_page(&site));
        page.goto(&embed).await;
        page.shows(&[("data-ready", "true")]).await;
        no_violation(page, &axe, "the embed").await;
    });
}

#[test]
fn the_article_of_a_story_that_no_code_has_seen_has_no_violation_of_axe() {
    let axe = String::from_utf8(package("axe-core/axe.min.js")).unwrap();
    // Without its wasm the static article is what stays.
    let missing = |file: &str| file.ends_with(".wasm").then_some(Instead::Missing);
    let site = Site::of_with(SITE.clone(), missing);
    let phone = Reader {
        width: 360,
        ..Reader::default()
    };
    phone.read(&site, async |page| {
        page.goto(&own_page(&site)).await;
        no_violation(page, &axe, "the article").await;
    });
}

/// Runs axe on what is shown, with every rule that it has by itself.
async fn no_violation(page: &Page, axe: &str, what: &str) {
    page.script(axe).await;
    let found: Value = page
        .promise(
            "axe.run(document, { resultTypes: ['violations'] }).then(r => done({ rules: r.passes.length,
                violations: r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 160))]) }), e => done(String(e)))",
        )
        .await;
    let none = found["violations"].as_array().is_some_and(Vec::is_empty);
    assert!(none, "{what}: {found}");
    // It did look.
    assert!(found["rules"].as_u64() > Some(10), "{what}: {found}");
}
