//! How a server behaves towards one query, with the faults that it has.

use core::net::IpAddr;

use super::fault::{Fault, Place, Verb};
use super::network::Transport;
use super::world::NameServer;
use crate::clock::Span;
use crate::dns::{Message, Name, Rcode};

/// The behaviour of a server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Mood {
    /// Says nothing.
    pub(super) silent: bool,
    /// Says this code and nothing else.
    pub(super) declines: Option<Rcode>,
    /// Replies this much later.
    pub(super) delay: Span,
    /// Points at the root.
    pub(super) refers_upwards: bool,
    /// Replies without AA.
    pub(super) disclaims: bool,
    /// Cuts its replies to nothing.
    pub(super) truncates: bool,
    /// Zones of which its copy has expired.
    pub(super) expired: Vec<Name>,
    /// The places of the faults that change its zones.
    pub(super) edits: Vec<usize>,
}

impl Mood {
    /// The behaviour of `server` at this address towards `query` under those of the faults that the asker meets, each with its place in
    /// the list of faults.
    pub(super) fn of<'f>(
        server: &NameServer,
        address: IpAddr,
        query: &Message,
        transport: Transport,
        faults: impl Iterator<Item = (usize, &'f Fault)>,
    ) -> Self {
        let mut mood = Self::default();
        for (place, fault) in faults {
            let here = match &fault.place {
                Place::Station(station) => *station == server.station,
                Place::Server(name) => *name == server.name,
                place @ Place::Network { .. } => place.covers(address),
            };
            if here {
                mood.take(place, &fault.verb, query, transport);
            }
        }
        mood
    }

    fn take(&mut self, place: usize, verb: &Verb, query: &Message, transport: Transport) {
        let edns = query.edns.is_some();
        match verb {
            Verb::NoReply => self.silent = true,
            Verb::Decline { rcode } => self.declines = self.declines.or(Some(*rcode)),
            Verb::Delay { by } => self.delay = self.delay + *by,
            Verb::ReferUpwards => self.refers_upwards = true,
            Verb::DisclaimAuthority => self.disclaims = true,
            Verb::RejectEdns if edns => self.declines = Some(Rcode::FORMERR),
            Verb::DropEdns if edns => self.silent = true,
            Verb::RejectEdns | Verb::DropEdns => {}
            Verb::Truncate => self.truncates |= transport == Transport::Udp,
            Verb::BlockTcp => self.silent |= transport == Transport::Tcp,
            Verb::ExpireZone { zone } => self.expired.push(zone.clone()),
            Verb::EmptyZone { .. }
            | Verb::DeleteName { .. }
            | Verb::DeleteRecords { .. }
            | Verb::ChangeAddress { .. }
            | Verb::BreakDnssec { .. }
            | Verb::RemoveDelegation { .. }
            | Verb::RemoveGlue { .. }
            | Verb::ReplaceServers { .. }
            | Verb::LoseDot { .. } => self.edits.push(place),
        }
    }
}
