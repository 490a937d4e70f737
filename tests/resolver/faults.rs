//! Faults: what each does, when, where and for whom; and that a run is a function of its input.

use where_it_broke::clock::Span;
use where_it_broke::dns::{Rcode, Rtype, zonefile};
use where_it_broke::sim::error::WorldError;
use where_it_broke::sim::fault::{Fault, Place, Verb};
use where_it_broke::sim::prefix::Prefix;
use where_it_broke::sim::trace::{Cause, Trace, What};
use where_it_broke::sim::world::World;
use where_it_broke::sim::{check, run};

use crate::fixture::*;

fn delete_www() -> Verb {
    Verb::DeleteName {
        name: name("www.shop.lab."),
    }
}

#[test]
fn a_deleted_name_does_not_exist() {
    let trace = ask(
        &world(),
        &[fault(0, 100, "auth", delete_www())],
        &question(0),
    );
    assert_eq!(
        end(&trace),
        (Rcode::NXDOMAIN, vec![], Some(Cause::NotThere))
    );
    assert!(matches!(
        between(&trace, "auth", "resolver")[..],
        [What::NoSuchName { ttl: 60, .. }]
    ));
    assert!(matches!(
        between(&trace, "device", "you")[..],
        [What::NoSuchName { .. }]
    ));
}

#[test]
fn a_deleted_record_leaves_the_name() {
    let shop = format!("{SHOP}www TXT \"still here\"\n");
    let verb = Verb::DeleteRecords {
        name: name("www.shop.lab."),
        rtype: Rtype::A,
    };
    let trace = ask(
        &world_with_shop(&shop),
        &[fault(0, 100, "auth", verb)],
        &question(0),
    );
    assert_eq!(end(&trace), (Rcode::NOERROR, vec![], Some(Cause::NotThere)));
    assert!(matches!(
        between(&trace, "auth", "resolver")[..],
        [What::NoData { ttl: 60, .. }]
    ));
    assert!(!trace.outcome.reached);
}

#[test]
fn a_changed_address_leads_astray() {
    let to = "203.0.113.66".parse().unwrap();
    let verb = Verb::ChangeAddress {
        name: name("www.shop.lab."),
        to,
    };
    let trace = ask(&world(), &[fault(0, 100, "auth", verb)], &question(0));
    assert_eq!(end(&trace), (Rcode::NOERROR, vec!["203.0.113.66"], None));
    assert!(!trace.outcome.reached);
    assert_eq!(
        between(&trace, "you", "service"),
        [&What::Misled { address: to }]
    );
}

#[test]
fn a_removed_delegation_makes_the_zone_unknown_above() {
    let verb = Verb::RemoveDelegation {
        zone: name("shop.lab."),
    };
    let trace = ask(&world(), &[fault(0, 100, "tld", verb)], &question(0));
    assert_eq!(end(&trace).0, Rcode::NXDOMAIN);
    assert_eq!(asked(&trace)[2..], ["resolver>root", "resolver>tld"]);
    assert!(matches!(
        between(&trace, "tld", "resolver")[..],
        [What::NoSuchName { ttl: 300, .. }]
    ));
}

#[test]
fn a_service_that_is_silent_is_not_the_names_fault() {
    let trace = ask(
        &world(),
        &[fault(0, 100, "service", Verb::NoReply)],
        &question(0),
    );
    assert_eq!(end(&trace), (Rcode::NOERROR, vec!["192.0.2.10"], None));
    assert!(!trace.outcome.reached);
    assert!(matches!(
        between(&trace, "service", "you")[..],
        [What::TimedOut { after_ms: 30_000 }]
    ));
}

#[test]
fn a_fault_lasts_from_its_first_to_before_its_last_moment() {
    let window = [fault(100, 200, "auth", delete_www())];
    // The query reaches the server some 50 ms after the question is put.
    let outcomes =
        [99, 100, 199, 200].map(|secs| ask(&world(), &window, &question(secs)).outcome.reached);
    assert_eq!(outcomes, [true, false, false, true]);
}

#[test]
fn a_fault_with_a_share_meets_the_ranks_below_it() {
    let mut partly = fault(0, 100, "auth", delete_www());
    partly.share = 300;
    let reached = |rank| {
        let mut question = question(0);
        question.rank = rank;
        ask(&world(), std::slice::from_ref(&partly), &question)
            .outcome
            .reached
    };
    assert_eq!(
        [reached(0), reached(299), reached(300), reached(999)],
        [false, false, true, true]
    );
}

#[test]
fn a_fix_with_a_spread_reaches_the_ranks_one_after_another() {
    let mut slow = fault(0, 1000, "auth", delete_www());
    slow.spread = Span::from_secs(1000);
    let reached = |rank, secs| {
        let mut question = question(secs);
        question.rank = rank;
        ask(&world(), std::slice::from_ref(&slow), &question)
            .outcome
            .reached
    };
    assert!(reached(0, 1000));
    assert!(!reached(500, 1499));
    assert!(reached(500, 1500));
    assert!(!reached(999, 1998));
}

#[test]
fn a_fault_under_a_name_leaves_other_names_alone() {
    let mut only_www = fault(0, 100, "auth", Verb::NoReply);
    only_www.under = Some(name("www.shop.lab."));
    let faults = [only_www];
    assert!(!ask(&world(), &faults, &question(0)).outcome.reached);
    assert_eq!(
        end(&ask(
            &world(),
            &faults,
            &question_for(0, "mail.shop.lab.", Rtype::A)
        ))
        .1,
        ["192.0.2.25"]
    );
}

#[test]
fn a_fault_at_one_server_leaves_the_others_alone() {
    let wrong = fault_at_server(0, 100, "ns1.shop.lab.", delete_www());
    // The first server is asked first, and is believed.
    assert_eq!(
        end(&ask(&world(), &[wrong], &question(0))).0,
        Rcode::NXDOMAIN
    );
    let other = fault_at_server(0, 100, "ns2.shop.lab.", delete_www());
    assert!(ask(&world(), &[other], &question(0)).outcome.reached);
}

#[test]
fn a_fault_at_a_station_or_server_that_does_not_exist_is_an_error_with_the_nearest() {
    let at_station = check::check(&world(), &[fault(0, 1, "aut", Verb::NoReply)]).unwrap_err();
    assert_eq!(
        at_station,
        WorldError::UnknownStation {
            id: "aut".into(),
            nearest: Some("auth".into())
        }
    );
    assert_eq!(
        at_station.to_string(),
        "there is no station `aut`; did you mean `auth`?"
    );
    let at_server = fault_at_server(0, 1, "ns1.shop.labb.", Verb::NoReply);
    let nearest = Some(name("ns1.shop.lab."));
    let expected = WorldError::UnknownServer {
        name: name("ns1.shop.labb."),
        nearest,
    };
    assert_eq!(check::check(&world(), &[at_server]), Err(expected));
}

#[test]
fn a_fault_that_cannot_be_where_it_is_said_to_be_is_an_error() {
    assert!(check::check(&world(), &[fault(0, 1, "device", Verb::NoReply)]).is_err());
    assert!(check::check(&world(), &[fault(0, 1, "resolver", delete_www())]).is_err());
    assert!(check::check(&world(), &[fault(1, 0, "auth", Verb::NoReply)]).is_err());
    let share = Fault {
        share: 1001,
        ..fault(0, 1, "auth", Verb::NoReply)
    };
    assert!(check::check(&world(), &[share]).is_err());
}

#[test]
fn a_world_that_does_not_hold_together_is_an_error() {
    let broken = |change: fn(&mut World)| {
        let mut world = world();
        change(&mut world);
        run(&world, &[], &question(0)).unwrap_err()
    };
    assert!(matches!(
        broken(|w| w.servers[0].zones = vec![9]),
        WorldError::NoZone { index: 9, .. }
    ));
    assert!(matches!(
        broken(|w| w.stubs[0].station = "phone".into()),
        WorldError::UnknownStation { .. }
    ));
    assert!(matches!(
        broken(|w| w.resolvers.clear()),
        WorldError::NoResolver { .. }
    ));
    assert!(matches!(
        broken(|w| w.services.clear()),
        WorldError::NoService { .. }
    ));
    assert!(matches!(
        broken(|w| w.stubs.clear()),
        WorldError::NoDevice { .. }
    ));
}

#[test]
fn the_same_input_gives_the_same_trace_to_the_byte() {
    let mut world = world();
    world.visits.push(visit(0, "mail.shop.lab."));
    let faults = [
        fault_at_server(0, 100, "ns1.shop.lab.", Verb::NoReply),
        fault(
            0,
            100,
            "tld",
            Verb::Decline {
                rcode: Rcode::SERVFAIL,
            },
        ),
        fault(50, 100, "auth", delete_www()),
    ];
    let bytes = || {
        let traces = [0, 40, 60, 100].map(|secs| ask(&world, &faults, &question(secs)));
        postcard::to_allocvec(&traces).unwrap()
    };
    assert_eq!(bytes(), bytes());
}

#[test]
fn a_world_and_its_faults_and_a_trace_survive_postcard() {
    let faults = [fault(
        0,
        100,
        "auth",
        Verb::Decline {
            rcode: Rcode::REFUSED,
        },
    )];
    let trace = ask(&world(), &faults, &question(0));
    let bytes = postcard::to_allocvec(&(world(), &faults, &trace)).unwrap();
    let back: (World, [Fault; 1], Trace) = postcard::from_bytes(&bytes).unwrap();
    assert_eq!(back, (world(), faults, trace));
}

#[test]
fn missing_glue_leaves_the_servers_without_addresses() {
    let verb = Verb::RemoveGlue {
        zone: name("shop.lab."),
    };
    let trace = ask(&world(), &[fault(0, 100, "tld", verb)], &question(0));
    assert_eq!(
        end(&trace),
        (Rcode::SERVFAIL, vec![], Some(Cause::NoServerAddress))
    );
}

#[test]
fn a_delegation_to_other_servers_leads_to_them() {
    // The content network's server refuses; a name that does not exist has no address.
    let to = |server: &str| {
        let servers = vec![name(server)];
        fault(
            0,
            100,
            "tld",
            Verb::ReplaceServers {
                zone: name("shop.lab."),
                servers,
            },
        )
    };
    let refused = ask(&world(), &[to("ns1.cdn.ops.")], &question(0));
    assert_eq!(end(&refused).2, Some(Cause::ServersFailed));
    assert_eq!(asked(&refused).last().unwrap(), "resolver>cdn");
    let nowhere = ask(&world(), &[to("ns1.shop.ops.")], &question(0));
    assert_eq!(end(&nowhere).2, Some(Cause::NoServerAddress));
}

#[test]
fn rfc1035_5_1_a_lost_dot_makes_a_name_relative() {
    // As .se in October 2009: ns1.shop.lab. became ns1.shop.lab.lab.
    let lost = |host: &str| fault(0, 100, "tld", Verb::LoseDot { name: name(host) });
    let one = ask(&world(), &[lost("ns1.shop.lab.")], &question(0));
    assert!(one.outcome.reached);
    let both = ask(
        &world(),
        &[lost("ns1.shop.lab."), lost("ns2.shop.lab.")],
        &question(0),
    );
    assert_eq!(
        end(&both),
        (Rcode::SERVFAIL, vec![], Some(Cause::NoServerAddress))
    );
    let told = between(&both, "tld", "resolver")[0];
    let What::Referred { servers, .. } = told else {
        panic!("{told:?}")
    };
    assert_eq!(
        servers[..],
        [name("ns1.shop.lab.lab."), name("ns2.shop.lab.lab.")]
    );
}

#[test]
fn a_withdrawn_route_silences_the_servers_in_its_network() {
    let withdrawn = |length| {
        let address = "203.0.113.0".parse().unwrap();
        let prefix = Prefix { address, length };
        Fault::new(at(0), at(100), Place::Network(prefix), Verb::NoReply)
    };
    // 203.0.113.0/30 holds both servers of the shop, /31 only the first.
    assert_eq!(
        end(&ask(&world(), &[withdrawn(30)], &question(0))).2,
        Some(Cause::NoReply)
    );
    assert!(
        ask(&world(), &[withdrawn(31)], &question(0))
            .outcome
            .reached
    );
    assert!(check::check(&world(), &[withdrawn(33)]).is_err());
}

#[test]
fn replies_that_are_always_cut_cost_a_connection_each() {
    let cut = fault(0, 100, "auth", Verb::Truncate);
    let trace = ask(&world(), &[cut], &question(0));
    assert!(trace.outcome.reached);
    let said = between(&trace, "auth", "resolver");
    assert!(
        matches!(said[..], [What::Useless, What::Answered(_)]),
        "{said:?}"
    );
}

/// The shop's zone as it was: another address, and a lower serial.
const OLD_SHOP: &str = "
$ORIGIN shop.lab.
$TTL 300
@     SOA ns1 host 0 3600 600 1209600 60
@     NS  ns1
@     NS  ns2
ns1   A   203.0.113.1
ns2   A   203.0.113.2
www   A   203.0.113.99
";

#[test]
fn a_secondary_with_an_old_copy_answers_as_the_zone_was() {
    let copy = Box::new(zonefile::parse(OLD_SHOP, &name("shop.lab.")).unwrap());
    let old = |host: &str| fault_at_server(0, 100, host, Verb::ServeOldCopy { copy: copy.clone() });
    // The first server is asked first, and is believed: old data, and names that have come since are denied.
    let stale = [old("ns1.shop.lab.")];
    assert_eq!(
        end(&ask(&world(), &stale, &question(0))).1,
        ["203.0.113.99"]
    );
    let serial = ask(&world(), &stale, &question_for(0, "shop.lab.", Rtype::SOA));
    assert!(end(&serial).1[0].contains(" 0 3600 "), "{serial:?}");
    let mail = question_for(0, "mail.shop.lab.", Rtype::A);
    assert_eq!(end(&ask(&world(), &stale, &mail)).0, Rcode::NXDOMAIN);
    assert_eq!(
        end(&ask(&world(), &stale, &question(100))).1,
        ["192.0.2.10"]
    );
    // A zone that the server does not have is none of its business.
    assert!(
        ask(&world(), &[old("ns1.cdn.ops.")], &question(0))
            .outcome
            .reached
    );
}

#[test]
fn rfc1122_4_1_3_1_a_stopped_server_says_so_at_once() {
    let stopped = fault_at_server(0, 100, "ns1.shop.lab.", Verb::Stop);
    let trace = ask(&world(), &[stopped], &question(0));
    assert!(trace.outcome.reached);
    let said = between(&trace, "auth", "resolver");
    assert!(
        matches!(said[..], [What::Closed, What::Answered(_)]),
        "{said:?}"
    );
    // Nobody waits: the reply of the machine takes the one round trip.
    let closed = trace
        .events
        .iter()
        .position(|e| e.what == What::Closed)
        .unwrap();
    assert_eq!(trace.events[closed].ms - trace.events[closed - 1].ms, 22);
    let both = ask(&world(), &[fault(0, 100, "auth", Verb::Stop)], &question(0));
    assert_eq!(end(&both).2, Some(Cause::NoReply));
}

#[test]
fn a_stopped_resolver_leaves_the_device_with_nobody_to_ask_and_is_asked_again_in_vain() {
    let trace = ask(
        &world(),
        &[fault(0, 100, "resolver", Verb::Stop)],
        &question(0),
    );
    assert_eq!(end(&trace), (Rcode::SERVFAIL, vec![], Some(Cause::NoReply)));
    assert_eq!(between(&trace, "resolver", "device"), [&What::Closed; 3]);
}

#[test]
fn a_stopped_service_refuses_the_connection_and_one_in_trouble_says_so() {
    for (verb, said) in [(Verb::Stop, What::Closed), (Verb::ErrorPage, What::Erred)] {
        let trace = ask(&world(), &[fault(0, 100, "service", verb)], &question(0));
        assert_eq!(end(&trace), (Rcode::NOERROR, vec!["192.0.2.10"], None));
        assert!(!trace.outcome.reached);
        assert_eq!(between(&trace, "service", "you"), [&said]);
    }
}

#[test]
fn a_share_of_the_servers_is_the_first_of_them() {
    let some = |count, verb| {
        let station = "auth".into();
        Fault::new(at(0), at(100), Place::Servers { station, count }, verb)
    };
    let trace = ask(&world(), &[some(1, Verb::NoReply)], &question(0));
    assert!(trace.outcome.reached);
    let said = between(&trace, "auth", "resolver");
    assert!(
        matches!(said[..], [What::TimedOut { .. }, What::Answered(_)]),
        "{said:?}"
    );
    let all = ask(&world(), &[some(2, Verb::NoReply)], &question(0));
    assert_eq!(end(&all).2, Some(Cause::NoReply));
    for impossible in [0, 3] {
        assert!(check::check(&world(), &[some(impossible, Verb::NoReply)]).is_err());
    }
}

#[test]
fn a_withdrawn_route_silences_resolvers_and_services_too() {
    let withdrawn = |network: &str| {
        let prefix = network.parse().unwrap();
        Fault::new(at(0), at(100), Place::Network(prefix), Verb::NoReply)
    };
    let resolver = ask(&world(), &[withdrawn("198.51.100.48/29")], &question(0));
    assert_eq!(between(&resolver, "resolver", "device").len(), 3);
    assert_eq!(end(&resolver).2, Some(Cause::NoReply));
    let service = ask(&world(), &[withdrawn("192.0.2.0/24")], &question(0));
    assert_eq!(end(&service).1, ["192.0.2.10"]);
    assert!(!service.outcome.reached);
}

#[test]
fn a_device_without_a_resolver_gives_up_at_once_and_one_with_a_wrong_address_waits_first() {
    let settings = |resolver: Option<&str>| {
        let resolver = resolver.map(|address| address.parse().unwrap());
        fault(0, 100, "device", Verb::Misconfigure { resolver })
    };
    let none = ask(&world(), &[settings(None)], &question(0));
    assert_eq!(
        end(&none),
        (Rcode::SERVFAIL, vec![], Some(Cause::NoResolver))
    );
    assert_eq!(none.events.last().unwrap().ms, 0);
    let wrong = ask(&world(), &[settings(Some("198.51.100.99"))], &question(0));
    assert_eq!(end(&wrong).2, Some(Cause::NoResolver));
    assert_eq!(wrong.events.last().unwrap().ms, 15_000);
    assert_eq!(
        asked(&wrong),
        [
            "you>device",
            "device>nowhere",
            "device>nowhere",
            "device>nowhere"
        ]
    );
    // What stands in the device's memory is not touched by its settings.
    let mut world = world();
    world.visits.push(own_visit(-10, "www.shop.lab."));
    assert!(ask(&world, &[settings(None)], &question(0)).outcome.reached);
}

#[test]
fn rfc1034_4_3_1_aliases_that_come_last_are_not_followed_by_a_device_that_reads_on() {
    let last = fault(0, 100, "resolver", Verb::AliasesLast);
    let alias = question_for(0, "alias.shop.lab.", Rtype::A);
    assert_eq!(end(&ask(&world(), &[], &alias)).1, ["192.0.2.10"]);
    let lost = ask(&world(), std::slice::from_ref(&last), &alias);
    assert_eq!(end(&lost), (Rcode::NOERROR, vec![], Some(Cause::NotThere)));
    assert!(ask(&world(), &[last], &question(0)).outcome.reached);
}

#[test]
fn a_slow_resolver_keeps_the_device_waiting() {
    let by = Span::from_ms(1_000);
    let slow = ask(
        &world(),
        &[fault(0, 100, "resolver", Verb::Delay { by })],
        &question(0),
    );
    let usual = ask(&world(), &[], &question(0));
    let end = |trace: &Trace| trace.events.last().unwrap().ms;
    assert_eq!(end(&slow), end(&usual) + 1_000);
}

#[test]
fn new_verbs_stand_only_where_they_can_be() {
    for (station, verb) in [
        ("auth", Verb::AliasesLast),
        ("device", Verb::Stop),
        ("resolver", Verb::Misconfigure { resolver: None }),
        ("resolver", Verb::ErrorPage),
    ] {
        assert!(check::check(&world(), &[fault(0, 1, station, verb)]).is_err());
    }
}
