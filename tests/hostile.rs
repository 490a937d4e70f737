//! Whatever servers say, a search ends, within its bounds, in an answer or in an error with a cause.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should panic"
)]

use std::cell::Cell;
use std::net::{IpAddr, Ipv4Addr};
use std::rc::Rc;

use where_it_broke::clock::{Span, Time};
use where_it_broke::dns::{Message, Name, Rcode, Record, Rtype, Zone};
use where_it_broke::sim::fault::{Fault, Place, Verb};
use where_it_broke::sim::network::{Script, Transport};
use where_it_broke::sim::recorder::Recorder;
use where_it_broke::sim::session::Session;
use where_it_broke::sim::world::{
    Hint, NameServer, Question, Resolver, Role, ServiceHost, Stale, Station, Stub, Visit, Visitor,
    World,
};
use where_it_broke::sim::{self};

/// Numbers that look random and are the same in every run (xorshift, Marsaglia 2003).
#[derive(Clone, Debug)]
struct Dice(Rc<Cell<u64>>);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(Rc::new(Cell::new(
            seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1,
        )))
    }

    fn below(&self, limit: usize) -> usize {
        let mut x = self.0.get();
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        self.0.set(x);
        usize::try_from(x % u64::try_from(limit).unwrap()).unwrap()
    }

    fn pick<'t, T>(&self, list: &'t [T]) -> &'t T {
        &list[self.below(list.len())]
    }
}

const NAMES: [&str; 14] = [
    ".",
    "a.",
    "b.",
    "x.a.",
    "y.a.",
    "ns.a.",
    "ns.b.",
    "w.x.a.",
    "ns.x.a.",
    "deep.w.x.a.",
    "*.a.",
    "ns.y.a.",
    "z.b.",
    "very.long.name.indeed.with.many.labels.in.it.z.b.",
];
const TYPES: [Rtype; 9] = [
    Rtype::A,
    Rtype::AAAA,
    Rtype::NS,
    Rtype::CNAME,
    Rtype::SOA,
    Rtype::DNAME,
    Rtype::TXT,
    Rtype::DS,
    Rtype::ANY,
];
const CODES: [Rcode; 7] = [
    Rcode::NOERROR,
    Rcode::NOERROR,
    Rcode::NOERROR,
    Rcode::NXDOMAIN,
    Rcode::SERVFAIL,
    Rcode::REFUSED,
    Rcode::FORMERR,
];

fn name(dice: &Dice) -> Name {
    dice.pick(&NAMES).parse().unwrap()
}

fn address(dice: &Dice) -> Ipv4Addr {
    Ipv4Addr::new(192, 0, 2, u8::try_from(dice.below(6)).unwrap())
}

fn record(dice: &Dice, owner: Name) -> Record {
    let rtype = *dice.pick(&TYPES);
    let rdata: Vec<u8> = match rtype {
        Rtype::A => address(dice).octets().to_vec(),
        Rtype::NS | Rtype::CNAME | Rtype::DNAME => name(dice).as_slice().to_vec(),
        Rtype::SOA => {
            let mut data = [name(dice).as_slice(), name(dice).as_slice()].concat();
            data.extend([0; 16]);
            data.extend(u32::try_from(dice.below(100)).unwrap().to_be_bytes());
            data
        }
        _ => vec![7; dice.below(20)],
    };
    let ttl = *dice.pick(&[0, 1, 60, 86_400, u32::MAX]);
    Record {
        name: owner,
        rtype,
        ttl,
        rdata: rdata.into(),
    }
}

/// A server that says anything at all.
#[derive(Debug)]
struct Hostile {
    dice: Dice,
    asked: Rc<Cell<usize>>,
}

impl Script for Hostile {
    fn reply(&mut self, _: IpAddr, query: &[u8], _: Transport) -> Option<Vec<u8>> {
        self.asked.set(self.asked.get() + 1);
        let dice = &self.dice;
        let query = Message::from_wire(query).unwrap();
        match dice.below(12) {
            0 => return None,
            // Octets of no meaning, and ones that begin like a reply.
            1 => {
                return Some(
                    (0..dice.below(80))
                        .map(|_| u8::try_from(dice.below(256)).unwrap())
                        .collect(),
                );
            }
            _ => {}
        }
        let mut reply = query.reply(*dice.pick(&CODES));
        reply.head.authoritative = dice.below(2) == 0;
        reply.head.truncated = dice.below(10) == 0;
        if dice.below(20) == 0 {
            reply.id ^= 1;
        }
        if dice.below(20) == 0 {
            reply.name = name(dice);
        }
        for section in [
            &mut reply.answer,
            &mut reply.authority,
            &mut reply.additional,
        ] {
            for _ in 0..dice.below(5) {
                let owner = if dice.below(2) == 0 {
                    query.name.clone()
                } else {
                    name(dice)
                };
                section.push(record(dice, owner));
            }
        }
        let mut wire = reply.to_wire(usize::from(u16::MAX)).unwrap();
        // Now and then a bit is flipped on the way: bad lengths, compression that points anywhere.
        if dice.below(8) == 0 && !wire.is_empty() {
            let place = dice.below(wire.len());
            wire[place] ^= 1 << dice.below(8);
        }
        Some(wire)
    }
}

fn hostile_world(dice: &Dice) -> World {
    let mut resolver = Resolver::new("resolver".into(), IpAddr::V4(Ipv4Addr::LOCALHOST));
    resolver.minimise = *dice.pick(&[None, Some(Rtype::A), Some(Rtype::NS)]);
    resolver.stale = (dice.below(2) == 0).then(Stale::default);
    resolver.max_queries = *dice.pick(&[0, 1, 10, 100]);
    World {
        stations: vec![Station {
            id: "resolver".into(),
            role: Role::Resolver,
        }],
        resolvers: vec![resolver],
        hints: vec![Hint {
            name: "ns.a.".parse().unwrap(),
            addresses: vec![address(dice).into()],
        }],
        ..World::default()
    }
}

/// How many worlds to try: as many as `WIB_SEEDS` says, or else so many.
fn seeds(usual: u64) -> u64 {
    std::env::var("WIB_SEEDS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(usual)
}

#[test]
fn hostile_servers_never_cause_more_work_than_the_bound() {
    for seed in 0..seeds(4_000) {
        let dice = Dice::new(seed);
        let world = hostile_world(&dice);
        let asked = Rc::new(Cell::new(0));
        let mut session = Session::new(&world, &[], 0);
        session.follow(Box::new(Hostile {
            dice: dice.clone(),
            asked: Rc::clone(&asked),
        }));
        let mut now = Time::from_ms(0);
        for _ in 0..3 {
            let query = Message::query(1, name(&dice), *dice.pick(&TYPES));
            let before = asked.get();
            let reply = session.resolve(0, now, &query.to_wire(512).unwrap(), &mut Recorder::off());
            let config = &world.resolvers[0];
            assert!(
                asked.get() - before <= usize::from(config.max_queries),
                "seed {seed}"
            );
            assert!(reply.sent - now <= config.patience, "seed {seed}");
            let message = Message::from_wire(&reply.wire.unwrap()).unwrap();
            let failed = message.head.rcode == Rcode::SERVFAIL;
            assert_eq!(failed, reply.cause.is_some(), "seed {seed}");
            now = reply.sent + Span::from_secs(i64::try_from(dice.below(200)).unwrap());
        }
    }
}

/// A world of zones that refer to each other at random, with random faults.
fn random_world(dice: &Dice) -> (World, Vec<Fault>) {
    let resolver: IpAddr = Ipv4Addr::LOCALHOST.into();
    let station = |id: &str, role| Station {
        id: id.into(),
        role,
    };
    let apexes = [".", "a.", "b.", "x.a."];
    let zone = |apex: &&str| {
        let apex: Name = apex.parse().unwrap();
        let owners = (0..dice.below(25))
            .map(|_| name(dice))
            .filter(|owner| owner.is_under(&apex));
        let records: Vec<Record> = owners.map(|owner| record(dice, owner)).collect();
        Zone::new(apex, records)
    };
    let server = |n: u8| NameServer {
        name: name(dice),
        addresses: vec![Ipv4Addr::new(192, 0, 2, n).into()],
        station: "auth".into(),
        zones: (0..dice.below(4)).map(|_| dice.below(4)).collect(),
        round_trip: Span::from_ms(i64::try_from(dice.below(900)).unwrap()),
    };
    let world = World {
        stations: vec![
            station("you", Role::Reader),
            station("device", Role::Device),
            station("resolver", Role::Resolver),
            station("auth", Role::Authority),
            station("service", Role::Service),
        ],
        servers: (0..6).map(server).collect(),
        zones: apexes.iter().map(zone).collect(),
        hints: vec![Hint {
            name: "ns.a.".parse().unwrap(),
            addresses: vec![address(dice).into()],
        }],
        resolvers: vec![Resolver::new("resolver".into(), resolver)],
        stubs: vec![Stub::new("device".into(), resolver)],
        services: vec![ServiceHost {
            station: "service".into(),
            addresses: vec![address(dice).into()],
            round_trip: Span::from_ms(10),
        }],
        paths: Vec::new(),
        visits: (0..dice.below(4))
            .map(|n| Visit {
                at: Time::from_ms(i64::try_from(n * 1000).unwrap()),
                every: None,
                name: name(dice),
                rtype: *dice.pick(&TYPES),
                visitor: *dice.pick(&[Visitor::Reader, Visitor::Neighbour]),
            })
            .collect(),
        ..World::default()
    };
    let verbs = [
        Verb::NoReply,
        Verb::Decline {
            rcode: *dice.pick(&CODES),
        },
        Verb::Delay {
            by: Span::from_ms(500),
        },
        Verb::ReferUpwards,
        Verb::DisclaimAuthority,
        Verb::RejectEdns,
        Verb::DropEdns,
        Verb::BlockTcp,
        Verb::ExpireZone { zone: name(dice) },
        Verb::EmptyZone { zone: name(dice) },
        Verb::DeleteName { name: name(dice) },
        Verb::DeleteRecords {
            name: name(dice),
            rtype: *dice.pick(&TYPES),
        },
        Verb::ChangeAddress {
            name: name(dice),
            to: address(dice).into(),
        },
        Verb::RemoveDelegation { zone: name(dice) },
    ];
    let fault = |_| {
        let (from, until) = (
            Time::from_ms(0),
            Time::from_ms(i64::try_from(dice.below(20_000)).unwrap()),
        );
        Fault::new(
            from,
            until,
            Place::Station("auth".into()),
            dice.pick(&verbs).clone(),
        )
    };
    (world, (0..dice.below(3)).map(fault).collect())
}

#[test]
fn random_worlds_with_random_faults_always_come_to_an_end() {
    for seed in 0..seeds(1_500) {
        let dice = Dice::new(seed);
        let (world, faults) = random_world(&dice);
        let question = Question {
            at: Time::from_ms(10_000),
            device: "device".into(),
            name: name(&dice),
            rtype: *dice.pick(&TYPES),
            service: Some("service".into()),
            rank: u16::try_from(dice.below(1000)).unwrap(),
        };
        let trace = sim::run(&world, &faults, &question).unwrap();
        assert!(
            trace.outcome.cause.is_some() || trace.outcome.rcode != Rcode::SERVFAIL,
            "seed {seed}"
        );
        assert!(
            trace.events.iter().all(|event| event.ms < 120_000),
            "seed {seed}"
        );
        assert_eq!(
            trace,
            sim::run(&world, &faults, &question).unwrap(),
            "seed {seed}"
        );
    }
}
