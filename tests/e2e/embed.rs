//! The embed in the pages of others: as high as its story within a pixel, and nothing in the host's page jumps.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use fantoccini::key::Key;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::driver::{Browser, NotHeld};
use crate::page::{Page, Reader, read};
use crate::site::{Instead, Site, file};
use crate::told;

/// What a host's page says where its scripts are blocked.
const FALLBACK: &str = "On 11 March 2015 you could not buy anything in the App Store.";

/// A page of another host, on another origin.
pub(crate) struct Host {
    site: Site,
}

impl Host {
    /// A host with this in the middle of its article.
    pub(crate) fn with(body: &str) -> Self {
        Self::under("", body)
    }

    /// The same with a content security policy.
    pub(crate) fn under(policy: &'static str, body: &str) -> Self {
        let html = format!(
            "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\">\
             <title>The Daily Host</title><link rel=icon href=data:,><h1>News</h1><p>Before the embed.</p>{body}<p id=after>After the embed.</p>"
        );
        let pym = if body.contains("pym.v1.js") {
            pym()
        } else {
            Vec::new()
        };
        let site = Site::with(move |file| match file {
            "host.html" => Some(Instead::Page(html.clone(), policy)),
            "host.js" => Some(Instead::Bytes(FOLLOWS.into())),
            "pym.v1.js" => Some(Instead::Bytes(pym.clone())),
            _ => Some(Instead::Missing),
        });
        Self { site }
    }

    /// Where the article is.
    pub(crate) fn address(&self) -> String {
        format!("{}host.html", self.site.address())
    }

    fn file(&self, name: &str) -> String {
        format!("{}{name}", self.site.address())
    }
}

/// What a host has that follows the embed's own messages without `embed.js`.
const FOLLOWS: &str = "addEventListener('message', e => {
    const d = e.data, f = [...document.querySelectorAll('iframe')].find(f => f.contentWindow === e.source);
    if (f && d && d.source === 'where-it-broke' && d.v === 1 && d.type === 'height') f.style.height = d.px + 'px';
    if (f && d && d.sentinel === 'amp' && d.type === 'embed-size') f.dataset.amp = d.height;
    (window.heard ??= []).push(d);
})";

/// pym.js, the real one.
fn pym() -> Vec<u8> {
    package("pym.js/dist/pym.v1.js")
}

/// A file of the packages of `tests/npm`.
pub(crate) fn package(file: &str) -> Vec<u8> {
    let named = std::env::var_os("WIB_NODE_MODULES").map(PathBuf::from);
    let caches = std::env::home_dir().map(|home| home.join(".cache/where-it-broke"));
    let kept = caches
        .and_then(|c| fs::read_dir(c).ok())
        .into_iter()
        .flatten();
    let kept = kept.filter_map(|e| Some(e.ok()?.path().join("node_modules")));
    named
        .into_iter()
        .chain(kept)
        .find_map(|modules| fs::read(modules.join(file)).ok())
        .unwrap_or_else(|| panic!("there is no {file}; name the packages of tests/npm by WIB_NODE_MODULES. Try: cargo xtask test"))
}

fn figure(site: &Site) -> String {
    format!(
        "<figure class=where-it-broke data-story=apple-2015><p>{FALLBACK}</p></figure>\
         <script src={}embed.js></script>",
        site.address()
    )
}

fn plain_frame(site: &Site, attributes: &str) -> String {
    format!(
        "<iframe src=\"{}embed.html?story=apple-2015\" title=Story width=100% height=900 {attributes}></iframe>",
        site.address()
    )
}

/// The built site, and a host with a story of it in its article.
fn article() -> (Site, Host) {
    let site = Site::built();
    let host = Host::with(&figure(&site));
    (site, host)
}

/// A host that follows the messages of a plain frame with these attributes.
fn following(site: &Site, attributes: &str) -> Host {
    let frame = plain_frame(site, attributes);
    Host::with(&format!("{frame}<script src=host.js></script>"))
}

/// Opens the host's page, and waits until the first embed there is live and as high as its story.
async fn arrives(page: &Page, host: &Host) {
    page.goto(&host.address()).await;
    live(page, 0).await;
    fits(page, 0).await;
}

/// Waits until frame `n` of the page is live.
pub(crate) async fn live(page: &Page, n: u16) {
    page.enter(Some(n)).await;
    page.shows(&[("data-ready", "true")]).await;
    page.enter(None).await;
}

/// Waits until frame `n` is as high as what is in it, within a pixel, and nothing in it has to scroll sideways.
pub(crate) async fn fits(page: &Page, n: u16) {
    let what = format!("frame {n} as high as its story");
    page.until(&what, async || {
        page.enter(None).await;
        let outer = format!("return document.querySelectorAll('iframe')[{n}].clientHeight");
        let outer = page.script(&outer).await.as_f64().unwrap();
        page.enter(Some(n)).await;
        let inner = "const r = document.documentElement;
            const out = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > r.clientWidth);
            return [r.getBoundingClientRect().height, r.scrollHeight, r.scrollWidth - r.clientWidth,
                `${r.clientWidth} px wide; further out: ${out.slice(0, 9).map(e => e.cloneNode(false).outerHTML)}`]";
        let inner: (f64, f64, f64, String) = serde_json::from_value(page.script(inner).await).unwrap();
        page.enter(None).await;
        let (height, scrolled, wide, out) = inner;
        let right = (outer - height).abs() <= 1.0 && scrolled - outer <= 1.0 && wide <= 0.0 && outer > 300.0;
        right
            .then_some(())
            .ok_or(format!("{outer} px around {height} px ({scrolled} px to scroll, {wide} px too wide, {out})"))
    })
    .await;
}

/// How far things have jumped in the host's page so far, with what jumped.
async fn jumped(page: &Page) -> Value {
    page.promise(
        "let sum = 0; const what = [];
         new PerformanceObserver(l => { for (const e of l.getEntries()) { sum += e.value;
            for (const s of e.sources ?? []) what.push([e.startTime, s.node?.nodeName, s.previousRect.top, s.currentRect.top]) } })
            .observe({ type: 'layout-shift', buffered: true });
         setTimeout(() => done([sum, what]), 300);",
    )
    .await
}

pub(crate) async fn nothing_jumped(page: &Page) {
    let measures = "return PerformanceObserver.supportedEntryTypes.includes('layout-shift')";
    if page.script(measures).await != true {
        assert_ne!(Browser::wanted(), Browser::Chromium);
        return NotHeld::LayoutShift.say();
    }
    let jumped = jumped(page).await;
    assert_eq!(
        jumped[0].as_f64(),
        Some(0.0),
        "what jumped in the host's page: {jumped}"
    );
}

#[test]
fn in_a_plain_article_the_embed_is_lazy_titled_and_as_high_as_its_story() {
    let (site, host) = article();
    read(&site, async |page| {
        arrives(page, &host).await;
        let frame = page
            .script("const f = document.querySelector('figure iframe'); return [f.title, f.loading, f.parentNode.innerText.trim()]")
            .await;
        assert_eq!(frame, json!([FALLBACK, "lazy", ""]));
        nothing_jumped(page).await;
        // At every step, whatever its words; and the other way when the window is turned.
        for step in ["2", "5", "7"] {
            page.enter(Some(0)).await;
            page.script(&format!(
                "parent.postMessage('x', '*'); history.replaceState(0, '', '?step={step}')"
            ))
            .await;
            page.enter(None).await;
            page.script(&format!(
                "frames[0].postMessage({{ source: 'where-it-broke', v: 1, type: 'go', step: {step} }}, '*')"
            ))
            .await;
            page.enter(Some(0)).await;
            page.shows(&[("data-step", step)]).await;
            fits(page, 0).await;
        }
        for width in [400, 1000] {
            page.size(width).await;
            fits(page, 0).await;
        }
        let console = page.console().await;
        assert!(console.is_empty(), "the console says {console:?}");
    });
}

#[test]
fn under_a_strict_policy_the_embed_is_as_high_as_its_story() {
    let site = Site::built();
    // The policy of a host that allows nothing but this embed: no inline styles, no inline scripts.
    let policy: &'static str = format!(
        "default-src 'none'; script-src {0}; frame-src {0}; style-src 'none'; img-src data:",
        site.origin()
    )
    .leak();
    let host = Host::under(policy, &figure(&site));
    read(&site, async |page| {
        arrives(page, &host).await;
        nothing_jumped(page).await;
        let console = page.console().await;
        assert!(console.is_empty(), "the console says {console:?}");
    });
}

#[test]
fn in_a_sandboxed_frame_the_embed_is_live_and_as_high_as_its_story() {
    let site = Site::built();
    let host = following(&site, "sandbox=allow-scripts");
    read(&site, async |page| {
        arrives(page, &host).await;
        page.enter(Some(0)).await;
        // No origin of its own: the browser denies it all storage.
        let denied = page
            .script("try { return localStorage.length } catch (e) { return e.name }")
            .await;
        assert_eq!(denied, "SecurityError");
        assert_eq!(page.texts(".notice").await, [""; 0]);
    });
}

#[test]
fn in_a_sandboxed_frame_of_a_site_that_shares_nothing_the_static_story_stays_and_fits() {
    let site = Site::unshared();
    let host = following(&site, "sandbox=allow-scripts");
    read(&site, async |page| {
        page.goto(&host.address()).await;
        notice(page, 0).await;
        fits(page, 0).await;
    });
}

/// Waits for the one line about what is missing in frame `n`, over a story that can be read.
async fn notice(page: &Page, n: u16) {
    page.enter(Some(n)).await;
    page.until("one line about what is missing", async || {
        let notices = page.texts(".notice").await;
        (notices.len() == 1)
            .then_some(())
            .ok_or(format!("{notices:?}"))
    })
    .await;
    let stage = told::stage();
    let seen = page.text().await;
    for step in &stage.story.text.steps {
        assert!(
            seen.contains(&step.title),
            "{} is not in {seen}",
            step.title
        );
    }
    page.enter(None).await;
}

#[test]
fn two_embeds_on_one_page_each_have_their_own_height() {
    let site = Site::built();
    let narrow = format!("<div style=\"width:400px\">{}</div>", figure(&site));
    let host = Host::with(&format!("{}{narrow}", figure(&site)));
    read(&site, async |page| {
        page.goto(&host.address()).await;
        live(page, 0).await;
        page.script("document.querySelectorAll('figure')[1].scrollIntoView()")
            .await;
        live(page, 1).await;
        fits(page, 0).await;
        fits(page, 1).await;
        let frames = page
            .script("return document.querySelectorAll('iframe').length")
            .await;
        assert_eq!(
            frames, 2,
            "the script is there twice, and each figure has one frame"
        );
    });
}

#[test]
fn in_a_column_of_280_pixels_the_embed_fits() {
    let site = Site::built();
    let host = Host::with(&format!(
        "<style>figure {{ margin: 0 }}</style><div style=\"width:280px\">{}</div>",
        figure(&site)
    ));
    read(&site, async |page| {
        arrives(page, &host).await;
        nothing_jumped(page).await;
    });
}

#[test]
fn a_page_that_listens_as_amp_does_hears_the_height() {
    let site = Site::built();
    let host = following(&site, "");
    read(&site, async |page| {
        arrives(page, &host).await;
        let heights = page
            .script("const f = document.querySelector('iframe'); return [parseFloat(f.dataset.amp), f.clientHeight]")
            .await;
        assert_eq!(
            heights[0], heights[1],
            "what AMP's message said, and what the frame needs"
        );
        let types = page
            .script("return [...new Set(window.heard.map(d => d.type))].sort()")
            .await;
        assert_eq!(
            types,
            json!(["embed-size", "height", "ready", "state", "step"])
        );
        let step = page
            .script("return window.heard.find(d => d.type === 'step')")
            .await;
        assert_eq!(
            step,
            json!({ "source": "where-it-broke", "v": 1, "type": "step", "story": "apple-2015", "step": 1, "steps": 7 })
        );
        let state = page
            .script("return window.heard.find(d => d.type === 'state').query")
            .await;
        assert_eq!(state, "v=1&story=apple-2015&step=1");
    });
}

#[test]
fn pym_makes_the_frame_as_high_as_its_story() {
    let site = Site::built();
    let host = Host::with("<div id=place></div><script src=pym.v1.js></script>");
    read(&site, async |page| {
        page.goto(&host.address()).await;
        let address = format!("{}embed.html?story=apple-2015&step=5", site.address());
        page.script(&format!(
            "window.pymParent = new pym.Parent('place', '{address}', {{}})"
        ))
        .await;
        live(page, 0).await;
        fits(page, 0).await;
        page.size(500).await;
        fits(page, 0).await;
        page.enter(Some(0)).await;
        page.shows(&[("data-step", "5")]).await;
        assert_eq!(
            page.texts(".notice").await,
            [""; 0],
            "pym's own parameters do no harm"
        );
    });
}

#[test]
fn where_scripts_are_blocked_the_fallback_or_the_static_story_stays() {
    let site = Site::built();
    let host = Host::under(
        "script-src 'none'",
        &format!("{}{}", figure(&site), plain_frame(&site, "sandbox")),
    );
    read(&site, async |page| {
        page.goto(&host.address()).await;
        assert_eq!(page.texts("figure").await, [FALLBACK]);
        // A plain frame, without scripts of its own either.
        notice(page, 0).await;
    });
}

#[test]
fn a_frame_that_never_speaks_leaves_the_fallback_and_gives_its_room_back() {
    let site = Site::with(|file| file.ends_with("embed.html").then_some(Instead::Missing));
    let host = Host::with(&figure(&site));
    read(&site, async |page| {
        page.goto(&host.address()).await;
        page.until("no more room than the fallback needs", async || {
            let height = page
                .script("return document.querySelector('figure').offsetHeight")
                .await;
            (height.as_f64() < Some(100.0))
                .then_some(())
                .ok_or(height.to_string())
        })
        .await;
        assert_eq!(page.texts("figure p").await, [FALLBACK]);
    });
}

#[test]
fn without_its_wasm_the_static_story_has_its_height() {
    let site = Site::with(|file| file.ends_with(".wasm").then_some(Instead::Missing));
    let host = Host::with(&figure(&site));
    read(&site, async |page| {
        page.goto(&host.address()).await;
        notice(page, 0).await;
        fits(page, 0).await;
        nothing_jumped(page).await;
    });
}

#[test]
fn over_a_slow_line_the_static_story_is_there_first_and_nothing_jumps() {
    let site = Site::over_a_slow_line();
    let host = Host::with(&figure(&site));
    read(&site, async |page| {
        page.goto(&host.address()).await;
        page.enter(Some(0)).await;
        page.until("the static story", async || {
            let seen = page.attributes().await;
            let still = seen.get("data-ready").map(String::as_str) == Some("false");
            still.then_some(()).ok_or(format!("{seen:?}"))
        })
        .await;
        page.enter(None).await;
        fits(page, 0).await;
        live(page, 0).await;
        fits(page, 0).await;
        nothing_jumped(page).await;
    });
}

#[test]
fn a_hidden_embed_has_its_height_once_it_is_shown() {
    let site = Site::built();
    let host = Host::with(&format!("<div id=tab hidden>{}</div>", figure(&site)));
    read(&site, async |page| {
        page.goto(&host.address()).await;
        page.script("setTimeout(() => document.getElementById('tab').hidden = false, 1000)")
            .await;
        live(page, 0).await;
        fits(page, 0).await;
        page.script("const t = document.getElementById('tab'); t.hidden = true; setTimeout(() => t.hidden = false, 300)").await;
        fits(page, 0).await;
    });
}

#[test]
fn another_font_changes_the_height() {
    let (site, host) = article();
    read(&site, async |page| {
        arrives(page, &host).await;
        page.enter(Some(0)).await;
        page.script("document.documentElement.style.fontSize = '22px'")
            .await;
        fits(page, 0).await;
    });
}

/// What was asked for, by its path in the site.
fn asked(site: &Site) -> Vec<String> {
    let lines = site.asked().into_iter().map(|a| a.line);
    let path = |line: String| {
        line.split_once("/outages/")
            .map(|(_, path)| path.to_owned())
    };
    let whole = lines.filter_map(path);
    whole
        .map(|path| path.split('?').next().unwrap_or_default().to_owned())
        .collect()
}

/// Holds all that was asked for against what the first view of an embed may cost: nothing is left out.
fn is_a_first_view(site: &Site, what: &str) {
    let asked = asked(site);
    let bytes = asked
        .iter()
        .map(|name| file(&format!("{name}.br")).len())
        .sum::<usize>();
    let within = (4..=6).contains(&asked.len()) && bytes <= 150_000;
    assert!(within, "{what}: {bytes} bytes after brotli in {asked:?}");
}

#[test]
fn an_embed_that_nobody_touches_costs_its_first_view_and_nothing_after_it() {
    for (width, motion) in [
        (280, true),
        (280, false),
        (680, true),
        (680, false),
        (1280, true),
        (1280, false),
    ] {
        let site = Site::built();
        let frame = plain_frame(&site, "frameborder=0");
        let host = Host::with(&format!(
            "<style>html {{ overflow: hidden }} body {{ margin: 0 }}</style>{frame}"
        ));
        let reader = Reader {
            width,
            motion,
            dark: false,
            waits: true,
        };
        reader.read(&site, async |page| {
            page.goto(&host.address()).await;
            live(page, 0).await;
            sleep(Duration::from_secs(3)).await;
            let what = format!("{width} px, motion {motion}");
            is_a_first_view(&site, &what);
            // What the host asks for is done without anything more, as far as it can be.
            for request in ["type: 'theme', value: 'dark'", "type: 'go', step: 2"] {
                page.script(&format!(
                    "frames[0].postMessage({{ source: 'where-it-broke', v: 1, {request} }}, '*')"
                ))
                .await;
            }
            page.enter(Some(0)).await;
            page.shows(&[("data-theme", "dark"), ("data-step", "2")])
                .await;
            let inner = page.script("return innerWidth").await;
            assert_eq!(inner.as_u64(), Some(width.into()), "the frame's width");
            assert!(page.texts("#inspector").await.is_empty());
            sleep(Duration::from_secs(1)).await;
            if motion {
                is_a_first_view(&site, &format!("{what}, after the host's requests"));
            }
            // And then somebody comes.
            page.wake().await;
            assert!(page.texts("#a-r").await.len() == 1);
        });
        let later = asked(&site);
        assert!(later.len() > 6, "{later:?}");
        let inspector = later.iter().find(|name| name.contains("inspector"));
        assert_eq!(inspector, None, "it opens with a station");
    }
}

#[test]
fn in_a_wide_embed_the_inspector_opens_with_a_station_and_shuts() {
    let stage = told::stage();
    let site = Site::built();
    read(&site, async |page| {
        page.open("embed.html?step=5").await;
        page.wake().await;
        assert!(page.texts("#inspector").await.is_empty());
        let name = stage.story.text.station("resolver");
        let label = stage.story.page.page.inspect.replace("{station}", name);
        page.press(&label).await;
        page.until("the inspector", async || {
            let seen = page.texts("#inspector-name").await;
            (seen == [name]).then_some(()).ok_or(format!("{seen:?}"))
        })
        .await;
        page.key(Key::Escape, 1).await;
        page.until("no inspector", async || {
            let seen = page.texts("#inspector-name").await;
            seen.is_empty().then_some(()).ok_or(format!("{seen:?}"))
        })
        .await;
        assert_eq!(page.focused().await, ("button".to_owned(), label));
    });
}

#[test]
fn a_host_that_plays_the_day_gets_what_that_needs() {
    let site = Site::built();
    let host = Host::with(&plain_frame(&site, ""));
    read(&site, async |page| {
        page.goto(&host.address()).await;
        live(page, 0).await;
        page.script("frames[0].postMessage({ source: 'where-it-broke', v: 1, type: 'play' }, '*')")
            .await;
        page.enter(Some(0)).await;
        page.until("the day to play, with the record", async || {
            let time = page.attribute("data-time").await;
            let sliders = page.texts("#a-r").await.len();
            (time.as_str() > "2015-03-11T09:00:00Z" && sliders == 1)
                .then_some(())
                .ok_or(format!("{time}, {sliders} sliders"))
        })
        .await;
    });
}

#[test]
fn the_embed_asks_nobody_else_and_leaves_nothing_behind() {
    let (site, host) = article();
    read(&site, async |page| {
        arrives(page, &host).await;
        page.enter(Some(0)).await;
        let stored = page
            .promise(
                "Promise.all([indexedDB.databases(), caches.keys(), navigator.serviceWorker.getRegistrations()])
                    .then(([db, kept, workers]) => done([document.cookie, localStorage.length, sessionStorage.length,
                        db.length, kept.length, workers.length]));",
            )
            .await;
        assert_eq!(
            stored,
            json!(["", 0, 0, 0, 0, 0]),
            "what the embed left in the browser"
        );
        let (own, host) = (site.address(), host.file(""));
        let asked = page.requested().await;
        let away: Vec<_> = asked
            .iter()
            .filter(|a| !a.starts_with(&own) && !a.starts_with(&host) && !a.starts_with("data:"))
            .collect();
        assert!(away.is_empty(), "asked outside {own}: {away:?}");
    });
    let asked = site.asked();
    assert!(
        asked
            .iter()
            .all(|a| a.status == 200 && !a.cookies && a.line.starts_with("GET ")),
        "{asked:?}"
    );
}

#[test]
fn embed_js_is_a_kilobyte_that_a_person_can_read() {
    let script = String::from_utf8(file("embed.js")).unwrap();
    assert!(
        script.lines().count() > 30 && script.starts_with("// "),
        "it is as in the source"
    );
    let mut gzip = std::process::Command::new("gzip")
        .args(["-9", "-c"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut gzip.stdin.take().unwrap(), script.as_bytes()).unwrap();
    let size = gzip.wait_with_output().unwrap().stdout.len();
    assert!(size <= 1024, "embed.js is {size} bytes gzipped");
}
