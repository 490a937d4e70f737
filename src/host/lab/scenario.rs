//! The files of a scenario, as they are on disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::clock::Span;
use crate::dns::{Name, Rtype, Zone, zonefile};
use crate::host::Error;
use crate::incident::check::Located;

/// A scenario with what it takes from the base.
#[derive(Debug)]
pub struct Scenario {
    /// The name of its folder.
    pub id: String,
    /// The servers by name.
    pub servers: BTreeMap<String, Server>,
    /// What is special about the resolver.
    pub resolver: ResolverSpec,
    /// What is signed and whether anybody checks.
    pub dnssec: Dnssec,
    /// What happens, in order.
    pub steps: Vec<Step>,
    /// Where its zone files are.
    files: Files,
}

/// Where the zone files of a scenario are.
#[derive(Debug)]
enum Files {
    /// In the folder, or in that of the base.
    Folders([PathBuf; 2]),
    /// Not on disk yet: name and text.
    Texts(BTreeMap<String, String>),
}

/// A server.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Its address.
    pub ip: std::net::IpAddr,
    /// Its host name in the story that it comes from; for people.
    #[serde(default)]
    pub host: String,
    /// Its zones: origin and where the data is.
    #[serde(default)]
    pub zones: BTreeMap<String, ZoneRef>,
    /// What is wrong with it.
    #[serde(default)]
    pub fault: FaultSpec,
    /// What else is wrong with it.
    #[serde(default)]
    pub also: AlsoSpec,
}

/// Where the data of a zone is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ZoneRef {
    /// In this file.
    File(String),
    /// At a primary that does not answer.
    Secondary {
        /// The address of the primary.
        secondary_of: String,
    },
}

/// What is wrong with a server; nothing by default.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FaultSpec {
    /// Packets vanish.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub drop: bool,
    /// This code is the answer to everything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rcode: Option<String>,
    /// Replies come this much later.
    #[serde(skip_serializing_if = "is_nothing")]
    pub delay_ms: i64,
    /// Points at the root.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub upward_referral: bool,
    /// `ok`, `formerr` or `drop`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edns: Option<String>,
    /// `ok`, `blackhole` or `refuse`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tcp: Option<String>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde lends what it asks about"
)]
fn is_nothing(ms: &i64) -> bool {
    *ms == 0
}

/// What is wrong with a server beyond [`FaultSpec`]. It stands beside it, so that a lab that does not know it can go on.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AlsoSpec {
    /// Only questions for these names and those below them meet the fault; none: all do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub under: Vec<String>,
    /// Answers without authority.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub no_aa: bool,
    /// Cuts every reply over UDP to nothing.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub truncate: bool,
    /// Is not running, while its machine is up: whatever comes is turned away at once.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub stopped: bool,
}

/// What is special about the resolver.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ResolverSpec {
    /// Whether copies that have run out may be used.
    pub serve_stale: bool,
    /// Zones that are left to others: origin and address.
    pub forward: BTreeMap<String, std::net::IpAddr>,
}

/// What is signed, and whether anybody checks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dnssec {
    /// Whether the resolver checks.
    pub validate: bool,
    /// The zones that are signed.
    pub sign: BTreeMap<String, Signing>,
    /// The zones that the zone above has a DS record for: `ok`, or `mismatch` for that of another key.
    pub ds: BTreeMap<String, String>,
    /// Whether a DS record goes only where its zone is delegated: where a step takes the delegation out, it is gone too.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub ds_at_cuts: bool,
    /// The zones whose keys the resolver trusts.
    #[serde(default = "root_alone")]
    pub anchors: Vec<String>,
    /// What is wrong with the signatures of a zone, by its file.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub broken: BTreeMap<String, BrokenSpec>,
}

fn root_alone() -> Vec<String> {
    vec![".".to_owned()]
}

/// What is wrong with the signatures of a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BrokenSpec {
    /// The keys are not those that the zone above names.
    DsMismatch,
    /// The signatures have run out.
    ExpiredSignatures,
    /// There are none.
    MissingSignatures,
    /// Many keys have the same tag.
    CollidingKeyTags,
    /// All but the keys was signed with another key of the same tag.
    WrongKey,
}

/// How a zone is signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Signing {
    /// Whether the signatures ran out two days ago.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub expired: bool,
    /// Whether it denies by NSEC3 (RFC 5155) rather than by NSEC.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub nsec3: bool,
}

/// One step.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Step {
    /// A question is put.
    Ask {
        /// Name and type.
        ask: String,
        /// Whether the resolver is told not to check.
        #[serde(default)]
        cd: bool,
    },
    /// Time passes.
    Wait {
        /// In seconds.
        wait: Seconds,
        /// Whether the resolver begins anew first, with nothing in its memory.
        #[serde(default)]
        restart: bool,
    },
    /// Servers change their behaviour.
    Set {
        /// By server.
        set: BTreeMap<String, FaultSpec>,
        /// What else is wrong with them.
        #[serde(default)]
        also: BTreeMap<String, AlsoSpec>,
    },
    /// Servers change their data.
    Zone {
        /// By server and origin.
        zone: BTreeMap<String, BTreeMap<String, ZoneRef>>,
    },
}

/// Seconds, with a fraction.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Seconds(f64);

impl Seconds {
    /// To the millisecond.
    #[expect(clippy::cast_possible_truncation, reason = "a scenario lasts minutes")]
    pub fn span(self) -> Span {
        Span::from_ms((self.0 * 1000.0).round() as i64)
    }
}

/// A scenario file as it is written.
#[derive(Deserialize)]
struct File {
    /// Whether the servers of the base are there too.
    #[serde(default = "yes")]
    base: bool,
    #[serde(default)]
    servers: BTreeMap<String, serde_json::Value>,
    #[serde(default)]
    resolver: ResolverSpec,
    #[serde(default)]
    dnssec: Dnssec,
    steps: Vec<Step>,
}

fn yes() -> bool {
    true
}

/// The base file as it is written.
#[derive(Deserialize)]
struct Base {
    servers: BTreeMap<String, serde_json::Value>,
}

impl Scenario {
    /// Reads the scenario in a folder.
    ///
    /// # Errors
    /// When a file is missing or does not parse, with its place.
    pub fn load(folder: &Path) -> Result<Self, Error> {
        let base = folder.parent().unwrap_or(Path::new(".")).join("_base");
        let path = folder.join("scenario.json");
        let file = read(&path).and_then(|text| parsed::<File>(&path, &text));
        let servers = match &file {
            Ok(File { base: false, .. }) => BTreeMap::new(),
            _ => {
                let path = base.join("base.json");
                parsed::<Base>(&path, &read(&path)?)?.servers
            }
        };
        let id = folder.file_name().unwrap_or_default().to_string_lossy();
        let files = Files::Folders([folder.to_owned(), base]);
        Self::of(id.into_owned(), &path, file?, servers, files)
    }

    /// A scenario that is not on disk: its `scenario.json`, which takes nothing from a base, and its zone files.
    ///
    /// # Errors
    /// When it does not parse.
    pub fn from_texts(id: &str, files: BTreeMap<String, String>) -> Result<Self, Error> {
        let path = PathBuf::from(id).join("scenario.json");
        let text = files.get("scenario.json").map_or("", String::as_str);
        let file = parsed(&path, text)?;
        let files = Files::Texts(files);
        Self::of(id.to_owned(), &path, file, BTreeMap::new(), files)
    }

    fn of(
        id: String,
        path: &Path,
        file: File,
        mut servers: BTreeMap<String, serde_json::Value>,
        files: Files,
    ) -> Result<Self, Error> {
        for (name, change) in file.servers {
            match (servers.get_mut(&name), change) {
                (_, serde_json::Value::Null) => {
                    servers.remove(&name);
                }
                (Some(serde_json::Value::Object(known)), serde_json::Value::Object(change)) => {
                    known.extend(change);
                }
                (_, change) => {
                    servers.insert(name, change);
                }
            }
        }
        let server = |(name, value): (String, serde_json::Value)| {
            let server = serde_json::from_value(value);
            let wrong =
                |e| Error::Input(vec![located(path, 1, None, format!("server {name}: {e}"))]);
            server
                .map_err(wrong)
                .map(|server: Server| (name.clone(), server))
        };
        Ok(Self {
            id,
            servers: servers.into_iter().map(server).collect::<Result<_, _>>()?,
            resolver: file.resolver,
            dnssec: file.dnssec,
            steps: file.steps,
            files,
        })
    }

    /// Reads a zone file, of the scenario or else of the base.
    ///
    /// # Errors
    /// When there is none, or it does not parse, with its place.
    pub fn zone(&self, file: &str, origin: &str) -> Result<Zone, Error> {
        let (path, text) = self.zone_text(file)?;
        let wrong = |e: zonefile::ZoneError| {
            Error::Input(vec![located(&path, e.line, e.column, e.what.to_string())])
        };
        zonefile::parse(&text, &self.name(origin)?).map_err(wrong)
    }

    /// The text of a zone file, and where it is.
    fn zone_text(&self, file: &str) -> Result<(PathBuf, String), Error> {
        let none = || Error::Missing(format!("{}: there is no zone file {file}", self.id));
        match &self.files {
            Files::Folders(folders) => {
                let places = folders.iter().map(|folder| folder.join(file));
                let found = places.into_iter().find(|path| path.exists());
                let path = found.ok_or_else(none)?;
                let text = read(&path)?;
                Ok((path, text))
            }
            Files::Texts(texts) => {
                let text = texts.get(file).ok_or_else(none)?;
                Ok((PathBuf::from(&self.id).join(file), text.clone()))
            }
        }
    }

    /// The name and type of a question.
    ///
    /// # Errors
    /// When it is not a name and a type.
    pub fn question(&self, ask: &str) -> Result<(Name, Rtype), Error> {
        let wrong = || Error::Missing(format!("{}: `{ask}`, expected a name and a type", self.id));
        let (name, rtype) = ask.split_once(' ').ok_or_else(wrong)?;
        Ok((self.name(name)?, rtype.trim().parse().map_err(|_| wrong())?))
    }

    /// A name as it is written.
    ///
    /// # Errors
    /// When it is none.
    pub fn name(&self, text: &str) -> Result<Name, Error> {
        text.parse()
            .map_err(|e| Error::Missing(format!("{}: `{text}`: {e}", self.id)))
    }
}

/// A problem and its place; without a column, the beginning of the line.
fn located(file: &Path, line: usize, column: Option<usize>, message: String) -> Located {
    Located {
        file: file.to_owned(),
        line,
        column: column.unwrap_or(1),
        message,
    }
}

fn parsed<T: for<'de> Deserialize<'de>>(path: &Path, text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|e| {
        let (line, column) = (e.line(), Some(e.column()));
        Error::Input(vec![located(path, line, column, e.to_string())])
    })
}

fn read(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|e| Error::Missing(format!("{}: {e}", path.display())))
}
