//! What happened to one question: typed events, integers and names only.
//!
//! The trace is the boundary between the simulation and everything that shows it. It holds no prose, no floats and no
//! hidden time, so that the same input gives the same trace to the byte.

use core::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::fault::four_bits;
use crate::clock::Time;
use crate::dns::{Name, Rcode, Rtype};

/// One question from start to end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// When the question was put.
    pub began: Time,
    /// The name that was asked for.
    pub name: Name,
    /// The record type that was asked for.
    pub rtype: Rtype,
    /// What happened, in order of time; at equal times in order of cause.
    pub events: Vec<Event>,
    /// How it ended.
    pub outcome: Outcome,
}

/// Something that happened between two stations, or at one of them (`from` and `to` are then equal).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Milliseconds since the question was put.
    pub ms: u32,
    /// Where it came from: the id of a station, such as `resolver`.
    pub from: StationId,
    /// Where it went.
    pub to: StationId,
    /// What it was.
    pub what: What,
}

/// The id of a station, as in INTERFACES: `you`, `device`, `resolver`, `root`, `tld`, `auth`, `service`, …
pub type StationId = std::rc::Rc<str>;

/// The kinds of event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// A question was sent (`from` asks `to`).
    Asked {
        /// The name in the question; with query-name minimisation not always the whole name.
        name: Name,
        /// The type in the question.
        rtype: Rtype,
        /// The server of the station that was asked, and its address, where it has any.
        server: Option<Server>,
    },
    /// A server pointed one step on (RFC 1034 section 4.3.2, step 3b).
    Referred {
        /// The zone that was delegated.
        zone: Name,
        /// The names of its servers.
        servers: Vec<Name>,
        /// The TTL of the delegation in seconds.
        ttl: u32,
    },
    /// An answer with data came back.
    Answered(Answer),
    /// The name is an alias of another (CNAME, RFC 1034 section 3.6.2); the search goes on with `target`.
    Alias {
        /// The alias.
        name: Name,
        /// What it stands for.
        target: Name,
    },
    /// The name exists, but not with this type (NODATA, RFC 2308 section 2.2).
    NoData {
        /// The name.
        name: Name,
        /// Seconds for which this may be remembered (RFC 2308 section 5).
        ttl: u32,
    },
    /// There is no such name (NXDOMAIN, RFC 2308 section 2.1).
    NoSuchName {
        /// The name.
        name: Name,
        /// Seconds for which this may be remembered (RFC 2308 section 5).
        ttl: u32,
    },
    /// A server replied with an error code instead of an answer.
    Declined {
        /// The code, such as SERVFAIL or REFUSED.
        #[serde(deserialize_with = "four_bits")]
        rcode: Rcode,
    },
    /// A server replied, but not with anything that helps: lame, upward referral (RFC 1912 section 2.8), malformed,
    /// or cut to fit a datagram (TC, RFC 1035 section 4.2.1; it is then asked for over TCP).
    Useless,
    /// No reply came in time. `from` is who did not reply, `to` is who waited.
    TimedOut {
        /// How long was waited.
        after_ms: u32,
    },
    /// The machine is there, but says that nobody listens at that port.
    Closed,
    /// Answers from data of its own, and asks nobody: a private view (RFC 9499 section 6, split DNS).
    Local {
        /// The name asked for.
        name: Name,
        /// The type asked for.
        rtype: Rtype,
    },
    /// Looked in its own memory and had nothing.
    Missed {
        /// The name looked for.
        name: Name,
        /// The type looked for.
        rtype: Rtype,
    },
    /// Looked in its own memory and found a copy that had run out.
    Expired {
        /// The name looked for.
        name: Name,
        /// The type looked for.
        rtype: Rtype,
        /// When the copy ran out.
        at: Time,
        /// The TTL it had, in seconds.
        ttl: u32,
    },
    /// Answered from its own memory.
    FromCache {
        /// What the memory says.
        found: Cached,
        /// How long the copy has been held, in seconds.
        age: u32,
        /// How long it may still be used, in seconds; 0 for a stale copy (RFC 8767).
        ttl: u32,
        /// Of a failure or a denial, where it came from when it was learnt.
        origin: Option<Origin>,
    },
    /// Knows from memory which servers to ask for a zone: the servers above it need not be asked.
    DelegationFromCache {
        /// The zone.
        zone: Name,
        /// How long the copy has been held, in seconds.
        age: u32,
        /// How long it may still be used, in seconds.
        ttl: u32,
    },
    /// Gave up, and told `to` so.
    Failed {
        /// Why.
        cause: Cause,
    },
    /// The signatures of a reply were checked against a chain of trust, and nothing is wrong with it (RFC 4035 section 5).
    /// `from` is who replied, `to` is who checked.
    Checked {
        /// The name asked for.
        name: Name,
        /// The type asked for.
        rtype: Rtype,
        /// Whether the chain of trust reaches it; otherwise its zone is not signed, and cannot be.
        secure: bool,
    },
    /// The signatures of a reply do not check out: it is not believed (RFC 4035 section 5.5).
    Rejected {
        /// The name asked for.
        name: Name,
        /// The type asked for.
        rtype: Rtype,
        /// What is wrong.
        flaw: Flaw,
    },
    /// The address was used: `from` reached `to`.
    Connected {
        /// The address.
        address: IpAddr,
    },
    /// The address leads to nobody, or to somebody else.
    Misled {
        /// The address.
        address: IpAddr,
    },
    /// The address was used, and `from` says that it cannot help (HTTP 5xx, RFC 9110 section 15.6).
    Erred,
}

/// A server by its name and the address it was asked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Server {
    /// The host name of the server.
    pub name: Name,
    /// The address asked.
    pub address: IpAddr,
}

/// Data for a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The owner of the records.
    pub name: Name,
    /// Their type.
    pub rtype: Rtype,
    /// Their TTL in seconds.
    pub ttl: u32,
    /// Their data in presentation format (RFC 1035 section 5.1), in the order of the reply.
    pub data: Vec<String>,
    /// Whether the server has authority for it (AA, RFC 1035 section 4.1.1).
    pub authoritative: bool,
}

/// What a memory holds about a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cached {
    /// The data.
    Answer(Answer),
    /// That the name does not exist.
    NoSuchName {
        /// The name.
        name: Name,
    },
    /// That there is no data of this type.
    NoData {
        /// The name.
        name: Name,
    },
    /// That the search failed a moment ago (RFC 9520).
    Failure {
        /// Why it failed.
        cause: Cause,
    },
}

/// Where a failure or a denial that is remembered came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The station that decided it.
    pub station: StationId,
    /// Whether it did so by silence; otherwise by what it said.
    pub silent: bool,
}

/// Why a search ended without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cause {
    /// No server replied.
    NoReply,
    /// Every server that replied did so with an error code or nothing useful.
    ServersFailed,
    /// The servers are named, but nobody knows their addresses.
    NoServerAddress,
    /// Aliases that lead round in a circle, or too many of them.
    AliasLoop,
    /// The device's settings name no resolver, or none that exists.
    NoResolver,
    /// The work bound was reached.
    TooMuchWork,
    /// The signatures do not check out (RFC 4035 section 5.5).
    Bogus,
    /// The answer has no such name or no such data.
    NotThere,
}

/// What is wrong with a reply that does not check out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Flaw {
    /// A signature does not fit the data and the key.
    BadSignature,
    /// The signatures have run out.
    Expired,
    /// The signatures do not count yet.
    NotYetValid,
    /// There is no key that the DS records above name, or none that made the signature.
    NoKey,
    /// The data is not signed, but its zone is.
    NoSignature,
    /// It is not proved that there is nothing.
    NoDenial,
}

impl Flaw {
    /// The extended error that says so (RFC 8914 sections 4.7 to 4.13).
    pub fn code(self) -> u16 {
        match self {
            Self::BadSignature => 6,
            Self::Expired => 7,
            Self::NotYetValid => 8,
            Self::NoKey => 9,
            Self::NoSignature => 10,
            Self::NoDenial => 12,
        }
    }
}

/// How a question ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The response code that the device got; SERVFAIL also stands for silence.
    #[serde(deserialize_with = "four_bits")]
    pub rcode: Rcode,
    /// The addresses or other data that came back, in presentation format.
    pub answers: Vec<String>,
    /// Why not, where nothing usable came back.
    pub cause: Option<Cause>,
    /// Whether the reader's request ended at the machine that it was meant for.
    pub reached: bool,
}
