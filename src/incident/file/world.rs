//! What exists, as it is written in the file.

use core::net::IpAddr;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{FileTime, Spanned, Written};
use crate::dns::Name;
use crate::sim::prefix::Prefix;

/// An authoritative server.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServerFile {
    /// Its host name.
    pub name: Spanned<Written<Name>>,
    /// The station at which it stands.
    pub station: Spanned<String>,
    /// Where it listens.
    pub address: Written<IpAddr>,
    /// Milliseconds from a question to its reply.
    pub round_trip_ms: u32,
    /// The zones that it serves: apex and file.
    pub zones: BTreeMap<String, Spanned<String>>,
}

/// The resolver.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResolverFile {
    /// The station at which it stands.
    pub station: Spanned<String>,
    /// Where the device reaches it.
    pub address: Written<IpAddr>,
    /// Milliseconds from a question to its reply, when it answers from memory.
    pub round_trip_ms: u32,
    /// No copy is kept for longer than this, in seconds.
    pub max_ttl_s: Option<u32>,
    /// No denial is kept for longer than this, in seconds (RFC 2308 section 5).
    pub max_negative_ttl_s: Option<u32>,
    /// How long a failed search is remembered, in seconds (RFC 9520).
    pub failure_ttl_s: Option<u32>,
    /// Whether it checks signatures. Then the root has to be among the signed zones: its key is the trust anchor.
    pub validate: Option<Spanned<bool>>,
    /// Whether copies that have run out may stand in for answers that cannot be had (RFC 8767).
    #[serde(default)]
    pub serve_stale: bool,
    /// Names for which it asks another resolver instead of searching itself.
    #[serde(default)]
    pub forward: Vec<ForwardFile>,
    /// Names that it answers by itself, by who asks.
    #[serde(rename = "view", default)]
    pub views: Vec<ViewFile>,
    /// What others asked it before.
    #[serde(default)]
    pub visits: Vec<VisitFile>,
}

/// Names for which another resolver is asked.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForwardFile {
    /// The name, with all below it: `"."` for everything.
    pub zone: Written<Name>,
    /// The addresses of those who are asked, in order.
    pub to: Vec<Written<IpAddr>>,
}

/// A private view.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ViewFile {
    /// Whom it serves; none: everybody.
    #[serde(default)]
    pub clients: Vec<Written<Prefix>>,
    /// Its zones: apex and file.
    pub zones: BTreeMap<String, Spanned<String>>,
}

/// A question asked before.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitFile {
    /// When.
    pub at: FileTime,
    /// For which service.
    pub service: Spanned<String>,
}

/// The device.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviceFile {
    /// The station at which it stands.
    pub station: Spanned<String>,
    /// Its own address: a private view goes by it.
    pub address: Option<Written<IpAddr>>,
    /// The addresses of the resolvers that it asks, in order; none: that of `[resolver]`.
    #[serde(default)]
    pub resolvers: Vec<Spanned<Written<IpAddr>>>,
    /// How often it asks each of them, 1 to 10; 3 unless given.
    pub tries: Option<Spanned<u8>>,
    /// How long it waits for each reply, in milliseconds; 5000 unless given.
    pub timeout_ms: Option<u32>,
}

/// The machines that a good answer leads to.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HostFile {
    /// The station at which they stand.
    pub station: Spanned<String>,
    /// Their addresses.
    pub addresses: Vec<Written<IpAddr>>,
    /// Milliseconds from a request to its reply.
    pub round_trip_ms: u32,
}

/// A zone that is signed when the story is built.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignedFile {
    /// The apex of the zone.
    pub zone: Spanned<Written<Name>>,
    /// From when its signatures count.
    pub from: FileTime,
    /// Until when.
    pub until: Spanned<FileTime>,
    /// How it says what it does not hold.
    #[serde(default)]
    pub denial: DenialFile,
}

/// How a signed zone says what it does not hold.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DenialFile {
    /// By NSEC (RFC 4034 section 4).
    #[default]
    Nsec,
    /// By NSEC3 without salt and without more iterations (RFC 5155, RFC 9276).
    Nsec3,
}

/// A way that takes another time than usual: from a station to one station, one server or one network.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PathFile {
    /// Where it begins: the device, a resolver or the asker.
    pub from: Spanned<String>,
    /// The station where it leads, or …
    pub station: Option<Spanned<String>>,
    /// … the one server, or …
    pub server: Option<Spanned<Written<Name>>>,
    /// … the network.
    pub network: Option<Spanned<Written<Prefix>>>,
    /// Milliseconds from a question to its reply.
    pub round_trip_ms: u32,
}
