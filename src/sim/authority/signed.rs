//! What a server adds for those who ask for signatures (RFC 4035 section 3.1, RFC 5155 section 7.2).

use crate::dns::dnssec::{crypto, lower};
use crate::dns::record::Rrset;
use crate::dns::zone::Found;
use crate::dns::{Message, Name, Record, Rtype, Zone, rdata};

/// Adds the signatures and proofs that belong to what `zone` says about `name`, in a zone that is signed.
pub fn attest(zone: &Zone, name: &Name, reply: &mut Message) {
    if zone.rrset(zone.apex(), Rtype::DNSKEY).is_none() {
        return;
    }
    match zone.find(name, reply.rtype) {
        Found::Data(sets) => {
            let types: Vec<Rtype> = sets.iter().map(|set| set.rtype).collect();
            positive(zone, name, &types, reply);
        }
        Found::Alias(set) => positive(zone, name, &[set.rtype], reply),
        Found::Subtree { owner, .. } => {
            sign(zone, &owner, &owner, Rtype::DNAME, &mut reply.answer);
        }
        // Section 3.1.4: the DS records of a signed zone, or the proof that there are none.
        Found::Delegation { cut, .. } => match zone.rrset(&cut, Rtype::DS) {
            Some(set) => add(zone, &cut, set, &mut reply.authority),
            None => deny(zone, &cut, reply),
        },
        Found::NoData | Found::NoSuchName => {
            sign(
                zone,
                zone.apex(),
                zone.apex(),
                Rtype::SOA,
                &mut reply.authority,
            );
            deny(zone, name, reply);
        }
    }
}

/// Signatures of an answer; of one from a wildcard those of the wildcard, and proof that the name itself does not exist
/// (RFC 4035 section 3.1.3.3).
fn positive(zone: &Zone, name: &Name, types: &[Rtype], reply: &mut Message) {
    let wildcard = (!zone.has_data(name))
        .then(|| closest(zone, name).wildcard())
        .flatten();
    let source = wildcard.as_ref().unwrap_or(name);
    for rtype in types {
        sign(zone, source, name, *rtype, &mut reply.answer);
    }
    if wildcard.is_some() {
        cover(zone, &next_closer(zone, name), reply);
    }
}

/// Proof that a name, or a type at it, is not there.
fn deny(zone: &Zone, name: &Name, reply: &mut Message) {
    if zone.has_data(name) || zone.find(name, Rtype::NSEC) == Found::NoData && !by_hash(zone) {
        // The record of the name itself, or the one before an empty name (RFC 4035 section 3.1.3.1).
        if matches(zone, name, reply) {
            return;
        }
    }
    let encloser = closest(zone, name);
    if by_hash(zone) {
        // An empty name has a record of its own (RFC 5155 section 7.2.3).
        if matches(zone, name, reply) {
            return;
        }
        matches(zone, &encloser, reply);
    }
    cover(zone, &next_closer(zone, name), reply);
    if let Some(wildcard) = encloser.wildcard() {
        cover(zone, &wildcard, reply);
    }
}

/// Adds the record that matches a name, where there is one.
fn matches(zone: &Zone, name: &Name, reply: &mut Message) -> bool {
    let found = if by_hash(zone) {
        hashed(zone, name).and_then(|hash| Some((hash.clone(), zone.rrset(&hash, Rtype::NSEC3)?)))
    } else {
        zone.rrset(name, Rtype::NSEC).map(|set| (name.clone(), set))
    };
    if let Some((owner, set)) = &found {
        add(zone, owner, set, &mut reply.authority);
    }
    found.is_some()
}

/// Adds the record that covers a name, or matches it.
fn cover(zone: &Zone, name: &Name, reply: &mut Message) {
    let found = if by_hash(zone) {
        let before = hashed(zone, name).and_then(|hash| zone.last_before(&hash, Rtype::NSEC3));
        // The last record covers what is before the first.
        before.or_else(|| {
            zone.rrsets()
                .filter(|(_, set)| set.rtype == Rtype::NSEC3)
                .last()
        })
    } else {
        zone.last_before(name, Rtype::NSEC)
    };
    if let Some((owner, set)) = found {
        let owner = owner.clone();
        add(zone, &owner, set, &mut reply.authority);
    }
}

/// Whether the zone denies by NSEC3.
fn by_hash(zone: &Zone) -> bool {
    zone.rrset(zone.apex(), Rtype::NSEC3PARAM).is_some()
}

/// The owner of the NSEC3 record of a name (RFC 5155 section 5).
fn hashed(zone: &Zone, name: &Name) -> Option<Name> {
    let set = zone.rrset(zone.apex(), Rtype::NSEC3PARAM)?;
    let (_, high, low, salt) = match set.rdata.first()?.as_ref() {
        [_, flags, high, low, _, salt @ ..] => (flags, *high, *low, salt),
        _ => return None,
    };
    let hash = crypto::nsec3_hash(&lower(name), salt, u16::from_be_bytes([high, low]))?;
    let label = domain::utils::base32::encode_string_hex(&hash).to_ascii_lowercase();
    format!("{label}.{}", zone.apex()).parse().ok()
}

/// The deepest name above that exists (RFC 4592 section 3.3.1).
fn closest(zone: &Zone, name: &Name) -> Name {
    let mut above = name.upwards().skip(1);
    above
        .find(|above| zone.exists(above))
        .unwrap_or_else(|| zone.apex().clone())
}

/// For NSEC the name itself; for NSEC3 the name one label longer than its closest encloser (RFC 5155 section 1.3).
fn next_closer(zone: &Zone, name: &Name) -> Name {
    if !by_hash(zone) {
        return name.clone();
    }
    let longer = name.depth().saturating_sub(closest(zone, name).depth() + 1);
    name.upwards().nth(longer).unwrap_or_else(|| name.clone())
}

/// Adds a set with its signatures, once.
fn add(zone: &Zone, owner: &Name, set: &Rrset, section: &mut Vec<Record>) {
    if section
        .iter()
        .any(|r| r.name == *owner && r.rtype == set.rtype)
    {
        return;
    }
    section.extend(set.rdata.iter().map(|rdata| Record {
        name: owner.clone(),
        rtype: set.rtype,
        ttl: set.ttl,
        rdata: rdata.clone(),
    }));
    sign(zone, owner, owner, set.rtype, section);
}

/// Adds the signatures over the set of this type at `source`, under the name `owner`.
fn sign(zone: &Zone, source: &Name, owner: &Name, rtype: Rtype, section: &mut Vec<Record>) {
    let Some(signatures) = zone.rrset(source, Rtype::RRSIG) else {
        return;
    };
    let over = signatures
        .rdata
        .iter()
        .filter(|data| rdata::covered(data) == Some(rtype));
    section.extend(over.map(|rdata| Record {
        name: owner.clone(),
        rtype: Rtype::RRSIG,
        ttl: signatures.ttl,
        rdata: rdata.clone(),
    }));
}
