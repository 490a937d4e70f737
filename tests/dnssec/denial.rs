//! Proofs that there is nothing: NSEC (RFC 4035 section 5.4) and NSEC3 (RFC 5155 section 8).

use where_it_broke::dns::{Rcode, Rtype};

use where_it_broke::sim::fault::{Fault, Place, Verb};

use crate::fixture::{Manner, ask, codes, name, noon, puts, types, world};

/// Asks for something in the zone that denies by NSEC, and in the one that denies by NSEC3.
fn in_both(question: &str, expect: impl Fn(&where_it_broke::dns::Message)) {
    let world = world();
    for zone in ["sec.", "hash."] {
        let reply = ask(&world, &question.replace('@', zone));
        assert!(codes(&reply).is_empty(), "{zone}");
        assert!(reply.head.authentic, "{zone}");
        expect(&reply);
    }
}

#[test]
fn rfc4035_5_4_and_rfc5155_8_4_a_name_that_does_not_exist() {
    in_both("nope.@ A", |reply| {
        assert_eq!(reply.head.rcode, Rcode::NXDOMAIN);
    });
    in_both("a.b.c.nope.@ A", |reply| {
        assert_eq!(reply.head.rcode, Rcode::NXDOMAIN);
    });
}

#[test]
fn rfc4035_5_4_and_rfc5155_8_5_a_name_without_such_data() {
    in_both("www.@ MX", |reply| {
        assert_eq!(reply.head.rcode, Rcode::NOERROR);
        assert!(types(reply).is_empty());
    });
}

#[test]
fn rfc4592_2_2_2_a_name_with_nothing_but_names_below_it() {
    in_both("empty.@ A", |reply| {
        assert_eq!(reply.head.rcode, Rcode::NOERROR);
        assert!(types(reply).is_empty());
    });
}

#[test]
fn rfc4035_5_3_4_and_rfc5155_8_8_an_answer_from_a_wildcard() {
    in_both("x.wild.@ A", |reply| {
        assert_eq!(types(reply), [Rtype::A, Rtype::RRSIG]);
    });
    in_both("x.y.wild.@ A", |reply| {
        assert_eq!(types(reply), [Rtype::A, Rtype::RRSIG]);
    });
}

#[test]
fn rfc4035_3_1_3_4_and_rfc5155_8_7_a_wildcard_without_such_data() {
    in_both("x.wild.@ MX", |reply| {
        assert_eq!(reply.head.rcode, Rcode::NOERROR);
        assert!(types(reply).is_empty());
    });
}

#[test]
fn rfc4035_5_2_a_name_that_is_no_cut_has_no_ds() {
    in_both("www.@ DS", |reply| {
        assert_eq!(reply.head.rcode, Rcode::NOERROR);
        assert!(types(reply).is_empty());
    });
}

#[test]
fn rfc4035_5_4_a_denial_without_its_proof_is_bogus() {
    let mut world = world();
    // The NSEC record before the name is gone, as if an attacker had left it out.
    let zone = &mut world.zones[1];
    for owner in ["deep.empty.sec.", "alias.sec.", "ns1.sec."] {
        zone.remove(&name(owner), Rtype::NSEC);
    }
    let reply = ask(&world, "nope.sec. A");
    assert_eq!(reply.head.rcode, Rcode::SERVFAIL);
    assert_eq!(codes(&reply), [12]);
}

#[test]
fn rfc9276_3_2_a_denial_with_too_many_iterations_is_insecure() {
    let mut world = world();
    for (limit, authentic) in [(3, true), (2, false)] {
        world.resolvers[0]
            .validation
            .as_mut()
            .unwrap()
            .max_iterations = limit;
        let reply = ask(&world, "nope.hash. A");
        assert_eq!(reply.head.rcode, Rcode::NXDOMAIN);
        assert_eq!(reply.head.authentic, authentic);
    }
}

/// Asks first for a name that does not exist, then for another after the servers of the zone have fallen silent.
fn after_silence(zone: &str, second: &str, aggressive: bool) -> where_it_broke::dns::Message {
    let mut world = world();
    world.resolvers[0].validation.as_mut().unwrap().aggressive = aggressive;
    let silent = |host: &str| {
        let since = noon() + where_it_broke::clock::Span::from_secs(5);
        let until = noon() + where_it_broke::clock::Span::from_secs(3600);
        Fault::new(since, until, Place::Server(name(host)), Verb::NoReply)
    };
    let faults = ["ns1.sec.", "ns2.sec.", "ns.hash."].map(silent);
    let first = format!("nope.{zone} A");
    let asked = [
        (first.as_str(), Manner::default()),
        (second, Manner::default()),
    ];
    puts(&world, &faults, &asked).pop().unwrap()
}

#[test]
fn rfc8198_5_1_a_proof_serves_for_the_neighbours_of_a_name() {
    let reply = after_silence("sec.", "nopf.sec. A", true);
    assert_eq!(reply.head.rcode, Rcode::NXDOMAIN);
    assert!(reply.head.authentic);
    assert!(reply.authority.iter().any(|r| r.rtype == Rtype::NSEC));
    // The TTL of the denial is what is left of it: 60 s, of which almost ten have passed.
    assert_eq!(reply.authority[0].rtype, Rtype::SOA);
    assert_eq!(reply.authority[0].ttl, 50);
    let reply = after_silence("sec.", "nopf.sec. A", false);
    assert_eq!(reply.head.rcode, Rcode::SERVFAIL);
}

#[test]
fn rfc8198_5_1_a_name_beyond_the_proof_is_asked_for() {
    assert_eq!(
        after_silence("sec.", "www.sec. A", true).head.rcode,
        Rcode::SERVFAIL
    );
    assert_eq!(
        after_silence("hash.", "www.hash. A", true).head.rcode,
        Rcode::SERVFAIL
    );
}
