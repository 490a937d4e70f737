//! What draws the record comes at the first sign of a reader, and takes nothing from them that they were at.

use crate::page::{Page, Reader, read};
use crate::site::Site;

/// Waits until the record is drawn, with its sliders. The first sign of a reader may have come before the page listened.
async fn drawn(page: &Page) {
    page.until("the sliders", async || {
        page.script("dispatchEvent(new Event('scroll'))").await;
        let there = page.texts("#a-r").await;
        (there.len() == 1)
            .then_some(())
            .ok_or(there.len().to_string())
    })
    .await;
}

#[test]
fn a_page_that_nobody_touches_fetches_no_record_and_has_no_dead_controls() {
    for width in [360, 1280] {
        let site = Site::built();
        let reader = Reader {
            width,
            ..Reader::default()
        };
        reader.read(&site, async |page| {
            page.open("").await;
            tokio::time::sleep(std::time::Duration::from_secs(2)).await;
            let controls = "input, button, [role=slider], [draggable]";
            let dead = page
                .script(&format!(
                    "return document.querySelector('.record').querySelectorAll({controls:?}).length"
                ))
                .await;
            assert_eq!(dead, 0, "controls of a record that cannot do anything yet");
            let record = site
                .asked()
                .into_iter()
                .find(|a| a.line.contains("record-"));
            assert!(record.is_none(), "{record:?}");
            page.wake().await;
            drawn(page).await;
        });
    }
}

#[test]
fn the_keyboard_s_focus_stays_on_what_it_was_on() {
    let site = Site::built();
    read(&site, async |page| {
        page.open("").await;
        let focused = "return [document.activeElement.href, document.activeElement.closest('#sources') !== null,
            document.activeElement.isConnected]";
        page.script("document.querySelectorAll('#sources a')[2].focus()")
            .await;
        let before = page.script(focused).await;
        drawn(page).await;
        assert_eq!(page.script(focused).await, before);
        assert_eq!(before[1], true);
    });
}

/// How far below the window's upper edge the sources are.
async fn top(page: &Page) -> i64 {
    let top = "return Math.round(document.getElementById('sources').getBoundingClientRect().top)";
    page.script(top).await.as_i64().unwrap()
}

/// Goes to the sources, has something happen, and holds that they are where they were.
async fn reads_on(page: &Page, what: &str, happens: impl AsyncFnOnce()) {
    page.script("document.getElementById('sources').scrollIntoView()")
        .await;
    let before = top(page).await;
    happens().await;
    let after = top(page).await;
    let width = page.script("return innerWidth").await;
    assert!(
        (after - before).abs() <= 1,
        "{before} px, and after {what} {after} px, at {width} px"
    );
}

#[test]
fn what_is_being_read_stays_where_it_is() {
    let site = Site::built();
    for width in [360, 1280] {
        let reader = Reader {
            width,
            ..Reader::default()
        };
        reader.read(&site, async |page| {
            page.open("").await;
            reads_on(page, "the record", async || drawn(page).await).await;
        });
    }
}

#[test]
fn what_is_being_read_stays_where_it_is_when_the_page_comes_late() {
    // Who asked for less motion gets the stills with the page: what comes between would push what is read below them.
    for (width, late, motion) in [
        (360, "_bg.wasm", true),
        (360, "/stills-", false),
        (1280, "/stills-", false),
    ] {
        let site = Site::holding(late);
        let reader = Reader {
            width,
            motion,
            waits: false,
            ..Reader::default()
        };
        reader.read(&site, async |page| {
            page.visit("").await;
            page.until("the sources of the static page", async || {
                // While the browser is still on its way there it may answer nothing.
                let there = page
                    .returned("return !!document.querySelector('#sources')", Vec::new())
                    .await;
                (there == Ok(true.into()))
                    .then_some(())
                    .ok_or(format!("{there:?}"))
            })
            .await;
            reads_on(page, "the live page", async || {
                site.let_go();
                page.shows(&[("data-ready", "true")]).await;
                let stills = page.texts(".stills").await.len();
                assert_eq!(stills, usize::from(!motion), "rows of stills");
            })
            .await;
            reads_on(page, "the record", async || drawn(page).await).await;
        });
    }
}
