//! A small world in zone text, with the means to change it and to ask in it.

use std::net::IpAddr;

use where_it_broke::clock::{Span, Time};
use where_it_broke::dns::{Name, Rcode, Rtype, zonefile};
use where_it_broke::sim::fault::{Fault, Place, Verb};
use where_it_broke::sim::trace::{Cause, Event, Trace, What};
use where_it_broke::sim::world::{
    Hint, NameServer, Question, Resolver, Role, ServiceHost, Station, Stub, Visit, Visitor, World,
};
use where_it_broke::sim::{self};

/// The root: two top-level domains.
pub(crate) const ROOT: &str = "
$ORIGIN .
$TTL 86400
.            SOA a.root. host.root. 1 1800 900 604800 3600
.            NS  a.root.
a.root.      A   198.51.100.1
lab.         NS  ns.nic.lab.
ns.nic.lab.  A   198.51.100.2
ops.         NS  ns.nic.ops.
ns.nic.ops.  A   198.51.100.3
";

/// The first top-level domain.
pub(crate) const LAB: &str = "
$ORIGIN lab.
$TTL 3600
@         SOA ns.nic host.nic 1 1800 900 604800 300
@         NS  ns.nic
ns.nic    A   198.51.100.2
shop      NS  ns1.shop
shop      NS  ns2.shop
ns1.shop  A   203.0.113.1
ns2.shop  A   203.0.113.2
";

/// The second top-level domain.
pub(crate) const OPS: &str = "
$ORIGIN ops.
$TTL 3600
@        SOA ns.nic host.nic 1 1800 900 604800 300
@        NS  ns.nic
ns.nic   A   198.51.100.3
cdn      NS  ns1.cdn
ns1.cdn  A   203.0.113.3
";

/// The zone of the shop.
pub(crate) const SHOP: &str = "
$ORIGIN shop.lab.
$TTL 300
@     SOA ns1 host 1 3600 600 1209600 60
@     NS  ns1
@     NS  ns2
ns1   A   203.0.113.1
ns2   A   203.0.113.2
www   A   192.0.2.10
mail  A   192.0.2.25
info  TXT \"hello\"
alias CNAME www
";

/// The zone of the content network.
pub(crate) const CDN: &str = "
$ORIGIN cdn.ops.
$TTL 60
@     SOA ns1 host 1 3600 600 1209600 60
@     NS  ns1
ns1   A   203.0.113.3
shop  A   192.0.2.20
";

/// The time at which the tests' day begins: 2015-03-11T08:00:00Z.
pub(crate) const START: i64 = 1_426_060_800_000;

/// `START` plus so many seconds.
pub(crate) fn at(secs: i64) -> Time {
    Time::from_ms(START + secs * 1000)
}

pub(crate) fn name(text: &str) -> Name {
    text.parse().unwrap()
}

/// A world from these five zone texts, with a service at 192.0.2.10.
pub(crate) fn world_of(root: &str, lab: &str, ops: &str, shop: &str, cdn: &str) -> World {
    let zone = |text: &str, origin: &str| zonefile::parse(text, &name(origin)).unwrap();
    let server =
        |host: &str, address: &str, station: &str, zone: usize, round_trip: i64| NameServer {
            name: name(host),
            addresses: vec![address.parse().unwrap()],
            station: station.into(),
            zones: vec![zone],
            round_trip: Span::from_ms(round_trip),
        };
    let resolver: IpAddr = "198.51.100.53".parse().unwrap();
    let station = |id: &str, role| Station {
        id: id.into(),
        role,
    };
    World {
        stations: vec![
            station("you", Role::Reader),
            station("device", Role::Device),
            station("resolver", Role::Resolver),
            station("root", Role::Authority),
            station("tld", Role::Authority),
            station("auth", Role::Authority),
            station("cdn", Role::Authority),
            station("service", Role::Service),
        ],
        servers: vec![
            server("a.root.", "198.51.100.1", "root", 0, 18),
            server("ns.nic.lab.", "198.51.100.2", "tld", 1, 14),
            server("ns.nic.ops.", "198.51.100.3", "tld", 2, 14),
            server("ns1.shop.lab.", "203.0.113.1", "auth", 3, 22),
            server("ns2.shop.lab.", "203.0.113.2", "auth", 3, 30),
            server("ns1.cdn.ops.", "203.0.113.3", "cdn", 4, 10),
        ],
        zones: vec![
            zone(root, "."),
            zone(lab, "lab."),
            zone(ops, "ops."),
            zone(shop, "shop.lab."),
            zone(cdn, "cdn.ops."),
        ],
        hints: vec![Hint {
            name: name("a.root."),
            addresses: vec!["198.51.100.1".parse().unwrap()],
        }],
        resolvers: vec![Resolver::new("resolver".into(), resolver)],
        stubs: vec![Stub::new("device".into(), resolver)],
        services: vec![ServiceHost {
            station: "service".into(),
            addresses: vec!["192.0.2.10".parse().unwrap()],
            round_trip: Span::from_ms(40),
        }],
        ..World::default()
    }
}

/// The healthy world.
pub(crate) fn world() -> World {
    world_of(ROOT, LAB, OPS, SHOP, CDN)
}

/// The healthy world with another zone of the shop.
pub(crate) fn world_with_shop(shop: &str) -> World {
    world_of(ROOT, LAB, OPS, shop, CDN)
}

/// The healthy world with another zone of the first top-level domain.
pub(crate) fn world_with_lab(lab: &str) -> World {
    world_of(ROOT, lab, OPS, SHOP, CDN)
}

/// A question for `www.shop.lab.`, so many seconds after the start, that should lead to the service.
pub(crate) fn question(secs: i64) -> Question {
    Question {
        at: at(secs),
        device: "device".into(),
        name: name("www.shop.lab."),
        rtype: Rtype::A,
        service: Some("service".into()),
        rank: 0,
    }
}

/// The same for any name and type, ending with the answer.
pub(crate) fn question_for(secs: i64, host: &str, rtype: Rtype) -> Question {
    Question {
        name: name(host),
        rtype,
        service: None,
        ..question(secs)
    }
}

/// Somebody else's question, so many seconds after the start.
pub(crate) fn visit(secs: i64, host: &str) -> Visit {
    Visit {
        at: at(secs),
        every: None,
        name: name(host),
        rtype: Rtype::A,
        visitor: Visitor::Neighbour,
    }
}

/// The same by the reader.
pub(crate) fn own_visit(secs: i64, host: &str) -> Visit {
    Visit {
        visitor: Visitor::Reader,
        ..visit(secs, host)
    }
}

/// A fault from `from` to `until`, in seconds after the start.
pub(crate) fn fault(from: i64, until: i64, station: &str, verb: Verb) -> Fault {
    Fault::new(at(from), at(until), Place::Station(station.into()), verb)
}

/// The same at one server.
pub(crate) fn fault_at_server(from: i64, until: i64, host: &str, verb: Verb) -> Fault {
    Fault::new(at(from), at(until), Place::Server(name(host)), verb)
}

/// Runs a question.
pub(crate) fn ask(world: &World, faults: &[Fault], question: &Question) -> Trace {
    let trace = sim::run(world, faults, question).unwrap();
    // What every trace must keep to.
    assert!(
        trace.events.windows(2).all(|pair| pair[0].ms <= pair[1].ms),
        "{trace:#?}"
    );
    trace
}

/// Who was asked, by whom: `device>resolver`, `resolver>root`, …
pub(crate) fn asked(trace: &Trace) -> Vec<String> {
    let asks = trace
        .events
        .iter()
        .filter(|event| matches!(event.what, What::Asked { .. }));
    asks.map(|event| format!("{}>{}", event.from, event.to))
        .collect()
}

/// The events between these stations.
pub(crate) fn between<'t>(trace: &'t Trace, from: &str, to: &str) -> Vec<&'t What> {
    let events: Vec<&Event> = trace
        .events
        .iter()
        .filter(|e| &*e.from == from && &*e.to == to)
        .collect();
    events.into_iter().map(|event| &event.what).collect()
}

/// The code, the answers and the cause.
pub(crate) fn end(trace: &Trace) -> (Rcode, Vec<&str>, Option<Cause>) {
    let answers = trace.outcome.answers.iter().map(String::as_str).collect();
    (trace.outcome.rcode, answers, trace.outcome.cause)
}
