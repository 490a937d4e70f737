//! Predict, then see: a question before the chain breaks, answered by keyboard alone, skipped, and never kept.

use fantoccini::key::Key;
use where_it_broke::text::Voice;

use crate::page::{Page, read};
use crate::site::Site;
use crate::steps::{focus_is_visible, on_from, tab_to};
use crate::told;

/// What stands in the note on what was predicted; empty without one.
async fn predicted(page: &Page) -> String {
    page.texts(".narration .predicted").await.join(" ")
}

#[test]
fn the_keyboard_alone_predicts_and_is_told_why() {
    let stage = told::stage();
    let words = &stage.story.text.predict[0];
    let before = stage.story.predictions[0].before;
    let site = Site::built();
    read(&site, async |page| {
        for (n, choice) in words.choices.iter().enumerate() {
            page.open(&format!("?step={before}")).await;
            told::shows_step(page, &stage, before - 1).await;
            tab_to(page, "button", choice.text(Voice::Plain)).await;
            focus_is_visible(page).await;
            page.key(if n == 0 { Key::Enter } else { Key::Space }, 1)
                .await;
            told::shows_step(page, &stage, before).await;
            let note = page
                .until("the note on the prediction", async || {
                    let note = predicted(page).await;
                    let told = note.contains(choice.text(Voice::Plain));
                    let why = note.contains(words.why(Voice::Plain));
                    (told && why).then(|| note.clone()).ok_or(note)
                })
                .await;
            let page_words = &stage.story.page.predict;
            assert!(note.starts_with(&page_words.predicted), "{note}");
            // The focus goes on to the heading of the step that shows it.
            let focused = page.script("return document.activeElement.innerText").await;
            let title = &stage.story.text.steps[before].title;
            assert!(
                focused
                    .as_str()
                    .is_some_and(|f| f.ends_with(title.as_str())),
                "{focused}"
            );
        }
    });
}

#[test]
fn who_does_not_answer_goes_on_and_is_told_nothing_of_it() {
    let stage = told::stage();
    let before = stage.story.predictions[0].before;
    let site = Site::built();
    read(&site, async |page| {
        page.open(&format!("?step={before}")).await;
        page.press(&on_from(&stage, before - 1)).await;
        told::shows_step(page, &stage, before).await;
        assert_eq!(predicted(page).await, "");
        // What was predicted is gone with the page.
        page.press(&stage.story.page.page.back).await;
        page.press(stage.story.text.predict[0].choices[0].text(Voice::Plain))
            .await;
        told::shows_step(page, &stage, before).await;
        assert_ne!(predicted(page).await, "");
        page.open(&format!("?step={}", before + 1)).await;
        told::shows_step(page, &stage, before).await;
        assert_eq!(predicted(page).await, "");
    });
}

#[test]
fn scrolling_sideways_leads_to_the_next_step_and_back() {
    let stage = told::stage();
    let site = Site::built();
    read(&site, async |page| {
        page.open("?step=2").await;
        page.wake().await;
        told::shows_step(page, &stage, 1).await;
        for (to, step) in [(2, 2), (2, 3), (0, 2)] {
            // The neighbouring steps are drawn by a part that comes later.
            page.until("the steps on either side", async || {
                let script = "return document.querySelector('.sideways').children.length";
                let seen = page.script(script).await;
                (seen == 3).then_some(()).ok_or(seen.to_string())
            })
            .await;
            // As a finger would: bit by bit, without the browser's own snapping in between.
            let script = format!(
                "const s = document.querySelector('.sideways'), at = s.scrollLeft;
                const by = s.children[{to}].getBoundingClientRect().left - s.children[1].getBoundingClientRect().left;
                s.style.scrollSnapType = 'none';
                let n = 0;
                const tick = () => {{ n += 1; s.scrollLeft = at + by * n / 12; if (n < 12) requestAnimationFrame(tick); else s.style.scrollSnapType = ''; }};
                requestAnimationFrame(tick); return true;"
            );
            page.script(&script).await;
            told::shows_step(page, &stage, step).await;
        }
        let left = page
            .script("return [location.search, history.length]")
            .await;
        assert_eq!(left[0], "?step=2", "scrolling leaves the address alone");
    });
}
