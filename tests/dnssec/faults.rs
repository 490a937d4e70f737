//! What breaks: the faults of signatures, and data that was changed on the way.

use where_it_broke::dns::{Rcode, Rtype};
use where_it_broke::sim::fault::{DnssecFault, Fault, Place, Verb};

use crate::fixture::{Manner, broken, codes, name, noon, put, puts, types, world};

const BOTH: [&str; 2] = ["ns1.sec.", "ns2.sec."];

/// What is answered with this fault at both servers.
fn with(how: DnssecFault) -> (Rcode, Vec<u16>) {
    let reply = put(
        &world(),
        &broken("sec.", &BOTH, how),
        "www.sec. A",
        Manner::default(),
    );
    assert!(!reply.head.authentic);
    (reply.head.rcode, codes(&reply))
}

#[test]
fn rfc4035_5_5_keys_that_the_ds_does_not_name() {
    assert_eq!(with(DnssecFault::DsMismatch), (Rcode::SERVFAIL, vec![9]));
}

#[test]
fn rfc4035_5_3_1_signatures_that_have_run_out() {
    assert_eq!(
        with(DnssecFault::ExpiredSignatures),
        (Rcode::SERVFAIL, vec![7])
    );
}

#[test]
fn rfc4035_5_2_signatures_that_are_missing() {
    assert_eq!(
        with(DnssecFault::MissingSignatures),
        (Rcode::SERVFAIL, vec![10])
    );
}

#[test]
fn colliding_key_tags_end_within_the_bound() {
    let (rcode, codes) = with(DnssecFault::CollidingKeyTags);
    assert_eq!(rcode, Rcode::SERVFAIL);
    // As Unbound and PowerDNS Recursor: measured in the lab.
    assert_eq!(codes, [9]);
}

#[test]
fn rfc4034_appendix_b_a_tag_is_no_proof_of_a_key() {
    // As Unbound, Knot Resolver and PowerDNS Recursor say it: bogus (RFC 8914 section 4.7).
    assert_eq!(with(DnssecFault::WrongKey), (Rcode::SERVFAIL, vec![6]));
}

#[test]
fn rfc4035_3_2_2_who_checks_for_itself_gets_the_data() {
    let cd = Manner {
        cd: true,
        ..Manner::default()
    };
    let faults = broken("sec.", &BOTH, DnssecFault::DsMismatch);
    let asked = [("www.sec. A", Manner::default()), ("www.sec. A", cd)];
    let replies = puts(&world(), &faults, &asked);
    assert_eq!(replies[0].head.rcode, Rcode::SERVFAIL);
    assert_eq!(replies[1].head.rcode, Rcode::NOERROR);
    assert!(!replies[1].head.authentic);
    assert_eq!(types(&replies[1]), [Rtype::A, Rtype::RRSIG]);
}

#[test]
fn what_was_fetched_unchecked_is_checked_before_others_get_it() {
    let cd = Manner {
        cd: true,
        ..Manner::default()
    };
    let asked = [("www.sec. A", cd), ("www.sec. A", Manner::default())];
    let replies = puts(&world(), &[], &asked);
    assert!(!replies[0].head.authentic);
    assert!(replies[1].head.authentic);
    let faults = broken("sec.", &BOTH, DnssecFault::ExpiredSignatures);
    let replies = puts(&world(), &faults, &asked);
    assert_eq!(replies[1].head.rcode, Rcode::SERVFAIL);
}

#[test]
fn where_one_server_is_wrong_another_is_asked() {
    let faults = broken("sec.", &["ns1.sec."], DnssecFault::ExpiredSignatures);
    let reply = put(&world(), &faults, "www.sec. A", Manner::default());
    assert_eq!(reply.head.rcode, Rcode::NOERROR);
    assert!(reply.head.authentic);
}

#[test]
fn rfc4035_5_3_3_data_that_was_changed_is_bogus() {
    let (from, until) = (noon(), noon() + where_it_broke::clock::Span::from_secs(60));
    let verb = Verb::ChangeAddress {
        name: name("www.sec."),
        to: "203.0.113.66".parse().unwrap(),
    };
    let fault = |host: &&str| Fault::new(from, until, Place::Server(name(host)), verb.clone());
    let faults: Vec<Fault> = BOTH.iter().map(fault).collect();
    let reply = put(&world(), &faults, "www.sec. A", Manner::default());
    assert_eq!(reply.head.rcode, Rcode::SERVFAIL);
    assert_eq!(codes(&reply), [6]);
    assert!(types(&reply).is_empty());
}

#[test]
fn the_same_fault_does_not_touch_a_resolver_that_does_not_check() {
    let mut world = world();
    world.resolvers[0].validation = None;
    for how in [
        DnssecFault::DsMismatch,
        DnssecFault::ExpiredSignatures,
        DnssecFault::MissingSignatures,
        DnssecFault::CollidingKeyTags,
        DnssecFault::WrongKey,
    ] {
        let faults = broken("sec.", &BOTH, how);
        let reply = put(&world, &faults, "www.sec. A", Manner::default());
        assert_eq!(reply.head.rcode, Rcode::NOERROR);
    }
}
