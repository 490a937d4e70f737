//! How messages travel: EDNS (RFC 6891), TCP (RFC 7766), delays, and shortened names (RFC 9156).

use where_it_broke::clock::Span;
use where_it_broke::dns::message::Edns;
use where_it_broke::dns::{Message, Rcode, Rtype};
use where_it_broke::sim::fault::Verb;
use where_it_broke::sim::trace::{Cause, What};

use crate::fixture::*;

const ALWAYS: i64 = 1_000_000;

/// A zone with a name whose addresses do not fit a datagram.
fn big() -> String {
    let addresses: String = (0..200).map(|n| format!("big A 192.0.2.{n}\n")).collect();
    format!("{SHOP}{addresses}")
}

#[test]
fn rfc7766_5_what_does_not_fit_a_datagram_is_asked_for_over_tcp() {
    let trace = ask(
        &world_with_shop(&big()),
        &[],
        &question_for(0, "big.shop.lab.", Rtype::A),
    );
    assert_eq!(trace.outcome.answers.len(), 200);
    let said = between(&trace, "auth", "resolver");
    assert!(
        matches!(said[..], [What::Useless, What::Answered(_)]),
        "{said:?}"
    );
}

#[test]
fn rfc7766_5_a_firewall_that_blocks_tcp_breaks_only_long_answers() {
    let blocked = [fault(0, ALWAYS, "auth", Verb::BlockTcp)];
    let world = world_with_shop(&big());
    let long = ask(
        &world,
        &blocked,
        &question_for(0, "big.shop.lab.", Rtype::A),
    );
    assert_eq!(end(&long), (Rcode::SERVFAIL, vec![], Some(Cause::NoReply)));
    assert!(ask(&world, &blocked, &question(0)).outcome.reached);
}

#[test]
fn rfc6891_7_a_server_that_knows_no_edns_is_asked_without() {
    let old = [fault(0, ALWAYS, "auth", Verb::RejectEdns)];
    let mut world = world();
    let trace = ask(&world, &old, &question(0));
    assert!(trace.outcome.reached);
    let said = between(&trace, "auth", "resolver");
    assert!(
        matches!(
            said[..],
            [
                What::Declined {
                    rcode: Rcode::FORMERR
                },
                What::Answered(_)
            ]
        ),
        "{said:?}"
    );
    // The next question knows it beforehand.
    world.visits.push(visit(0, "mail.shop.lab."));
    let later = ask(&world, &old, &question(10));
    assert!(matches!(
        between(&later, "auth", "resolver")[..],
        [What::Answered(_)]
    ));
}

#[test]
fn dns_flag_day_2019_a_firewall_that_drops_edns_is_not_worked_around() {
    let dropped = [fault(0, ALWAYS, "auth", Verb::DropEdns)];
    assert_eq!(
        end(&ask(&world(), &dropped, &question(0))).2,
        Some(Cause::NoReply)
    );
}

#[test]
fn a_delayed_reply_comes_later_or_too_late() {
    let late = |ms| {
        [fault(
            0,
            ALWAYS,
            "auth",
            Verb::Delay {
                by: Span::from_ms(ms),
            },
        )]
    };
    let slow = ask(&world(), &late(300), &question(0));
    assert_eq!(slow.events.last().unwrap().ms, 114 + 300);
    assert_eq!(between(&slow, "auth", "resolver").len(), 1);
    let never = ask(&world(), &late(60_000), &question(0));
    assert!(!never.outcome.reached);
}

#[test]
fn rfc1912_2_8_a_server_that_points_at_the_root_is_lame() {
    let lame = [fault(0, ALWAYS, "auth", Verb::ReferUpwards)];
    let trace = ask(&world(), &lame, &question(0));
    assert_eq!(
        end(&trace),
        (Rcode::SERVFAIL, vec![], Some(Cause::ServersFailed))
    );
    assert_eq!(
        between(&trace, "auth", "resolver"),
        [&What::Useless, &What::Useless]
    );
}

#[test]
fn rfc1034_4_3_5_an_expired_copy_of_a_zone_is_not_served() {
    let zone = name("shop.lab.");
    let expired = fault_at_server(
        0,
        ALWAYS,
        "ns1.shop.lab.",
        Verb::ExpireZone { zone: zone.clone() },
    );
    assert!(
        ask(&world(), std::slice::from_ref(&expired), &question(0))
            .outcome
            .reached
    );
    let other = fault_at_server(0, ALWAYS, "ns2.shop.lab.", Verb::ExpireZone { zone });
    let trace = ask(&world(), &[expired, other], &question(0));
    assert_eq!(
        end(&trace),
        (Rcode::SERVFAIL, vec![], Some(Cause::ServersFailed))
    );
}

#[test]
fn an_emptied_zone_denies_all_names_but_its_own_and_its_servers() {
    let empty = [fault(
        0,
        ALWAYS,
        "auth",
        Verb::EmptyZone {
            zone: name("shop.lab."),
        },
    )];
    let world = world();
    assert_eq!(end(&ask(&world, &empty, &question(0))).0, Rcode::NXDOMAIN);
    let server = ask(&world, &empty, &question_for(0, "ns1.shop.lab.", Rtype::A));
    assert_eq!(end(&server).1, ["203.0.113.1"]);
}

#[test]
fn rfc9156_servers_learn_only_as_much_of_a_name_as_they_need() {
    let mut world = world();
    world.resolvers[0].minimise = Some(Rtype::A);
    let trace = ask(&world, &[], &question(0));
    assert!(trace.outcome.reached);
    let asked: Vec<String> = trace
        .events
        .iter()
        .filter(|e| &*e.from == "resolver")
        .filter_map(|e| match &e.what {
            What::Asked { name, .. } => Some(format!("{} {name}", e.to)),
            _ => None,
        })
        .collect();
    assert_eq!(asked, ["root lab.", "tld shop.lab.", "auth www.shop.lab."]);
}

#[test]
fn rfc9156_2_3_a_denial_of_a_shortened_name_is_not_believed() {
    // Servers that deny names which hold nothing themselves are common; the whole name is asked for.
    let mut world = world_with_shop(&format!("{SHOP}a.b A 192.0.2.10\n"));
    world.resolvers[0].minimise = Some(Rtype::A);
    let trace = ask(&world, &[], &question_for(0, "a.b.shop.lab.", Rtype::A));
    assert_eq!(end(&trace).1, ["192.0.2.10"]);
    let deep = "1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16.b.shop.lab.";
    let trace = ask(&world, &[], &question_for(0, deep, Rtype::A));
    assert_eq!(end(&trace).0, Rcode::NXDOMAIN);
    let path = asked(&trace);
    assert!(
        path.iter().filter(|link| *link == "resolver>auth").count() <= 12,
        "{path:?}"
    );
}

#[test]
fn rfc1035_4_a_message_survives_its_wire_format() {
    let mut message = Message::query(7, name("www.shop.lab."), Rtype::A).reply(Rcode::NXDOMAIN);
    let zone = &world().zones[3];
    for (owner, set) in zone.rrsets() {
        for rdata in &set.rdata {
            message.answer.push(where_it_broke::dns::Record {
                name: owner.clone(),
                rtype: set.rtype,
                ttl: set.ttl,
                rdata: rdata.clone(),
            });
        }
    }
    message.head.authoritative = true;
    message.edns = Some(Edns {
        errors: vec![(22, "nobody".to_owned())],
        ..Edns::new(1232)
    });
    let wire = message.to_wire(usize::from(u16::MAX)).unwrap();
    assert_eq!(Message::from_wire(&wire), Ok(message));
}

#[test]
fn rfc2181_9_a_message_that_does_not_fit_says_so_and_carries_nothing() {
    let mut message = Message::query(7, name("www.shop.lab."), Rtype::TXT).reply(Rcode::NOERROR);
    message.answer.push(where_it_broke::dns::Record {
        name: name("www.shop.lab."),
        rtype: Rtype::TXT,
        ttl: 60,
        rdata: vec![255; 256].repeat(3).into(),
    });
    let wire = message.to_wire(512).unwrap();
    assert!(wire.len() <= 512);
    let cut = Message::from_wire(&wire).unwrap();
    assert!(cut.head.truncated && cut.answer.is_empty());
}

#[test]
fn octets_that_are_no_message_are_an_error() {
    for octets in [&[][..], &[0; 11], &[0; 12], &[255; 40]] {
        assert!(Message::from_wire(octets).is_err());
    }
}
