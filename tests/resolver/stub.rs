//! The device: RFC 1034 section 5.3.1.

use where_it_broke::clock::Span;
use where_it_broke::dns::Rcode;
use where_it_broke::sim::fault::Verb;
use where_it_broke::sim::trace::{Cached, Cause, What};

use crate::fixture::*;

#[test]
fn a_device_answers_from_its_own_memory() {
    let mut world = world();
    world.visits.push(own_visit(0, "www.shop.lab."));
    let trace = ask(&world, &[], &question(100));
    assert_eq!(asked(&trace), ["you>device"]);
    let [
        What::FromCache {
            found: Cached::Answer(_),
            age: 99,
            ttl: 201,
            ..
        },
    ] = between(&trace, "device", "device")[..]
    else {
        panic!("{trace:#?}")
    };
    assert!(trace.outcome.reached);
}

#[test]
fn rfc1034_5_3_1_a_device_s_copy_runs_out_with_the_resolver_s() {
    // The neighbour's question at 0 puts the copy into the resolver; the device gets it at 200 with 100 s left.
    let mut world = world();
    world.visits.push(visit(0, "www.shop.lab."));
    world.visits.push(own_visit(200, "www.shop.lab."));
    let trace = ask(&world, &[], &question(310));
    assert_eq!(
        asked(&trace),
        ["you>device", "device>resolver", "resolver>auth"]
    );
    assert!(
        matches!(
            between(&trace, "device", "device")[..],
            [What::Expired { ttl: 101, .. }]
        ),
        "{trace:#?}"
    );
}

#[test]
fn a_device_without_memory_asks_every_time() {
    let mut world = world();
    world.stubs[0].max_ttl = Span::from_secs(0);
    world.visits.push(own_visit(0, "www.shop.lab."));
    assert_eq!(
        asked(&ask(&world, &[], &question(100))),
        ["you>device", "device>resolver"]
    );
}

#[test]
fn rfc2308_a_device_remembers_denials() {
    let mut world = world();
    world.visits.push(own_visit(0, "nowhere.shop.lab."));
    let mut question = question(30);
    question.name = name("nowhere.shop.lab.");
    let trace = ask(&world, &[], &question);
    assert_eq!((asked(&trace).len(), end(&trace).0), (1, Rcode::NXDOMAIN));
    assert!(!trace.outcome.reached);
}

#[test]
fn a_silent_resolver_is_asked_again_and_given_up() {
    let silent = fault(0, 1_000_000, "resolver", Verb::NoReply);
    let trace = ask(&world(), &[silent], &question(0));
    assert_eq!(
        asked(&trace),
        [
            "you>device",
            "device>resolver",
            "device>resolver",
            "device>resolver"
        ]
    );
    let said = between(&trace, "resolver", "device");
    assert!(
        said.iter()
            .all(|what| **what == What::TimedOut { after_ms: 5000 }),
        "{said:?}"
    );
    assert_eq!(end(&trace), (Rcode::SERVFAIL, vec![], Some(Cause::NoReply)));
    assert_eq!(trace.events.last().unwrap().ms, 15_000);
    assert_eq!(
        between(&trace, "device", "you"),
        [&What::Failed {
            cause: Cause::NoReply
        }]
    );
}

#[test]
fn a_resolver_that_fails_is_passed_on_as_failure() {
    let failing = fault(
        0,
        1_000_000,
        "resolver",
        Verb::Decline {
            rcode: Rcode::SERVFAIL,
        },
    );
    let trace = ask(&world(), &[failing], &question(0));
    assert_eq!(
        between(&trace, "resolver", "device"),
        [&What::Declined {
            rcode: Rcode::SERVFAIL
        }]
    );
    assert_eq!(end(&trace).0, Rcode::SERVFAIL);
}

#[test]
fn a_device_that_asks_again_waits_for_the_same_search() {
    // The search takes 5.6 s, the device's patience 5 s: the second query gets the end of the first one's search.
    let silent = fault(0, 1_000_000, "auth", Verb::NoReply);
    let trace = ask(&world(), &[silent], &question(0));
    let path = asked(&trace);
    assert_eq!(
        path.iter()
            .filter(|link| *link == "device>resolver")
            .count(),
        2
    );
    assert_eq!(
        path.iter().filter(|link| *link == "resolver>auth").count(),
        6
    );
    assert_eq!(
        between(&trace, "resolver", "device").last(),
        Some(&&What::Failed {
            cause: Cause::NoReply
        })
    );
}

#[test]
fn nothing_is_told_after_the_end() {
    // The device gives up after 1 s; the resolver goes on, unseen.
    let silent = fault(0, 1_000_000, "auth", Verb::NoReply);
    let mut world = world();
    (world.stubs[0].tries, world.stubs[0].timeout) = (1, Span::from_secs(1));
    let trace = ask(&world, &[silent], &question(0));
    assert_eq!(trace.events.last().unwrap().ms, 1000);
    assert_eq!(between(&trace, "device", "you").len(), 1);
}
