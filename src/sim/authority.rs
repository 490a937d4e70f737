//! What an authoritative server replies from one zone (RFC 1034 section 4.3.2).

mod signed;

pub use signed::attest;

use crate::dns::record::Rrset;
use crate::dns::zone::Found;
use crate::dns::{Message, Name, Rcode, Record, Rtype, Zone, rdata};

/// Adds to `reply` what `zone` holds for `name`, and returns the target of an alias, at which the search starts again
/// (step 3a), when the server has a zone for it.
///
/// `reply` is an empty reply to the query, or one that holds the aliases that led to `name`.
pub fn answer_from(zone: &Zone, name: &Name, reply: &mut Message) -> Option<Name> {
    let first = reply.answer.is_empty();
    let found = zone.find(name, reply.rtype);
    // AA is about the name in the question, or the first alias (RFC 1035 section 4.1.1).
    if first {
        reply.head.authoritative = !matches!(found, Found::Delegation { .. });
    }
    match found {
        Found::Data(sets) => {
            for set in sets {
                add(&mut reply.answer, name, set);
                if set.rtype == Rtype::NS {
                    add_addresses(zone, set, &mut reply.additional);
                }
            }
            None
        }
        Found::Alias(set) => {
            add(&mut reply.answer, name, set);
            rdata::target(set.rdata.first()?)
        }
        Found::Subtree { owner, rrset } => {
            add(&mut reply.answer, &owner, rrset);
            let base = rdata::target(rrset.rdata.first()?)?;
            // RFC 6672 section 2.2: a name that becomes too long is answered with YXDOMAIN.
            let Some(target) = name.rebased(&owner, &base) else {
                reply.head.rcode = Rcode::YXDOMAIN;
                return None;
            };
            // RFC 6672 section 3.1: an alias is made up for those who do not know DNAME.
            reply.answer.push(Record {
                name: name.clone(),
                rtype: Rtype::CNAME,
                ttl: rrset.ttl,
                rdata: target.as_slice().into(),
            });
            Some(target)
        }
        Found::Delegation { cut, servers } => {
            add(&mut reply.authority, &cut, servers);
            add_addresses(zone, servers, &mut reply.additional);
            None
        }
        Found::NoData => {
            add_denial(zone, reply);
            None
        }
        Found::NoSuchName => {
            // RFC 2308 section 2.1: with aliases before it, the code is about the last name.
            reply.head.rcode = Rcode::NXDOMAIN;
            add_denial(zone, reply);
            None
        }
    }
}

fn add(section: &mut Vec<Record>, name: &Name, set: &Rrset) {
    section.extend(set.rdata.iter().map(|rdata| Record {
        name: name.clone(),
        rtype: set.rtype,
        ttl: set.ttl,
        rdata: rdata.clone(),
    }));
}

/// Adds the addresses of name servers as far as the zone holds them, as data or as glue.
fn add_addresses(zone: &Zone, servers: &Rrset, section: &mut Vec<Record>) {
    for server in servers
        .rdata
        .iter()
        .filter_map(|rdata| rdata::target(rdata))
    {
        for rtype in [Rtype::A, Rtype::AAAA] {
            if let Some(set) = zone.rrset(&server, rtype) {
                add(section, &server, set);
            }
        }
    }
}

/// Adds the SOA record, with the TTL that a denial may be kept for (RFC 2308 section 3).
fn add_denial(zone: &Zone, reply: &mut Message) {
    let Some(soa) = zone.rrset(zone.apex(), Rtype::SOA) else {
        return;
    };
    for rdata in &soa.rdata {
        let ttl = rdata::soa_minimum(rdata).map_or(soa.ttl, |minimum| soa.ttl.min(minimum));
        let name = zone.apex().clone();
        reply.authority.push(Record {
            name,
            rtype: Rtype::SOA,
            ttl,
            rdata: rdata.clone(),
        });
    }
}
