//! What the servers hold and do at one time, as one asker meets them.

use std::collections::{BTreeMap, BTreeSet};

use super::addresses::{Addresses, Host};
use super::verbs::{Effect, both, effect};
use crate::clock::Time;
use crate::dns::{Name, Rtype, Zone};
use crate::host::lab::scenario::{AlsoSpec, BrokenSpec, FaultSpec};
use crate::sim::fault::{Fault, Place};
use crate::sim::world::World;

/// A zone at one server.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Held {
    /// The zone, and what is wrong with its signatures.
    Data(Box<Zone>, Option<BrokenSpec>),
    /// Nothing that it may give out.
    Expired,
}

/// All servers at one time, by their names in the lab.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct State {
    /// Their zones by apex.
    pub(super) zones: BTreeMap<String, BTreeMap<Name, Held>>,
    /// How they behave.
    pub(super) faults: BTreeMap<String, (FaultSpec, AlsoSpec)>,
}

impl State {
    /// The servers at `at` as the asker of rank 0 meets them with a question that has them asked for these names.
    pub(super) fn at(
        world: &World,
        faults: &[Fault],
        addresses: &Addresses,
        at: Time,
        names: &BTreeSet<Name>,
    ) -> Self {
        let mut state = Self::default();
        for host in &addresses.hosts {
            let met: Vec<&Fault> = faults
                .iter()
                .filter(|fault| fault.met(at, 0) && meets(world, addresses, host, fault))
                .collect();
            let zones = held(world, host, at, &met, names);
            state.zones.insert(host.key.clone(), zones);
            state
                .faults
                .insert(host.key.clone(), behaviour(&met, names));
        }
        state
    }
}

/// Whether a server of the lab has a fault.
///
/// Whose resolver asks a server with wrong data gets wrong data; whom else it asks, nobody can tell beforehand. So where a
/// fault of data meets a share of the askers, as those whose resolvers happen to ask this server, all servers beside it
/// have it, and the asker is one of that share. After a server that fails, resolvers ask the next: that is left as it is.
fn meets(world: &World, addresses: &Addresses, host: &Host, fault: &Fault) -> bool {
    let by_chance = fault.share < 1000 && effect(&fault.verb) == Effect::Edits;
    let beside = |other: &&Host| {
        let station = |host: &Host| Some(&world.servers.get(host.server)?.station);
        by_chance && station(other) == station(host)
    };
    is_at(world, host, &fault.place)
        || addresses
            .hosts
            .iter()
            .filter(beside)
            .any(|other| is_at(world, other, &fault.place))
}

/// Whether a fault is at this server of the lab.
fn is_at(world: &World, host: &Host, place: &Place) -> bool {
    let Some(server) = world.servers.get(host.server) else {
        return false;
    };
    match place {
        Place::Station(station) => *station == server.station,
        Place::Server(name) => *name == server.name,
        Place::Network(prefix) => prefix.covers(host.own),
        Place::Servers { station, count } => {
            let before = world.servers.iter().take(host.server);
            let earlier = before.filter(|other| other.station == *station).count();
            *station == server.station && earlier < usize::from(*count)
        }
    }
}

/// Whether one of the names meets a fault.
fn concerns(fault: &Fault, names: &BTreeSet<Name>) -> bool {
    let under = |under: &Name| names.iter().any(|name| name.is_under(under));
    fault.under.as_ref().is_none_or(under)
}

/// What a server behaves like. Faults of one kind for several names are one fault of the lab; where it has several
/// kinds for different names, only those count that the question meets.
fn behaviour(met: &[&Fault], names: &BTreeSet<Name>) -> (FaultSpec, AlsoSpec) {
    let mut kinds: Vec<(Option<Name>, (FaultSpec, AlsoSpec))> = Vec::new();
    for fault in met {
        let Effect::Behaves(spec, also) = effect(&fault.verb) else {
            continue;
        };
        match kinds.iter_mut().find(|(under, _)| *under == fault.under) {
            Some((_, kind)) => *kind = both(core::mem::take(kind), (spec, also)),
            None => kinds.push((fault.under.clone(), (spec, also))),
        }
    }
    let same = kinds.windows(2).all(|pair| match pair {
        [(_, a), (_, b)] => a == b,
        _ => true,
    });
    let everybody = kinds.iter().any(|(under, _)| under.is_none());
    if !same || everybody {
        let concerns = |under: &Option<Name>| {
            under
                .as_ref()
                .is_none_or(|under| names.iter().any(|name| name.is_under(under)))
        };
        kinds.retain(|(under, _)| concerns(under));
    }
    let everybody = kinds.iter().any(|(under, _)| under.is_none());
    let mut under: Vec<String> = Vec::new();
    if !everybody {
        under.extend(
            kinds
                .iter()
                .filter_map(|(u, _)| Some(u.as_ref()?.to_string())),
        );
        under.sort();
    }
    let all = kinds.into_iter().map(|(_, kind)| kind);
    let (spec, also) = match (same, all) {
        (true, mut all) => all.next().unwrap_or_default(),
        (false, all) => all.fold(Default::default(), both),
    };
    (spec, AlsoSpec { under, ..also })
}

/// The zones of a server.
fn held(
    world: &World,
    host: &Host,
    at: Time,
    met: &[&Fault],
    names: &BTreeSet<Name>,
) -> BTreeMap<Name, Held> {
    let mut held = BTreeMap::new();
    let served = world.servers.get(host.server).map(|server| &server.zones);
    for zone in served
        .into_iter()
        .flatten()
        .filter_map(|n| world.zones.get(*n))
    {
        let apex = zone.apex().clone();
        if held.contains_key(&apex) {
            continue;
        }
        let mut zone = zone.clone();
        let (mut expired, mut broken) = (false, None);
        for fault in met.iter().filter(|fault| concerns(fault, names)) {
            match effect(&fault.verb) {
                Effect::Behaves(..) | Effect::Elsewhere => {}
                Effect::Expired(name) => expired |= name == apex,
                Effect::Breaks(name, how) if name == apex => broken = broken.or(Some(how)),
                Effect::Breaks(..) => {}
                Effect::Edits => fault.verb.edit(&mut zone),
            }
        }
        if has_run_out(&zone, at) {
            broken = broken.or(Some(BrokenSpec::ExpiredSignatures));
        }
        // Without an SOA record a server does not load a zone.
        let whole = zone.rrset(&apex, Rtype::SOA).is_some();
        let what = if expired || !whole {
            Held::Expired
        } else {
            Held::Data(Box::new(zone), broken)
        };
        held.insert(apex, what);
    }
    held
}

/// Whether the signatures of a zone, which are all of one age, have run out: the lab signs anew, as of today.
fn has_run_out(zone: &Zone, at: Time) -> bool {
    let sets = zone.rrset(zone.apex(), Rtype::RRSIG);
    // RFC 4034 section 3.1.5: seconds since 1970, modulo 2^32.
    let until = sets
        .into_iter()
        .flat_map(|set| &set.rdata)
        .filter_map(|rdata| {
            let octets = rdata.get(8..12)?.try_into().ok()?;
            Some(i64::from(u32::from_be_bytes(octets)))
        });
    until.max().is_some_and(|seconds| seconds < at.ms() / 1000)
}
