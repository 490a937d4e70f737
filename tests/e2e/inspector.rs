//! The inspector in a browser: every station opened by pointer and by keyboard, the bytes that crossed, TTLs that run down, and
//! a focus that comes back.

use fantoccini::key::Key;
use where_it_broke::dns::octets::annotate;
use where_it_broke::incident::Stage;
use where_it_broke::sim::inspect::{Inspection, inspect};

use crate::page::{Page, Reader, read};
use crate::site::Site;
use crate::told;
use crate::told::at;

/// The accessible name of a station's button.
fn opener(stage: &Stage, station: &str) -> String {
    let story = &stage.story;
    let name = story.text.station(station);
    story.page.page.inspect.replace("{station}", name)
}

/// The question of a time, looked at as the page does.
fn looked(stage: &Stage, clock: &str) -> Inspection {
    let story = &stage.story;
    let question = story.question(story.followed, at(clock)).unwrap();
    inspect(&story.world, &story.faults, &question).unwrap()
}

/// Waits until the inspector shows a station.
async fn shows(page: &Page, name: &str) {
    page.until(&format!("the inspector to show “{name}”"), async || {
        let seen = page.texts("#inspector-name").await;
        (seen == [name]).then_some(()).ok_or(format!("{seen:?}"))
    })
    .await;
}

/// The inspector's text.
async fn text(page: &Page) -> String {
    page.texts("#inspector").await.join("\n")
}

#[test]
fn every_station_opens_by_pointer_and_by_keyboard() {
    let stage = told::stage();
    let site = Site::built();
    read(&site, async |page| {
        page.open("?step=5&voice=technical").await;
        // Where nothing was opened, the station at which the chain breaks.
        shows(page, stage.story.text.station("auth")).await;
        for (n, station) in stage.chain().stations().iter().enumerate() {
            let name = stage.story.text.station(station);
            let label = opener(&stage, station);
            if n % 2 == 0 {
                page.press(&label).await;
            } else {
                let button = format!("document.querySelector('[data-station={station}] button')");
                page.script(&format!("{button}.focus();")).await;
                assert_eq!(page.focused().await, ("button".to_owned(), label));
                let key = if n % 4 == 1 { Key::Enter } else { Key::Space };
                page.key(key, 1).await;
            }
            shows(page, name).await;
        }
        for wanted in ["resolver", "device"] {
            page.press(&opener(&stage, wanted)).await;
            shows(page, stage.story.text.station(wanted)).await;
            page.press("Next station").await;
            page.press("Previous station").await;
            shows(page, stage.story.text.station(wanted)).await;
        }
    });
}

#[test]
fn on_a_phone_the_focus_goes_to_what_was_opened_and_comes_back() {
    let stage = told::stage();
    let site = Site::built();
    let phone = Reader {
        width: 360,
        ..Reader::default()
    };
    phone.read(&site, async |page| {
        page.open("?step=5").await;
        assert!(page.texts("#inspector").await.is_empty());
        let label = opener(&stage, "resolver");
        page.press(&label).await;
        let name = stage.story.text.station("resolver");
        shows(page, name).await;
        page.until("the focus on the station’s name", async || {
            let focused = page.focused().await;
            (focused.1 == name)
                .then_some(())
                .ok_or(format!("{focused:?}"))
        })
        .await;
        page.key(Key::Escape, 1).await;
        page.until("the focus back on the station", async || {
            let focused = page.focused().await;
            (focused.1 == label)
                .then_some(())
                .ok_or(format!("{focused:?}"))
        })
        .await;
        assert!(page.texts("#inspector").await.is_empty());
    });
}

#[test]
fn on_a_slow_line_the_focus_waits_for_the_simulation() {
    let stage = told::stage();
    let site = Site::holding("/engine-");
    let phone = Reader {
        width: 360,
        ..Reader::default()
    };
    phone.read(&site, async |page| {
        page.open("?step=5").await;
        page.press(&opener(&stage, "resolver")).await;
        page.until("the inspector’s words to be asked for", async || {
            let asked = site.asked();
            let there = asked.iter().any(|a| a.line.contains("inspector.wib"));
            there.then_some(()).ok_or(format!("{asked:?}"))
        })
        .await;
        // It is drawn now, with nothing in it.
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        assert!(page.texts("#inspector").await.is_empty());
        site.let_go();
        let name = stage.story.text.station("resolver");
        page.until("the focus on the station’s name", async || {
            let focused = page.focused().await;
            (focused.1 == name)
                .then_some(())
                .ok_or(format!("{focused:?}"))
        })
        .await;
    });
}

#[test]
fn the_bytes_are_those_of_the_message_that_crossed() {
    let stage = told::stage();
    let found = looked(&stage, "10:24:00");
    let (last, _) = found.crossings_at("auth", usize::MAX).last().unwrap();
    let reply = last.reply.as_ref().unwrap();
    let wanted: Vec<String> = reply.iter().map(|octet| format!("{octet:02x}")).collect();
    let site = Site::built();
    read(&site, async |page| {
        page.open("?t=2015-03-11T10:24:00Z&voice=technical").await;
        shows(page, stage.story.text.station("auth")).await;
        page.press("Bytes").await;
        let dump = page.texts(".dump").await.join(" ");
        let seen: Vec<&str> = dump.split_whitespace().collect();
        assert_eq!(seen, wanted);
        let parts = page.texts("[role=option]").await;
        let pieces = annotate(reply);
        assert_eq!(parts.len(), pieces.len(), "{parts:?}");
        // Each arrow marks the next group of bytes.
        page.script("document.querySelector('[role=listbox]').focus();")
            .await;
        for piece in pieces.iter().skip(1).take(5) {
            page.key(Key::Down, 1).await;
            let octets = wanted[piece.place.clone()].join(" ");
            page.until("the next group to be marked", async || {
                let marked = page.texts(".dump .marked").await.join(" ");
                (marked == octets).then_some(()).ok_or(marked)
            })
            .await;
        }
    });
}

#[test]
fn a_ttl_runs_down_when_the_clock_moves() {
    let stage = told::stage();
    let world = &stage.story.world;
    let site = Site::built();
    read(&site, async |page| {
        let mut left = Vec::new();
        for clock in ["08:50:00", "08:51:00"] {
            let found = looked(&stage, clock);
            let now = found.clock(usize::MAX);
            let held = found.holdings(world, "resolver", now);
            // The copy that a visitor's question left at 08:41.
            let asked = &found.trace.name;
            let copy = held.iter().find(|h| h.name == *asked && h.left(now) > 0);
            let copy = copy.unwrap();
            left.push(copy.left(now));
            page.open(&format!("?t=2015-03-11T{clock}Z&voice=technical"))
                .await;
            page.press(&opener(&stage, "resolver")).await;
            shows(page, stage.story.text.station("resolver")).await;
            let digits = copy.left(now).to_string();
            let seen = text(page).await.replace(',', "");
            assert!(seen.contains(&format!("{digits} of ")), "{digits}: {seen}");
        }
        assert!(left[1] < left[0], "{left:?}");
    });
}
