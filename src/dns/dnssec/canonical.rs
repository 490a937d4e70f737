//! The form in which a set is signed (RFC 4034 sections 3.1.8.1 and 6, RFC 6840 section 5.1).

use super::{Signature, lower};
use crate::dns::record::Rrset;
use crate::dns::{Name, Rtype};

/// What `signature` is made over, if it is over this set; `None` where it cannot be: the owner has fewer labels than
/// it says (RFC 4035 section 5.3.1).
pub fn signed_octets(signature: &Signature, owner: &Name, rrset: &Rrset) -> Option<Vec<u8>> {
    let name = lower(&signed_name(signature, owner)?);
    let mut data: Vec<Vec<u8>> = rrset
        .rdata
        .iter()
        .map(|rdata| canonical(rrset.rtype, rdata))
        .collect();
    // RFC 4034 section 6.3: in the order of the octets, each record once.
    data.sort();
    data.dedup();
    let mut octets = signature.head.clone();
    for rdata in data {
        octets.extend_from_slice(&name);
        octets.extend_from_slice(&rrset.rtype.to_int().to_be_bytes());
        octets.extend_from_slice(&[0, 1]);
        octets.extend_from_slice(&signature.original_ttl.to_be_bytes());
        octets.extend_from_slice(&u16::try_from(rdata.len()).ok()?.to_be_bytes());
        octets.extend_from_slice(&rdata);
    }
    Some(octets)
}

/// The owner in the zone file: of a set made from a wildcard, the wildcard (RFC 4035 section 5.3.2).
fn signed_name(signature: &Signature, owner: &Name) -> Option<Name> {
    let dropped = depth(owner).checked_sub(usize::from(signature.labels))?;
    if dropped == 0 {
        return Some(owner.clone());
    }
    let above = owner.depth().checked_sub(usize::from(signature.labels))?;
    owner.upwards().nth(above)?.wildcard()
}

/// Where the set was made from a wildcard: the name above the wildcard, its closest encloser.
pub fn encloser(signature: &Signature, owner: &Name) -> Option<Name> {
    let labels = usize::from(signature.labels);
    let above = owner.depth().checked_sub(labels)?;
    (depth(owner) > labels).then(|| owner.upwards().nth(above))?
}

/// The labels of a name, the root and a leading `*` not counted (RFC 4034 section 3.1.3).
fn depth(name: &Name) -> usize {
    name.depth() - usize::from(name.as_slice().starts_with(b"\x01*") && name.depth() > 0)
}

/// The data with the names in it in lower case, for the types of RFC 4034 section 6.2 without NSEC (RFC 6840 section
/// 5.1). RRSIG is not signed; types that nobody uses any more are left out.
fn canonical(rtype: Rtype, rdata: &[u8]) -> Vec<u8> {
    let mut data = rdata.to_vec();
    // MD, MF, MB, MG, MR hold one name as NS and CNAME do; AFSDB, RT, KX a number before it as MX does.
    let names = match rtype.to_int() {
        2..=5 | 7..=9 | 12 | 39 => data.get_mut(..),
        15 | 18 | 21 | 36 => data.get_mut(2..),
        33 => data.get_mut(6..),
        // RP and MINFO hold two names, PX two after a number.
        14 | 17 => data.get_mut(..),
        26 => data.get_mut(2..),
        // SOA: two names before five numbers.
        6 => {
            let end = data.len().saturating_sub(20);
            data.get_mut(..end)
        }
        // NAPTR: a name after two numbers and three strings.
        35 => {
            let start = naptr_name(rdata);
            data.get_mut(start..)
        }
        _ => None,
    };
    if let Some(names) = names {
        names.make_ascii_lowercase();
    }
    data
}

/// Where the name in an NAPTR record begins (RFC 3403 section 4.1).
fn naptr_name(rdata: &[u8]) -> usize {
    (0..3).fold(4, |at, _| {
        at + 1 + rdata.get(at).copied().map_or(0, usize::from)
    })
}
