//! What broke, as it is written in the file.

use core::net::IpAddr;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{ClaimFile, FileTime, Spanned, Written};
use crate::dns::{Name, Rcode, Rtype};
use crate::sim::prefix::Prefix;

/// Something that broke.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FaultFile {
    /// Since when.
    pub from: FileTime,
    /// When the fix begins to spread.
    pub until: Spanned<FileTime>,
    /// How long the fix takes to reach everybody, in seconds.
    #[serde(default = "at_once")]
    pub spread_s: Spanned<u32>,
    /// The share of askers who meet it, 0 to 1; without it, all.
    #[serde(default = "everybody")]
    pub share: Spanned<f64>,
    /// The station where it is, or …
    pub station: Option<Spanned<String>>,
    /// … with it, how many of its name servers: the first ones of the file; or …
    pub servers: Option<Spanned<u16>>,
    /// … the one server, or …
    pub server: Option<Spanned<Written<Name>>>,
    /// … the network, as when its route is withdrawn.
    pub network: Option<Spanned<Written<Prefix>>>,
    /// The names that it touches, with all below them; none: every name.
    #[serde(default)]
    pub names: Vec<Spanned<Written<Name>>>,
    /// What goes wrong.
    pub verb: VerbFile,
    /// How we know.
    pub claim: ClaimFile,
}

fn everybody() -> Spanned<f64> {
    Spanned::new(0..0, 1.0)
}

fn at_once() -> Spanned<u32> {
    Spanned::new(0..0, 0)
}

/// What goes wrong, as `"no_reply"` or `{ decline = { rcode = "SERVFAIL" } }`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum VerbFile {
    /// Nothing comes back.
    NoReply,
    /// The program is stopped: the machine says at once that nobody listens.
    Stop,
    /// The reply is this error code.
    Decline {
        /// The code.
        rcode: Written<Rcode>,
    },
    /// A name is missing, with all below it.
    DeleteName {
        /// The name.
        name: Written<Name>,
    },
    /// The records of one type are missing at a name.
    DeleteRecords {
        /// The name.
        name: Written<Name>,
        /// The type.
        rtype: Written<Rtype>,
    },
    /// A name leads to this address instead.
    ChangeAddress {
        /// The name.
        name: Written<Name>,
        /// The wrong address.
        to: Written<IpAddr>,
    },
    /// The delegation of a zone is missing from its parent.
    RemoveDelegation {
        /// The apex of the delegated zone.
        zone: Written<Name>,
    },
    /// Replies come later than usual.
    Delay {
        /// By how many milliseconds.
        by_ms: u32,
    },
    /// The server has lost the zone and points at the root.
    ReferUpwards,
    /// The server answers, but says that it has no authority.
    DisclaimAuthority,
    /// The server says FORMERR to any query with EDNS.
    RejectEdns,
    /// Queries with EDNS vanish.
    DropEdns,
    /// Connections cannot be made: only UDP passes.
    BlockTcp,
    /// A secondary's copy of the zone has expired.
    ExpireZone {
        /// The apex of the zone.
        zone: Written<Name>,
    },
    /// What the zone has signed does not check out.
    BreakDnssec {
        /// The apex of the zone.
        zone: Written<Name>,
        /// What is wrong with it.
        how: DnssecFile,
    },
    /// Every reply over UDP is cut.
    Truncate,
    /// The addresses of a delegated zone's servers are missing from its parent.
    RemoveGlue {
        /// The apex of the delegated zone.
        zone: Written<Name>,
    },
    /// The NS records of a zone name these servers instead.
    ReplaceServers {
        /// The apex of the zone.
        zone: Written<Name>,
        /// The names that stand there.
        servers: Vec<Written<Name>>,
    },
    /// The dot after a name was forgotten wherever the zone points to it.
    LoseDot {
        /// The name as it should be.
        name: Written<Name>,
    },
    /// The zone holds nothing but what is at its apex and its servers' addresses.
    EmptyZone {
        /// The apex of the zone.
        zone: Written<Name>,
    },
    /// The servers serve an old copy of a zone.
    ServeOldCopy {
        /// The apex of the zone.
        zone: Spanned<String>,
        /// The file with the zone as it was. Its serial is lower.
        file: Spanned<String>,
        /// When the signatures of the old copy run out; none: as those of the zone.
        signed_until: Option<FileTime>,
    },
    /// A resolver puts the aliases of its answers behind what they lead to.
    AliasesLast,
    /// The settings of a device name this resolver only, or none.
    Misconfigure {
        /// The address that it asks.
        resolver: Option<Written<IpAddr>>,
    },
    /// The service is reached, and says that it cannot help.
    ErrorPage,
}

/// What can be wrong with a zone's signatures, as `"ds_mismatch"`.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DnssecFile {
    /// The keys are not those that the zone above names.
    DsMismatch,
    /// The signatures have run out.
    ExpiredSignatures,
    /// The signatures are missing.
    MissingSignatures,
    /// Many keys have the same tag.
    CollidingKeyTags,
    /// All but the keys was signed with another key of the same tag.
    WrongKey,
}
