//! What is measured, natively and in WebAssembly alike: each case is a closure that does its work once.
//!
//! What only the host can make (zones from text, signatures, quantiles) comes in as [`Inputs`].

#![allow(
    clippy::unwrap_used,
    dead_code,
    reason = "a benchmark may panic, and each uses a part of this"
)]

use std::hint::black_box;

use serde::{Deserialize, Serialize};
use where_it_broke::clock::{Span, Time};
use where_it_broke::dns::message::Edns;
use where_it_broke::dns::{Message, Name, Record, Rtype, Zone};
use where_it_broke::impact::population::{
    Demand, Good, Grid, Harm, Kind, Population, Trouble, observe,
};
use where_it_broke::impact::{Curve, Shape};
use where_it_broke::loss::{DRAWS, Prepared, SEED, estimate};
use where_it_broke::sim;
use where_it_broke::sim::recorder::Recorder;
use where_it_broke::sim::session::Session;
use where_it_broke::sim::world::{Question, World};

/// The name that lies three delegations below the root.
pub(crate) const DEEP: &str = "www.eu.shop.lab.";
/// How many zones a world has, from small to large.
pub(crate) const ZONES: [usize; 4] = [10, 100, 1_000, 10_000];
/// Each case in this group counts that many lookups.
pub(crate) const EACH: &str = "zones/each once of ";

/// 2015-03-11T09:00:00Z.
const START: Time = Time::from_ms(1_426_064_400_000);

/// What the host has made.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Inputs {
    /// Four zones, one below the other.
    pub(crate) plain: World,
    /// The same, signed, with a resolver that validates.
    pub(crate) signed: World,
    /// The inputs of the estimate.
    pub(crate) prepared: Prepared,
}

/// One thing to measure.
pub(crate) struct Case {
    /// Its name.
    pub(crate) name: String,
    /// Does it once.
    pub(crate) run: Box<dyn FnMut()>,
}

fn case(name: impl Into<String>, run: impl FnMut() + 'static) -> Case {
    Case {
        name: name.into(),
        run: Box::new(run),
    }
}

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

/// A query as a device sends it; with `dnssec`, one that asks for signatures.
fn query(host: &Name, dnssec: bool) -> Vec<u8> {
    let mut query = Message::query(1, host.clone(), Rtype::A);
    query.edns = dnssec.then(|| Edns {
        dnssec_ok: true,
        ..Edns::new(1232)
    });
    query.to_wire(512).unwrap()
}

/// Everything there is to measure of the resolver.
pub(crate) fn resolver(inputs: &'static Inputs) -> Vec<Case> {
    let mut cases = Vec::from(question("resolve", &inputs.plain, false));
    cases.extend(question("resolve signed", &inputs.signed, true));
    let asked = asked();
    cases.push(case("trace of a cold lookup", move || {
        black_box(sim::run(&inputs.plain, &[], black_box(&asked)).unwrap());
    }));
    cases.extend(ZONES.map(|zones| {
        let world: &'static World = Box::leak(Box::new(many(&inputs.plain, zones)));
        each_once(world, zones)
    }));
    cases
}

/// The question of a device for the name that lies deepest.
fn asked() -> Question {
    Question {
        at: START,
        device: "device".into(),
        name: name(DEEP),
        rtype: Rtype::A,
        service: None,
        rank: 0,
    }
}

/// A question through three delegations with an empty memory, and one that the memory answers.
fn question(group: &str, world: &'static World, dnssec: bool) -> [Case; 2] {
    let wire = query(&name(DEEP), dnssec);
    let mut session = Session::new(world, &[], 0);
    let first = session.resolve(0, START, &wire, &mut Recorder::off());
    let answer = Message::from_wire(&first.wire.unwrap()).unwrap();
    assert!(!answer.answer.is_empty() && answer.head.authentic == dnssec);
    let cold = wire.clone();
    let later = START + Span::from_secs(1);
    [
        case(format!("{group}/cold, three delegations"), move || {
            let mut session = Session::new(world, &[], 0);
            black_box(session.resolve(0, START, black_box(&cold), &mut Recorder::off()));
        }),
        case(format!("{group}/from memory"), move || {
            black_box(session.resolve(0, later, black_box(&wire), &mut Recorder::off()));
        }),
    ]
}

/// The world with so many zones more below the top-level domain, each like the shop's, at the shop's servers.
pub(crate) fn many(world: &World, zones: usize) -> World {
    let mut world = world.clone();
    let (tld, shop) = (name("lab."), name("shop.lab."));
    let (top, model) = (world.zones[1].clone(), world.zones[2].clone());
    let place = world.zones.len();
    for n in 0..zones {
        let apex = name(&format!("z{n}.lab."));
        let records = flat(&model).map(|record| Record {
            name: record.name.rebased(&shop, &apex).unwrap(),
            ..record
        });
        world.zones.push(Zone::new(apex.clone(), records));
        for rdata in &top.rrset(&shop, Rtype::NS).unwrap().rdata {
            world.zones[1].insert(Record {
                name: apex.clone(),
                rtype: Rtype::NS,
                ttl: 3600,
                rdata: rdata.clone(),
            });
        }
    }
    assert_eq!(world.zones[1].apex(), &tld);
    for server in &mut world.servers {
        if server.zones.contains(&2) {
            server.zones.extend(place..place + zones);
        }
    }
    world
}

fn flat(zone: &Zone) -> impl Iterator<Item = Record> + '_ {
    zone.rrsets().flat_map(|(name, set)| {
        set.rdata.iter().map(|rdata| Record {
            name: name.clone(),
            rtype: set.rtype,
            ttl: set.ttl,
            rdata: rdata.clone(),
        })
    })
}

/// The queries for one name of each of so many zones.
pub(crate) fn hosts(zones: usize) -> Vec<Vec<u8>> {
    (0..zones)
        .map(|n| query(&name(&format!("www.z{n}.lab.")), false))
        .collect()
}

/// A new resolver is asked for one name of each zone.
fn each_once(world: &'static World, zones: usize) -> Case {
    let hosts = hosts(zones);
    case(format!("{EACH}{zones}"), move || {
        let mut session = Session::new(world, &[], 0);
        for wire in &hosts {
            black_box(session.resolve(0, START, wire, &mut Recorder::off()));
        }
    })
}

/// Everything there is to measure of curves and sums, with so many caches.
pub(crate) fn impact(inputs: &'static Inputs, populations: &[u32]) -> Vec<Case> {
    let shape = Shape {
        from: START,
        until: START + Span::from_mins(690),
        spread_s: 1200,
        share_per_mille: 900,
        good_ttl_s: 3600,
        failure_ttl_s: 900,
    };
    let mut cases = vec![
        case("loss/10,000 draws with sensitivity", || {
            black_box(estimate(black_box(&inputs.prepared), DRAWS, SEED));
        }),
        case("impact/a day's curve by the minute", move || {
            let curve = Curve::new(black_box(&shape)).unwrap();
            let at = |minute| START + Span::from_mins(minute);
            let day = (0..1440).map(|m| curve.failing_at(at(m)) + curve.hours_to(at(m)));
            black_box(day.sum::<f64>());
        }),
    ];
    for (word, harm) in [
        ("denied", Harm::Denies { ttl_s: 900 }),
        ("failed", Harm::Fails),
    ] {
        for &caches in populations {
            cases.push(population(&inputs.plain, word, harm, caches));
        }
    }
    cases
}

/// A day by the minute, with 11 and a half hours of trouble in it; caches from one lookup in ten hours to a hundred
/// thousand an hour.
fn population(world: &World, word: &str, harm: Harm, caches: u32) -> Case {
    let kind = Kind {
        weight: 1,
        resolver: world.resolvers[0].clone(),
        servers_tried: 2,
    };
    let population = Population {
        caches,
        demand: Demand::Pareto {
            least_per_hour: 0.1,
            most_per_hour: 1e5,
            alpha: 1.1,
        },
        kinds: vec![kind],
        seed: 1,
    };
    let grid = Grid {
        from: START - Span::from_mins(120),
        every: Span::from_mins(1),
        count: 1440,
    };
    let trouble = [Trouble {
        from: START,
        until: START + Span::from_mins(690),
        spread: Span::from_mins(20),
        ranks: 0..900,
        servers: 4,
        broken: 4,
        harm,
    }];
    case(format!("impact/{caches} caches, {word}"), move || {
        let good = Good { ttl_s: 3600 };
        black_box(observe(&population, good, &trouble, &grid).unwrap());
    })
}
