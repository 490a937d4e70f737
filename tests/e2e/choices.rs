//! What the reader may choose: the voice and the theme.

use crate::page::{Page, Reader, read};
use crate::site::Site;
use crate::told;

#[test]
fn the_voice_can_be_switched_at_every_step() {
    let stage = told::stage();
    let story = &stage.story;
    let words = &story.page.page;
    let site = Site::built();
    read(&site, async |page| {
        for (n, step) in story.text.steps.iter().enumerate() {
            page.open(&format!("?step={}", n + 1)).await;
            tells(page, "plain", &step.plain).await;
            page.press(&words.technical).await;
            tells(page, "technical", &step.technical).await;
            // The same step, the same time, the same chain: only the words are others.
            told::shows_step(page, &stage, n).await;
        }
        page.press(&words.plain).await;
        page.shows(&[("data-voice", "plain")]).await;
    });
}

/// Holds the page against a voice and the start of what it says; sums and marks of emphasis are left out.
async fn tells(page: &Page, voice: &str, text: &str) {
    page.shows(&[("data-voice", voice)]).await;
    let start: String = text.chars().take_while(|c| !"{`*[".contains(*c)).collect();
    page.until(&format!("the words {start:?}"), async || {
        let seen = page.text().await;
        let found = seen.contains(start.trim());
        found.then_some(()).ok_or(seen.chars().take(600).collect())
    })
    .await;
}

#[test]
fn the_voice_buttons_say_which_is_on() {
    let stage = told::stage();
    let words = &stage.story.page.page;
    let site = Site::built();
    read(&site, async |page| {
        page.open("?voice=technical").await;
        page.shows(&[("data-voice", "technical")]).await;
        for (name, on) in [(&words.plain, "false"), (&words.technical, "true")] {
            let pressed = page.button(name).await.attr("aria-pressed").await.unwrap();
            assert_eq!(pressed.as_deref(), Some(on), "aria-pressed of “{name}”");
        }
    });
}

#[test]
fn the_theme_can_be_switched_and_the_page_changes_colour() {
    let stage = told::stage();
    let words = &stage.story.page.page;
    let site = Site::built();
    read(&site, async |page| {
        page.open("?theme=light").await;
        page.shows(&[("data-theme", "light")]).await;
        let light = brightness(page).await;
        page.press(&words.theme_dark).await;
        page.shows(&[("data-theme", "dark")]).await;
        let dark = brightness(page).await;
        page.press(&words.theme_light).await;
        page.shows(&[("data-theme", "light")]).await;
        let again = brightness(page).await;
        assert!(
            light > 0.8 && dark < 0.2 && (light - again).abs() < 0.01,
            "the brightness of the paper was {light} in light, {dark} in dark, {again} in light again"
        );
    });
}

#[test]
fn without_a_choice_the_theme_is_the_system_s() {
    let site = Site::built();
    let mut seen = Vec::new();
    for dark in [false, true] {
        let reader = Reader {
            dark,
            ..Reader::default()
        };
        reader.read(&site, async |page| {
            page.open("").await;
            page.shows(&[("data-theme", "auto")]).await;
            seen.push(brightness(page).await);
        });
    }
    assert!(
        seen[0] > 0.8 && seen[1] < 0.2,
        "the brightness of the paper was {seen:?} in a light and in a dark system"
    );
}

/// How bright the paper behind the page is, 0 to 1.
async fn brightness(page: &Page) -> f64 {
    let script = "let e = document.getElementById('wib'), c = 'rgba(0, 0, 0, 0)';
        for (; e && (c === 'rgba(0, 0, 0, 0)' || c === 'transparent'); e = e.parentElement)
            c = getComputedStyle(e).backgroundColor;
        const [r, g, b] = c.match(/[\\d.]+/g).map(Number);
        return (r + g + b) / 765;";
    page.script(script).await.as_f64().unwrap()
}
