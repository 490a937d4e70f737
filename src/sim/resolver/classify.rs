//! What a server's reply means (RFC 1034 section 5.3.3 step 4), and what of it may be believed.

use super::servers::Delegation;
use crate::dns::record::Rrset;
use crate::dns::{Message, Name, Rcode, Record, Rtype, rdata};
use crate::sim::cache::Soa;

/// The meaning of a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The data asked for (step 4a).
    Data {
        /// The data.
        rrset: Rrset,
        /// Addresses of the servers, where the question was for NS records.
        addresses: Vec<Record>,
    },
    /// The name is an alias (step 4c).
    Alias {
        /// The CNAME record.
        rrset: Rrset,
        /// What the name stands for.
        target: Name,
    },
    /// A name above this one stands for another subtree (RFC 6672).
    Subtree {
        /// That name.
        owner: Name,
        /// Its DNAME record.
        rrset: Rrset,
    },
    /// The name has no such data (RFC 2308 section 2.2).
    NoData(Option<Soa>),
    /// There is nothing in the reply: the name may have no such data, or the server knows nothing.
    Empty,
    /// There is no such name (RFC 2308 section 2.1).
    NoSuchName(Option<Soa>),
    /// Others look after the name (step 4b).
    Referral {
        /// The zone that they look after.
        cut: Name,
        /// Their NS records.
        servers: Rrset,
        /// Their addresses, as far as given and to be believed.
        glue: Vec<Record>,
    },
    /// The reply was cut to fit a datagram.
    Truncated,
    /// An error code.
    Declined(Rcode),
    /// Nothing that helps (step 4d).
    Useless,
}

/// Reads a reply from a server of a zone to a question for `name` and `rtype`.
///
/// Nothing outside the zone is believed: a server has no say there.
pub fn classify(from: &Delegation, name: &Name, rtype: Rtype, reply: &Message) -> Verdict {
    let zone = &from.zone;
    if reply.head.truncated {
        return Verdict::Truncated;
    }
    let denied = match reply.head.rcode {
        // RFC 6672 section 2.2: a DNAME that makes the name too long. Its record is in the answer.
        Rcode::NOERROR | Rcode::YXDOMAIN => false,
        Rcode::NXDOMAIN => true,
        other => return Verdict::Declined(other),
    };
    // RFC 6672 section 5.3.1: the alias that goes with a DNAME is not signed; the DNAME is what counts.
    if rtype == Rtype::CNAME
        && let Some((owner, rrset)) = subtree(zone, name, reply)
    {
        return Verdict::Subtree { owner, rrset };
    }
    // RFC 2181 section 10.1: beside an alias there is nothing. Where there is, what comes first counts, as Unbound has it.
    let first = reply.answer.iter().find(|record| {
        record.name == *name && (record.rtype == rtype || record.rtype == Rtype::CNAME)
    });
    let is_alias = first.is_some_and(|record| record.rtype != rtype);
    if let Some(rrset) = set(&reply.answer, name, rtype).filter(|_| !is_alias) {
        let addresses = if rtype == Rtype::NS {
            addresses(zone, &rrset, reply)
        } else {
            Vec::new()
        };
        return Verdict::Data { rrset, addresses };
    }
    if let Some((owner, rrset)) = subtree(zone, name, reply) {
        return Verdict::Subtree { owner, rrset };
    }
    // Of a chain of aliases only the first is taken; the rest is asked for. So do BIND, Unbound and PowerDNS
    // (the lab's scenario 21): who speaks for the alias need not speak for its target.
    if let Some(rrset) = set(&reply.answer, name, Rtype::CNAME)
        && let Some(target) = rrset.rdata.first().and_then(|rdata| rdata::target(rdata))
    {
        return Verdict::Alias { rrset, target };
    }
    let soa = denial(zone, name, reply);
    if denied {
        return Verdict::NoSuchName(soa);
    }
    let cut = if soa.is_none() {
        deepest_cut(name, reply)
    } else {
        None
    };
    if let Some(cut) = cut {
        // RFC 1034 section 4.3.2 step 3b points down. A pointer upwards is a lame server's (RFC 1912 section 2.8); one
        // at the zone itself too, unless the server says that it has authority. One that points down is a referral
        // whatever the server says about itself: some set AA where they should not.
        let down = cut.is_under(zone) && cut != *zone;
        if down && !from.forward {
            return referral(zone, cut, reply);
        }
        if !down && !(cut == *zone && (reply.head.authoritative || from.forward)) {
            return Verdict::Useless;
        }
    }
    if soa.is_some() {
        return Verdict::NoData(soa);
    }
    // RFC 2308 section 2.2: an answer without anything that counts, not even an SOA record.
    if reply.head.authoritative || from.forward {
        return Verdict::Empty;
    }
    Verdict::Useless
}

fn referral(zone: &Name, cut: Name, reply: &Message) -> Verdict {
    let Some(servers) = set(&reply.authority, &cut, Rtype::NS) else {
        return Verdict::Useless;
    };
    let glue = addresses(zone, &servers, reply);
    Verdict::Referral { cut, servers, glue }
}

/// A DNAME record of a name above the one asked for, inside the zone (RFC 6672 section 3.4.1).
fn subtree(zone: &Name, name: &Name, reply: &Message) -> Option<(Name, Rrset)> {
    let stands_above = |record: &&Record| {
        record.rtype == Rtype::DNAME
            && record.name.is_under(zone)
            && name.is_under(&record.name)
            && *name != record.name
    };
    let owner = &reply.answer.iter().find(stands_above)?.name;
    Some((owner.clone(), set(&reply.answer, owner, Rtype::DNAME)?))
}

/// The set of this name and type among records.
pub(super) fn set(records: &[Record], name: &Name, rtype: Rtype) -> Option<Rrset> {
    let mut matching = records.iter().filter(|record| {
        record.rtype == rtype && record.name == *name && rdata::is_sound(rtype, &record.rdata)
    });
    let first = matching.next()?;
    let mut set = Rrset {
        rtype,
        ttl: first.ttl,
        rdata: vec![first.rdata.clone()],
    };
    for record in matching {
        // RFC 2181 section 5.2: where the TTLs of a set differ, the lowest counts.
        set.ttl = set.ttl.min(record.ttl);
        if !set.rdata.contains(&record.rdata) {
            set.rdata.push(record.rdata.clone());
        }
    }
    Some(set)
}

/// The SOA record of a denial: of a zone at or below the one asked, and at or above the name (RFC 2308 section 2.1).
fn denial(zone: &Name, name: &Name, reply: &Message) -> Option<Soa> {
    let speaks = |record: &&Record| {
        record.rtype == Rtype::SOA && record.name.is_under(zone) && name.is_under(&record.name)
    };
    let record = reply.authority.iter().find(speaks)?;
    let minimum = rdata::soa_minimum(&record.rdata)?;
    let ttl = record.ttl.min(minimum);
    Some(Soa {
        name: record.name.clone(),
        ttl,
        rdata: record.rdata.clone(),
    })
}

/// The deepest owner of NS records in the authority section that is above the name asked for.
fn deepest_cut(name: &Name, reply: &Message) -> Option<Name> {
    let cuts = reply
        .authority
        .iter()
        .filter(|r| r.rtype == Rtype::NS && name.is_under(&r.name));
    cuts.map(|record| &record.name)
        .max_by_key(|owner| owner.depth())
        .cloned()
}

/// The addresses of these servers in the additional section, of those inside `zone`: the server has no say about
/// others (the bailiwick rule, RFC 9499 section 7).
fn addresses(zone: &Name, servers: &Rrset, reply: &Message) -> Vec<Record> {
    let names: Vec<Name> = servers
        .rdata
        .iter()
        .filter_map(|rdata| rdata::target(rdata))
        .collect();
    let wanted = |record: &&Record| {
        matches!(record.rtype, Rtype::A | Rtype::AAAA)
            && record.name.is_under(zone)
            && names.contains(&record.name)
    };
    reply.additional.iter().filter(wanted).cloned().collect()
}
