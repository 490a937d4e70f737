//! Zone files of the lab: the story's zones with servers' addresses on loopback, unsigned, and with the TTLs that the
//! moment calls for.

use core::fmt::Write as _;
use std::collections::BTreeSet;

use super::addresses::Addresses;
use crate::dns::record::{Rdata, Rrset};
use crate::dns::{Name, Rtype, Zone, rdata};

/// The TTL with which a set of a zone is written.
pub(super) trait Ttl {
    /// In seconds. `set` is one of the sets of `zone` at `owner`.
    fn ttl(&self, zone: &Zone, owner: &Name, set: &Rrset) -> u32;
}

/// As the story has them.
pub(super) struct AsTheyAre;

impl Ttl for AsTheyAre {
    fn ttl(&self, _: &Zone, _: &Name, set: &Rrset) -> u32 {
        set.ttl
    }
}

/// The text of a zone file.
pub(super) fn text(
    zone: &Zone,
    servers: &BTreeSet<Name>,
    addresses: &mut Addresses,
    ttl: &impl Ttl,
) -> String {
    let mut text = String::new();
    // The SOA record comes first: some programs want it so.
    let mut sets: Vec<(&Name, &Rrset)> = zone.rrsets().collect();
    sets.sort_by_key(|(owner, set)| !(*owner == zone.apex() && set.rtype == Rtype::SOA));
    for (owner, set) in sets {
        if is_signing(set.rtype) {
            continue;
        }
        let ttl = ttl.ttl(zone, owner, set);
        for data in &set.rdata {
            let Some((rtype, data)) = written(zone, owner, set.rtype, data, servers, addresses)
            else {
                continue;
            };
            let mut shown = rdata::present(rtype, &data);
            if rtype == Rtype::SOA {
                shown = limited(&shown, ttl);
            }
            // Writing to a String does not fail.
            let _ = writeln!(text, "{owner} {ttl} IN {rtype} {shown}");
        }
    }
    text
}

/// What the lab signs anew.
fn is_signing(rtype: Rtype) -> bool {
    matches!(
        rtype,
        Rtype::RRSIG | Rtype::NSEC | Rtype::NSEC3 | Rtype::NSEC3PARAM | Rtype::DNSKEY | Rtype::DS
    )
}

/// A record with its address in the lab; `None` where the lab has no use for it.
fn written(
    zone: &Zone,
    owner: &Name,
    rtype: Rtype,
    data: &Rdata,
    servers: &BTreeSet<Name>,
    addresses: &mut Addresses,
) -> Option<(Rtype, Rdata)> {
    let Some(address) = rdata::address(rtype, data) else {
        return Some((rtype, data.clone()));
    };
    if !servers.contains(owner) {
        return Some(rdata::of_address(addresses.in_lab(address)));
    }
    // The lab speaks IPv4 only: a server's other addresses are left out, unless it has no more than those.
    let spare = rtype == Rtype::AAAA && zone.rrset(owner, Rtype::A).is_some();
    (!spare).then(|| rdata::of_address(addresses.of_server(address)))
}

/// An SOA record that lets denials be kept for no longer than its own TTL where that was shortened.
fn limited(soa: &str, ttl: u32) -> String {
    let Some((rest, minimum)) = soa.rsplit_once(' ') else {
        return soa.to_owned();
    };
    let minimum = minimum.parse().unwrap_or(ttl);
    format!(
        "{rest} {}",
        if ttl <= super::memory::SHORT_S {
            minimum.min(ttl)
        } else {
            minimum
        }
    )
}

/// The names of all name servers that any of the zones points to.
pub(super) fn servers<'z>(zones: impl Iterator<Item = &'z Zone>) -> BTreeSet<Name> {
    let sets = zones.flat_map(|zone| zone.rrsets().filter(|(_, set)| set.rtype == Rtype::NS));
    sets.flat_map(|(_, set)| set.rdata.iter().filter_map(|rdata| rdata::target(rdata)))
        .collect()
}

/// The name of a zone's file: of the first of this apex, or of a later one.
pub(super) fn file_name(apex: &Name, number: usize) -> String {
    let name = apex.to_string();
    let stem = match name.trim_end_matches('.') {
        "" => "root",
        stem => stem,
    };
    match number {
        0 => format!("{stem}.zone"),
        n => format!("{stem}.{}.zone", n + 1),
    }
}
