//! The chain is read from the trace: other data draw another chain.

use super::drawn::{apple, at_step, page, shop, stage};
use crate::support::Copy;

const INCIDENT: &str = "incidents/apple-2015/incident.toml";
const ZONE: &str = "incidents/apple-2015/apple.com.zone";

#[test]
fn without_the_faults_nothing_is_broken() {
    let copy = Copy::new("render-without-faults");
    copy.cut(INCIDENT, "[[fault]]", "# ---- The steps");
    let story = copy.story();
    for step in 1..=story.steps.len() {
        let drawn = page(&story, &at_step(step, "plain"));
        assert_eq!(drawn.main["data-broken"], "", "step {step}");
        assert_eq!(drawn.main["data-failing"], "0.000", "step {step}");
        assert_eq!(drawn.main["data-lost-mid"], "0", "step {step}");
        let torn = drawn
            .links
            .iter()
            .any(|l| l.1 == "broken" || l.1 == "wrong");
        assert!(!torn, "step {step}: {:?}", drawn.links);
    }
}

#[test]
fn an_address_changed_in_the_zone_file_is_shown() {
    let copy = Copy::new("render-address");
    let before = page(&copy.story(), &at_step(4, "plain"));
    assert!(before.text.contains("192.0.2.17"), "{}", before.text);
    copy.replace(ZONE, "192.0.2.17", "192.0.2.33");
    for voice in ["plain", "technical"] {
        let after = page(&copy.story(), &at_step(4, voice));
        assert!(after.text.contains("192.0.2.33"), "{voice}: {}", after.text);
        assert!(
            !after.text.contains("192.0.2.17"),
            "{voice}: {}",
            after.text
        );
        assert_eq!(after.main["data-broken"], "");
    }
}

#[test]
fn a_wrong_address_leads_astray() {
    let copy = Copy::new("render-astray");
    let astray = r#"{ change_address = { name = "buy.itunes.apple.com.", to = "192.0.2.99" } }"#;
    copy.replace(INCIDENT, r#"{ decline = { rcode = "SERVFAIL" } }"#, astray);
    let drawn = page(&copy.story(), &at_step(5, "plain"));
    assert_eq!(drawn.main["data-broken"], "auth-service");
    let last = drawn.links.last().unwrap();
    assert_eq!((&*last.0, &*last.1), ("auth-service", "wrong"));
}

#[test]
fn a_server_renamed_in_the_incident_is_named_to_engineers() {
    let drawn = page(&apple(), &at_step(4, "technical"));
    for (station, host) in [
        ("root", "a.root-servers.net"),
        ("tld", "a.gtld-servers.net"),
        ("auth", "adns1.apple.com"),
    ] {
        // Within its station: a name may be broken after its dots there.
        let words = drawn.stations.iter().find(|s| s.0 == station);
        let words = &words.unwrap().2;
        assert!(words.contains(host), "{host} is not in {words}");
    }
}

#[test]
fn more_zones_on_the_way_draw_more_stations() {
    let story = shop();
    let ids = |drawn: &super::drawn::Drawn| -> Vec<String> {
        drawn.stations.iter().map(|s| s.0.clone()).collect()
    };
    let works = page(&story, &at_step(1, "plain"));
    let on_the_way = [
        "you",
        "device",
        "resolver",
        "root",
        "tld",
        "registry",
        "auth",
        "till-auth",
        "card-auth",
        "service",
    ];
    assert_eq!(ids(&works), on_the_way);
    assert!(
        works.stations.iter().all(|s| s.1 == "answered"),
        "{:?}",
        works.stations
    );
    assert_eq!(works.links.len(), 9);
    assert_eq!(works.main["data-broken"], "");

    let broken = page(&story, &at_step(2, "plain"));
    assert_eq!(ids(&broken), on_the_way);
    assert_eq!(broken.main["data-broken"], "registry-auth");
    let states: Vec<_> = broken.links.iter().map(|l| (&*l.0, &*l.1)).collect();
    assert_eq!(
        states,
        [
            ("you-device", "asked"),
            ("device-resolver", "asked"),
            ("resolver-root", "asked"),
            ("root-tld", "asked"),
            ("tld-registry", "asked"),
            ("registry-auth", "broken"),
            ("auth-till-auth", "idle"),
            ("till-auth-card-auth", "idle"),
            ("card-auth-service", "idle"),
        ]
    );
    assert_eq!(stage(&story).gap(), Some(5));
}

#[test]
fn a_story_without_a_loss_has_no_money() {
    let drawn = page(&shop(), &at_step(2, "plain"));
    for name in [
        "data-blocked-mid",
        "data-lost-low",
        "data-lost-mid",
        "data-lost-high",
    ] {
        assert!(
            !drawn.main.contains_key(name),
            "{name} is {:?}",
            drawn.main.get(name)
        );
    }
    assert!(!drawn.text.contains('$'), "{}", drawn.text);
}
