//! A trace as JSON. Names here are named in INTERFACES or may be relied upon: fields are added, never renamed.

use core::net::IpAddr;

use serde::Serialize;

use super::{Report, cause_name, flaw_name};
use crate::dns::{Name, Rtype};
use crate::sim::trace::{Answer, Cached, Event, What};

/// The document of `wib trace --json`.
#[derive(Serialize)]
pub(super) struct Document<'a> {
    story: &'a str,
    at: String,
    service: &'a str,
    name: &'a Name,
    rtype: Rtype,
    outcome: Outcome<'a>,
    events: Vec<Entry<'a>>,
}

impl<'a> Document<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        let trace = &report.trace;
        Self {
            story: &report.story,
            at: report.at.to_string(),
            service: &report.service,
            name: &trace.name,
            rtype: trace.rtype,
            outcome: Outcome {
                rcode: trace.outcome.rcode.to_string(),
                answers: &trace.outcome.answers,
                cause: trace.outcome.cause.map(cause_name),
                broken_link: report.broken_link.as_deref(),
                reached: trace.outcome.reached,
            },
            events: trace.events.iter().map(Entry::of).collect(),
        }
    }
}

#[derive(Serialize)]
struct Outcome<'a> {
    rcode: String,
    answers: &'a [String],
    cause: Option<&'static str>,
    broken_link: Option<&'a str>,
    reached: bool,
}

#[derive(Serialize)]
struct Entry<'a> {
    ms: u32,
    from: &'a str,
    to: &'a str,
    #[serde(flatten)]
    what: Kind<'a>,
}

impl<'a> Entry<'a> {
    fn of(event: &'a Event) -> Self {
        Self {
            ms: event.ms,
            from: &event.from,
            to: &event.to,
            what: Kind::of(&event.what),
        }
    }
}

/// [`What`] with its fields flat.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Kind<'a> {
    Asked {
        name: &'a Name,
        rtype: Rtype,
        #[serde(skip_serializing_if = "Option::is_none")]
        server: Option<&'a Name>,
        #[serde(skip_serializing_if = "Option::is_none")]
        address: Option<IpAddr>,
    },
    Referred {
        zone: &'a Name,
        servers: &'a [Name],
        ttl: u32,
    },
    Answered {
        name: &'a Name,
        rtype: Rtype,
        ttl: u32,
        data: &'a [String],
        authoritative: bool,
    },
    Alias {
        name: &'a Name,
        target: &'a Name,
    },
    NoData {
        name: &'a Name,
        ttl: u32,
    },
    NoSuchName {
        name: &'a Name,
        ttl: u32,
    },
    Declined {
        rcode: String,
    },
    Useless,
    TimedOut {
        after_ms: u32,
    },
    Closed,
    Local {
        name: &'a Name,
        rtype: Rtype,
    },
    Missed {
        name: &'a Name,
        rtype: Rtype,
    },
    Expired {
        name: &'a Name,
        rtype: Rtype,
        at: String,
        ttl: u32,
    },
    FromCache {
        age: u32,
        ttl: u32,
        #[serde(flatten)]
        found: Found<'a>,
        /// The station where what is remembered went wrong.
        #[serde(skip_serializing_if = "Option::is_none")]
        origin: Option<&'a str>,
        /// Whether it was silent.
        #[serde(skip_serializing_if = "Option::is_none")]
        silent: Option<bool>,
    },
    DelegationFromCache {
        zone: &'a Name,
        age: u32,
        ttl: u32,
    },
    Failed {
        cause: &'static str,
    },
    Checked {
        name: &'a Name,
        rtype: Rtype,
        secure: bool,
    },
    Rejected {
        name: &'a Name,
        rtype: Rtype,
        flaw: &'static str,
    },
    Connected {
        address: IpAddr,
    },
    Misled {
        address: IpAddr,
    },
    Erred,
}

/// What a memory held. The `ttl` beside it is what is left of the copy's time to live.
#[derive(Serialize)]
#[serde(tag = "found", rename_all = "snake_case")]
enum Found<'a> {
    Answer {
        name: &'a Name,
        rtype: Rtype,
        data: &'a [String],
    },
    NoSuchName {
        name: &'a Name,
    },
    NoData {
        name: &'a Name,
    },
    Failure {
        cause: &'static str,
    },
}

impl<'a> Kind<'a> {
    fn of(what: &'a What) -> Self {
        match what {
            What::Asked {
                name,
                rtype,
                server,
            } => Self::Asked {
                name,
                rtype: *rtype,
                server: server.as_ref().map(|s| &s.name),
                address: server.as_ref().map(|s| s.address),
            },
            What::Referred { zone, servers, ttl } => Self::Referred {
                zone,
                servers,
                ttl: *ttl,
            },
            What::Answered(Answer {
                name,
                rtype,
                ttl,
                data,
                authoritative,
            }) => Self::Answered {
                name,
                rtype: *rtype,
                ttl: *ttl,
                data,
                authoritative: *authoritative,
            },
            What::Alias { name, target } => Self::Alias { name, target },
            What::NoData { name, ttl } => Self::NoData { name, ttl: *ttl },
            What::NoSuchName { name, ttl } => Self::NoSuchName { name, ttl: *ttl },
            What::Declined { rcode } => Self::Declined {
                rcode: rcode.to_string(),
            },
            What::Useless => Self::Useless,
            What::TimedOut { after_ms } => Self::TimedOut {
                after_ms: *after_ms,
            },
            What::Closed => Self::Closed,
            What::Local { name, rtype } => Self::Local {
                name,
                rtype: *rtype,
            },
            What::Missed { name, rtype } => Self::Missed {
                name,
                rtype: *rtype,
            },
            What::Expired {
                name,
                rtype,
                at,
                ttl,
            } => Self::Expired {
                name,
                rtype: *rtype,
                at: at.to_string(),
                ttl: *ttl,
            },
            What::FromCache {
                found,
                age,
                ttl,
                origin,
            } => Self::FromCache {
                age: *age,
                ttl: *ttl,
                found: Found::of(found),
                origin: origin.as_ref().map(|o| &*o.station),
                silent: origin.as_ref().map(|o| o.silent),
            },
            What::DelegationFromCache { zone, age, ttl } => Self::DelegationFromCache {
                zone,
                age: *age,
                ttl: *ttl,
            },
            What::Failed { cause } => Self::Failed {
                cause: cause_name(*cause),
            },
            What::Checked {
                name,
                rtype,
                secure,
            } => Self::Checked {
                name,
                rtype: *rtype,
                secure: *secure,
            },
            What::Rejected { name, rtype, flaw } => Self::Rejected {
                name,
                rtype: *rtype,
                flaw: flaw_name(*flaw),
            },
            What::Connected { address } => Self::Connected { address: *address },
            What::Misled { address } => Self::Misled { address: *address },
            What::Erred => Self::Erred,
        }
    }
}

impl<'a> Found<'a> {
    fn of(cached: &'a Cached) -> Self {
        match cached {
            Cached::Answer(a) => Self::Answer {
                name: &a.name,
                rtype: a.rtype,
                data: &a.data,
            },
            Cached::NoSuchName { name } => Self::NoSuchName { name },
            Cached::NoData { name } => Self::NoData { name },
            Cached::Failure { cause } => Self::Failure {
                cause: cause_name(*cause),
            },
        }
    }
}
