//! A story in one file: it opens from the disk, is alive, and asks no network.

use std::fs;
use std::path::Path;

use where_it_broke::host::single;

use crate::page::{Reader, read};
use crate::site::{Site, dist};
use crate::support;

/// The most that a file may weigh, in bytes.
const MOST: usize = 1_500_000;

#[test]
fn every_story_opens_from_one_file_without_a_network() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("single");
    fs::create_dir_all(&folder).unwrap();
    let address = format!("file://{}/", folder.display());
    Reader::default().read_at(&address, async |page| {
        for id in support::ids() {
            let html = single::html(&dist(), &id).unwrap();
            assert!(html.len() <= MOST, "{id}: {} bytes", html.len());
            fs::write(folder.join(format!("{id}.html")), html).unwrap();
            page.open(&format!("{id}.html?voice=technical")).await;
            page.shows(&[
                ("data-story", id.as_str()),
                ("data-step", "1"),
                ("data-voice", "technical"),
            ])
            .await;
            let sources = "return document.querySelectorAll('[id^=source-]').length";
            assert!(
                page.script(sources).await.as_u64() > Some(0),
                "{id} names no source"
            );
            assert_eq!(page.texts(".notice").await, [""; 0], "{id}");
            if id == "apple-2015" {
                // The part of the page that comes later is in the file, too.
                page.wake().await;
                page.until("the sliders of the loss", async || {
                    let sliders = "return document.querySelectorAll('input[type=range]').length";
                    let seen = page.script(sliders).await;
                    (seen.as_u64() > Some(3))
                        .then_some(())
                        .ok_or(seen.to_string())
                })
                .await;
            }
            let asked = page.requested().await;
            let own = format!("{address}{id}.html");
            let away: Vec<_> = asked
                .iter()
                .filter(|a| {
                    !a.starts_with(&own) && !a.starts_with("data:") && !a.starts_with("blob:")
                })
                .collect();
            assert!(
                !asked.is_empty() && away.is_empty(),
                "{id} asked for {away:?}"
            );
            let console = page.console().await;
            assert!(console.is_empty(), "{id}: the console says {console:?}");
        }
    });
}

#[test]
fn another_story_is_not_in_the_file_and_is_told_of_in_one_line() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("single-other");
    fs::create_dir_all(&folder).unwrap();
    let html = single::html(&dist(), "apple-2015").unwrap();
    fs::write(folder.join("a.html"), html).unwrap();
    let address = format!("file://{}/a.html", folder.display());
    Reader::default().read_at(&address, async |page| {
        page.open("?story=dyn-2016").await;
        page.shows(&[("data-story", "apple-2015")]).await;
        let notices = page.texts(".notice").await;
        assert!(
            notices.len() == 1 && notices[0].contains("dyn-2016"),
            "{notices:?}"
        );
    });
}

#[test]
fn what_one_file_shows_is_what_the_site_shows() {
    let site = Site::built();
    let mut shown = Vec::new();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("single-same");
    fs::create_dir_all(&folder).unwrap();
    let html = single::html(&dist(), "apple-2015").unwrap();
    fs::write(folder.join("a.html"), html).unwrap();
    let file = format!("file://{}/a.html", folder.display());
    read(&site, async |page| {
        page.open("?step=5").await;
        shown.push(page.attributes().await);
    });
    Reader::default().read_at(&file, async |page| {
        page.open("?step=5").await;
        shown.push(page.attributes().await);
    });
    for attributes in &mut shown {
        // The way to the site's folder is another one.
        attributes.remove("data-root");
    }
    assert_eq!(shown[0], shown[1]);
}
