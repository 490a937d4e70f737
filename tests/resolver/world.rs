//! What a world can hold beside servers: private views, paths, devices with several resolvers.

use std::net::IpAddr;

use where_it_broke::clock::Span;
use where_it_broke::dns::{Rcode, Rtype, zonefile};
use where_it_broke::sim::chain::Chain;
use where_it_broke::sim::fault::{Place, Verb};
use where_it_broke::sim::frame::{Frame, Said, State};
use where_it_broke::sim::trace::{Cause, What};
use where_it_broke::sim::world::{Forward, Path, Resolver, Role, Station, View, World};
use where_it_broke::sim::{check, run};

use crate::fixture::*;

/// What the resolver tells those inside.
const INSIDE: &str = "
$ORIGIN shop.lab.
$TTL 300
@     SOA ns1 host 1 3600 600 1209600 60
@     NS  ns1
www   A   192.0.2.10
desk  A   10.0.0.7
out   CNAME shop.cdn.ops.
";

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// The world with a private view of `shop.lab.` for 10.0.0.0/8, and a device inside.
fn split() -> World {
    let mut world = world();
    world
        .zones
        .push(zonefile::parse(INSIDE, &name("shop.lab.")).unwrap());
    world.resolvers[0].views.push(View {
        clients: vec!["10.0.0.0/8".parse().unwrap()],
        zones: vec![world.zones.len() - 1],
    });
    world.stubs[0].address = address("10.1.2.3");
    world
}

#[test]
fn rfc9499_6_split_dns_answers_those_inside_from_private_data() {
    let desk = question_for(0, "desk.shop.lab.", Rtype::A);
    let inside = ask(&split(), &[], &desk);
    assert_eq!(end(&inside).1, ["10.0.0.7"]);
    assert_eq!(asked(&inside), ["you>device", "device>resolver"]);
    assert!(matches!(
        between(&inside, "resolver", "resolver")[..],
        [What::Local { .. }]
    ));
    let mut outside = split();
    outside.stubs[0].address = address("192.0.2.200");
    assert_eq!(end(&ask(&outside, &[], &desk)).0, Rcode::NXDOMAIN);
}

#[test]
fn a_private_view_denies_what_it_does_not_hold_and_leaves_other_names_to_the_search() {
    let public = question_for(0, "mail.shop.lab.", Rtype::A);
    assert_eq!(end(&ask(&world(), &[], &public)).1, ["192.0.2.25"]);
    assert_eq!(end(&ask(&split(), &[], &public)).0, Rcode::NXDOMAIN);
    // An alias that leads out of the view is followed.
    let out = question_for(0, "out.shop.lab.", Rtype::A);
    assert_eq!(end(&ask(&split(), &[], &out)).1, ["192.0.2.20"]);
}

#[test]
fn a_private_view_is_answered_while_the_public_servers_are_down() {
    let down = [fault(0, 100, "auth", Verb::NoReply)];
    assert!(!ask(&world(), &down, &question(0)).outcome.reached);
    assert!(ask(&split(), &down, &question(0)).outcome.reached);
}

#[test]
fn a_private_view_can_break_at_its_resolver() {
    let verb = Verb::DeleteName {
        name: name("desk.shop.lab."),
    };
    let broken = [fault(0, 100, "resolver", verb)];
    let desk = question_for(0, "desk.shop.lab.", Rtype::A);
    assert_eq!(end(&ask(&split(), &broken, &desk)).0, Rcode::NXDOMAIN);
    // Without a view there is nothing at a resolver that could be deleted.
    assert!(check::check(&world(), &broken).is_err());
    let mut nothing = split();
    nothing.resolvers[0].views[0].zones = vec![99];
    assert!(run(&nothing, &[], &desk).is_err());
}

#[test]
fn a_path_of_its_own_takes_its_own_time() {
    let usual = ask(&world(), &[], &question(0));
    let path = |from: &str, to: Place| Path {
        from: from.into(),
        to,
        round_trip: Span::from_ms(300),
    };
    let ms = |path: Path| {
        let mut world = world();
        world.paths.push(path);
        ask(&world, &[], &question(0)).events.last().unwrap().ms
    };
    let last = usual.events.last().unwrap().ms;
    // The root is 18 ms away, the shop's first server 22, the resolver 20, the service 40.
    let to_root = ms(path("resolver", Place::Station("root".into())));
    assert_eq!(to_root, last + 300 - 18);
    let to_server = ms(path("resolver", Place::Server(name("ns1.shop.lab."))));
    assert_eq!(to_server, last + 300 - 22);
    let to_resolver = ms(path(
        "device",
        Place::Network("198.51.100.53/32".parse().unwrap()),
    ));
    assert_eq!(to_resolver, last + 300 - 20);
    let to_service = ms(path("you", Place::Station("service".into())));
    assert_eq!(to_service, last + 300 - 40);
    // From somewhere else the way is as long as ever.
    assert_eq!(ms(path("device", Place::Station("root".into()))), last);
}

/// The world with a second resolver, which the device asks next.
fn two_resolvers() -> World {
    let mut world = world();
    let second = address("198.51.100.54");
    world.stations.push(Station {
        id: "second".into(),
        role: Role::Resolver,
    });
    world.resolvers.push(Resolver::new("second".into(), second));
    world.stubs[0].resolvers.push(second);
    world.stubs[0].tries = 2;
    world
}

#[test]
fn a_device_asks_its_second_resolver_when_the_first_is_silent() {
    let down = [fault(0, 100, "resolver", Verb::NoReply)];
    let trace = ask(&two_resolvers(), &down, &question(0));
    assert!(trace.outcome.reached);
    assert_eq!(
        asked(&trace)[..3],
        ["you>device", "device>resolver", "device>second"]
    );
    // The first has its whole wait.
    let second = trace.events.iter().find(|e| &*e.to == "second").unwrap();
    assert_eq!(second.ms, 5_000);
}

#[test]
fn a_device_goes_round_all_its_resolvers_as_often_as_it_tries() {
    let down = ["resolver", "second"].map(|id| fault(0, 100, id, Verb::Stop));
    let trace = ask(&two_resolvers(), &down, &question(0));
    assert_eq!(end(&trace).2, Some(Cause::NoReply));
    let asks = asked(&trace);
    assert_eq!(
        asks[1..],
        [
            "device>resolver",
            "device>second",
            "device>resolver",
            "device>second"
        ]
    );
}

#[test]
fn a_device_that_is_told_servfail_asks_its_other_resolver_at_once() {
    let rcode = Rcode::SERVFAIL;
    let failing = |id: &str| fault(0, 100, id, Verb::Decline { rcode });
    let one = ask(&two_resolvers(), &[failing("resolver")], &question(0));
    assert!(one.outcome.reached);
    let asks = one
        .events
        .iter()
        .filter(|e| matches!(e.what, What::Asked { .. }));
    let second = asks.clone().find(|e| &*e.to == "second").unwrap();
    assert_eq!(second.ms, 20);
    // Where all say so, nobody is asked twice.
    let all = ask(
        &two_resolvers(),
        &[failing("resolver"), failing("second")],
        &question(0),
    );
    assert_eq!(end(&all).0, Rcode::SERVFAIL);
    assert_eq!(asked(&all)[1..], ["device>resolver", "device>second"]);
}

/// The world with a resolver in front, which the device asks and which forwards everything to the one that searches.
fn forwarding() -> World {
    let mut world = world();
    let office = address("10.0.0.53");
    world.stations.push(Station {
        id: "office".into(),
        role: Role::Resolver,
    });
    let mut front = Resolver::new("office".into(), office);
    front.forward.push(Forward {
        zone: name("."),
        addresses: vec![world.resolvers[0].address],
        first: false,
    });
    world.resolvers.push(front);
    world.stubs[0].resolvers = vec![office];
    world
}

#[test]
fn a_resolver_may_forward_to_another_which_searches_and_remembers() {
    let mut world = forwarding();
    let trace = ask(&world, &[], &question(0));
    assert!(trace.outcome.reached);
    let way = [
        "you>device",
        "device>office",
        "office>resolver",
        "resolver>root",
        "resolver>tld",
        "resolver>auth",
    ];
    assert_eq!(asked(&trace), way);
    // 20 ms to the office, 20 on to the resolver, and what its search takes.
    let alone = ask(&self::world(), &[], &question(0));
    assert_eq!(
        trace.events.last().unwrap().ms,
        alone.events.last().unwrap().ms + 20
    );
    // Both have a copy now; when the one in front is asked for something else, the other has it.
    world.visits.push(visit(-10, "mail.shop.lab."));
    world.resolvers[1].max_ttl = Span::from_secs(5);
    let again = ask(&world, &[], &question_for(0, "mail.shop.lab.", Rtype::A));
    assert_eq!(asked(&again)[1..], ["device>office", "office>resolver"]);
}

#[test]
fn a_resolver_that_forwards_fails_with_the_one_it_asks() {
    let silent = ask(
        &forwarding(),
        &[fault(0, 100, "resolver", Verb::NoReply)],
        &question(0),
    );
    assert_eq!(end(&silent).0, Rcode::SERVFAIL);
    assert!(!asked(&silent).contains(&"resolver>root".to_owned()));
    let stopped = ask(
        &forwarding(),
        &[fault(0, 100, "resolver", Verb::Stop)],
        &question(0),
    );
    assert_eq!(
        between(&stopped, "resolver", "office").first(),
        Some(&&What::Closed)
    );
    let lame = [fault(
        0,
        100,
        "auth",
        Verb::DeleteName {
            name: name("www.shop.lab."),
        },
    )];
    assert_eq!(
        end(&ask(&forwarding(), &lame, &question(0))).0,
        Rcode::NXDOMAIN
    );
}

#[test]
fn resolvers_that_forward_to_each_other_come_to_an_end() {
    let mut world = forwarding();
    let addresses = vec![world.resolvers[1].address];
    let zone = name(".");
    world.resolvers[0].forward.push(Forward {
        zone,
        addresses,
        first: false,
    });
    let trace = ask(&world, &[], &question(0));
    assert_eq!(end(&trace).0, Rcode::SERVFAIL);
}

#[test]
fn a_still_of_two_resolvers_shows_words_only_above_those_who_ask_nobody() {
    let world = forwarding();
    let reference = ask(&world, &[], &question(0));
    let chain = Chain::of(&reference, &"service".into());
    let stations: Vec<&str> = chain.stations().iter().map(|id| &**id).collect();
    assert_eq!(
        stations,
        [
            "you", "device", "office", "resolver", "root", "tld", "auth", "service"
        ]
    );
    let still = Frame::at(&chain, &reference, usize::MAX);
    assert!(!matches!(still.stations[3].said, Said::Answer { .. }));
    assert!(matches!(still.stations[6].said, Said::Answer { .. }));
    let broken = ask(
        &world,
        &[fault(0, 100, "auth", Verb::NoReply)],
        &question(0),
    );
    let link = chain.broken(&broken).unwrap().link;
    assert_eq!(chain.link_name(link).as_deref(), Some("tld-auth"));
    // The office remembers it, and so does the resolver: the link is the same.
    let mut later = world.clone();
    later.visits.push(visit(-4, "www.shop.lab."));
    let down = [fault(-100, 100, "auth", Verb::NoReply)];
    let again = ask(&later, &down, &question(0));
    assert!(
        again.events.iter().any(|e| matches!(
            e.what,
            What::FromCache {
                origin: Some(_),
                ..
            }
        )),
        "{again:#?}"
    );
    let link = chain.broken(&again).unwrap().link;
    assert_eq!(chain.link_name(link).as_deref(), Some("tld-auth"));
}

#[test]
fn a_saved_delegation_stands_in_for_those_who_lead_to_its_zone_however_many_labels_it_has() {
    // The root delegates a zone three labels deep.
    let root = "
$ORIGIN .
$TTL 86400
.              SOA a.root. host.root. 1 1800 900 604800 3600
.              NS  a.root.
a.root.        A   198.51.100.1
www.shop.lab.  NS  ns1.www.shop.lab.
ns1.www.shop.lab. A 203.0.113.1
";
    let www = "
$ORIGIN www.shop.lab.
$TTL 300
@     SOA ns1 host 1 3600 600 1209600 60
@     NS  ns1
ns1   A   203.0.113.1
@     A   192.0.2.10
other A   192.0.2.10
";
    let mut world = world_of(root, LAB, OPS, SHOP, CDN);
    world.zones[3] = zonefile::parse(www, &name("www.shop.lab.")).unwrap();
    let reference = ask(&world, &[], &question(0));
    let chain = Chain::of(&reference, &"service".into());
    assert_eq!(chain.stations().len(), 6);
    world.visits.push(visit(-10, "other.www.shop.lab."));
    let silent = ask(
        &world,
        &[fault(0, 100, "auth", Verb::NoReply)],
        &question(0),
    );
    let still = Frame::at(&chain, &silent, usize::MAX);
    let states: Vec<State> = still.links.iter().map(|link| link.state).collect();
    use State::{Broken, Cached, Idle};
    assert_eq!(states[2..], [Cached, Broken, Idle], "{states:?}");
    assert_eq!(still.stations[5].state, Idle);
}
