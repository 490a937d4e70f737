//! A small signed world: the root, a domain that is signed, one that denies by NSEC3, and one that is not signed.

use std::net::IpAddr;

use where_it_broke::clock::{Span, Time};
use where_it_broke::dns::message::Edns;
use where_it_broke::dns::{Message, Name, Rtype, Zone, zonefile};
use where_it_broke::host::sign::{Denial, Validity, ZoneKey, sign};
use where_it_broke::sim::fault::{DnssecFault, Fault, Place, Verb};
use where_it_broke::sim::recorder::Recorder;
use where_it_broke::sim::session::Session;
use where_it_broke::sim::world::{Hint, NameServer, Resolver, Role, Station, Validation, World};

pub(crate) const ROOT: &str = "
$TTL 3600
.       SOA a.root. host.root. 1 1800 900 604800 300
.       NS  a.root.
a.root. A   198.51.100.1
sec.    NS  ns1.sec.
sec.    NS  ns2.sec.
ns1.sec. A  198.51.100.2
ns2.sec. A  198.51.100.3
hash.   NS  ns.hash.
ns.hash. A  198.51.100.4
open.   NS  ns.open.
ns.open. A  198.51.100.5
";

const SEC: &str = "
$ORIGIN sec.
$TTL 300
@       SOA ns1 host 1 1800 900 604800 60
@       NS  ns1
@       NS  ns2
ns1     A   198.51.100.2
ns2     A   198.51.100.3
www     A   192.0.2.1
alias   CNAME www
out     CNAME www.open.
*.wild  A   192.0.2.7
deep.empty A 192.0.2.8
sub     DNAME www.hash.
";

const HASH: &str = "
$ORIGIN hash.
$TTL 300
@       SOA ns host 1 1800 900 604800 60
@       NS  ns
ns      A   198.51.100.4
www     A   192.0.2.2
a.www   A   192.0.2.3
*.wild  A   192.0.2.7
deep.empty A 192.0.2.8
";

const OPEN: &str = "
$ORIGIN open.
$TTL 300
@       SOA ns host 1 1800 900 604800 60
@       NS  ns
ns      A   198.51.100.5
www     A   192.0.2.4
";

/// When the tests ask.
pub(crate) fn noon() -> Time {
    Time::from_ms(1_700_000_000_000)
}

pub(crate) fn name(text: &str) -> Name {
    text.parse().unwrap()
}

pub(crate) fn zone(text: &str, origin: &str) -> Zone {
    zonefile::parse(text, &name(origin)).unwrap()
}

/// The world, and the places of its zones in it: root, sec, hash, open.
pub(crate) fn world() -> World {
    let day = Span::from_secs(86_400);
    let validity = Validity {
        from: noon() - day,
        until: noon() + day,
    };
    let keys = [".", "sec.", "hash."].map(|apex| ZoneKey::generate(&name(apex)).unwrap());
    let mut root = zone(ROOT, ".");
    root.insert(keys[1].ds().unwrap());
    root.insert(keys[2].ds().unwrap());
    let zones = vec![
        sign(&root, &keys[0], validity, Denial::Nsec).unwrap(),
        sign(&zone(SEC, "sec."), &keys[1], validity, Denial::Nsec).unwrap(),
        sign(
            &zone(HASH, "hash."),
            &keys[2],
            validity,
            Denial::Nsec3 { iterations: 3 },
        )
        .unwrap(),
        zone(OPEN, "open."),
    ];
    let server = |host: &str, address: &str, zone: usize| NameServer {
        name: name(host),
        addresses: vec![address.parse().unwrap()],
        station: host.into(),
        zones: vec![zone],
        round_trip: Span::from_ms(10),
    };
    let mut resolver = Resolver::new("resolver".into(), IpAddr::from([127, 0, 0, 1]));
    resolver.validation = Some(Validation::new(vec![keys[0].ds().unwrap()]));
    let hosts = ["a.root.", "ns1.sec.", "ns2.sec.", "ns.hash.", "ns.open."];
    let authority = |id: &str| Station {
        id: id.into(),
        role: Role::Authority,
    };
    let mut stations: Vec<Station> = hosts.iter().map(|id| authority(id)).collect();
    stations.push(Station {
        id: "resolver".into(),
        role: Role::Resolver,
    });
    World {
        stations,
        servers: vec![
            server("a.root.", "198.51.100.1", 0),
            server("ns1.sec.", "198.51.100.2", 1),
            server("ns2.sec.", "198.51.100.3", 1),
            server("ns.hash.", "198.51.100.4", 2),
            server("ns.open.", "198.51.100.5", 3),
        ],
        zones,
        hints: vec![Hint {
            name: name("a.root."),
            addresses: vec!["198.51.100.1".parse().unwrap()],
        }],
        resolvers: vec![resolver],
        ..World::default()
    }
}

/// How a question is put.
#[derive(Clone, Copy, Default)]
pub(crate) struct Manner {
    pub(crate) without_do: bool,
    pub(crate) cd: bool,
    pub(crate) ad: bool,
}

/// Puts one question at noon to a resolver that has just been started.
pub(crate) fn put(world: &World, faults: &[Fault], ask: &str, how: Manner) -> Message {
    puts(world, faults, &[(ask, how)]).pop().unwrap()
}

/// Puts questions ten seconds one after the other.
pub(crate) fn puts(world: &World, faults: &[Fault], asked: &[(&str, Manner)]) -> Vec<Message> {
    let mut session = Session::new(world, faults, 0);
    let mut replies = Vec::new();
    for (place, (ask, how)) in asked.iter().enumerate() {
        let (owner, rtype) = ask.split_once(' ').unwrap();
        let mut query = Message::query(1, name(owner), rtype.parse::<Rtype>().unwrap());
        query.head.recursion_desired = true;
        query.head.checking_disabled = how.cd;
        query.head.authentic = how.ad;
        query.edns = Some(Edns {
            dnssec_ok: !how.without_do,
            ..Edns::new(1232)
        });
        let wire = query.to_wire(65_535).unwrap();
        let at = noon() + Span::from_secs(10 * i64::try_from(place).unwrap());
        let reply = session.resolve(0, at, &wire, &mut Recorder::off());
        replies.push(Message::from_wire(&reply.wire.unwrap()).unwrap());
    }
    replies
}

/// Asks with DO.
pub(crate) fn ask(world: &World, ask: &str) -> Message {
    put(world, &[], ask, Manner::default())
}

/// A fault that breaks what a zone has signed, at these servers.
pub(crate) fn broken(zone: &str, servers: &[&str], how: DnssecFault) -> Vec<Fault> {
    let (from, until) = (Time::from_ms(0), Time::from_ms(i64::MAX));
    let verb = Verb::BreakDnssec {
        zone: name(zone),
        how,
    };
    let fault = |host: &&str| Fault::new(from, until, Place::Server(name(host)), verb.clone());
    servers.iter().map(fault).collect()
}

/// The extended errors of a reply.
pub(crate) fn codes(reply: &Message) -> Vec<u16> {
    let edns = reply.edns.as_ref().unwrap();
    edns.errors.iter().map(|(code, _)| *code).collect()
}

/// The types in the answer section, in order.
pub(crate) fn types(reply: &Message) -> Vec<Rtype> {
    reply.answer.iter().map(|record| record.rtype).collect()
}
