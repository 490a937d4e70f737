//! Memories: RFC 1034 section 5.3.3 step 1, RFC 2308, RFC 2181 section 5.4.1.

use where_it_broke::clock::Span;
use where_it_broke::dns::{Rcode, Rtype};
use where_it_broke::sim::fault::Verb;
use where_it_broke::sim::trace::{Cached, What};

use crate::fixture::*;

#[test]
fn rfc1034_5_3_3_answers_from_memory_within_the_ttl() {
    let mut world = world();
    world.visits.push(visit(0, "www.shop.lab."));
    let trace = ask(&world, &[], &question(299));
    assert_eq!(asked(&trace), ["you>device", "device>resolver"]);
    let [
        What::FromCache {
            found: Cached::Answer(answer),
            age,
            ttl,
            ..
        },
    ] = between(&trace, "resolver", "resolver")[..]
    else {
        panic!("{trace:#?}")
    };
    // A neighbour's question is counted from the resolver on: its answer came 54 ms later.
    assert_eq!(
        (&answer.data[..], *age, *ttl),
        (&["192.0.2.10".to_owned()][..], 298, 2)
    );
    assert!(trace.outcome.reached);
}

#[test]
fn rfc1035_3_2_1_a_copy_that_has_run_out_is_asked_for_again_at_the_nearest_servers() {
    let mut world = world();
    world.visits.push(visit(0, "www.shop.lab."));
    let trace = ask(&world, &[], &question(301));
    assert_eq!(
        asked(&trace),
        ["you>device", "device>resolver", "resolver>auth"]
    );
    let [
        What::Expired {
            at: ran_out, ttl, ..
        },
        What::DelegationFromCache { zone, .. },
    ] = between(&trace, "resolver", "resolver")[..]
    else {
        panic!("{trace:#?}")
    };
    assert_eq!((*ran_out, *ttl), (at(300) + Span::from_ms(54), 300));
    assert_eq!(*zone, name("shop.lab."));
}

#[test]
fn rfc1034_5_3_3_a_delegation_that_has_run_out_is_asked_for_again_above() {
    let mut world = world();
    world.visits.push(visit(0, "www.shop.lab."));
    let trace = ask(&world, &[], &question(3700));
    assert_eq!(asked(&trace)[2..], ["resolver>tld", "resolver>auth"]);
}

#[test]
fn rfc8767_4_the_resolver_s_cap_ends_a_copy_early() {
    let mut world = world();
    world.resolvers[0].max_ttl = Span::from_secs(60);
    world.visits.push(visit(0, "www.shop.lab."));
    assert_eq!(asked(&ask(&world, &[], &question(59))).len(), 2);
    let later = ask(&world, &[], &question(61));
    assert_eq!(
        asked(&later)[2..],
        ["resolver>root", "resolver>tld", "resolver>auth"]
    );
    let answered = between(&later, "resolver", "device");
    assert!(
        matches!(answered[..], [What::Answered(answer)] if answer.ttl == 60),
        "{answered:?}"
    );
}

#[test]
fn a_floor_of_the_resolver_keeps_a_copy_longer() {
    let mut world = world();
    world.resolvers[0].min_ttl = Span::from_secs(600);
    world.visits.push(visit(0, "www.shop.lab."));
    assert_eq!(asked(&ask(&world, &[], &question(599))).len(), 2);
}

#[test]
fn rfc2308_5_a_missing_name_is_remembered_for_the_soa_minimum() {
    let missing = |secs| question_for(secs, "nowhere.shop.lab.", Rtype::A);
    let mut world = world();
    let cold = ask(&world, &[], &missing(0));
    assert_eq!(end(&cold).0, Rcode::NXDOMAIN);
    assert!(matches!(
        between(&cold, "auth", "resolver")[..],
        [What::NoSuchName { ttl: 60, .. }]
    ));
    world.visits.push(visit(0, "nowhere.shop.lab."));
    let warm = ask(&world, &[], &missing(59));
    assert_eq!((asked(&warm).len(), end(&warm).0), (2, Rcode::NXDOMAIN));
    assert_eq!(asked(&ask(&world, &[], &missing(61))).len(), 3);
}

#[test]
fn rfc2308_5_a_resolver_s_cap_on_denials_counts() {
    let shop = SHOP
        .replace("1209600 60", "1209600 86400")
        .replace("$TTL 300", "$TTL 86400");
    let mut world = world_with_shop(&shop);
    world.visits.push(visit(0, "nowhere.shop.lab."));
    let missing = |secs| question_for(secs, "nowhere.shop.lab.", Rtype::A);
    assert_eq!(asked(&ask(&world, &[], &missing(3599))).len(), 2);
    assert!(asked(&ask(&world, &[], &missing(3601))).len() > 2);
}

#[test]
fn rfc2308_5_the_denial_of_a_name_counts_for_every_type_and_nodata_for_one() {
    let mut world = world();
    world.visits.push(visit(0, "nowhere.shop.lab."));
    world.visits.push(visit(0, "info.shop.lab."));
    let other = ask(
        &world,
        &[],
        &question_for(10, "nowhere.shop.lab.", Rtype::MX),
    );
    assert_eq!((asked(&other).len(), end(&other).0), (2, Rcode::NXDOMAIN));
    let nodata = ask(&world, &[], &question_for(10, "info.shop.lab.", Rtype::A));
    assert_eq!((asked(&nodata).len(), end(&nodata).0), (2, Rcode::NOERROR));
    assert_eq!(nodata.outcome.answers, Vec::<String>::new());
    let text = ask(&world, &[], &question_for(10, "info.shop.lab.", Rtype::TXT));
    assert_eq!((asked(&text).len(), end(&text).1), (3, vec!["\"hello\""]));
}

#[test]
fn rfc2308_1_a_copy_outlives_the_fix_and_a_denial_outlives_it_too() {
    // The record is wrong until second 100. Who asked before keeps the wrong copy for its TTL.
    let wrong = fault(
        0,
        100,
        "auth",
        Verb::ChangeAddress {
            name: name("www.shop.lab."),
            to: "203.0.113.66".parse().unwrap(),
        },
    );
    let gone = fault(
        0,
        100,
        "auth",
        Verb::DeleteName {
            name: name("www.shop.lab."),
        },
    );
    let mut world = world();
    world.visits.push(visit(90, "www.shop.lab."));
    let misled = ask(&world, &[wrong], &question(200));
    assert_eq!(
        (end(&misled).1, misled.outcome.reached),
        (vec!["203.0.113.66"], false)
    );
    assert!(matches!(
        between(&misled, "you", "service")[..],
        [What::Misled { .. }]
    ));
    let missing = ask(&world, std::slice::from_ref(&gone), &question(140));
    assert_eq!(
        (end(&missing).0, missing.outcome.reached),
        (Rcode::NXDOMAIN, false)
    );
    assert!(ask(&world, &[gone], &question(160)).outcome.reached);
}

#[test]
fn rfc2181_5_4_1_glue_is_no_answer() {
    // The address of ns1 is known as glue, but a question for it is put to the zone's own servers.
    let mut world = world();
    world.visits.push(visit(0, "www.shop.lab."));
    let trace = ask(&world, &[], &question_for(10, "ns1.shop.lab.", Rtype::A));
    assert_eq!(asked(&trace)[2..], ["resolver>auth"]);
    assert_eq!(end(&trace).1, ["203.0.113.1"]);
}

#[test]
fn a_ttl_of_zero_is_used_once_and_not_kept() {
    let lab = LAB.replace("$TTL 3600", "$TTL 0");
    let mut world = world_with_lab(&lab);
    assert!(ask(&world, &[], &question(0)).outcome.reached);
    world.visits.push(visit(0, "www.shop.lab."));
    let mail = ask(&world, &[], &question_for(1, "mail.shop.lab.", Rtype::A));
    assert_eq!(asked(&mail)[2..], ["resolver>tld", "resolver>auth"]);
    assert_eq!(end(&mail).1, ["192.0.2.25"]);
}

#[test]
fn visits_repeat_until_the_question_and_leave_no_events() {
    let mut world = world();
    let mut busy = visit(0, "www.shop.lab.");
    busy.every = Some(Span::from_secs(100));
    world.visits.push(busy);
    // The copies of seconds 0, 301 (asked at 400) and 701 (asked at 800): at 950 the last is 150 s old.
    let trace = ask(&world, &[], &question(950));
    let [What::FromCache { age, .. }] = between(&trace, "resolver", "resolver")[..] else {
        panic!("{trace:#?}")
    };
    assert_eq!(*age, 149);
    assert_eq!(
        trace
            .events
            .iter()
            .filter(|e| matches!(e.what, What::Asked { .. }))
            .count(),
        2
    );
}

#[test]
fn a_visit_still_under_way_teaches_nothing_yet() {
    let mut world = world();
    let mut just_now = visit(0, "www.shop.lab.");
    just_now.at = at(10) - Span::from_ms(5);
    world.visits.push(just_now);
    let trace = ask(&world, &[], &question(10));
    assert_eq!(asked(&trace).len(), 5);
}

#[test]
fn rfc9609_2_a_root_whose_addresses_have_run_out_is_found_by_the_hints() {
    let root = ROOT.replace("a.root.      A ", "a.root. 60   A ");
    assert_ne!(root, ROOT);
    let world = world_of(&root, LAB, OPS, SHOP, CDN);
    // Primed an hour before the first question; the root's NS records last for a day.
    let trace = ask(&world, &[], &question_for(0, "shop.cdn.ops.", Rtype::A));
    assert_eq!(trace.outcome.rcode, Rcode::NOERROR);
    assert_eq!(asked(&trace)[2], "resolver>root");
}
