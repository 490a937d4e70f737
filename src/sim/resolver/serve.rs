//! A resolver as a device meets it: a query comes in, a reply goes out.

use core::net::IpAddr;

use super::{Answer, End, Memory, Search};
use crate::clock::Time;
use crate::dns::message::Edns;
use crate::dns::{Message, Rcode, Record, Rtype, rdata};
use crate::sim::network::Network;
use crate::sim::recorder::Recorder;
use crate::sim::trace::{Cause, Origin};
use crate::sim::validator::{Gathered, Security};
use crate::sim::world::Resolver;

/// The longest UDP message that the resolver says it takes.
const UDP_SIZE: u16 = 1232;

/// What a resolver made of a query.
#[derive(Clone, Debug)]
pub struct Reply {
    /// When the reply leaves the resolver.
    pub sent: Time,
    /// The reply in wire format; `None`: the resolver stays silent.
    pub wire: Option<Vec<u8>>,
    /// Why there is no answer, where there is none; a message does not say it.
    pub cause: Option<Cause>,
    /// Where a failure or a denial came from; a message does not say that either.
    pub origin: Option<Origin>,
    /// Whether the machine says that nobody listens there.
    pub closed: bool,
}

impl Reply {
    /// No reply to a query that arrived at `at`.
    pub(in crate::sim) fn none(at: Time, closed: bool) -> Self {
        Self {
            sent: at,
            wire: None,
            cause: Some(Cause::NoReply),
            origin: None,
            closed,
        }
    }
}

/// What the resolver in this place of the world makes of a query in wire format that arrives at `at` from somebody at this
/// address.
pub fn serve(
    resolver: usize,
    network: &mut Network<'_>,
    log: &mut Recorder,
    at: Time,
    client: IpAddr,
    query: &[u8],
) -> Reply {
    let config = network.world().resolvers.get(resolver);
    // A resolver that waits for one who forwards to it in turn does not answer that one.
    let memory = network.memories.get_mut(resolver).and_then(Option::take);
    let (Some(config), Some(mut memory)) = (config, memory) else {
        return Reply::none(at, false);
    };
    let reply = reply(config, &mut memory, network, log, at, client, query);
    if let Some(slot) = network.memories.get_mut(resolver) {
        *slot = Some(memory);
    }
    reply
}

fn reply<'w>(
    config: &'w Resolver,
    memory: &mut Memory,
    network: &mut Network<'w>,
    log: &mut Recorder,
    at: Time,
    client: IpAddr,
    query: &[u8],
) -> Reply {
    let Ok(query) = Message::from_wire(query) else {
        return Reply::none(at, false);
    };
    let here = [config.address];
    let mood = network.mood(&config.station, &here, at, &query.name);
    if mood.silent || mood.stopped {
        return Reply::none(at, !mood.silent);
    }
    if let Some(rcode) = mood.declines {
        return finish(&query, query.reply(rcode), at + mood.delay, None, &[]);
    }
    let mut search = Search::new(config, memory, network, log, at);
    search.view = config.views.iter().find(|view| view.serves(client));
    search.view_edits = mood.edits;
    search.dnssec_ok = query.edns.as_ref().is_some_and(|edns| edns.dnssec_ok);
    search.checking_disabled = query.head.checking_disabled;
    let result = search.run(&query.name, query.rtype);
    let (sent, errors) = (search.now() + mood.delay, search.errors());
    let (gathered, origin) = (core::mem::take(&mut search.gathered), search.origin.take());
    let mut reply = query.reply(Rcode::NOERROR);
    reply.head.recursion_available = true;
    let cause = match result {
        Ok(answer) => {
            fill(&mut reply, answer);
            attest(&query, &mut reply, gathered);
            if mood.aliases_last {
                let all = core::mem::take(&mut reply.answer);
                let (aliases, others): (Vec<_>, Vec<_>) = all
                    .into_iter()
                    .partition(|record| record.rtype == Rtype::CNAME);
                reply.answer = others;
                reply.answer.extend(aliases);
            }
            None
        }
        Err(cause) => {
            reply.head.rcode = Rcode::SERVFAIL;
            Some(cause)
        }
    };
    Reply {
        origin,
        ..finish(&query, reply, sent, cause, &errors)
    }
}

/// Puts the end of a search into a reply.
fn fill(reply: &mut Message, answer: Answer) {
    reply.answer = answer.aliases;
    let soa = match answer.end {
        End::Data(name, set) => {
            let (rtype, ttl) = (set.rtype, set.ttl);
            let of = |rdata| Record {
                name: name.clone(),
                rtype,
                ttl,
                rdata,
            };
            reply.answer.extend(set.rdata.into_iter().map(of));
            None
        }
        End::NoData(_, soa) => soa,
        End::TooLong(_, dname) => {
            reply.head.rcode = Rcode::YXDOMAIN;
            reply.answer.push(dname);
            None
        }
        End::NoSuchName(_, soa) => {
            reply.head.rcode = Rcode::NXDOMAIN;
            soa
        }
    };
    // RFC 2308 section 6: a denial is passed on with its SOA record, so that others can keep it too.
    let record = soa.map(|soa| Record {
        name: soa.name,
        rtype: Rtype::SOA,
        ttl: soa.ttl,
        rdata: soa.rdata,
    });
    reply.authority.extend(record);
}

/// Says how far the answer is to be trusted, and adds the signatures and proofs for who wants them.
fn attest(query: &Message, reply: &mut Message, gathered: Gathered) {
    let dnssec_ok = query.edns.as_ref().is_some_and(|edns| edns.dnssec_ok);
    // RFC 6840 section 5.8: AD is for those who ask for it, by DO or by AD in the query.
    reply.head.authentic = gathered.security == Some(Security::Secure)
        && !query.head.checking_disabled
        && (dnssec_ok || query.head.authentic);
    if dnssec_ok {
        for mut signature in gathered.signatures {
            // RFC 4034 section 3: its TTL is that of the set that it is over.
            let covered = rdata::covered(&signature.rdata);
            let over = |r: &&Record| r.name == signature.name && Some(r.rtype) == covered;
            if let Some(record) = reply.answer.iter().find(over) {
                signature.ttl = record.ttl;
                reply.answer.push(signature);
            }
        }
        reply.authority.extend(gathered.proofs);
    }
}

/// A reply on its way, with the extended errors where the device knows EDNS.
fn finish(
    query: &Message,
    mut reply: Message,
    sent: Time,
    cause: Option<Cause>,
    errors: &[u16],
) -> Reply {
    reply.edns = query.edns.as_ref().map(|_| Edns {
        errors: errors.iter().map(|code| (*code, String::new())).collect(),
        ..Edns::new(UDP_SIZE)
    });
    // A device takes whatever its resolver sends: the cut to a datagram's size between the two is not modelled.
    Reply {
        sent,
        wire: reply.to_wire(usize::from(u16::MAX)).ok(),
        cause,
        origin: None,
        closed: false,
    }
}
