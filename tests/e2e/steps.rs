//! The seven steps, one after the other: by pointer, by keyboard, and with the question travelling.

use fantoccini::key::Key;

use crate::page::{Page, Reader, read};
use crate::site::Site;
use crate::told;
use where_it_broke::incident::Stage;

/// The accessible name of the way on from step `n` (from 0).
pub(crate) fn on_from(stage: &Stage, n: usize) -> String {
    let story = &stage.story;
    let title = story.text.steps.get(n + 1).map(|s| &s.title);
    let page = &story.page.page;
    format!("{}: {}", page.next, title.unwrap_or(&page.again))
}

/// Walks from the first step to the last, holding each against the library.
pub(crate) async fn walk(page: &Page, stage: &Stage) {
    let last = stage.story.steps.len() - 1;
    for n in 0..=last {
        told::shows_step(page, stage, n).await;
        let title = &stage.story.text.steps[n].title;
        page.until(&format!("the heading “{title}”"), async || {
            let headings = page.texts("h2").await;
            let found = headings.iter().any(|h| h.ends_with(title.as_str()));
            found.then_some(()).ok_or(format!("{headings:?}"))
        })
        .await;
        if n < last {
            page.press(&on_from(stage, n)).await;
        }
    }
}

#[test]
fn all_seven_steps_show_what_the_trace_says() {
    let stage = told::stage();
    assert_eq!(stage.story.steps.len(), 7);
    let site = Site::built();
    read(&site, async |page| {
        page.open("").await;
        walk(page, &stage).await;
    });
}

#[test]
fn all_seven_steps_can_be_walked_on_a_phone() {
    let stage = told::stage();
    let site = Site::built();
    let phone = Reader {
        width: 360,
        ..Reader::default()
    };
    phone.read(&site, async |page| {
        page.open("").await;
        walk(page, &stage).await;
    });
}

#[test]
fn the_chain_breaks_at_step_5_and_at_no_earlier_one() {
    let stage = told::stage();
    let broken: Vec<String> = (0..5)
        .map(|n| told::broken(&stage, stage.story.steps[n].at))
        .collect();
    assert_eq!(broken, ["", "", "", "", "auth-service"]);
    let site = Site::built();
    read(&site, async |page| {
        for n in 0..5 {
            page.open(&format!("?step={}", n + 1)).await;
            page.shows(&[("data-broken", &broken[n])]).await;
            let links = page.links().await;
            let torn: Vec<_> = links
                .iter()
                .filter(|l| l.1 == "broken")
                .map(|l| &l.0)
                .collect();
            let wanted: Vec<_> = broken
                .iter()
                .skip(n)
                .take(1)
                .filter(|b| !b.is_empty())
                .collect();
            assert_eq!(torn, wanted, "step {}, links {links:?}", n + 1);
        }
    });
}

#[test]
fn back_goes_back_and_the_last_step_leads_to_the_first() {
    let stage = told::stage();
    let back = &stage.story.page.page.back;
    let site = Site::built();
    read(&site, async |page| {
        page.open("?step=6").await;
        page.press(back).await;
        told::shows_step(page, &stage, 4).await;
        page.press(back).await;
        told::shows_step(page, &stage, 3).await;
        page.open("?step=7").await;
        page.press(&on_from(&stage, 6)).await;
        told::shows_step(page, &stage, 0).await;
        let offered = page.offers(back).await;
        assert!(
            !offered,
            "there is no way back from the first step, but “{back}” can be pressed"
        );
    });
}

#[test]
fn a_scroll_of_the_page_s_own_that_is_told_late_leads_to_no_other_step() {
    let site = Site::built();
    read(&site, async |page| {
        page.open("?step=6").await;
        page.wake().await;
        page.at_rest().await;
        // As between the drawing of the first step and its coming to the middle: nothing stands before it, so where the middle
        // was the next step stands.
        let scroll = "const s = document.querySelector('.sideways'), left = s.scrollLeft;
            s.style.scrollSnapType = 'none';
            s.firstElementChild.style.order = 1;
            s.scrollLeft = left;
            const there = [s.scrollLeft === left, left > 100];
            s.dispatchEvent(new Event('scroll'));
            return there;";
        assert_eq!(page.script(scroll).await, serde_json::json!([true, true]));
        page.at_rest().await;
        assert_eq!(page.attribute("data-step").await, "6");
    });
}

#[test]
fn a_window_of_another_width_shows_the_same_step() {
    let site = Site::built();
    read(&site, async |page| {
        for (step, widths) in [
            (2, [1280, 360, 680]),
            (4, [680, 360, 320]),
            (6, [360, 320, 1280]),
        ] {
            page.size(widths[0]).await;
            page.open(&format!("?step={step}")).await;
            page.wake().await;
            page.at_rest().await;
            for width in widths {
                page.size(width).await;
                page.at_rest().await;
                let shown = page.attribute("data-step").await;
                assert_eq!(shown, step.to_string(), "at {width} px, of {widths:?}");
                // The step's own words stand in the middle.
                let off = "const of = e => { const r = e.getBoundingClientRect(); return r.left + r.width / 2; };
                    return Math.round(of(document.querySelector('.sideways')) - of(document.querySelector('.sideways .here')));";
                assert_eq!(page.script(off).await, 0, "at {width} px, of {widths:?}");
            }
        }
    });
}

#[test]
fn the_question_travels_station_by_station_and_arrives() {
    let stage = told::stage();
    let site = Site::built();
    let moving = Reader {
        motion: true,
        ..Reader::default()
    };
    moving.read(&site, async |page| {
        page.open("?step=4").await;
        told::shows_step(page, &stage, 3).await;
        page.press(&on_from(&stage, 3)).await;
        let mut stills = Vec::new();
        page.until("the torn link of step 5", async || {
            let links = page.links().await;
            if stills.last() != Some(&links) {
                stills.push(links.clone());
            }
            let torn = links.iter().any(|l| l.1 == "broken");
            torn.then_some(()).ok_or(format!("{links:?}"))
        })
        .await;
        assert!(
            stills.len() >= 4,
            "the question was seen at {} places only: {stills:?}",
            stills.len()
        );
        told::shows_step(page, &stage, 4).await;
    });
}

#[test]
fn the_keyboard_alone_reaches_the_last_step() {
    let stage = told::stage();
    let site = Site::built();
    for width in [1280, 360] {
        let reader = Reader {
            width,
            ..Reader::default()
        };
        reader.read(&site, async |page| {
            page.open("").await;
            for n in 0..stage.story.steps.len() {
                told::shows_step(page, &stage, n).await;
                if n + 1 < stage.story.steps.len() {
                    tab_to(page, "button", &on_from(&stage, n)).await;
                    focus_is_visible(page).await;
                    let key = if n % 2 == 0 { Key::Enter } else { Key::Space };
                    page.key(key, 1).await;
                }
            }
        });
    }
}

/// Presses Tab until the keyboard's focus is where it should go.
pub(crate) async fn tab_to(page: &Page, role: &str, name: &str) {
    let mut passed = Vec::new();
    for _ in 0..40 {
        page.key(Key::Tab, 1).await;
        let focused = page.focused().await;
        if focused == (role.to_owned(), name.to_owned()) {
            return;
        }
        passed.push(focused);
    }
    panic!("40 presses of Tab did not reach the {role} “{name}”, but {passed:?}");
}

/// A ring of 3 px around it and nothing in front of it, so that the reader sees where the keyboard is.
pub(crate) async fn focus_is_visible(page: &Page) {
    let script =
        "const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
        const top = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2);
        return { style: s.outlineStyle, width: parseFloat(s.outlineWidth), inFront: e.contains(top),
            top: top?.outerHTML.slice(0, 80) };";
    let seen = page.script(script).await;
    assert!(
        seen["style"] != "none" && seen["width"].as_f64() >= Some(2.5),
        "the focused button has no outline of 3 px: {seen}"
    );
    assert!(
        seen["inFront"] == true,
        "the focused button is covered or out of sight: {seen}"
    );
}
