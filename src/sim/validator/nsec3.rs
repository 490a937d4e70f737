//! What NSEC3 records prove (RFC 5155 section 8).
//!
//! The records given have been checked and are of one zone.

use super::types;
use crate::dns::dnssec::{Nsec3, crypto, lower};
use crate::dns::{Name, Rtype};

/// What came of a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// It is complete.
    Complete,
    /// It would be, but a delegation that is not signed may lie there (opt-out, RFC 5155 section 6).
    OptOut,
    /// It is not.
    None,
}

/// The closest encloser of a name (RFC 5155 section 8.3).
struct Encloser<'n> {
    name: Name,
    /// The record that covers the name one label longer.
    next_closer: &'n Nsec3,
}

/// Whether these records prove that a name has no data of a type (RFC 5155 sections 8.5 to 8.7).
pub fn no_data(records: &[Nsec3], name: &Name, rtype: Rtype) -> Proof {
    if let Some(record) = matching(records, name) {
        return complete(types::lack(&record.types, name, rtype));
    }
    let Some(encloser) = encloser(records, name) else {
        return Proof::None;
    };
    let wildcard = encloser.name.wildcard();
    let wildcard = wildcard.and_then(|name| Some((matching(records, &name)?, name)));
    match wildcard {
        // Section 8.7: a wildcard without such data.
        Some((record, name)) if types::lack(&record.types, &name, rtype) => opt_out(&encloser),
        Some(_) => Proof::None,
        // Section 8.6: a delegation that opted out has no DS records. The same goes for the names above such.
        None if encloser.next_closer.opt_out => Proof::OptOut,
        None => Proof::None,
    }
}

/// Whether these records prove that a name does not exist, nor a wildcard that would stand in for it (RFC 5155 section
/// 8.4).
pub fn no_name(records: &[Nsec3], name: &Name) -> Proof {
    let Some(encloser) = encloser(records, name) else {
        return Proof::None;
    };
    let wildcard = encloser.name.wildcard();
    match wildcard.and_then(|wildcard| covering(records, &wildcard)) {
        Some(_) => opt_out(&encloser),
        None => Proof::None,
    }
}

/// Whether these records prove that a name does not exist, so that the wildcard below `encloser` stands in for it (RFC
/// 5155 section 8.8).
pub fn wildcard(records: &[Nsec3], name: &Name, encloser: &Name) -> Proof {
    let next_closer = name
        .depth()
        .checked_sub(encloser.depth() + 1)
        .and_then(|above| name.upwards().nth(above));
    match next_closer.and_then(|name| covering(records, &name)) {
        Some(record) if record.opt_out => Proof::OptOut,
        Some(_) => Proof::Complete,
        None => Proof::None,
    }
}

/// Whether this record can have a part in a proof about a name: it matches or covers the name, one above it, or a
/// wildcard there.
pub fn concerns(record: &Nsec3, name: &Name) -> bool {
    let one = core::slice::from_ref(record);
    let about = |name: &Name| matching(one, name).is_some() || covering(one, name).is_some();
    name.upwards()
        .any(|above| about(&above) || above.wildcard().is_some_and(|name| about(&name)))
}

/// The record of a name.
pub fn matching<'n>(records: &'n [Nsec3], name: &Name) -> Option<&'n Nsec3> {
    let hash = hash(records, name)?;
    records.iter().find(|record| record.hash == hash)
}

/// The record between whose owner and next one a name's hash lies.
fn covering<'n>(records: &'n [Nsec3], name: &Name) -> Option<&'n Nsec3> {
    let hash = hash(records, name)?;
    records.iter().find(|record| {
        if record.hash < record.next {
            record.hash < hash && hash < record.next
        } else {
            // After the last, or before the first.
            record.hash < hash || hash < record.next
        }
    })
}

/// The hash of a name with the parameters of the records, which are the same for all.
fn hash(records: &[Nsec3], name: &Name) -> Option<Vec<u8>> {
    let first = records.first().filter(|first| name.is_under(&first.zone))?;
    crypto::nsec3_hash(&lower(name), &first.salt, first.iterations)
}

fn encloser<'n>(records: &'n [Nsec3], name: &Name) -> Option<Encloser<'n>> {
    let mut next_closer = name.clone();
    for above in name.upwards().skip(1) {
        if let Some(record) = matching(records, &above) {
            // Section 8.3: from above a cut or a DNAME nothing can be said about what is below.
            if types::hide_what_is_below(&record.types) {
                return None;
            }
            let next_closer = covering(records, &next_closer)?;
            return Some(Encloser {
                name: above,
                next_closer,
            });
        }
        next_closer = above;
    }
    None
}

fn complete(proved: bool) -> Proof {
    if proved { Proof::Complete } else { Proof::None }
}

fn opt_out(encloser: &Encloser<'_>) -> Proof {
    if encloser.next_closer.opt_out {
        Proof::OptOut
    } else {
        Proof::Complete
    }
}
