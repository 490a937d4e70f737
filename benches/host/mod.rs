//! What only the host can make for the cases: zones from text, signatures, quantiles.

use where_it_broke::clock::{Span, Time};
use where_it_broke::dns::sign::{Denial, Validity, ZoneKey, sign};
use where_it_broke::dns::{Name, Zone, zonefile};
use where_it_broke::loss::{Distribution, Inputs as LossInputs, Prepared};
use where_it_broke::sim::world::{
    Hint, NameServer, Resolver, Role, Station, Stub, Validation, World,
};

use crate::cases::Inputs;

/// Four zones, one below the other, each with its place in the tree and what it holds.
const TREE: [(&str, &str); 4] = [
    (
        ".",
        "$TTL 86400
. SOA a.root. host.root. 1 1800 900 604800 3600
. NS a.root.
a.root. A 198.51.100.1
lab. NS ns.nic.lab.
ns.nic.lab. A 198.51.100.2
",
    ),
    (
        "lab.",
        "$TTL 3600
@ SOA ns.nic host.nic 1 1800 900 604800 300
@ NS ns.nic
ns.nic A 198.51.100.2
shop NS ns1.shop
shop NS ns2.shop
ns1.shop A 203.0.113.1
ns2.shop A 203.0.113.2
",
    ),
    (
        "shop.lab.",
        "$TTL 300
@ SOA ns1 host 1 3600 600 1209600 60
@ NS ns1
@ NS ns2
ns1 A 203.0.113.1
ns2 A 203.0.113.2
www A 192.0.2.10
mail A 192.0.2.25
info TXT \"hello\"
alias CNAME www
eu NS ns1.eu
eu NS ns2.eu
ns1.eu A 203.0.113.3
ns2.eu A 203.0.113.4
",
    ),
    (
        "eu.shop.lab.",
        "$TTL 300
@ SOA ns1 host 1 3600 600 1209600 60
@ NS ns1
@ NS ns2
ns1 A 203.0.113.3
ns2 A 203.0.113.4
www A 192.0.2.11
",
    ),
];

/// A host name, its address, and the place of its zone in the tree.
const SERVERS: [(&str, &str, usize); 6] = [
    ("a.root.", "198.51.100.1", 0),
    ("ns.nic.lab.", "198.51.100.2", 1),
    ("ns1.shop.lab.", "203.0.113.1", 2),
    ("ns2.shop.lab.", "203.0.113.2", 2),
    ("ns1.eu.shop.lab.", "203.0.113.3", 3),
    ("ns2.eu.shop.lab.", "203.0.113.4", 3),
];

/// The inputs of all cases.
pub(crate) fn inputs() -> Inputs {
    Inputs {
        plain: plain(),
        signed: signed(),
        prepared: Prepared::new(&apple()).unwrap(),
    }
}

fn zone((apex, text): (&str, &str)) -> Zone {
    zonefile::parse(text, &apex.parse().unwrap()).unwrap()
}

fn plain() -> World {
    let resolver = Resolver::new("resolver".into(), "198.51.100.53".parse().unwrap());
    let station = |id: &str, role| Station {
        id: id.into(),
        role,
    };
    let server = |(name, address, zone): (&str, &str, usize)| NameServer {
        name: name.parse().unwrap(),
        addresses: vec![address.parse().unwrap()],
        station: "auth".into(),
        zones: vec![zone],
        round_trip: Span::from_ms(20),
    };
    World {
        stations: vec![
            station("device", Role::Device),
            station("resolver", Role::Resolver),
            station("auth", Role::Authority),
        ],
        servers: SERVERS.map(server).to_vec(),
        zones: TREE.map(zone).to_vec(),
        hints: vec![Hint {
            name: "a.root.".parse().unwrap(),
            addresses: vec!["198.51.100.1".parse().unwrap()],
        }],
        stubs: vec![Stub::new("device".into(), resolver.address)],
        resolvers: vec![resolver],
        ..World::default()
    }
}

/// The same, signed with ECDSA P-256 and NSEC, each zone by a key that its parent names.
fn signed() -> World {
    let mut world = plain();
    let validity = Validity {
        from: Time::from_ms(0),
        until: Time::from_ms(2_000_000_000_000),
    };
    let mut keys: Vec<ZoneKey> = Vec::new();
    // From the deepest up: what a child's key is called has to be in its parent before that is signed.
    for place in (0..world.zones.len()).rev() {
        let mut zone = world.zones[place].clone();
        if let Some(child) = keys.last() {
            zone.insert(child.ds().unwrap());
        }
        let apex: Name = zone.apex().clone();
        let key = ZoneKey::generate(&apex).unwrap();
        world.zones[place] = sign(&zone, &key, validity, Denial::Nsec).unwrap();
        keys.push(key);
    }
    let anchor = keys.last().unwrap().ds().unwrap();
    world.resolvers[0].validation = Some(Validation::new(vec![anchor]));
    world
}

/// The outage of 2015, as the page has it.
fn apple() -> LossInputs {
    let pert = |low, mode, high| Distribution::Pert { low, mode, high };
    LossInputs {
        revenue_per_year: Distribution::Lognormal {
            median: 18.063e9 * 1.09,
            sigma: 0.03,
        },
        share_exposed: pert(0.50, 0.565, 0.75),
        share_of_places: pert(0.70, 0.95, 1.00),
        share_failing: pert(0.60, 0.90, 1.00),
        demand_weight: pert(0.75, 0.97, 1.15),
        effective_hours: pert(11.0, 11.5, 12.1),
        share_later: pert(0.30, 0.70, 0.95),
        refunds: 0.0,
        response: 0.0,
    }
}
