//! What breaks: when, where, for whom, and how.

use core::net::IpAddr;

use serde::{Deserialize, Deserializer, Serialize};

use super::prefix::Prefix;
use super::trace::StationId;
use crate::clock::{Span, Time};
use crate::dns::{Name, Rcode, Rtype, Zone};

/// One thing that is broken for a time.
///
/// It is met by an asker of rank `u` (0 to 999 per mille) from `from` until `until + spread * u / 1000`, when `u < share`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The first millisecond at which it is met.
    pub from: Time,
    /// The first millisecond at which it is mended, for the first asker.
    pub until: Time,
    /// How long after `until` the mending reaches the last asker; 0: all at once.
    pub spread: Span,
    /// How many of the askers meet it, in per mille: 0 to 1000.
    pub share: u16,
    /// Where it is.
    pub place: Place,
    /// Only questions for this name and those below it meet the fault; `None`: all do.
    pub under: Option<Name>,
    /// What goes wrong.
    pub verb: Verb,
}

impl Fault {
    /// A fault at `place` that everybody meets from `from` until `until`, whatever they ask for.
    pub fn new(from: Time, until: Time, place: Place, verb: Verb) -> Self {
        Self {
            from,
            until,
            spread: Span::from_ms(0),
            share: 1000,
            place,
            under: None,
            verb,
        }
    }

    /// Whether an asker of this rank (0 to 999 per mille) meets the fault at this time.
    pub fn met(&self, at: Time, rank: u16) -> bool {
        let healed =
            self.until + Span::from_ms(self.spread.ms().saturating_mul(i64::from(rank)) / 1000);
        self.from <= at && at < healed && rank < self.share
    }
}

/// Where a fault is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// Everything at a station: all its name servers, the resolver, the device, or the service's machines.
    Station(StationId),
    /// One name server, by its host name.
    Server(Name),
    /// Everything with an address in this network, as when its route is withdrawn: name servers, resolvers, machines of a
    /// service. A server is unreachable only at these addresses, not at others that it has.
    Network(Prefix),
    /// The first so many of the name servers at a station, in the order of [`World::servers`](super::World::servers): a
    /// share of them, always the same.
    Servers {
        /// The station.
        station: StationId,
        /// How many of its servers: at least 1, at most as many as there are.
        count: u16,
    },
}

/// What goes wrong. Each takes effect in one place, named with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verb {
    /// Nothing comes back (in `sim::network`).
    NoReply,
    /// The program is stopped, while its machine is up: whoever asks is told at once that nobody listens (ICMP port
    /// unreachable, RFC 1122 section 4.1.3.1; RST, RFC 9293 section 3.5.2; in `sim::network`, for a resolver in
    /// `sim::stub`, for a service in `sim::session`).
    Stop,
    /// The reply is this error code, such as SERVFAIL or REFUSED, and nothing else (in `sim::network`).
    Decline {
        /// The code.
        #[serde(deserialize_with = "four_bits")]
        rcode: Rcode,
    },
    /// Replies come later than usual (in `sim::network`).
    Delay {
        /// By how much.
        by: Span,
    },
    /// The server has lost the zone and points at the root (RFC 1912 section 2.8; in `sim::network`).
    ReferUpwards,
    /// The server answers, but says that it has no authority (in `sim::network`).
    DisclaimAuthority,
    /// The server says FORMERR to any query with EDNS (RFC 6891 section 7; in `sim::network`).
    RejectEdns,
    /// Queries with EDNS vanish (in `sim::network`).
    DropEdns,
    /// Connections cannot be made: only UDP passes (in `sim::network`).
    BlockTcp,
    /// Every reply over UDP is cut: TC is set and nothing in it (in `sim::network`).
    Truncate,
    /// A secondary's copy of the zone has expired: SERVFAIL (RFC 1035 section 3.3.13; in `sim::network`).
    ExpireZone {
        /// The apex of the zone.
        zone: Name,
    },
    /// The zone holds nothing but what is at its apex, SOA and NS, and the servers' addresses (in `sim::edit`).
    EmptyZone {
        /// The apex of the zone.
        zone: Name,
    },
    /// A name is missing from the zone, with all below it (in `sim::edit`).
    DeleteName {
        /// The name.
        name: Name,
    },
    /// The records of one type are missing at a name (in `sim::edit`).
    DeleteRecords {
        /// The name.
        name: Name,
        /// The type.
        rtype: Rtype,
    },
    /// The address records of a name hold this address instead (A or AAAA by its family; in `sim::edit`).
    ChangeAddress {
        /// The name.
        name: Name,
        /// The wrong address.
        to: IpAddr,
    },
    /// The delegation of a zone is missing from its parent, with its DS records and glue (in `sim::edit`).
    RemoveDelegation {
        /// The apex of the delegated zone.
        zone: Name,
    },
    /// The addresses of a delegated zone's servers are missing from its parent (in `sim::edit`).
    RemoveGlue {
        /// The apex of the delegated zone.
        zone: Name,
    },
    /// The server serves an old copy of the zone, with its old serial and data, as a secondary does whose transfers fail
    /// (in `sim::edit`).
    ServeOldCopy {
        /// The zone as it was.
        copy: Box<Zone>,
    },
    /// The NS records of a zone, at its parent or at its own apex, name these servers instead (in `sim::edit`).
    ReplaceServers {
        /// The apex of the zone.
        zone: Name,
        /// The names that stand there.
        servers: Vec<Name>,
    },
    /// The dot after a name was forgotten wherever the zone points to it (NS, CNAME): the zone's own name follows it now
    /// (in `sim::edit`).
    LoseDot {
        /// The name as it should be.
        name: Name,
    },
    /// What the zone has signed does not check out (in `sim::edit`).
    BreakDnssec {
        /// The apex of the zone.
        zone: Name,
        /// What is wrong with it.
        how: DnssecFault,
    },
    /// A resolver puts the aliases of its answers behind the records that they lead to. RFC 1034 section 4.3.1 does not say
    /// in which order they come, but many devices read them in one go (in `sim::resolver::serve`).
    AliasesLast,
    /// A device's settings name this resolver and no other (in `sim::stub`).
    Misconfigure {
        /// The address that it asks; `None`: it has none to ask.
        resolver: Option<IpAddr>,
    },
    /// The service is reached, but says that it cannot help (HTTP 5xx, RFC 9110 section 15.6; in `sim::session`).
    ErrorPage,
}

/// A code as a message carries it (RFC 1035 section 4.1.1). What reads stories has no room for more (`incident::pack`).
pub(super) fn four_bits<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Rcode, D::Error> {
    u8::deserialize(deserializer).map(Rcode::masked_from_int)
}

/// What can be wrong with a zone's signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DnssecFault {
    /// The keys are not those that the zone above names in its DS records, as after a rollover that failed.
    DsMismatch,
    /// The signatures have run out: nobody signed anew.
    ExpiredSignatures,
    /// The signatures are missing, while the zone above says that the zone is signed.
    MissingSignatures,
    /// Beside each key stand others of the same tag, to keep validators busy (KeyTrap, CVE-2023-50387). The signature
    /// over the keys does not fit them, so the zone does not check out either.
    CollidingKeyTags,
    /// What the zone holds was signed with another key of the published key's tag, so nothing fits but the signature over
    /// the keys themselves (RFC 4034 appendix B: tags are not unique).
    WrongKey,
}
