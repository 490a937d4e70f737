//! What a station or a link shows, as data: states and sayings.

use crate::clock::Time;
use crate::dns::{Name, Rcode};
use crate::sim::trace::{Cause, Flaw};

/// The seven states of a link (and of the station at its far end), told apart by shape, colour and label.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Nothing asked yet.
    #[default]
    Idle,
    /// The question has passed.
    Asked,
    /// The address came back this way.
    Answered,
    /// A saved copy stood in for it.
    Cached,
    /// Waiting for a reply.
    Slow,
    /// No usable answer.
    Broken,
    /// An answer came, to the wrong place.
    Wrong,
}

impl State {
    /// The name in the page's `data-state`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Asked => "asked",
            Self::Answered => "answered",
            Self::Cached => "cached",
            Self::Slow => "slow",
            Self::Broken => "broken",
            Self::Wrong => "wrong",
        }
    }
}

/// What a station said, as data; `text` puts it into words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Said {
    /// Nothing.
    #[default]
    Nothing,
    /// Put the question and waits.
    Waiting {
        /// For how long, in milliseconds.
        ms: u32,
    },
    /// Has nothing in memory.
    Missed,
    /// Its copy ran out.
    Expired {
        /// When.
        at: Time,
        /// The TTL that the copy had, in seconds.
        ttl: u32,
    },
    /// Points to who looks after `zone`.
    Referral {
        /// The zone.
        zone: Name,
    },
    /// Remembers who looks after `zone`.
    RemembersReferral {
        /// The zone.
        zone: Name,
        /// The age of the copy in seconds.
        age: u32,
    },
    /// Gives the data.
    Answer {
        /// The first of the data, in presentation format.
        data: String,
    },
    /// Answers from memory.
    Copy {
        /// The age of the copy in seconds.
        age: u32,
        /// Seconds that are left of its TTL.
        ttl: u32,
    },
    /// There is no such name.
    NoSuchName,
    /// The name has no such data.
    NoData,
    /// An error code.
    Error {
        /// The code.
        rcode: Rcode,
    },
    /// Remembers that it failed a moment ago.
    RemembersFailure,
    /// A reply that is of no use.
    Useless,
    /// No reply.
    Silence {
        /// Waited for, in milliseconds.
        after_ms: u32,
    },
    /// A reply whose signatures do not check out.
    Rejected {
        /// What is wrong with it; the technical voice tells it by its code (RFC 8914).
        flaw: Flaw,
    },
    /// Is not running: nobody listens there.
    Closed,
    /// Answers from data of its own.
    Local,
    /// Has no resolver to ask, or none that exists.
    NoResolver,
    /// Was reached, but cannot help.
    Erred,
    /// Gave up.
    GaveUp {
        /// Why.
        cause: Cause,
        /// The response code that it was left with.
        rcode: Rcode,
    },
    /// Is at work, whoever can find it.
    Open,
    /// Was reached.
    Reached,
    /// Was reached, but is not what was wanted.
    Misled,
}
