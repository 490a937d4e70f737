//! What moves, when, and for whom: by frames alone, once each; and stills for readers who asked for less motion.

use std::time::Duration;

use tokio::time::sleep;

use crate::page::{Page, Reader, read};
use crate::site::Site;
use crate::told;

/// Readers whose system lets things move.
const MOVING: Reader = Reader {
    width: 1280,
    motion: true,
    dark: false,
    waits: true,
};

/// Notes with every frame what the links show, with the time, whenever it changes.
const WATCH: &str = "window.seen = []; const began = performance.now(); let last;
    const look = () => {
        const links = [...document.querySelectorAll('[data-link]')].map(e => e.dataset.state).join(' ');
        if (links !== last) window.seen.push([performance.now() - began, links]);
        last = links;
        requestAnimationFrame(look);
    };
    look(); document.querySelector('.steps .next').click();";

/// Waits until a link is torn.
async fn torn(page: &Page) {
    page.until("a torn link", async || {
        let links = page.links().await;
        let torn = links.iter().any(|l| l.1 == "broken");
        torn.then_some(()).ok_or(format!("{links:?}"))
    })
    .await;
}

/// Waits until nothing moves.
async fn rest(page: &Page) {
    let moving = "return document.getAnimations().filter(a => a.playState === 'running').length";
    page.until("an end of all motion", async || {
        let count = page.script(moving).await;
        (count == 0).then_some(()).ok_or(format!("{count} moving"))
    })
    .await;
}

#[test]
fn each_hop_takes_its_time_and_the_chain_breaks_after_a_pause() {
    let site = Site::built();
    MOVING.read(&site, async |page| {
        page.open("?step=4").await;
        page.script(WATCH).await;
        torn(page).await;
        let seen: Vec<(f64, String)> =
            serde_json::from_value(page.script("return window.seen").await).unwrap();
        // The step before, then the question afresh, then a hop for each link, then the break.
        let states: Vec<&str> = seen.iter().map(|s| &*s.1).collect();
        assert_eq!(states[1], "idle ".repeat(6).trim_end());
        for n in 1..=5 {
            let wanted = format!("{}{}", "asked ".repeat(n), "idle ".repeat(6 - n));
            assert_eq!(states[n + 1], wanted.trim_end(), "{states:?}");
        }
        assert_eq!(states[7], "asked asked asked asked asked broken");
        for pair in seen[2..].windows(2) {
            let (took, broken) = (pair[1].0 - pair[0].0, pair[1].1.contains("broken"));
            // A frame's time is a little before the script's.
            let wanted = if broken { 1100.0 } else { 700.0 };
            assert!(took > wanted - 60.0, "{took} ms before {}", pair[1].1);
        }
        rest(page).await;
    });
}

#[test]
fn without_frames_nothing_goes_on_as_in_a_hidden_tab() {
    let site = Site::built();
    MOVING.read(&site, async |page| {
        page.open("?step=4").await;
        // A hidden tab gets no frames; here they are held back.
        page.script(
            "window.held = []; window.real = window.requestAnimationFrame;
            window.requestAnimationFrame = f => window.held.push(f);
            document.querySelector('.steps .next').click();",
        )
        .await;
        page.shows(&[("data-step", "5")]).await;
        let before = page.links().await;
        sleep(Duration::from_millis(2500)).await;
        assert_eq!(page.links().await, before, "the question went on");
        page.script(
            "window.requestAnimationFrame = window.real;
            window.held.forEach(f => requestAnimationFrame(f));",
        )
        .await;
        torn(page).await;
        rest(page).await;
    });
}

#[test]
fn less_motion_gives_stills_of_the_step_which_stay_while_the_clock_is_moved() {
    let stage = told::stage();
    let site = Site::built();
    read(&site, async |page| {
        page.open("?step=5").await;
        let stills = page
            .until("five stills", async || {
                let stills = page.texts(".stills > ol > li").await;
                (stills.len() == 5)
                    .then_some(stills.clone())
                    .ok_or(format!("{stills:?}"))
            })
            .await;
        assert!(stills[0].starts_with("10:24:07.000"), "{}", stills[0]);
        assert!(
            stills[4].starts_with(&stage.story.page.stills.good_day),
            "{}",
            stills[4]
        );
        rest(page).await;
        let slider = page.slider(&stage.story.page.strip.slider).await;
        slider.send_keys("\u{e010}").await.unwrap();
        let end = stage.day.until.to_string();
        page.shows(&[("data-time", &*end)]).await;
        assert_eq!(page.texts(".stills > ol > li").await, stills);
        rest(page).await;
    });
}

#[test]
fn who_lets_things_move_fetches_no_stills() {
    let site = Site::built();
    MOVING.read(&site, async |page| {
        page.open("?step=5").await;
        torn(page).await;
        rest(page).await;
        let fetched = page.requested().await;
        assert!(!fetched.iter().any(|a| a.contains("stills")), "{fetched:?}");
        assert!(page.texts(".stills").await.is_empty());
    });
}
