//! What NSEC records prove (RFC 4035 section 5.4, RFC 6840 section 4).
//!
//! The records given have been checked and are of one zone.

use super::types;
use crate::dns::dnssec::Nsec;
use crate::dns::{Name, Rtype};

/// Whether these records prove that a name has no data of a type.
pub fn proves_no_data(nsecs: &[Nsec], zone: &Name, name: &Name, rtype: Rtype) -> bool {
    if nsecs.iter().any(|nsec| nsec.owner == *name) {
        return nsecs
            .iter()
            .filter(|nsec| nsec.owner == *name)
            .any(|nsec| types::lack(&nsec.types, name, rtype));
    }
    if is_empty_non_terminal(nsecs, zone, name) {
        return true;
    }
    // RFC 4035 section 3.1.3.4: a wildcard has no such data, and the name itself does not exist.
    let Some(encloser) = nsecs.iter().find_map(|nsec| encloser(nsec, zone, name)) else {
        return false;
    };
    let wildcard = encloser.wildcard();
    nsecs.iter().any(|nsec| {
        Some(&nsec.owner) == wildcard.as_ref() && types::lack(&nsec.types, &nsec.owner, rtype)
    })
}

/// Whether these records prove that a name does not exist, nor a wildcard that would stand in for it (RFC 4035 section
/// 5.4).
pub fn proves_no_name(nsecs: &[Nsec], zone: &Name, name: &Name) -> bool {
    let enclosers = nsecs.iter().filter_map(|nsec| encloser(nsec, zone, name));
    enclosers
        .filter_map(|encloser| encloser.wildcard())
        .any(|wildcard| nsecs.iter().any(|nsec| covers(nsec, zone, &wildcard)))
}

/// Whether these records prove that a name does not exist, so that a wildcard below `encloser` stands in for it (RFC
/// 4035 section 5.3.4).
pub fn proves_wildcard(nsecs: &[Nsec], zone: &Name, name: &Name, encloser: &Name) -> bool {
    nsecs
        .iter()
        .any(|nsec| self::encloser(nsec, zone, name).as_ref() == Some(encloser))
}

/// Whether a name holds nothing but has names below it: then the next name is one of those (RFC 4592 section 2.2.2).
pub fn is_empty_non_terminal(nsecs: &[Nsec], zone: &Name, name: &Name) -> bool {
    nsecs
        .iter()
        .any(|nsec| between(nsec, zone, name) && nsec.next.is_under(name))
}

/// Where the record proves that a name does not exist: the closest name above it that does (RFC 4592 section 3.3.1).
fn encloser(nsec: &Nsec, zone: &Name, name: &Name) -> Option<Name> {
    if !covers(nsec, zone, name) {
        return None;
    }
    let exists = |above: &Name| nsec.owner.is_under(above) || nsec.next.is_under(above);
    name.upwards().skip(1).find(exists)
}

/// Whether the record proves that a name does not exist.
fn covers(nsec: &Nsec, zone: &Name, name: &Name) -> bool {
    // RFC 6840 section 4.1: the parent's side of a cut says nothing about names below it, nor does the owner of a DNAME.
    let elsewhere = name.is_under(&nsec.owner) && types::hide_what_is_below(&nsec.types);
    between(nsec, zone, name) && !nsec.next.is_under(name) && !elsewhere
}

/// Whether a name comes after the owner and before the next, or after the last.
fn between(nsec: &Nsec, zone: &Name, name: &Name) -> bool {
    name.is_under(zone) && nsec.owner < *name && (*name < nsec.next || nsec.next == *zone)
}
