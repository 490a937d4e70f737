//! The page shows what the story file holds: with another file in its place it shows something else.

use where_it_broke::incident::{Stage, pack};

use crate::page::read;
use crate::site::{Instead, Site};
use crate::support::Copy;
use crate::told;

const INCIDENT: &str = "incidents/apple-2015/incident.toml";
const ZONE: &str = "incidents/apple-2015/apple.com.zone";

/// The site with this story in the place of its own.
fn site_with(stage: &Stage) -> Site {
    let files = pack::encode(&stage.story).unwrap();
    Site::with(move |file| match file {
        "stories/apple-2015.wib" => Some(Instead::Bytes(files.story.clone())),
        "stories/apple-2015.world.wib" => Some(Instead::Bytes(files.world.clone())),
        _ => None,
    })
}

#[test]
fn without_its_faults_the_story_shows_no_broken_link() {
    let copy = Copy::new("e2e-without-faults");
    copy.cut(INCIDENT, "[[fault]]", "# ---- The steps");
    let stage = told::staged(copy.story());
    assert!(stage.story.faults.is_empty());
    read(&site_with(&stage), async |page| {
        for n in 0..stage.story.steps.len() {
            page.open(&format!("?step={}", n + 1)).await;
            told::shows_step(page, &stage, n).await;
            page.shows(&[
                ("data-broken", ""),
                ("data-failing", "0.000"),
                ("data-lost-mid", "0"),
            ])
            .await;
            let links = page.links().await;
            let torn = links.iter().any(|l| l.1 == "broken" || l.1 == "wrong");
            assert!(!torn, "step {} without faults: {links:?}", n + 1);
        }
    });
}

#[test]
fn another_fault_breaks_another_link() {
    let copy = Copy::new("e2e-another-fault");
    copy.cut(INCIDENT, "[[fault]]", "# ---- The steps");
    copy.replace(
        INCIDENT,
        "# ---- The steps",
        "[[fault]]\nfrom = 2015-03-11T08:55:00Z\nuntil = 2015-03-11T20:10:00Z\nspread_s = 1200\nshare = 0.90\n\
         station = \"tld\"\nverb = \"no_reply\"\nclaim = { how = \"guess\", source = [\"seed\"] }\n\n# ---- The steps",
    );
    let stage = told::staged(copy.story());
    let step = &stage.story.steps[4];
    assert_eq!(told::broken(&stage, step.at), "root-tld");
    read(&site_with(&stage), async |page| {
        page.open("?step=5").await;
        told::shows_step(page, &stage, 4).await;
        page.shows(&[("data-broken", "root-tld")]).await;
    });
}

#[test]
fn an_address_changed_in_the_zone_file_is_the_one_on_the_page() {
    let copy = Copy::new("e2e-address");
    copy.replace(ZONE, "192.0.2.17", "192.0.2.33");
    let stage = told::staged(copy.story());
    let site = site_with(&stage);
    read(&site, async |page| {
        page.open("?step=4&voice=technical").await;
        told::shows_step(page, &stage, 3).await;
        let seen = page.text().await;
        assert!(
            seen.contains("192.0.2.33"),
            "the new address is not in: {seen}"
        );
        // The inspector may list it among the machine's own; nothing in the chain says it.
        let chain = page.texts("figure.chain").await.concat();
        assert!(
            !chain.contains("192.0.2.17"),
            "the old address is still in: {chain}"
        );
        assert!(chain.contains("192.0.2.33"), "{chain}");
    });
}
