//! A scenario as it is written. The lab of others reads it too: what it does not know stands under keys that it passes
//! over (`also`, `restart`, `dnssec.broken`, `notes`, …).

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::Serialize;

use crate::host::lab::scenario::{AlsoSpec, Dnssec, FaultSpec, ZoneRef};

/// What goes into `scenario.json`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScenarioFile {
    /// The story.
    pub title: String,
    /// Its faults in a line.
    pub fault: String,
    /// Which story it is.
    pub seen_in: String,
    /// Whether the base's servers are there too: no.
    pub base: bool,
    /// The servers by name; `None` leaves out one of the base's, for labs that always read it.
    pub servers: BTreeMap<String, Option<ServerFile>>,
    /// What is special about the resolver.
    pub resolver: ResolverFile,
    /// What is signed.
    pub dnssec: Dnssec,
    /// Where in the lab an address of the story is.
    pub addresses: BTreeMap<IpAddr, IpAddr>,
    /// What the lab cannot express, and what was done instead.
    pub notes: Vec<String>,
    /// What happens, in order.
    pub steps: Vec<StepFile>,
}

/// A server.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ServerFile {
    /// Its address in the lab.
    pub ip: IpAddr,
    /// Its host name in the story.
    pub host: String,
    /// Its zones before the first step.
    pub zones: BTreeMap<String, ZoneRef>,
    /// What is always wrong with it.
    #[serde(skip_serializing_if = "is_well")]
    pub fault: FaultSpec,
}

fn is_well(fault: &FaultSpec) -> bool {
    *fault == FaultSpec::default()
}

/// What is special about the resolver.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ResolverFile {
    /// Whether copies that have run out may be used.
    pub serve_stale: bool,
    /// Zones that are left to others.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub forward: BTreeMap<String, IpAddr>,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum StepFile {
    /// Time passes.
    Wait {
        /// In seconds.
        wait: u32,
        /// Whether the resolvers begin anew first.
        #[serde(skip_serializing_if = "core::ops::Not::not")]
        restart: bool,
    },
    /// Servers change their data.
    Zone {
        /// By server and origin.
        zone: BTreeMap<String, BTreeMap<String, ZoneRef>>,
    },
    /// Servers change their behaviour.
    Set {
        /// By server.
        set: BTreeMap<String, FaultSpec>,
        /// What else is wrong with them.
        #[serde(skip_serializing_if = "BTreeMap::is_empty")]
        also: BTreeMap<String, AlsoSpec>,
    },
    /// A question is put.
    Ask(AskFile),
}

/// A question.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AskFile {
    /// Name and type.
    pub ask: String,
    /// For people.
    pub label: String,
    /// The time in the story.
    pub at: String,
    /// Other times in the story at which everything is the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_at: Vec<String>,
    /// The services that need the answer; empty for a question that only fills memories.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<String>,
    /// The response code that the story's own trace ends with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expect: Option<String>,
    /// The data that the story's own trace ends with, addresses as they are in the lab.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub data: Vec<String>,
    /// The link that breaks in the story's own trace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broken: Option<String>,
    /// The stations whose servers the story's own trace asks, in the order of first contact.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<String>,
}

impl StepFile {
    /// The question, where it is one.
    pub fn ask(&self) -> Option<&AskFile> {
        match self {
            Self::Ask(ask) => Some(ask),
            Self::Wait { .. } | Self::Zone { .. } | Self::Set { .. } => None,
        }
    }

    /// Whether the resolvers forget everything.
    pub fn restarts(&self) -> bool {
        matches!(self, Self::Wait { restart: true, .. })
    }
}
