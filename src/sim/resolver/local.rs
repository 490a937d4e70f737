//! Data of the resolver's own: a private view (split DNS, RFC 9499 section 6; local zones, RFC 6303).

use super::recall::records_of;
use super::{End, Search, Step};
use crate::dns::zone::Found;
use crate::dns::{Name, Rtype, Zone, rdata};
use crate::sim::cache::Soa;

impl Search<'_, '_> {
    /// What the view for this asker holds; `None`: nothing, or that others look after the name.
    pub(super) fn local(&mut self, name: &Name, rtype: Rtype) -> Option<Step> {
        let zones = &self.view?.zones;
        let zone = self.network.local(zones, &self.view_edits, name)?;
        Some(match zone.find(name, rtype) {
            Found::Data(sets) => {
                let set = sets.into_iter().next()?;
                Step::End(End::Data(name.clone(), set.clone()))
            }
            Found::Alias(set) => {
                let target = rdata::target(set.rdata.first()?)?;
                Step::Alias(records_of(name, set), target)
            }
            Found::NoData => Step::End(End::NoData(name.clone(), soa(zone))),
            Found::NoSuchName => Step::End(End::NoSuchName(name.clone(), soa(zone))),
            Found::Subtree { .. } | Found::Delegation { .. } => return None,
        })
    }
}

/// The SOA record for a denial, with the TTL that it may be kept for (RFC 2308 section 3).
fn soa(zone: &Zone) -> Option<Soa> {
    let set = zone.rrset(zone.apex(), Rtype::SOA)?;
    let rdata = set.rdata.first()?.clone();
    let ttl = set.ttl.min(rdata::soa_minimum(&rdata)?);
    Some(Soa {
        name: zone.apex().clone(),
        ttl,
        rdata,
    })
}
