//! The page fits its window: nothing has to be scrolled sideways.

use crate::page::{Reader, read};
use crate::site::Site;

#[test]
fn nothing_scrolls_sideways_from_320_to_1280_in_either_theme() {
    let site = Site::built();
    read(&site, async |page| {
        let mut wide = Vec::new();
        for theme in ["light", "dark"] {
            for voice in ["plain", "technical"] {
                for step in [1, 3, 5, 7] {
                    page.open(&format!("?theme={theme}&voice={voice}&step={step}"))
                        .await;
                    for width in [320, 360, 680, 1280] {
                        page.size(width).await;
                        let seen = page.script(WIDTHS).await;
                        if seen["page"].as_f64() > seen["window"].as_f64() {
                            wide.push(format!("{width} px, {theme}, {voice}, step {step}: {seen}"));
                        }
                    }
                }
            }
        }
        assert!(
            wide.is_empty(),
            "wider than the window:\n{}",
            wide.join("\n")
        );
    });
}

/// How wide the page and the window are, and which elements reach furthest.
const WIDTHS: &str = "const e = document.documentElement;
    const over = [...document.querySelectorAll('body *')]
        .map(x => [Math.round(x.getBoundingClientRect().right), x.tagName + '.' + x.getAttribute('class')])
        .filter(([right]) => right > innerWidth).sort((a, b) => b[0] - a[0]).slice(0, 3);
    return { page: e.scrollWidth, window: innerWidth, over };";

#[test]
fn controls_are_large_enough_for_a_finger() {
    let site = Site::built();
    for width in [360, 1280] {
        let reader = Reader {
            width,
            ..Reader::default()
        };
        reader.read(&site, async |page| {
            page.open("?step=5").await;
            page.wake().await;
            let script = "return [...document.querySelectorAll('button, [role=slider]')].filter(b => b.checkVisibility())
                .map(b => [b.getAttribute('aria-label') ?? b.innerText, b.getBoundingClientRect()])
                .filter(([, r]) => Math.round(r.width) < 44 || Math.round(r.height) < 44)
                .map(([name, r]) => `${name}: ${Math.round(r.width)} × ${Math.round(r.height)}`);";
            let small = page.script(script).await;
            assert_eq!(small.to_string(), "[]", "smaller than 44 × 44 at {width} px");
        });
    }
}

#[test]
fn the_slider_stays_where_it_is_while_the_clock_moves() {
    let site = Site::built();
    for width in [320, 360, 680, 1280] {
        let reader = Reader {
            width,
            ..Reader::default()
        };
        reader.read(&site, async |page| {
            let mut places = Vec::new();
            for clock in ["08:00", "09:00", "10:24", "13:50", "22:00"] {
                page.open(&format!("?t=2015-03-11T{clock}:00Z")).await;
                let script =
                    "const r = document.querySelector('[role=slider]').getBoundingClientRect();
                    return [Math.round(r.left), Math.round(r.width)];";
                places.push((clock, page.script(script).await));
            }
            let moved = places.iter().any(|p| p.1 != places[0].1);
            assert!(!moved, "left end and width at {width} px: {places:?}");
        });
    }
}
