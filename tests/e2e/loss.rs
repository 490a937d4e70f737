//! The panel of the loss: a slider moves everything at once, reset puts it back, every sum can be saved, an address carries
//! assumptions, and an outage can be going on.

use fantoccini::key::Key;
use where_it_broke::loss::{self, Distribution, Symbol};
use where_it_broke::text::fill;

use crate::page::{Page, read};
use crate::site::Site;
use crate::told;

/// The figures that have to move together: the root's, the money line's, and the last line of the sum.
const TOGETHER: &str = "const text = (s) => document.querySelector(s)?.textContent ?? '';
    const figures = () => [document.getElementById('wib').dataset.lostMid, text('.ticker-sum'), text('.cost-sum'),
        text('.lines-total b'), text('.of-lost dd')];";

#[test]
fn a_slider_moves_every_sum_in_the_same_frame_and_reset_puts_them_back() {
    let stage = told::stage();
    let story = &stage.story;
    let words = &story.page.panel;
    let site = Site::built();
    read(&site, async |page| {
        page.open("?step=7").await;
        page.wake().await;
        let before = page.attribute("data-lost-mid").await;
        assert_eq!(before, lost(&[]), "before anything is moved");
        // It is drawn by a part that comes later, and a script has less time than the page.
        page.until("the slider", async || {
            let there = page.script("return !!document.getElementById('a-r')").await;
            (there == true).then_some(()).ok_or(there.to_string())
        })
        .await;
        // The first paint after the event has every figure at its new value.
        let moved = page
            .promise(&format!(
                "{TOGETHER}
                const slider = document.getElementById('a-r');
                const before = figures();
                slider.value = 0.25;
                slider.dispatchEvent(new InputEvent('input', {{ bubbles: true }}));
                requestAnimationFrame(() => {{
                    const after = figures();
                    done(after.map((figure, n) => figure !== before[n] && figure !== ''));
                }});"
            ))
            .await;
        assert_eq!(moved, serde_json::json!([true, true, true, true, true]));
        let at_quarter = lost(&[(Symbol::Later, 0.25)]);
        page.shows(&[("data-lost-mid", &at_quarter)]).await;
        page.press(&words.reset).await;
        page.shows(&[("data-lost-mid", &before)]).await;
        assert!(!page.offers(&words.reset).await, "nothing is left to reset");
    });
}

#[test]
fn the_keyboard_moves_a_slider_by_one_step() {
    let stage = told::stage();
    let words = &stage.story.text.assumptions;
    let site = Site::built();
    read(&site, async |page| {
        page.open("?step=7&a.r=0.5").await;
        page.shows(&[("data-lost-mid", &lost(&[(Symbol::Later, 0.5)]))])
            .await;
        let slider = page.slider(&words.get("r").unwrap().name).await;
        page.centre(&slider).await;
        page.script("document.getElementById('a-r').focus()").await;
        page.key(Key::Right, 3).await;
        page.shows(&[("data-lost-mid", &lost(&[(Symbol::Later, 0.53)]))])
            .await;
        let spoken = slider.attr("aria-valuetext").await.unwrap();
        let spoken = spoken.unwrap_or_default();
        assert!(spoken.starts_with("53 per cent"), "it says {spoken:?}");
    });
}

#[test]
fn an_address_sets_what_a_slider_sets_and_says_what_it_cannot() {
    let stage = told::stage();
    let name = &stage.story.text.assumptions.get("s").unwrap().name;
    let site = Site::built();
    read(&site, async |page| {
        page.open("?step=7&a.R=2e10&a.r=0.4").await;
        let set = [(Symbol::Revenue, 2e10), (Symbol::Later, 0.4)];
        page.shows(&[("data-lost-mid", &lost(&set))]).await;
        let value = "return document.getElementById('a-r').value";
        page.slider(&stage.story.text.assumptions.get("r").unwrap().name)
            .await;
        assert_eq!(page.script(value).await, "0.4");

        page.open("?step=7&a.s=1.5").await;
        page.shows(&[("data-lost-mid", &lost(&[]))]).await;
        let notices = page.texts(".notice").await.join(" ");
        let told = notices.contains("1.5") && notices.contains(name.as_str());
        assert!(told, "the notice says {notices:?}");
    });
}

#[test]
fn every_sum_can_be_saved_as_a_spreadsheet() {
    let stage = told::stage();
    let words = &stage.story.page.panel;
    let site = Site::built();
    read(&site, async |page| {
        page.open("?step=7").await;
        page.wake().await;
        page.button(&words.download).await;
        // What the page hands to the browser to save, read back.
        page.script(
            "window.saved = [];
            const make = URL.createObjectURL;
            URL.createObjectURL = (blob) => { blob.text().then((t) => window.saved.push(t)); return make(blob); };
            const click = HTMLAnchorElement.prototype.click;
            HTMLAnchorElement.prototype.click = function () { window.savedAs = this.download; click.call(this); };",
        )
        .await;
        page.press(&words.download).await;
        let text = page
            .until("a spreadsheet", async || {
                let saved = page.script("return window.saved[0] ?? null").await;
                saved.as_str().map(str::to_owned).ok_or("none".to_owned())
            })
            .await;
        let name = fill(&words.file, &[("story", told::STORY)]);
        assert_eq!(page.script("return window.savedAs").await, name.as_str());
        let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
        let shown = page.attribute("data-lost-mid").await;
        let lost = format!("{},", words.lost);
        let row = lines.iter().find(|l| l.starts_with(&lost)).unwrap();
        assert!(row.contains(&shown), "{row:?} has no {shown}");
        // Every five minutes of the day, and every assumption with its source.
        let day = (stage.day.until - stage.day.from).secs() / 300;
        let times = lines
            .iter()
            .filter(|l| l.starts_with("2015-03-11T"))
            .count();
        assert_eq!(i64::try_from(times).unwrap(), day + 1, "rows of the series");
        for input in stage.story.text.inputs.values() {
            assert!(text.contains(input.as_str()), "{input:?} is missing");
        }
    });
}

#[test]
fn an_outage_that_is_going_on_runs_with_the_wall_clock() {
    let stage = told::stage();
    let live = &stage.story.page.live;
    let site = Site::built();
    read(&site, async |page| {
        let since = "new Date(Date.now() - 3 * 3600e3).toISOString().slice(0, 19) + 'Z'";
        page.open("").await;
        let since = page.script(&format!("return {since}")).await;
        page.open(&format!("?since={}", since.as_str().unwrap()))
            .await;
        let banner = page.texts(".live").await.join(" ");
        assert!(banner.contains(&live.kicker), "the page says {banner:?}");
        let first = page.attribute("data-lost-mid").await;
        assert!(first.parse::<f64>().unwrap() > 0.0, "lost so far: {first}");
        let later = time(page).await;
        page.until("the counters to run", async || {
            let now = page.attribute("data-lost-mid").await;
            let ran = now.parse::<f64>().unwrap() > first.parse::<f64>().unwrap();
            ran.then_some(()).ok_or(now)
        })
        .await;
        assert!(time(page).await > later, "the clock stands still");

        page.open("?since=2999-01-01T00:00:00Z").await;
        page.shows(&[("data-lost-mid", &lost_at_start())]).await;
        assert!(page.texts(".live").await.is_empty(), "nothing is going on");
        assert_eq!(page.texts(".notice").await.len(), 1, "and that is told");
    });
}

async fn time(page: &Page) -> String {
    page.attribute("data-time").await
}

/// What is lost by the end of the day with these assumptions, as the page's root has it.
fn lost(set: &[(Symbol, f64)]) -> String {
    let stage = told::stage();
    let mut inputs = stage.story.loss.as_ref().unwrap().inputs.clone();
    for (symbol, value) in set {
        assert!(Distribution::Fixed(*value).check(*symbol).is_ok());
        inputs.set(*symbol, *value).unwrap();
    }
    let at = stage.story.steps.last().unwrap().at;
    let whole = loss::estimate(&inputs, loss::DRAWS, loss::SEED);
    format!("{:.0}", whole.at(stage.harm_by(at)).lost.mid)
}

fn lost_at_start() -> String {
    let stage = told::stage();
    let at = stage.story.steps.first().unwrap().at;
    let list = told::attributes(&stage, at);
    let lost = list.into_iter().find(|(name, _)| *name == "data-lost-mid");
    lost.unwrap().1
}
