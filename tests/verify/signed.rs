//! Stories with signed zones.

use where_it_broke::clock::Span;
use where_it_broke::dns::{Rtype, Zone};
use where_it_broke::host::export_lab::Export;
use where_it_broke::host::sign::{Denial, Validity, ZoneKey, sign};
use where_it_broke::incident::Story;
use where_it_broke::sim::fault::{DnssecFault, Place, Verb};
use where_it_broke::sim::world::Validation;

use crate::support::{at, name};
use crate::trip::{auth, differences, with};

/// Apple's world with the root, com. and apple.com. signed, and a resolver that checks.
fn signed(id: &str, faults: Vec<(Place, Verb)>, denial: Denial) -> Story {
    let mut story = with(id, faults);
    // One name is enough: to check signatures takes its time where nothing is optimised.
    story.services = vec![story.services[story.followed].clone()];
    story.followed = 0;
    let validity = Validity {
        from: at("00:00:00") - Span::from_mins(60 * 24),
        until: at("00:00:00") + Span::from_mins(60 * 24 * 30),
    };
    let apexes = ["apple.com.", "com.", "."].map(name);
    let keys = apexes
        .each_ref()
        .map(|apex| ZoneKey::generate(apex).unwrap());
    for (apex, key) in apexes.iter().zip(&keys) {
        let below = keys.iter().map(|key| key.ds().unwrap());
        let zone: &mut Zone = story
            .world
            .zones
            .iter_mut()
            .find(|z| z.apex() == apex)
            .unwrap();
        for ds in below.filter(|ds| ds.name.parent().as_ref() == Some(apex)) {
            zone.insert(ds);
        }
        *zone = sign(zone, key, validity, denial).unwrap();
    }
    let anchor = keys[2].ds().unwrap();
    story.world.resolvers[0].validation = Some(Validation::new(vec![anchor]));
    story
}

#[test]
fn a_signed_world_comes_back_signed() {
    for (id, denial, nsec3) in [
        ("signed", Denial::Nsec, false),
        ("signed-nsec3", Denial::Nsec3 { iterations: 0 }, true),
    ] {
        let story = signed(id, Vec::new(), denial);
        let (_, wrong) = differences(&story);
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        let dnssec = Export::new(&story).unwrap().scenario.dnssec;
        assert!(dnssec.validate && dnssec.anchors == ["."]);
        assert_eq!(dnssec.sign.len(), 3);
        assert!(dnssec.sign.values().all(|how| how.nsec3 == nsec3));
        assert_eq!(dnssec.ds.len(), 2);
        assert!(dnssec.ds.values().all(|state| state == "ok"));
    }
}

#[test]
fn every_fault_of_signatures_comes_back_as_it_is() {
    let mut all = Vec::new();
    for (id, zone, place, how) in [
        ("ds-mismatch", "apple.com.", auth(), DnssecFault::DsMismatch),
        (
            "expired",
            "apple.com.",
            auth(),
            DnssecFault::ExpiredSignatures,
        ),
        (
            "missing",
            "apple.com.",
            auth(),
            DnssecFault::MissingSignatures,
        ),
        (
            "colliding",
            "apple.com.",
            auth(),
            DnssecFault::CollidingKeyTags,
        ),
        ("wrong-key", "apple.com.", auth(), DnssecFault::WrongKey),
        (
            "tld-wrong-key",
            "com.",
            Place::Station("tld".into()),
            DnssecFault::WrongKey,
        ),
        (
            "tld-ds-mismatch",
            "com.",
            Place::Station("tld".into()),
            DnssecFault::DsMismatch,
        ),
        (
            "tld-expired",
            "com.",
            Place::Station("tld".into()),
            DnssecFault::ExpiredSignatures,
        ),
    ] {
        let verb = Verb::BreakDnssec {
            zone: name(zone),
            how,
        };
        let story = signed(id, vec![(place, verb)], Denial::Nsec);
        let export = Export::new(&story).unwrap();
        assert!(!export.scenario.dnssec.broken.is_empty(), "{id}");
        let (_, wrong) = differences(&story);
        all.extend(wrong.into_iter().map(|line| format!("{id}: {line}")));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn a_delegation_that_goes_takes_its_ds_record_along_and_the_zone_is_signed_anew() {
    let verb = Verb::RemoveDelegation {
        zone: name("apple.com."),
    };
    let tld = Place::Station("tld".into());
    let story = signed("signed-hold", vec![(tld, verb)], Denial::Nsec);
    // The simulation cannot sign anew: there the denial does not check out. `wib verify` tells such a story apart.
    let (_, wrong) = differences(&story);
    assert!(!wrong.is_empty());
    let denied = |line: &String| line.contains("(\"NXDOMAIN\", {}) in the lab");
    assert!(wrong.iter().all(denied), "{}", wrong.join("\n"));
}

#[test]
fn ds_records_over_an_unsigned_zone_stay() {
    let mut story = signed("unsigned", Vec::new(), Denial::Nsec);
    story.world.visits.clear();
    let zone = story
        .world
        .zones
        .iter_mut()
        .find(|z| *z.apex() == name("apple.com."));
    let zone = zone.unwrap();
    let sets: Vec<_> = zone
        .rrsets()
        .map(|(owner, set)| (owner.clone(), set.rtype))
        .collect();
    for (owner, rtype) in sets {
        if [Rtype::RRSIG, Rtype::NSEC, Rtype::DNSKEY].contains(&rtype) {
            zone.remove(&owner, rtype);
        }
    }
    let dnssec = Export::new(&story).unwrap().scenario.dnssec;
    assert_eq!(dnssec.ds["apple.com."], "ok");
    assert!(!dnssec.sign.contains_key("apple.com."));
    let (_, wrong) = differences(&story);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
