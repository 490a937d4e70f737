//! The clock: moved by keyboard and pointer, played and paused.

use std::time::Duration;

use fantoccini::key::Key;
use where_it_broke::clock::Time;
use where_it_broke::incident::Stage;

use crate::page::{Page, Reader, read};
use crate::site::Site;
use crate::told::{self, at};

/// Puts the keyboard on the slider.
async fn take_slider(page: &Page, stage: &Stage) {
    let slider = page.slider(&stage.story.page.strip.slider).await;
    page.script("document.querySelector('[role=slider]').focus({ preventScroll: false });")
        .await;
    let focused = page.focused().await;
    assert_eq!(focused.0, "slider", "the slider does not take the focus");
    assert!(slider.is_displayed().await.unwrap());
}

/// What the slider says to a screen reader.
async fn spoken(page: &Page, stage: &Stage) -> String {
    let slider = page.slider(&stage.story.page.strip.slider).await;
    let value = slider.attr("aria-valuetext").await.unwrap();
    value.unwrap_or_default()
}

#[test]
fn keys_move_the_clock_to_10_24_and_21_00() {
    let stage = told::stage();
    let site = Site::built();
    read(&site, async |page| {
        page.open("").await;
        take_slider(page, &stage).await;
        page.key(Key::Home, 1).await;
        told::shows_time(page, &stage, at("08:00:00")).await;
        page.key(Key::PageUp, 5).await;
        page.key(Key::Left, 6).await;
        told::shows_time(page, &stage, at("10:24:00")).await;
        assert_eq!(page.attribute("data-failing").await, "0.900");
        let said = spoken(page, &stage).await;
        assert!(
            said.contains("10:24") && said.contains("90"),
            "the slider says {said:?}, expected the time and the share failing"
        );
        page.key(Key::End, 1).await;
        told::shows_time(page, &stage, at("22:00:00")).await;
        page.key(Key::PageDown, 2).await;
        told::shows_time(page, &stage, at("21:00:00")).await;
        assert_eq!(page.attribute("data-broken").await, "");
        page.key(Key::Right, 2).await;
        page.key(Key::Up, 1).await;
        page.key(Key::Down, 2).await;
        told::shows_time(page, &stage, at("21:01:00")).await;
        page.key(Key::Home, 1).await;
        page.key(Key::PageDown, 1).await;
        told::shows_time(page, &stage, at("08:00:00")).await;
    });
}

#[test]
fn dragging_moves_the_clock_to_10_24_and_21_00() {
    let stage = told::stage();
    let site = Site::built();
    for width in [1280, 360] {
        let reader = Reader {
            width,
            ..Reader::default()
        };
        reader.read(&site, async |page| {
            page.open("").await;
            drag_to(page, &stage, at("10:24:00")).await;
            drag_to(page, &stage, at("21:00:00")).await;
        });
    }
}

/// Drags from the left end of the slider to where `to` stands on it.
async fn drag_to(page: &Page, stage: &Stage, to: Time) {
    let slider = page.slider(&stage.story.page.strip.slider).await;
    page.centre(&slider).await;
    // In the window, not in the page: browsers' drivers do not agree from where they measure.
    let script = "const r = document.querySelector('[role=slider]').getBoundingClientRect(); return [r.x, r.y, r.width, r.height]";
    let [x, y, width, height]: [f64; 4] =
        serde_json::from_value(page.script(script).await).unwrap();
    let y = y + (height / 2.0).min(20.0);
    // The pointer goes by whole pixels, and not every driver goes to the nearest.
    let place = |fraction: f64| ((x + width * fraction).round(), y.round());
    let day = stage.story.day;
    let fraction = day.fraction(to);
    let way = [0.02, 0.02 + fraction / 2.0, 0.5, fraction].map(place);
    page.drag(&way).await;
    // A pixel of the slider is this many minutes.
    let minutes = (day.until - day.from).hours() * 60.0 / width;
    let wanted = format!("the clock at {to}, to {minutes:.1} minutes");
    page.until(&wanted, async || {
        let seen: Time = page.attribute("data-time").await.parse().unwrap();
        let off = (seen - to).hours().abs() * 60.0;
        (off <= minutes.ceil())
            .then_some(())
            .ok_or(seen.to_string())
    })
    .await;
    let here: Time = page.attribute("data-time").await.parse().unwrap();
    told::shows_time(page, stage, here).await;
    // The pointer is up: where it goes now moves nothing.
    page.script(
        "const s = document.querySelector('[role=slider]'); const r = s.getBoundingClientRect();
         s.dispatchEvent(new PointerEvent('pointermove', { clientX: r.left + r.width / 3, clientY: r.top + 5, bubbles: true }));",
    )
    .await;
    told::shows_time(page, stage, here).await;
}

/// Takes hold of the thumb and moves it over the day for two seconds, a bit in each frame. Gives the clock's times at which the
/// picture came up to it, and lets go.
const HELD: &str = "(async () => {
    const main = document.querySelector('main'), slider = document.querySelector('[role=slider]');
    const box = slider.getBoundingClientRect();
    const send = (kind, part, buttons) => slider.dispatchEvent(new PointerEvent(kind,
        { clientX: box.x + box.width * part, clientY: box.y + 20, buttons, bubbles: true, pointerId: 1, isPrimary: true }));
    const frame = () => new Promise(requestAnimationFrame);
    const times = new Set();
    send('pointerdown', 0.1, 1);
    await frame();
    const atOnce = main.dataset.time;
    const start = performance.now();
    for (let past = 0; past < 2000; past = performance.now() - start) {
        send('pointermove', 0.1 + 0.7 * past / 2000, 1);
        await frame();
        times.add(main.dataset.time);
    }
    const spoken = slider.getAttribute('aria-valuenow');
    send('lostpointercapture', 0.8, 0);
    await frame();
    await frame();
    return [atOnce, times.size, spoken, slider.getAttribute('aria-valuenow'), main.dataset.time];
})().then(done)";

#[test]
fn while_the_thumb_is_held_the_picture_follows_it_and_is_there_when_it_is_let_go() {
    let site = Site::built();
    read(&site, async |page| {
        page.open("?t=2015-03-11T20:00:00Z").await;
        page.shows(&[("data-time", "2015-03-11T20:00:00Z")]).await;
        let seen = page.promise(HELD).await;
        let (at_once, times, held, let_go, last): (String, u64, String, String, String) =
            serde_json::from_value(seen.clone()).unwrap();
        assert_eq!(
            at_once, "2015-03-11T20:00:00Z",
            "the picture did not wait: {seen}"
        );
        assert!(times >= 5, "the picture did not follow: {seen}");
        assert_eq!(held, let_go, "the clock moved by itself: {seen}");
        let last: Time = last.parse().unwrap();
        let minute = ((last - at("08:00:00")).hours() * 60.0).round();
        assert_eq!(held, minute.to_string(), "the picture was left: {seen}");
    });
}

#[test]
fn play_moves_the_clock_and_pause_stops_it() {
    let stage = told::stage();
    let words = &stage.story.page.strip;
    let site = Site::built();
    let moving = Reader {
        motion: true,
        ..Reader::default()
    };
    moving.read(&site, async |page| {
        page.open("?t=2015-03-11T09:00:00Z").await;
        page.shows(&[("data-time", "2015-03-11T09:00:00Z")]).await;
        page.press(&words.play).await;
        page.until("the clock past 09:30", async || {
            let seen: Time = page.attribute("data-time").await.parse().unwrap();
            (seen > at("09:30:00"))
                .then_some(())
                .ok_or(seen.to_string())
        })
        .await;
        page.press(&words.pause).await;
        page.button(&words.play).await;
        let stopped: Time = page.attribute("data-time").await.parse().unwrap();
        tokio::time::sleep(Duration::from_millis(600)).await;
        told::shows_time(page, &stage, stopped).await;
    });
}

#[test]
fn the_day_plays_to_its_end_and_then_from_its_start() {
    let stage = told::stage();
    let words = &stage.story.page.strip;
    let site = Site::built();
    let moving = Reader {
        motion: true,
        ..Reader::default()
    };
    moving.read(&site, async |page| {
        page.open("?t=2015-03-11T20:00:00Z").await;
        page.press(&words.play).await;
        told::shows_time(page, &stage, at("22:00:00")).await;
        page.press(&words.play).await;
        page.until("the clock in the morning", async || {
            let seen: Time = page.attribute("data-time").await.parse().unwrap();
            let morning = seen > at("08:00:00") && seen < at("12:00:00");
            morning.then_some(()).ok_or(seen.to_string())
        })
        .await;
        page.press(&words.pause).await;
    });
}

#[test]
fn a_step_brings_the_clock_back_to_its_time() {
    let stage = told::stage();
    let site = Site::built();
    read(&site, async |page| {
        page.open("?step=4&t=2015-03-11T21:00:00Z").await;
        told::shows_time(page, &stage, at("21:00:00")).await;
        let page_words = &stage.story.page.page;
        let title = &stage.story.text.steps[4].title;
        page.press(&format!("{}: {title}", page_words.next)).await;
        told::shows_step(page, &stage, 4).await;
    });
}
