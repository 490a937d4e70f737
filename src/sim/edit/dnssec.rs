//! Faults of what a zone has signed. Nothing can be signed anew here, so each breaks what the zone's owner has made.

use crate::dns::record::Rdata;
use crate::dns::{Name, Record, Rtype, Zone, rdata};
use crate::sim::fault::DnssecFault;

/// How many keys of the same tag stand beside each key.
const COLLIDING: usize = 16;

/// Breaks the signatures or the keys of a zone, where it is this one.
pub(super) fn break_zone(zone: &mut Zone, apex: &Name, how: DnssecFault) {
    if apex != zone.apex() {
        return;
    }
    match how {
        DnssecFault::DsMismatch => change(zone, Rtype::DNSKEY, |rdata| vec![other_key(rdata, 1)]),
        DnssecFault::ExpiredSignatures => change(zone, Rtype::RRSIG, |rdata| vec![run_out(rdata)]),
        DnssecFault::MissingSignatures => change(zone, Rtype::RRSIG, |_| Vec::new()),
        DnssecFault::CollidingKeyTags => change(zone, Rtype::DNSKEY, |rdata| {
            let others = (1..=COLLIDING).map(|by| other_key(rdata, by));
            core::iter::once(rdata.clone()).chain(others).collect()
        }),
        DnssecFault::WrongKey => change(zone, Rtype::RRSIG, |rdata| {
            // RFC 6781 section 3.1: the keys are signed with a key-signing key, all else with a zone-signing key.
            vec![match rdata::covered(rdata) {
                Some(Rtype::DNSKEY) => rdata.clone(),
                _ => by_another(rdata),
            }]
        }),
    }
}

/// Puts others in the place of all records of a type.
fn change(zone: &mut Zone, rtype: Rtype, new: impl Fn(&Rdata) -> Vec<Rdata>) {
    let sets = zone.rrsets().filter(|(_, set)| set.rtype == rtype);
    let owners: Vec<Name> = sets.map(|(owner, _)| owner.clone()).collect();
    for name in owners {
        let Some(old) = zone.remove(&name, rtype) else {
            continue;
        };
        for rdata in old.rdata.iter().flat_map(&new) {
            let (name, ttl) = (name.clone(), old.ttl);
            zone.insert(Record {
                name,
                rtype,
                ttl,
                rdata,
            });
        }
    }
}

/// Another key with the same tag: the tag is a sum of pairs of octets (RFC 4034 appendix B), and their order does not
/// change a sum.
fn other_key(rdata: &Rdata, by: usize) -> Rdata {
    let mut octets = rdata.to_vec();
    if let Some(public) = octets.get_mut(4..) {
        let whole = public.len() - public.len() % 2;
        if let Some(pairs) = public.get_mut(..whole).filter(|pairs| !pairs.is_empty()) {
            let places = pairs.len() / 2;
            pairs.rotate_left((by % places) * 2);
        }
    }
    octets.into()
}

/// The signature of another key: all that it says about itself is as it was (RFC 4034 section 3.1), and the octets after
/// the signer's name are others.
fn by_another(rdata: &Rdata) -> Rdata {
    let mut octets = rdata.to_vec();
    if let Some(last) = octets.last_mut() {
        *last ^= 1;
    }
    octets.into()
}

/// A signature whose last second is its first (RFC 4034 section 3.1.5).
fn run_out(rdata: &Rdata) -> Rdata {
    let mut octets = rdata.to_vec();
    if octets.len() >= 16 {
        octets.copy_within(12..16, 8);
    }
    octets.into()
}
