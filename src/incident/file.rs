//! The form of `incident.toml`, as it is written by people. [`super::check`] turns it into a [`super::Story`].

mod fault;
mod loss;
mod predict;
mod value;
mod world;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Degree, Fit, How};
use crate::dns::{Name, Rtype};

pub use fault::{DnssecFile, FaultFile, VerbFile};
pub use loss::{BesideFile, InputFile, LognormalFile, LossFile, PublishedFile, StreamFile};
pub use predict::{ForetoldFile, PredictFile};
pub use value::{FileTime, Form, Spanned, Written};
pub use world::{
    DenialFile, DeviceFile, ForwardFile, HostFile, PathFile, ResolverFile, ServerFile, SignedFile,
    ViewFile, VisitFile,
};

/// A whole incident file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IncidentFile {
    /// The version of this form: 1.
    pub format: Spanned<u32>,
    /// The story's id: the name of its folder.
    pub id: Spanned<String>,
    /// The day shown.
    pub day: DayFile,
    /// The question that the reader follows.
    pub question: QuestionFile,
    /// The stations of the chain.
    #[serde(rename = "station")]
    pub stations: Vec<StationFile>,
    /// The authoritative servers.
    #[serde(rename = "server")]
    pub servers: Vec<ServerFile>,
    /// The zones that are signed.
    #[serde(rename = "signed", default)]
    pub signed: Vec<SignedFile>,
    /// The resolver that the device asks first.
    pub resolver: ResolverFile,
    /// Further resolvers: those that the device asks next, and those that others forward to.
    #[serde(rename = "further_resolver", default)]
    pub further_resolvers: Vec<ResolverFile>,
    /// Ways that take another time than usual.
    #[serde(rename = "path", default)]
    pub paths: Vec<PathFile>,
    /// The device.
    pub device: DeviceFile,
    /// The machines that a good answer leads to.
    pub host: HostFile,
    /// The lanes of the narrow time strip.
    #[serde(rename = "lane", default)]
    pub lanes: Vec<LaneFile>,
    /// What people used.
    #[serde(rename = "service")]
    pub services: Vec<ServiceFile>,
    /// What broke.
    #[serde(rename = "fault", default)]
    pub faults: Vec<FaultFile>,
    /// The steps.
    #[serde(rename = "step")]
    pub steps: Vec<StepFile>,
    /// Questions put to the reader before a step shows what is so.
    #[serde(rename = "predict", default)]
    pub predictions: Vec<PredictFile>,
    /// The loss model's inputs; without them the story shows no money.
    pub loss: Option<LossFile>,
    /// Other people's money, shown beside the estimate.
    #[serde(default)]
    pub beside: Vec<BesideFile>,
    /// What others said it cost.
    #[serde(default)]
    pub published: Vec<PublishedFile>,
    /// The other way to read what happened, where nobody has explained it.
    pub readings: Option<ReadingsFile>,
    /// The sources, by key.
    #[serde(rename = "source")]
    pub sources: BTreeMap<String, SourceFile>,
}

/// The day shown.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DayFile {
    /// The left end of the time strip.
    pub from: FileTime,
    /// Its right end.
    pub until: Spanned<FileTime>,
    /// The zone of the clock, as the tz database names it.
    pub zone: Spanned<String>,
}

/// The question that the reader follows.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionFile {
    /// The service whose name is looked up.
    pub service: Spanned<String>,
}

/// A station.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StationFile {
    /// Its id.
    pub id: Spanned<String>,
    /// What stands there.
    pub role: RoleFile,
    /// Whose it is: a key of the text's `owners`.
    pub owner: Spanned<String>,
    /// Its picture, or a text that begins with a dot.
    pub icon: Spanned<String>,
}

/// What stands at a station.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RoleFile {
    /// The person who asks.
    Asker,
    /// Their device.
    Stub,
    /// A recursive resolver.
    Resolver,
    /// Authoritative servers.
    Authority,
    /// The machines that a good answer leads to.
    Service,
}

impl RoleFile {
    /// The word in the file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Asker => "asker",
            Self::Stub => "stub",
            Self::Resolver => "resolver",
            Self::Authority => "authority",
            Self::Service => "service",
        }
    }
}

/// A lane.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LaneFile {
    /// Its id.
    pub id: Spanned<String>,
}

/// Something that people used.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceFile {
    /// Its id.
    pub id: Spanned<String>,
    /// Its lane.
    pub lane: Option<Spanned<String>>,
    /// The name that has to be looked up to use it.
    pub lookup: Spanned<Written<Name>>,
    /// The type of record: A unless given.
    #[serde(default = "address_type")]
    pub rtype: Written<Rtype>,
    /// When it did not work.
    #[serde(default)]
    pub out: Vec<WindowFile>,
    /// Why what people saw and what the simulation shows lie apart in time, where they do and that is meant.
    pub apart: Option<String>,
    /// How we know what people saw.
    pub claim: ClaimFile,
}

fn address_type() -> Written<Rtype> {
    Written(Rtype::A)
}

/// A time during which a service did not work.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WindowFile {
    /// Since when.
    pub from: FileTime,
    /// Until when.
    pub until: Spanned<FileTime>,
    /// Which of the two is only roughly known.
    #[serde(default)]
    pub approximate: Vec<End>,
    /// How badly.
    pub degree: Degree,
    /// How we know.
    pub claim: ClaimFile,
}

/// One end of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum End {
    /// The start.
    From,
    /// The end.
    Until,
}

/// A step.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StepFile {
    /// When the question is put.
    pub at: Spanned<FileTime>,
    /// The station at which it is shown waiting.
    pub until: Option<Spanned<String>>,
}

/// Two stories that read the same reports in two ways. Each names the other.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadingsFile {
    /// The id of the other story, in the folder beside this one.
    pub other: Spanned<String>,
    /// What speaks for and against the two: in the file of one of them, for both.
    #[serde(default)]
    pub evidence: Vec<EvidenceFile>,
}

/// Something that was reported, and how the two readings fit it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EvidenceFile {
    /// Its id.
    pub id: Spanned<String>,
    /// How the reading of this file fits it.
    pub here: Fit,
    /// How that of the other file does.
    pub there: Fit,
    /// How we know of it.
    pub claim: ClaimFile,
}

/// A source.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceFile {
    /// What it is.
    pub title: String,
    /// Where it can be read.
    pub url: Option<String>,
    /// Whether it is known that it can be read nowhere on the web.
    #[serde(default)]
    pub offline: bool,
}

impl SourceFile {
    /// Whether readers can look it up, or the file says that they cannot.
    pub fn can_be_looked_up(&self) -> bool {
        self.url.is_some() || self.offline
    }
}

/// How we know something.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimFile {
    /// The kind of knowledge.
    pub how: How,
    /// The sources, at least one.
    pub source: Spanned<Vec<Spanned<String>>>,
}
