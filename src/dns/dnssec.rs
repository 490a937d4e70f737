//! DNSSEC over octets (RFC 4033 to 4035, RFC 5155): what is inside the records, what a signature is made over, and
//! whether it fits the key.
//!
//! Nothing here knows a zone, a resolver or a clock: that is the validator's, in `sim::validator`. [`data`] reads the
//! records, [`canonical`] brings a set into the form in which it is signed, [`crypto`] computes digests and checks
//! signatures with the crates that do so.

pub mod canonical;
pub mod crypto;
pub mod data;

pub use canonical::signed_octets;
pub use crypto::{Check, verify};
pub use data::{Ds, Key, Nsec, Nsec3, Signature};

use super::{Name, Record, Rtype};

/// The wire format of a name in lower case (RFC 4034 section 6.2, step 2).
///
/// A length octet is at most 63 and never looks like a capital letter.
pub fn lower(name: &Name) -> Vec<u8> {
    name.as_slice().to_ascii_lowercase()
}

/// Whether the digest in `ds` is that of this key (RFC 4034 section 5.1.4); `None`: the kind of digest is not known.
pub fn fits(ds: &Ds, owner: &Name, key: &Key) -> Option<bool> {
    let mut octets = lower(owner);
    octets.extend_from_slice(&key.rdata);
    let digest = crypto::digest(ds.digest_type, &octets)?;
    Some(ds.tag == key.tag && ds.algorithm == key.algorithm && ds.digest == digest)
}

/// The signatures over the set of this name and type among records.
pub fn signatures<'r>(
    records: &'r [Record],
    name: &'r Name,
    rtype: Rtype,
) -> impl Iterator<Item = Signature> + 'r {
    records
        .iter()
        .filter(move |record| record.rtype == Rtype::RRSIG && record.name == *name)
        .filter_map(|record| Signature::parse(&record.rdata))
        .filter(move |signature| signature.covered == rtype)
}
