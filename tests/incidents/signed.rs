//! Stories whose zones are signed and whose resolver checks that: signed when the story is read, judged by the simulation.

use where_it_broke::dns::{Rcode, Rtype};
use where_it_broke::incident::Story;
use where_it_broke::incident::pack::encode;
use where_it_broke::sim::frame::{Frame, Said};
use where_it_broke::sim::trace::{Cause, Flaw, What};

use crate::support::{Copy, at, name};

const INCIDENT: &str = "incidents/apple-2015/incident.toml";

/// Apple's story as it would be with signed zones, a resolver that checks, and this verb.
fn signed(test: &str, verb: &str) -> Copy {
    let copy = Copy::new(test);
    let entry = |zone: &str| {
        format!(
            "[[signed]]\nzone = \"{zone}\"\nfrom = 2015-03-01T00:00:00Z\nuntil = 2015-04-01T00:00:00Z\n\n"
        )
    };
    let entries = [".", "com.", "apple.com."].map(entry).concat();
    copy.replace(INCIDENT, "[device]", &format!("{entries}[device]"))
        .replace(
            INCIDENT,
            "max_ttl_s = 3600",
            "max_ttl_s = 3600\nvalidate = true",
        )
        .replace(INCIDENT, "share = 0.90", "share = 1.0")
        .replace(INCIDENT, "names = [\"buy.itunes.apple.com.\"]\n", "")
        .replace(
            INCIDENT,
            "verb = { decline = { rcode = \"SERVFAIL\" } }",
            &format!("verb = {verb}"),
        );
    copy
}

fn broken(how: &str) -> String {
    format!("{{ break_dnssec = {{ zone = \"apple.com.\", how = \"{how}\" }} }}")
}

fn rejected(story: &Story, clock: &str) -> Option<Flaw> {
    let trace = story.trace(story.followed, at(clock)).unwrap();
    let mut events = trace.events.iter();
    events.find_map(|e| match e.what {
        What::Rejected { flaw, .. } => Some(flaw),
        _ => None,
    })
}

#[test]
fn a_signed_story_checks_out_until_its_signatures_break() {
    let story = signed("signed", &broken("missing_signatures")).story();
    assert!(story.world.validates());
    let whole = story.trace(story.followed, at("08:41:06")).unwrap();
    assert!(whole.outcome.reached);
    let secure = |what: &What| matches!(what, What::Checked { secure: true, .. });
    assert!(whole.events.iter().any(|e| secure(&e.what)));
    let bogus = story.trace(story.followed, at("10:24:07")).unwrap();
    assert_eq!(
        (bogus.outcome.rcode, bogus.outcome.cause),
        (Rcode::SERVFAIL, Some(Cause::Bogus))
    );
    let chain = story.chain(story.followed).unwrap();
    assert_eq!(chain.stations().len(), 7);
    let link = chain.broken(&bogus).unwrap().link;
    assert_eq!(chain.link_name(link).as_deref(), Some("auth-service"));
    let still = Frame::at(&chain, &bogus, bogus.events.len());
    let flaw = Flaw::NoSignature;
    assert_eq!(still.stations[5].said, Said::Rejected { flaw });
}

#[test]
fn each_way_to_break_signatures_is_told_by_its_flaw() {
    for (how, flaw) in [
        ("ds_mismatch", Flaw::NoKey),
        ("expired_signatures", Flaw::Expired),
        ("missing_signatures", Flaw::NoSignature),
    ] {
        let story = signed(&format!("signed-{how}"), &broken(how)).story();
        assert_eq!(rejected(&story, "10:24:07"), Some(flaw), "{how}");
    }
}

#[test]
fn a_resolver_that_does_not_check_is_served_all_the_same() {
    let copy = signed("signed-unchecked", &broken("expired_signatures"));
    copy.replace(INCIDENT, "validate = true", "validate = false");
    let story = copy.story();
    assert!(!story.world.validates());
    assert!(
        story
            .trace(story.followed, at("10:24:07"))
            .unwrap()
            .outcome
            .reached
    );
}

#[test]
fn an_old_copy_whose_signatures_have_run_out_is_rejected() {
    // As in October 2023, when 1.1.1.1 went on with a root zone of the month before.
    let verb = "{ serve_old_copy = { zone = \"apple.com.\", file = \"old.zone\", signed_until = 2015-03-11T08:00:00Z } }";
    let copy = signed("signed-old", verb);
    let zone = std::fs::read_to_string(copy.incident().join("apple.com.zone")).unwrap();
    let old = zone.replace("2015031001", "2015021101");
    assert_ne!(old, zone);
    copy.write("incidents/apple-2015/old.zone", &old);
    assert_eq!(rejected(&copy.story(), "10:24:07"), Some(Flaw::Expired));
}

#[test]
fn nsec3_proves_a_denial_as_nsec_does() {
    let verb = "{ delete_name = { name = \"buy.itunes.apple.com.\" } }";
    for (denial, test) in [("nsec", "denied-nsec"), ("nsec3", "denied-nsec3")] {
        let copy = signed(test, verb);
        copy.replace(
            INCIDENT,
            "zone = \"apple.com.\"\nfrom",
            &format!("zone = \"apple.com.\"\ndenial = \"{denial}\"\nfrom"),
        );
        let story = copy.story();
        let apex = name("apple.com.");
        let zone = story
            .world
            .zones
            .iter()
            .find(|zone| *zone.apex() == apex)
            .unwrap();
        let has = |rtype| zone.rrsets().any(|(_, set)| set.rtype == rtype);
        assert_eq!(
            (has(Rtype::NSEC), has(Rtype::NSEC3)),
            (denial == "nsec", denial == "nsec3")
        );
        // A name is cut out of a signed zone, and its proofs still say that it is there.
        assert_eq!(rejected(&story, "10:24:07"), Some(Flaw::NoDenial));
    }
}

#[test]
fn a_signed_story_is_the_same_to_the_byte_each_time() {
    let copy = signed("signed-twice", &broken("ds_mismatch"));
    let files = encode(&copy.story()).unwrap();
    assert_eq!(encode(&copy.story()).unwrap(), files);
    assert_eq!(*files.stage().unwrap().story, copy.story());
    assert!(copy.story().world.validates());
}
