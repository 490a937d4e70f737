//! A host, or somebody on its page, that sends the embed what it should not.

use std::time::Duration;

use serde_json::json;

use crate::embed::{Host, fits, live};
use crate::page::{Page, read};
use crate::site::{Instead, Site, file};
use crate::told;

/// A host with one plain frame, and with a stranger's frame beside it.
fn host(site: &Site) -> Host {
    Host::with(&format!(
        "<iframe src=\"{}embed.html?story=apple-2015&step=3\" width=100% height=900></iframe>\
         <iframe srcdoc=\"<p>A stranger\"></iframe><script src=host.js></script>",
        site.address()
    ))
}

async fn send(page: &Page, message: &str) {
    page.enter(None).await;
    page.script(&format!("frames[0].postMessage({message}, '*')"))
        .await;
    page.enter(Some(0)).await;
}

#[test]
fn a_host_can_ask_for_a_step_a_theme_a_voice_and_the_day() {
    let stage = told::stage();
    let site = Site::built();
    let host = host(&site);
    read(&site, async |page| {
        page.goto(&host.address()).await;
        live(page, 0).await;
        heard(page, "ready").await;
        let message = |rest: &str| format!("{{ source: 'where-it-broke', v: 1, {rest} }}");
        send(page, &message("type: 'go', step: 5")).await;
        told::shows_step(page, &stage, 4).await;
        send(page, &message("type: 'theme', value: 'dark'")).await;
        page.shows(&[("data-theme", "dark")]).await;
        send(page, &message("type: 'voice', value: 'technical'")).await;
        page.shows(&[("data-voice", "technical")]).await;
        page.enter(None).await;
        page.until("the state of the embed", async || {
            let query = page
                .script("return window.heard.filter(d => d.type === 'state').at(-1)?.query")
                .await;
            (query == "v=1&story=apple-2015&step=5&voice=technical&theme=dark")
                .then_some(())
                .ok_or(query.to_string())
        })
        .await;
        send(page, &message("type: 'play'")).await;
        page.button(&stage.story.page.strip.pause).await;
        send(page, &message("type: 'pause'")).await;
        page.button(&stage.story.page.strip.play).await;
    });
}

/// Waits until the host has heard a message of this type.
async fn heard(page: &Page, kind: &str) {
    page.enter(None).await;
    page.until(kind, async || {
        let types = page
            .script("return (window.heard ?? []).map(d => d?.type)")
            .await;
        let came = types.as_array().is_some_and(|t| t.contains(&json!(kind)));
        came.then_some(()).ok_or(types.to_string())
    })
    .await;
}

#[test]
fn a_stranger_neither_moves_the_embed_nor_changes_its_height() {
    let site = Site::built();
    let figure = format!(
        "<figure class=where-it-broke data-story=apple-2015 data-query=step=3>Fallback</figure>\
         <script src={}embed.js></script><iframe srcdoc=\"<p>A stranger\"></iframe>",
        site.address()
    );
    let host = Host::with(&figure);
    read(&site, async |page| {
        page.goto(&host.address()).await;
        live(page, 0).await;
        fits(page, 0).await;
        page.enter(Some(1)).await;
        // The frame beside it asks the embed for a step, and the host for another height, in each of the three formats.
        page.script(
            "parent.frames[0].postMessage({ source: 'where-it-broke', v: 1, type: 'go', step: 6 }, '*');
             parent.frames[0].postMessage('pymxPYMxxPYMxwidthxPYMx1', '*');
             parent.postMessage({ source: 'where-it-broke', v: 1, type: 'height', px: 50 }, '*');
             parent.postMessage({ sentinel: 'amp', type: 'embed-size', height: 50 }, '*');",
        )
        .await;
        // And the embed itself cannot ask for a height that is none.
        page.enter(Some(0)).await;
        for px in [
            "-5",
            "0",
            "1e9",
            "'50px;position:fixed'",
            "NaN",
            "{}",
            "null",
        ] {
            page.script(&format!("parent.postMessage({{ source: 'where-it-broke', v: 1, type: 'height', px: {px} }}, '*')")).await;
        }
        page.script(
            "parent.postMessage({ source: 'where-it-broke', v: 2, type: 'height', px: 50 }, '*')",
        )
        .await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        page.shows(&[("data-step", "3")]).await;
        fits(page, 0).await;
    });
}

/// Ten thousand messages, the same in every run: fields of every type, of right and wrong names, and things that are no objects.
const FLOOD: &str = r#"
    let seed = 1;
    const dice = n => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0, (seed >>> 8) % n);
    const pick = list => list[dice(list.length)];
    const cycle = {}; cycle.self = cycle;
    const odd = [null, undefined, true, NaN, Infinity, -1, 0, 1.5, 2n ** 70n, '', 'x'.repeat(100000), '<img src=x onerror="parent.ran=1">',
        '__proto__', [], [1, 2], {}, cycle, new Map([['type', 'go']]), new Date(0), /x/, new ArrayBuffer(8), new Uint8Array(3),
        new Error('x'), { toString: 'x' }, { length: 1e9 }, 'javascript:alert(1)', 'pymxPYMxxPYMxwidthxPYMx1'];
    const types = ['go', 'theme', 'voice', 'play', 'pause', 'ready', 'height', 'step', 'state', 'constructor', '<b>'];
    const one = () => {
        if (dice(8) === 0) return pick(odd);
        const m = { source: dice(6) ? 'where-it-broke' : pick(odd), v: dice(6) ? 1 : pick(odd), type: dice(6) ? pick(types) : pick(odd) };
        // Never what is documented: a step that there is not, a theme and a voice that there are not.
        if (dice(2)) m.step = pick([0, -1, 8, 99, 1e9, 2.5, '3', ...odd]);
        if (dice(2)) m.value = pick(['pink', 'loud', 'DARK', ' dark', 'technical ', ...odd]);
        if (dice(4) === 0) m[pick(['px', 'query', '__proto__x', 'then', 'story'])] = pick(odd);
        // Playing is documented, so it is left out here.
        return m.type === 'play' ? { ...m, type: 'pause' } : m;
    };
    const send = n => {
        for (let i = 0; i < 500; i++) frames[0].postMessage(one(), '*');
        n > 1 ? setTimeout(send, 0, n - 1) : done('sent');
    };
    send(20);
"#;

#[test]
fn ten_thousand_hostile_messages_leave_the_page_as_it_was() {
    let stage = told::stage();
    let site = Site::built();
    let host = host(&site);
    read(&site, async |page| {
        page.goto(&host.address()).await;
        live(page, 0).await;
        heard(page, "ready").await;
        page.enter(Some(0)).await;
        told::shows_step(page, &stage, 2).await;
        page.at_rest().await;
        page.script("window.errors = []; addEventListener('error', e => errors.push(e.message)); addEventListener('unhandledrejection', e => errors.push(String(e.reason)))").await;
        let picture = "return document.body.innerHTML";
        let before = page.script(picture).await;
        let asked = site.asked().len();
        page.enter(None).await;
        page.promise(FLOOD).await;
        // The last of them has been heard when what is sent after it has an effect.
        send(
            page,
            "{ source: 'where-it-broke', v: 1, type: 'theme', value: 'dark' }",
        )
        .await;
        page.shows(&[("data-theme", "dark"), ("data-step", "3")])
            .await;
        send(
            page,
            "{ source: 'where-it-broke', v: 1, type: 'theme', value: 'auto' }",
        )
        .await;
        page.shows(&[("data-theme", "auto")]).await;
        let after = page.script(picture).await;
        assert_eq!(after, before, "the messages changed the page");
        assert_eq!(page.script("return window.errors").await, json!([]));
        assert_eq!(
            site.asked().len(),
            asked,
            "the messages made it ask for something"
        );
        page.enter(None).await;
        let ran = page.script("return [window.ran ?? 0, window.heard.some(d => d && d.type === 'state' && d.query.length > 512)]").await;
        assert_eq!(ran, json!([0, false]));
    });
}

#[test]
fn one_flipped_byte_in_the_wasm_leaves_a_story_that_can_be_read() {
    let stage = told::stage();
    let name = crate::missing::wasm();
    let whole = file(&format!("files/{name}"));
    let many = whole.len();
    for place in [0, 4, 9, 40, many / 5, many / 3, many / 2, many - 200] {
        let (mut bytes, name) = (whole.clone(), name.clone());
        bytes[place] ^= 0x10;
        let site =
            Site::with(move |file| file.ends_with(&name).then(|| Instead::Bytes(bytes.clone())));
        read(&site, async |page| {
            page.visit("").await;
            let what = format!("a live page, or one line (byte {place} of {many})");
            page.until(&what, async || {
                let live = page
                    .attributes()
                    .await
                    .get("data-ready")
                    .map(String::as_str)
                    == Some("true");
                let notices = page.texts(".notice").await;
                (live || notices.len() == 1)
                    .then_some(())
                    .ok_or(format!("{notices:?}"))
            })
            .await;
            let seen = page.text().await;
            assert!(
                seen.contains(&stage.story.text.title),
                "byte {place}: {seen}"
            );
        });
    }
}
