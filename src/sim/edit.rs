//! Faults that change what a zone holds.

mod dnssec;

use super::fault::Verb;
use crate::dns::record::Rrset;
use crate::dns::{Name, Record, Rtype, Zone, rdata};

impl Verb {
    /// Changes the zone as the fault does. A zone without the name in question stays as it is.
    pub fn edit(&self, zone: &mut Zone) {
        match self {
            Self::DeleteName { name } => zone.remove_subtree(name),
            Self::DeleteRecords { name, rtype } => {
                zone.remove(name, *rtype);
            }
            Self::ChangeAddress { name, to } => change_address(zone, name, *to),
            Self::RemoveDelegation { zone: cut } => {
                if cut != zone.apex() && zone.rrset(cut, Rtype::NS).is_some() {
                    // What a parent holds at and below a cut is the delegation, its DS records and its glue.
                    zone.remove_subtree(cut);
                }
            }
            Self::EmptyZone { zone: apex } => {
                if apex == zone.apex() {
                    empty(zone);
                }
            }
            Self::RemoveGlue { zone: cut } => {
                if cut != zone.apex() && zone.rrset(cut, Rtype::NS).is_some() {
                    remove_glue(zone, cut);
                }
            }
            Self::ReplaceServers { zone: cut, servers } => {
                if let Some(old) = zone.remove(cut, Rtype::NS) {
                    let records = servers.iter().map(|server| Record {
                        name: cut.clone(),
                        rtype: Rtype::NS,
                        ttl: old.ttl,
                        rdata: server.as_slice().into(),
                    });
                    records.for_each(|record| zone.insert(record));
                }
            }
            Self::LoseDot { name } => lose_dot(zone, name),
            Self::ServeOldCopy { copy } => {
                if copy.apex() == zone.apex() {
                    zone.clone_from(copy);
                }
            }
            Self::BreakDnssec { zone: apex, how } => dnssec::break_zone(zone, apex, *how),
            Self::NoReply
            | Self::Stop
            | Self::AliasesLast
            | Self::Misconfigure { .. }
            | Self::ErrorPage
            | Self::Truncate
            | Self::Decline { .. }
            | Self::Delay { .. }
            | Self::ReferUpwards
            | Self::DisclaimAuthority
            | Self::RejectEdns
            | Self::DropEdns
            | Self::BlockTcp
            | Self::ExpireZone { .. } => {}
        }
    }
}

/// Leaves only the SOA and NS records of the apex and the addresses of the servers.
fn empty(zone: &mut Zone) {
    let apex = zone.apex().clone();
    let servers = zone
        .rrset(&apex, Rtype::NS)
        .map(|set| set.rdata.clone())
        .unwrap_or_default();
    let servers: Vec<Name> = servers
        .iter()
        .filter_map(|rdata| rdata::target(rdata))
        .collect();
    let stays = |name: &Name, rtype: Rtype| match rtype {
        Rtype::SOA | Rtype::NS => *name == apex,
        Rtype::A | Rtype::AAAA => servers.contains(name),
        _ => false,
    };
    let sets = zone.rrsets().filter(|(name, set)| !stays(name, set.rtype));
    let gone: Vec<(Name, Rtype)> = sets.map(|(name, set)| (name.clone(), set.rtype)).collect();
    for (name, rtype) in gone {
        zone.remove(&name, rtype);
    }
}

/// Removes the addresses below a cut.
fn remove_glue(zone: &mut Zone, cut: &Name) {
    let is_glue =
        |name: &Name, rtype: Rtype| name.is_under(cut) && matches!(rtype, Rtype::A | Rtype::AAAA);
    let sets = zone.rrsets().filter(|(name, set)| is_glue(name, set.rtype));
    let glue: Vec<(Name, Rtype)> = sets.map(|(name, set)| (name.clone(), set.rtype)).collect();
    for (name, rtype) in glue {
        zone.remove(&name, rtype);
    }
}

/// Lets each NS and CNAME record that points to `name` point to `name` below the apex instead (RFC 1035 section 5.1:
/// a name without a dot at its end is relative).
fn lose_dot(zone: &mut Zone, name: &Name) {
    let Some(wrong) = name.rebased(&Name::root(), zone.apex()) else {
        return;
    };
    let points = |set: &Rrset| {
        matches!(set.rtype, Rtype::NS | Rtype::CNAME)
            && set
                .rdata
                .iter()
                .any(|rdata| rdata::target(rdata).as_ref() == Some(name))
    };
    let sets = zone.rrsets().filter(|(_, set)| points(set));
    let found: Vec<(Name, Rrset)> = sets
        .map(|(owner, set)| (owner.clone(), set.clone()))
        .collect();
    for (owner, set) in found {
        zone.remove(&owner, set.rtype);
        for rdata in set.rdata {
            let right = rdata::target(&rdata).as_ref() != Some(name);
            let rdata = if right {
                rdata
            } else {
                wrong.as_slice().into()
            };
            zone.insert(Record {
                name: owner.clone(),
                rtype: set.rtype,
                ttl: set.ttl,
                rdata,
            });
        }
    }
}

/// The first record of the family takes the place of all, with its TTL.
fn change_address(zone: &mut Zone, name: &Name, to: core::net::IpAddr) {
    let (rtype, rdata) = rdata::of_address(to);
    if let Some(old) = zone.remove(name, rtype) {
        zone.insert(Record {
            name: name.clone(),
            rtype,
            ttl: old.ttl,
            rdata,
        });
    }
}
