//! What of a story's world is signed. The lab signs with keys of its own.

use std::collections::BTreeMap;

use crate::dns::dnssec::Key;
use crate::dns::{Name, Rtype};
use crate::host::lab::scenario::{Dnssec, Signing};
use crate::sim::world::{Resolver, World};

/// What is signed, where DS records are, and whether the resolver checks.
pub(super) fn dnssec(world: &World, resolver: Option<&Resolver>) -> Dnssec {
    let validation = resolver.and_then(|resolver| resolver.validation.as_ref());
    let mut anchors: Vec<String> = Vec::new();
    for anchor in validation.iter().flat_map(|v| &v.anchors) {
        let name = anchor.name.to_string();
        if !anchors.contains(&name) {
            anchors.push(name);
        }
    }
    Dnssec {
        validate: validation.is_some(),
        sign: signed(world),
        ds: delegations(world),
        ds_at_cuts: true,
        anchors,
        broken: BTreeMap::new(),
    }
}

fn signed(world: &World) -> BTreeMap<String, Signing> {
    let mut signed = BTreeMap::new();
    for zone in &world.zones {
        if zone.rrset(zone.apex(), Rtype::DNSKEY).is_some() {
            let nsec3 = zone.rrset(zone.apex(), Rtype::NSEC3PARAM).is_some();
            let how = Signing {
                expired: false,
                nsec3,
            };
            signed.insert(zone.apex().to_string(), how);
        }
    }
    signed
}

/// Each zone with DS records above it: whether they name a key that it has. One without keys has lost them.
fn delegations(world: &World) -> BTreeMap<String, String> {
    let mut ds = BTreeMap::new();
    for zone in &world.zones {
        for (child, set) in zone.rrsets().filter(|(_, set)| set.rtype == Rtype::DS) {
            let keys = tags(world, child);
            let named = set.rdata.iter().filter_map(|rdata| {
                let (tag, _) = rdata.split_first_chunk::<2>()?;
                Some(u16::from_be_bytes(*tag))
            });
            let fits = keys.is_empty() || named.into_iter().any(|tag| keys.contains(&tag));
            let state = if fits { "ok" } else { "mismatch" };
            ds.insert(child.to_string(), state.to_owned());
        }
    }
    ds
}

/// The tags of a zone's keys.
fn tags(world: &World, apex: &Name) -> Vec<u16> {
    let zones = world.zones.iter().filter(|zone| zone.apex() == apex);
    let sets = zones.filter_map(|zone| zone.rrset(apex, Rtype::DNSKEY));
    let keys = sets.flat_map(|set| &set.rdata);
    keys.filter_map(|rdata| Some(Key::parse(rdata)?.tag))
        .collect()
}
