//! One query and its reply.

use super::Search;
use crate::sim::validator::scrub;

use super::classify::{Verdict, classify};
use super::iterate::Asked;
use super::serve::serve;
use super::servers::{Candidate, Delegation};
use crate::clock::Span;
use crate::dns::message::Edns;
use crate::dns::{Message, Name, Rcode, Rtype};
use crate::sim::mood::Host;
use crate::sim::network::Transport;
use crate::sim::recorder::Crossing;
use crate::sim::trace::{self, Cause, What};

/// The longest UDP reply that the resolver takes, as resolvers agreed on the DNS flag day 2020.
const UDP_SIZE: u16 = 1232;
/// For how long a server is taken not to know EDNS.
const PLAIN: Span = Span::from_mins(15);

/// How a question is put to a server.
#[derive(Clone, Copy)]
struct Manner {
    /// The round of tries: each waits twice as long as the one before.
    round: u8,
    transport: Transport,
    /// With an OPT record.
    edns: bool,
    /// With RD: the other side is to do the whole search.
    recursive: bool,
}

impl Search<'_, '_> {
    /// One question to one address, and what came of it.
    pub(super) fn ask(
        &mut self,
        zone: &Delegation,
        server: &Candidate,
        round: u8,
        name: &Name,
        rtype: Rtype,
    ) -> Result<Asked, Cause> {
        let plain = self.memory.plain.get(&server.address);
        let edns = plain.is_none_or(|since| self.now - *since > PLAIN);
        let recursive = zone.forward;
        let mut manner = Manner {
            round,
            transport: Transport::Udp,
            edns,
            recursive,
        };
        loop {
            let Some(reply) = self.exchange(server, manner, name, rtype)? else {
                return Ok(Asked::Silent);
            };
            let station = self.network.station(server.address, &server.name);
            let meaning = |m: &Message| classify(zone, name, rtype, m);
            let mut reply = reply;
            if let Some(reply) = &mut reply {
                scrub(&zone.zone, reply);
            }
            let mut verdict = reply.as_ref().map_or(Verdict::Useless, meaning);
            // RFC 6891 section 6.2.2 and 7: a server that does not know EDNS says FORMERR; it is asked again without.
            if let Verdict::Declined(rcode @ (Rcode::FORMERR | Rcode::NOTIMP)) = verdict
                && manner.edns
            {
                self.note_from(&station, || What::Declined { rcode });
                self.memory.plain.insert(server.address, self.now);
                manner.edns = false;
                continue;
            }
            // RFC 7766 section 5: what did not fit a datagram is asked for over TCP.
            if manner.transport == Transport::Udp && verdict == Verdict::Truncated {
                self.note_from(&station, || What::Useless);
                manner.transport = Transport::Tcp;
                continue;
            }
            if let Some(reply) = &reply {
                let question = (name, rtype);
                if self.vet(&station, question, &mut verdict, reply)?.is_some() {
                    return Ok(Asked::Bogus);
                }
                self.take_servers(zone, reply);
            }
            let authoritative = reply.is_some_and(|message| message.head.authoritative);
            return Ok(self.take(zone, &station, name, rtype, verdict, authoritative));
        }
    }

    /// Sends one query and waits. `None`: nothing came in time. `Some(None)`: what came is not a reply to it.
    fn exchange(
        &mut self,
        server: &Candidate,
        manner: Manner,
        name: &Name,
        rtype: Rtype,
    ) -> Result<Option<Option<Message>>, Cause> {
        if self.queries >= self.config.max_queries {
            return Err(Cause::TooMuchWork);
        }
        if self.now >= self.deadline {
            return Err(Cause::NoReply);
        }
        self.queries += 1;
        let mut query = Message::query(self.queries, name.clone(), rtype);
        query.head.recursion_desired = manner.recursive;
        // RFC 4035 section 3.2.1 and 4.1: who checks, or passes signatures on, asks for them.
        let dnssec_ok = self.config.validation.is_some() || self.dnssec_ok;
        query.edns = manner.edns.then(|| Edns {
            dnssec_ok,
            ..Edns::new(UDP_SIZE)
        });
        let limit = usize::from(u16::MAX);
        let wire = query.to_wire(limit).map_err(|_| Cause::TooMuchWork)?;
        let (address, transport) = (server.address, manner.transport);
        let station = self.network.station(address, &server.name);
        let asked = trace::Server {
            name: server.name.clone(),
            address,
        };
        self.log
            .note_query(self.now, address, transport, name, rtype);
        self.note_to(&station, || What::Asked {
            name: name.clone(),
            rtype,
            server: Some(asked),
        });
        let doubled = self
            .config
            .timeout
            .ms()
            .saturating_mul(1 << manner.round.min(20));
        let wait = Span::from_ms(doubled).min(self.config.max_timeout);
        let wait = wait.min(self.deadline - self.now);
        let (sent, here) = (self.now, &self.config.station);
        self.told_origin = None;
        let resolver = manner.recursive.then(|| self.network.resolver_at(address));
        let reply = match resolver.flatten() {
            Some((index, _)) => self.consult(index, &wire, wait),
            None => self
                .network
                .exchange(&mut self.now, here, address, &wire, transport, wait),
        };
        let back = self.now;
        self.log.keep(|| Crossing {
            from: here.clone(),
            to: station.clone(),
            server: Some(trace::Server {
                name: server.name.clone(),
                address,
            }),
            transport,
            sent,
            back,
            query: wire.clone(),
            reply: reply.clone(),
        });
        let Some(reply) = reply else {
            self.memory.silent.insert(address, sent);
            let after_ms = u32::try_from(wait.ms()).unwrap_or(u32::MAX);
            let closed = self.now < sent + wait;
            self.blame(&station, true);
            self.note_from(&station, || match closed {
                true => What::Closed,
                false => What::TimedOut { after_ms },
            });
            return Ok(None);
        };
        self.memory.silent.remove(&address);
        // RFC 5452 section 9.1: a reply counts only with the id and the question of the query.
        let ours =
            |m: &Message| m.head.reply && m.id == query.id && m.name == *name && m.rtype == rtype;
        Ok(Some(Message::from_wire(&reply).ok().filter(ours)))
    }

    /// Asks another resolver of the world, as [`Network::exchange`](crate::sim::network::Network::exchange) asks a server.
    fn consult(&mut self, index: usize, query: &[u8], wait: Span) -> Option<Vec<u8>> {
        let other = self.network.world().resolvers.get(index)?;
        let (here, client) = (&self.config.station, self.config.address);
        let to = Host {
            station: &other.station,
            addresses: &[other.address],
            server: None,
        };
        let round_trip = self.network.round_trip(here, to, other.round_trip);
        let there = Span::from_ms(round_trip.ms() / 2);
        let sent = self.now;
        let reply = serve(index, self.network, self.log, sent + there, client, query);
        self.told_origin = reply.origin;
        let comes = reply.sent + Span::from_ms(round_trip.ms() - there.ms());
        self.now = sent + wait;
        if comes > self.now || (reply.wire.is_none() && !reply.closed) {
            return None;
        }
        self.now = comes;
        reply.wire
    }
}
