//! The page asks nobody but its own host, and leaves nothing behind in the browser.

use crate::page::read;
use crate::site::Site;
use crate::told;

#[test]
fn no_request_leaves_the_origin_and_nothing_is_stored() {
    let stage = told::stage();
    let words = &stage.story.page;
    let site = Site::built();
    read(&site, async |page| {
        page.open("").await;
        for n in 1..stage.story.steps.len() {
            let title = &stage.story.text.steps[n].title;
            page.press(&format!("{}: {title}", words.page.next)).await;
        }
        page.press(&words.page.technical).await;
        page.press(&words.page.theme_dark).await;
        page.press(&words.strip.play).await;
        page.press(&words.strip.pause).await;

        let away: Vec<String> = page.requested().await;
        assert!(
            !away.is_empty(),
            "the browser's own record of its requests is empty"
        );
        let own = site.address();
        let away: Vec<_> = away.iter().filter(|a| !a.starts_with(&own)).collect();
        assert!(away.is_empty(), "asked outside {own}: {away:?}");

        let stored = page
            .promise(
                "Promise.all([indexedDB.databases(), caches.keys(), navigator.serviceWorker.getRegistrations()])
                    .then(([db, kept, workers]) => done({
                        cookie: document.cookie, local: localStorage.length, session: sessionStorage.length,
                        databases: db.length, caches: kept.length, workers: workers.length }));",
            )
            .await;
        let none = serde_json::json!({
            "cookie": "", "local": 0, "session": 0, "databases": 0, "caches": 0, "workers": 0
        });
        assert_eq!(stored, none, "what the page left in the browser");
        let console = page.console().await;
        assert!(console.is_empty(), "the browser's console says {console:?}");
    });
    let asked = site.asked();
    let lost: Vec<_> = asked.iter().filter(|a| a.status != 200).collect();
    assert!(
        lost.is_empty(),
        "files that the site does not have: {lost:?}"
    );
    let posts: Vec<_> = asked
        .iter()
        .filter(|a| a.cookies || !a.line.starts_with("GET "))
        .collect();
    assert!(
        posts.is_empty(),
        "requests that say more than an address: {posts:?}"
    );
    let mut files: Vec<&str> = asked.iter().map(|a| a.line.as_str()).collect();
    files.sort_unstable();
    files.dedup();
    assert_eq!(
        files.len(),
        asked.len(),
        "a file was asked for twice: {asked:?}"
    );
}

#[test]
fn an_address_makes_the_page_ask_for_stories_only() {
    let site = Site::built();
    read(&site, async |page| {
        for query in [
            "?story=..%2Findex.html%3F",
            "?story=%2F%2Fexample.com%2Fx",
            "?story=nosuch",
        ] {
            page.open(query).await;
        }
        let own = site.address();
        let asked = page.requested().await;
        let away: Vec<_> = asked.iter().filter(|a| !a.starts_with(&own)).collect();
        assert!(away.is_empty(), "asked outside {own}: {away:?}");
    });
    let lost: Vec<_> = site
        .asked()
        .into_iter()
        .filter(|a| a.status != 200)
        .map(|a| a.line)
        .collect();
    assert_eq!(lost, ["GET /news/outages/stories/nosuch.wib"]);
}
