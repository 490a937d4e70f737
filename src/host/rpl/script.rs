//! The servers of a scenario file.

use std::cell::RefCell;
use std::net::IpAddr;
use std::rc::Rc;

use super::scenario::{Entry, File, Range};
use crate::dns::message::Edns;
use crate::dns::{Message, Rcode};
use crate::sim::network::{Script, Transport};

/// What the servers of a file answer at the current step.
#[derive(Debug)]
pub struct Stage<'f> {
    file: &'f File,
    /// Whether the file is one of Unbound's, whose rules differ.
    unbound: bool,
    /// Whether the resolver never asks addresses of the machine itself.
    avoids_localhost: bool,
    step: u32,
    /// Answers that are given once, in order.
    once: Vec<Entry>,
}

impl<'f> Stage<'f> {
    /// The servers of this file.
    pub fn new(file: &'f File, unbound: bool, avoids_localhost: bool) -> Self {
        Self {
            file,
            unbound,
            avoids_localhost,
            step: 0,
            once: Vec::new(),
        }
    }

    /// Goes on to a step, with the answers that are given once from there on.
    pub fn enter(&mut self, step: u32, once: Vec<Entry>) {
        self.step = step;
        self.once = once;
    }

    fn reply(&mut self, address: IpAddr, query: &Message, transport: Transport) -> Option<Vec<u8>> {
        if self.avoids_localhost && address.is_loopback() {
            return None;
        }
        let here = |range: &&Range| {
            (range.from..=range.to).contains(&self.step)
                && (range.addresses.is_empty() || self.listens(&range.addresses, address))
        };
        let matching = |entry: &&Entry| fits(entry, query, transport);
        let entry = if self.unbound {
            // The last range first, and on to the next where nothing fits.
            let mut ranges = self.file.ranges.iter().rev().filter(here);
            ranges
                .find_map(|range| range.entries.iter().find(matching))
                .cloned()
        } else {
            let range = self.file.ranges.iter().find(here);
            let entry = range
                .and_then(|range| range.entries.iter().find(matching))
                .cloned();
            if entry.is_none() && range.is_some() && self.once.is_empty() {
                return query
                    .reply(Rcode::SERVFAIL)
                    .to_wire(usize::from(u16::MAX))
                    .ok();
            }
            entry
        };
        let entry = entry.or_else(|| {
            let place = self
                .once
                .iter()
                .position(|entry| fits(entry, query, transport))?;
            Some(self.once.remove(place))
        });
        answer(&entry?, query, self.unbound)
    }

    /// Unbound counts only the last address of a range.
    fn listens(&self, addresses: &[IpAddr], address: IpAddr) -> bool {
        if self.unbound {
            addresses.last() == Some(&address)
        } else {
            addresses.contains(&address)
        }
    }
}

/// Whether an entry is for this query.
fn fits(entry: &Entry, query: &Message, transport: Transport) -> bool {
    let Some((name, rtype)) = &entry.question else {
        return entry.matches.is_empty();
    };
    entry.matches.iter().all(|word| match word.as_str() {
        "qname" | "qcase" => *name == query.name,
        "qtype" => *rtype == query.rtype,
        "question" => *name == query.name && *rtype == query.rtype,
        "subdomain" => query.name.is_under(name),
        "TCP" => transport == Transport::Tcp,
        "UDP" => transport == Transport::Udp,
        "DO" => query.edns.as_ref().is_some_and(|edns| edns.dnssec_ok),
        "noedns" => query.edns.is_none(),
        // The operation is always QUERY; the rest does not occur where servers answer.
        _ => true,
    })
}

/// The entry as a reply to the query, in wire format. Unbound's test network does not look at ids.
fn answer(entry: &Entry, query: &Message, any_id: bool) -> Option<Vec<u8>> {
    let adjusts = |what: &str| entry.adjust.iter().any(|word| word == what);
    if adjusts("do_not_answer") {
        return None;
    }
    if let Some(raw) = &entry.raw {
        let mut raw = raw.clone();
        if let ([high, low, ..], false) = (raw.as_mut_slice(), adjusts("raw_id")) {
            [*high, *low] = query.id.to_be_bytes();
        }
        return Some(raw);
    }
    let mut reply = entry.message();
    if any_id || adjusts("copy_id") {
        reply.id = query.id;
    }
    if adjusts("copy_query") {
        (reply.name, reply.rtype) = (query.name.clone(), query.rtype);
    }
    reply.edns = query.edns.as_ref().map(|edns| Edns {
        errors: Vec::new(),
        ..edns.clone()
    });
    reply.to_wire(usize::from(u16::MAX)).ok()
}

/// The servers as the resolver meets them.
#[derive(Debug)]
pub struct Player<'f> {
    stage: Rc<RefCell<Stage<'f>>>,
}

impl<'f> Player<'f> {
    /// Plays on this stage.
    pub fn new(stage: Rc<RefCell<Stage<'f>>>) -> Self {
        Self { stage }
    }
}

impl Script for Player<'_> {
    fn reply(&mut self, address: IpAddr, query: &[u8], transport: Transport) -> Option<Vec<u8>> {
        let query = Message::from_wire(query).ok()?;
        self.stage.borrow_mut().reply(address, &query, transport)
    }
}
