//! What a resolver may be set to do: use stale copies (RFC 8767), leave names to others.

use where_it_broke::clock::Span;
use where_it_broke::dns::message::Edns;
use where_it_broke::dns::{Message, Rcode, Rtype};
use where_it_broke::sim::fault::{Fault, Verb};
use where_it_broke::sim::recorder::Recorder;
use where_it_broke::sim::session::Session;
use where_it_broke::sim::trace::{Cached, Cause, What};
use where_it_broke::sim::world::{Forward, Stale, World};

use crate::fixture::*;

/// A world in which the answer was learnt at second 0, and whose servers are silent from second 100 on.
fn stale_world() -> (World, [Fault; 1]) {
    let mut world = world();
    world.resolvers[0].stale = Some(Stale::default());
    world.visits.push(visit(0, "www.shop.lab."));
    (world, [fault(100, 1_000_000, "auth", Verb::NoReply)])
}

#[test]
fn rfc8767_5_a_copy_that_has_run_out_stands_in_when_nobody_answers_in_time() {
    let (world, silent) = stale_world();
    let trace = ask(&world, &silent, &question(400));
    assert!(trace.outcome.reached);
    let here = between(&trace, "resolver", "resolver");
    let Some(What::FromCache {
        found: Cached::Answer(answer),
        age: 401,
        ttl: 0,
        ..
    }) = here.last()
    else {
        panic!("{here:?}")
    };
    assert_eq!(answer.data, ["192.0.2.10"]);
    // The client response timer of 1.8 s, and a TTL of 30 s (section 4).
    let told = trace
        .events
        .iter()
        .find(|e| &*e.from == "resolver" && &*e.to == "device")
        .unwrap();
    assert_eq!(told.ms, 10 + 1800 + 10);
    assert!(matches!(&told.what, What::Answered(answer) if answer.ttl == 30));
}

#[test]
fn rfc8767_5_servers_that_failed_lately_are_not_waited_for_again() {
    let (mut world, silent) = stale_world();
    world.visits.push(visit(400, "www.shop.lab."));
    let soon = ask(&world, &silent, &question(420));
    assert_eq!(asked(&soon), ["you>device", "device>resolver"]);
    assert!(soon.outcome.reached);
    assert!(asked(&ask(&world, &silent, &question(440))).len() > 2);
}

#[test]
fn rfc8767_5_a_copy_that_is_too_old_is_not_used() {
    let (mut world, silent) = stale_world();
    world.resolvers[0].stale = Some(Stale {
        keep: Span::from_secs(60),
        ..Stale::default()
    });
    assert!(ask(&world, &silent, &question(350)).outcome.reached);
    assert_eq!(
        end(&ask(&world, &silent, &question(365))).0,
        Rcode::SERVFAIL
    );
}

#[test]
fn rfc8767_4_without_leave_to_do_so_no_old_copy_is_used() {
    let (mut world, silent) = stale_world();
    world.resolvers[0].stale = None;
    assert_eq!(
        end(&ask(&world, &silent, &question(400))),
        (Rcode::SERVFAIL, vec![], Some(Cause::NoReply))
    );
}

#[test]
fn rfc8767_4_an_answer_that_can_be_had_is_preferred_even_a_denial() {
    let (world, _) = stale_world();
    assert!(ask(&world, &[], &question(400)).outcome.reached);
    let gone = [fault(
        100,
        1_000_000,
        "auth",
        Verb::DeleteName {
            name: name("www.shop.lab."),
        },
    )];
    assert_eq!(end(&ask(&world, &gone, &question(400))).0, Rcode::NXDOMAIN);
}

/// The extended errors that a device which knows EDNS gets.
fn errors(world: &World, faults: &[Fault], secs: &[i64]) -> Vec<Vec<u16>> {
    let mut query = Message::query(1, name("www.shop.lab."), Rtype::A);
    query.edns = Some(Edns::new(1232));
    let wire = query.to_wire(512).unwrap();
    let mut session = Session::new(world, faults, 0);
    let mut put = |secs: &i64| {
        let reply = session.resolve(0, at(*secs), &wire, &mut Recorder::off());
        let message = Message::from_wire(&reply.wire.unwrap()).unwrap();
        message
            .edns
            .unwrap()
            .errors
            .into_iter()
            .map(|(code, _)| code)
            .collect()
    };
    secs.iter().map(&mut put).collect()
}

#[test]
fn rfc8914_4_the_reply_says_what_went_wrong() {
    let (world, silent) = stale_world();
    // Nothing; 4.4 Stale Answer.
    assert_eq!(errors(&world, &silent, &[0, 400]), [vec![], vec![3]]);
    // 4.23 No Reachable Authority; 4.14 Cached Error.
    assert_eq!(errors(&world, &silent, &[200, 207]), [vec![22], vec![13]]);
}

#[test]
fn a_resolver_leaves_names_to_others_as_it_is_told() {
    let mut world = world();
    let corp = where_it_broke::dns::zonefile::parse(
        "@ 60 SOA ns host 1 2 3 4 5\n@ 60 NS ns\nns 60 A 203.0.113.1\nwiki 60 A 10.1.2.3\n",
        &name("corp.lab."),
    );
    world.zones.push(corp.unwrap());
    world.servers[5].zones.push(5);
    let forward = Forward {
        zone: name("corp.lab."),
        addresses: vec!["203.0.113.3".parse().unwrap()],
        first: false,
    };
    world.resolvers[0].forward.push(forward);
    let inside = ask(&world, &[], &question_for(0, "wiki.corp.lab.", Rtype::A));
    assert_eq!(
        (end(&inside).1, &asked(&inside)[2..]),
        (vec!["10.1.2.3"], &["resolver>cdn".to_owned()][..])
    );
    // Other names are searched for as ever, and suffer nothing when the others are silent.
    let silent = [fault(0, 100, "cdn", Verb::NoReply)];
    assert!(ask(&world, &silent, &question(0)).outcome.reached);
    let lost = ask(
        &world,
        &silent,
        &question_for(0, "wiki.corp.lab.", Rtype::A),
    );
    assert_eq!(end(&lost), (Rcode::SERVFAIL, vec![], Some(Cause::NoReply)));
}
