//! Servers that fail: retries, other servers, giving up, and remembering it (RFC 9520).

use where_it_broke::clock::Span;
use where_it_broke::dns::{Rcode, Rtype};
use where_it_broke::sim::fault::Verb;
use where_it_broke::sim::trace::{Cached, Cause, What};

use crate::fixture::*;

const ALWAYS: i64 = 1_000_000;

#[test]
fn rfc1035_7_2_a_silent_server_is_passed_over_for_another() {
    let silent = fault_at_server(0, ALWAYS, "ns1.shop.lab.", Verb::NoReply);
    let trace = ask(&world(), &[silent], &question(0));
    assert!(trace.outcome.reached);
    let said = between(&trace, "auth", "resolver");
    assert!(
        matches!(
            said[..],
            [What::TimedOut { after_ms: 400 }, What::Answered(_)]
        ),
        "{said:?}"
    );
    let asked: Vec<String> = between(&trace, "resolver", "auth")
        .into_iter()
        .filter_map(|what| match what {
            What::Asked {
                server: Some(server),
                ..
            } => Some(server.name.to_string()),
            _ => None,
        })
        .collect();
    assert_eq!(asked, ["ns1.shop.lab.", "ns2.shop.lab."]);
}

#[test]
fn rfc1035_7_2_a_server_that_was_silent_is_asked_last_the_next_time() {
    let silent = fault_at_server(0, ALWAYS, "ns1.shop.lab.", Verb::NoReply);
    let mut world = world();
    world.visits.push(visit(0, "www.shop.lab."));
    let trace = ask(
        &world,
        &[silent],
        &question_for(10, "mail.shop.lab.", Rtype::A),
    );
    assert!(matches!(
        between(&trace, "auth", "resolver")[..],
        [What::Answered(_)]
    ));
}

#[test]
fn rfc1035_7_2_silence_everywhere_is_given_up_after_growing_waits() {
    let silent = fault(0, ALWAYS, "auth", Verb::NoReply);
    let trace = ask(&world(), &[silent], &question(0));
    assert_eq!(end(&trace), (Rcode::SERVFAIL, vec![], Some(Cause::NoReply)));
    let waits: Vec<u32> = between(&trace, "auth", "resolver")
        .into_iter()
        .map(|what| match what {
            What::TimedOut { after_ms } => *after_ms,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(waits, [400, 400, 800, 800, 1600, 1600]);
    assert!(!trace.outcome.reached);
}

#[test]
fn a_resolver_gives_up_when_its_patience_ends() {
    let silent = fault(0, ALWAYS, "auth", Verb::NoReply);
    let mut world = world();
    world.resolvers[0].patience = Span::from_secs(2);
    let trace = ask(&world, &[silent], &question(0));
    let told = trace
        .events
        .iter()
        .find(|e| matches!(e.what, What::Failed { .. }))
        .unwrap();
    assert_eq!(told.ms, 10 + 2000 + 10);
}

#[test]
fn a_reply_later_than_the_wait_counts_as_silence_and_is_waited_for_longer_the_next_time() {
    let mut world = world();
    world.servers[3].round_trip = Span::from_ms(700);
    world.servers[4].round_trip = Span::from_ms(700);
    let trace = ask(&world, &[], &question(0));
    assert!(trace.outcome.reached);
    let said = between(&trace, "auth", "resolver");
    assert!(
        matches!(
            said[..],
            [
                What::TimedOut { .. },
                What::TimedOut { .. },
                What::Answered(_)
            ]
        ),
        "{said:?}"
    );
}

#[test]
fn rfc1035_4_1_1_servers_that_refuse_are_not_asked_twice() {
    let refused = fault(
        0,
        ALWAYS,
        "auth",
        Verb::Decline {
            rcode: Rcode::REFUSED,
        },
    );
    let trace = ask(&world(), &[refused], &question(0));
    assert_eq!(
        end(&trace),
        (Rcode::SERVFAIL, vec![], Some(Cause::ServersFailed))
    );
    let said = between(&trace, "auth", "resolver");
    assert_eq!(
        said,
        [
            &What::Declined {
                rcode: Rcode::REFUSED
            },
            &What::Declined {
                rcode: Rcode::REFUSED
            }
        ]
    );
}

#[test]
fn a_server_without_the_zone_refuses() {
    let mut world = world();
    world.servers[3].zones.clear();
    world.servers[4].zones.clear();
    let trace = ask(&world, &[], &question(0));
    assert_eq!(
        end(&trace),
        (Rcode::SERVFAIL, vec![], Some(Cause::ServersFailed))
    );
}

#[test]
fn servfail_from_one_server_is_healed_by_another() {
    let failing = fault_at_server(
        0,
        ALWAYS,
        "ns1.shop.lab.",
        Verb::Decline {
            rcode: Rcode::SERVFAIL,
        },
    );
    assert!(ask(&world(), &[failing], &question(0)).outcome.reached);
}

#[test]
fn rfc9520_3_2_a_failure_is_remembered_for_a_while() {
    let failing = fault(
        0,
        ALWAYS,
        "auth",
        Verb::Decline {
            rcode: Rcode::SERVFAIL,
        },
    );
    let mut world = world();
    world.resolvers[0].failure_ttl = Span::from_secs(30);
    world.visits.push(visit(0, "www.shop.lab."));
    let soon = ask(&world, std::slice::from_ref(&failing), &question(29));
    assert_eq!(asked(&soon), ["you>device", "device>resolver"]);
    let [
        What::FromCache {
            found: Cached::Failure { cause },
            ..
        },
    ] = between(&soon, "resolver", "resolver")[..]
    else {
        panic!("{soon:#?}")
    };
    assert_eq!(*cause, Cause::ServersFailed);
    assert_eq!(
        end(&soon),
        (Rcode::SERVFAIL, vec![], Some(Cause::ServersFailed))
    );
    let later = ask(&world, &[failing], &question(31));
    assert!(asked(&later).len() > 2);
}

#[test]
fn rfc9520_3_2_a_failure_remembered_for_no_time_is_tried_again_at_once() {
    let mut world = world();
    world.resolvers[0].failure_ttl = Span::from_secs(0);
    world.visits.push(visit(0, "www.shop.lab."));
    let failing = fault(
        0,
        1,
        "auth",
        Verb::Decline {
            rcode: Rcode::SERVFAIL,
        },
    );
    assert!(ask(&world, &[failing], &question(1)).outcome.reached);
}

#[test]
fn the_work_for_one_question_is_bounded() {
    let silent = fault(0, ALWAYS, "auth", Verb::NoReply);
    let mut world = world();
    world.resolvers[0].max_queries = 4;
    let trace = ask(&world, &[silent], &question(0));
    assert_eq!(end(&trace).2, Some(Cause::TooMuchWork));
    let sent = asked(&trace)
        .into_iter()
        .filter(|link| link.starts_with("resolver"))
        .count();
    assert_eq!(sent, 4);
}

#[test]
fn nxns_a_referral_to_many_servers_without_addresses_costs_little() {
    // Each server's name is under a delegation that again has many servers without addresses.
    let many = |zone: &str, to: &str| -> String {
        (0..30)
            .map(|n| format!("{zone} NS ns{n}.{to}{n}\n"))
            .collect()
    };
    let more: String = (0..30).map(|n| many(&format!("a{n}"), "b")).collect();
    let again: String = (0..30).map(|n| many(&format!("b{n}"), "a")).collect();
    let lab = LAB.replace(
        "shop      NS  ns1.shop\nshop      NS  ns2.shop\n",
        &many("shop", "a"),
    );
    let trace = ask(
        &world_with_lab(&format!("{lab}{more}{again}")),
        &[],
        &question(0),
    );
    assert_eq!(end(&trace).0, Rcode::SERVFAIL);
    let sent = asked(&trace)
        .into_iter()
        .filter(|link| link.starts_with("resolver"))
        .count();
    assert!(sent <= 100, "{sent}");
}
