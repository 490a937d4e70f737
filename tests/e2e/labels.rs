//! No label lies on another: in the chain, in the note on its tear, and in the time strip, of every story and of one with ten
//! stations and long names. In the fonts of the stored pictures, which are wider than most phones'.

use serde_json::Value;
use where_it_broke::incident::Story;

use crate::fonts;
use crate::page::{Page, read};
use crate::project::Project;
use crate::site::Site;
use crate::support;

/// The story of `tests/fixtures` with ten stations.
const TEN: &str = "shop-uk";

#[test]
fn no_label_lies_on_another_at_the_beginning_and_where_it_breaks() {
    let site = Site::built();
    read(&site, async |page| {
        let (mut met, fonts) = (Vec::new(), fonts::script());
        for id in support::ids() {
            let story = support::story(&id);
            for step in [1, breaks(&story)] {
                for voice in ["plain", "technical"] {
                    let view = format!("stories/{id}/?step={step}&voice={voice}");
                    let address = format!("{}{view}", site.address());
                    met.extend(meetings(page, &fonts, &address, &view, &[320, 620, 1000]).await);
                }
            }
        }
        assert!(met.is_empty(), "{}", met.join("\n"));
    });
}

#[test]
fn no_label_lies_on_another_in_a_chain_of_ten_stations_with_long_names() {
    let site = Site::of(Project::of(".", "ten-stations").publish(TEN));
    read(&site, async |page| {
        let (mut met, fonts) = (Vec::new(), fonts::script());
        for step in [1, 2] {
            for voice in ["plain", "technical"] {
                let view = format!("?step={step}&voice={voice}");
                let address = format!("{}stories/{TEN}/{view}", site.address());
                let widths = [
                    320, 360, 560, 620, 680, 760, 860, 899, 900, 1000, 1100, 1280,
                ];
                met.extend(meetings(page, &fonts, &address, &view, &widths).await);
                assert_eq!(page.stations().await.len(), 10);
            }
        }
        assert!(met.is_empty(), "{}", met.join("\n"));
    });
}

/// The step, from 1, at which the chain breaks; the last one where it breaks at none.
fn breaks(story: &Story) -> usize {
    let breaks = |at| {
        let trace = story.trace(story.followed, at).unwrap();
        !trace.outcome.reached
    };
    let step = story.steps.iter().position(|step| breaks(step.at));
    step.map_or(story.steps.len(), |n| n + 1)
}

/// The labels of a view that meet in windows of these widths.
async fn meetings(
    page: &Page,
    fonts: &str,
    address: &str,
    view: &str,
    widths: &[u32],
) -> Vec<String> {
    page.goto(address).await;
    page.shows(&[("data-ready", "true")]).await;
    fonts::pin(page, fonts).await;
    let mut met = Vec::new();
    for width in widths {
        page.size(*width).await;
        page.promise("requestAnimationFrame(() => requestAnimationFrame(() => done(0)))")
            .await;
        let seen: Value = page.script(MEETINGS).await;
        let labels = seen["labels"].as_u64();
        assert!(labels > Some(10), "{view} at {width} px: {seen}");
        for pair in seen["met"].as_array().unwrap() {
            met.push(format!("{view} at {width} px: {pair}"));
        }
    }
    met
}

/// The labels that meet. A line of text is taken without what a font leaves free above and below its letters; what lies outside of
/// the story counts, too, and what lies on the controls of the time strip, which covers the chain on a phone and is looked at by
/// itself.
const MEETINGS: &str = "
    const shown = e => {
        for (let a = e; a; a = a.parentElement) {
            const s = getComputedStyle(a);
            if (s.display === 'none' || s.visibility === 'hidden' || s.opacity < 0.05 || s.clipPath !== 'none' && s.position === 'absolute') return false;
        }
        return true;
    };
    const meet = (x, y) => Math.min(x.right, y.right) - Math.max(x.left, y.left) > 1 && Math.min(x.bottom, y.bottom) - Math.max(x.top, y.top) > 1;
    const story = document.querySelector('article').getBoundingClientRect();
    const met = new Set();
    let labels = 0;
    for (const part of [['.chain', '.aside-place'], ['.strip']]) {
        const lines = [];
        for (const root of document.querySelectorAll(part)) {
            const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
            for (let text = walk.nextNode(); text; text = walk.nextNode()) {
                if (!text.data.trim() || !shown(text.parentElement)) continue;
                const range = document.createRange();
                range.selectNodeContents(text);
                for (const r of range.getClientRects()) {
                    const free = r.height * 0.18;
                    if (r.width > 0) lines.push({ text, left: r.left, right: r.right, top: r.top + free, bottom: r.bottom - free });
                }
            }
        }
        labels += lines.length;
        const controls = part[0] === '.strip' ? [...document.querySelectorAll('.strip .play, .strip .grip')].filter(shown) : [];
        lines.forEach((x, n) => {
            if (x.left < story.left - 1 || x.right > story.right + 1) met.add(`${x.text.data} reaches out of the story`);
            for (const y of lines.slice(0, n)) if (meet(x, y)) met.add(`${y.text.data} × ${x.text.data}`);
            for (const e of controls) if (!e.contains(x.text) && meet(x, e.getBoundingClientRect())) met.add(`${x.text.data} lies on ${e.getAttribute('class')}`);
        });
    }
    return { met: [...met], labels };";
