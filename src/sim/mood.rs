//! How a host behaves towards one query, with the faults that it has.

use core::net::IpAddr;

use super::fault::{Fault, Place, Verb};
use super::network::Transport;
use super::trace::StationId;
use super::world::World;
use crate::clock::Span;
use crate::dns::{Name, Rcode};

/// The behaviour of a server, a resolver, a device or a service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Mood {
    /// Says nothing.
    pub(super) silent: bool,
    /// Is not running: its machine says so.
    pub(super) stopped: bool,
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
    /// Puts aliases last.
    pub(super) aliases_last: bool,
    /// The resolvers that its settings name, where they are wrong.
    pub(super) misconfigured: Option<Vec<IpAddr>>,
    /// Says that it cannot help.
    pub(super) errs: bool,
    /// The places of the faults that change its zones.
    pub(super) edits: Vec<usize>,
}

/// What faults are at.
#[derive(Clone, Copy)]
pub(super) struct Host<'h> {
    pub(super) station: &'h StationId,
    /// The addresses that the query is meant for.
    pub(super) addresses: &'h [IpAddr],
    /// The server's place in the world, where it is a name server.
    pub(super) server: Option<(&'h World, usize)>,
}

impl Host<'_> {
    /// Whether it is at this place.
    pub(super) fn is_at(&self, place: &Place) -> bool {
        let server = self
            .server
            .and_then(|(world, index)| world.servers.get(index));
        match place {
            Place::Station(station) => station == self.station,
            Place::Server(name) => server.is_some_and(|server| server.name == *name),
            Place::Network(prefix) => self.addresses.iter().any(|own| prefix.covers(*own)),
            Place::Servers { station, count } => {
                let Some((world, index)) = self.server.filter(|_| station == self.station) else {
                    return false;
                };
                let before = world.servers.iter().take(index);
                before.filter(|other| other.station == *station).count() < usize::from(*count)
            }
        }
    }
}

impl Mood {
    /// The behaviour of a host towards a query, with EDNS or without, under those of the faults that the asker meets, each
    /// with its place in the list of faults.
    pub(super) fn of<'f>(
        host: Host<'_>,
        edns: bool,
        transport: Transport,
        faults: impl Iterator<Item = (usize, &'f Fault)>,
    ) -> Self {
        let mut mood = Self::default();
        for (place, fault) in faults {
            if host.is_at(&fault.place) {
                mood.take(place, &fault.verb, edns, transport);
            }
        }
        mood
    }

    fn take(&mut self, place: usize, verb: &Verb, edns: bool, transport: Transport) {
        match verb {
            Verb::NoReply => self.silent = true,
            Verb::Stop => self.stopped = true,
            Verb::AliasesLast => self.aliases_last = true,
            Verb::Misconfigure { resolver } => {
                self.misconfigured = Some(resolver.iter().copied().collect());
            }
            Verb::ErrorPage => self.errs = true,
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
            | Verb::ServeOldCopy { .. }
            | Verb::LoseDot { .. } => self.edits.push(place),
        }
    }
}
