//! `wib rpl`: our resolver on scenario files of other resolvers' test suites (Deckard's and Unbound's RPL format).
//!
//! A file scripts what every server answers, and states what the resolver should. [`parse`] reads it into a [`scenario`],
//! [`script`] plays the servers, [`compare`] holds the answers against what was expected. Compared are the question, the
//! flags, the code and the answer section as a set, and TTLs where the file asks for it; what a resolver adds to the
//! authority and additional sections differs between resolvers, and is not.

pub mod compare;
pub mod config;
pub mod dnssec;
pub mod parse;
pub mod scenario;
pub mod script;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt;
use std::path::Path;
use std::rc::Rc;

use serde::Serialize;

use super::Error;
use crate::clock::{Span, Time};
use crate::dns::Message;
use crate::incident::check::Located;
use crate::sim::recorder::Recorder;
use crate::sim::session::{Memories, Session};
use crate::sim::world::World;
use compare::mismatch;
use config::Config;
use scenario::{Action, Entry, File};
use script::{Player, Stage};

/// What came of some scenario files.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct RplReport {
    /// One for each file, in their order.
    pub files: Vec<FileReport>,
    /// How many were passed.
    pub passed: usize,
    /// How many were not.
    pub failed: usize,
    /// How many were not run.
    pub skipped: usize,
}

/// What came of one file.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct FileReport {
    /// The file.
    pub file: String,
    /// Whether it was passed.
    pub pass: bool,
    /// Whether it was not run.
    pub skip: bool,
    /// Why it was not passed, or not run.
    pub reason: String,
}

/// Why a file was not passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It needs what the resolver or this program cannot do.
    Unsupported(String),
    /// An answer was not as expected.
    Wrong {
        /// The step at which it was checked.
        step: u32,
        /// What differs.
        what: String,
    },
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsupported(what) => write!(f, "not supported: {what}"),
            Self::Wrong { step, what } => write!(f, "step {step}: {what}"),
        }
    }
}

impl RplReport {
    /// One line for each file that was not passed, and the count.
    pub fn table(&self) -> String {
        let mut lines = String::new();
        for file in self.files.iter().filter(|file| !file.pass) {
            let word = if file.skip { "skip" } else { "FAIL" };
            lines += &format!("{word}  {}  {}\n", file.file, file.reason);
        }
        lines
            + &format!(
                "{} passed, {} failed, {} skipped\n",
                self.passed, self.failed, self.skipped
            )
    }
}

/// Runs scenario files.
///
/// # Errors
/// For the first file that cannot be read or does not parse, with its place.
pub fn run(files: &[impl AsRef<Path>]) -> Result<RplReport, Error> {
    let mut report = RplReport {
        files: Vec::new(),
        passed: 0,
        failed: 0,
        skipped: 0,
    };
    for file in files {
        let path = file.as_ref();
        let result = run_one(path)?;
        let skip = matches!(result, Err(Failure::Unsupported(_)));
        let counter = match &result {
            Ok(()) => &mut report.passed,
            Err(_) if skip => &mut report.skipped,
            Err(_) => &mut report.failed,
        };
        *counter += 1;
        report.files.push(FileReport {
            file: path.display().to_string(),
            pass: result.is_ok(),
            skip,
            reason: result
                .err()
                .map(|failure| failure.to_string())
                .unwrap_or_default(),
        });
    }
    Ok(report)
}

/// Runs one scenario file; the inner result is whether it was passed.
///
/// # Errors
/// When the file cannot be read or does not parse, with its place.
pub fn run_one(path: &Path) -> Result<Result<(), Failure>, Error> {
    let octets =
        std::fs::read(path).map_err(|e| Error::Missing(format!("{}: {e}", path.display())))?;
    let text = String::from_utf8_lossy(&octets);
    let file = parse::parse(&text).map_err(|e| {
        let (file, column) = (path.to_owned(), 1);
        Error::Input(vec![Located {
            file,
            line: e.line,
            column,
            message: e.message,
        }])
    })?;
    Ok(play(&file))
}

/// Plays a file from its first step to its last.
///
/// # Errors
/// Why it is not passed.
pub fn play(file: &File) -> Result<(), Failure> {
    let config = Config::read(&file.config)?;
    let world: World = config.world();
    let stage = Rc::new(RefCell::new(Stage::new(
        file,
        config.unbound,
        config.avoids_localhost,
    )));
    let mut memories: Option<Memories> = None;
    let mut now = config.begins;
    let mut answers: VecDeque<Option<Message>> = VecDeque::new();
    for (place, step) in file.steps.iter().enumerate() {
        match &step.action {
            Action::Pass(seconds) => now = now + Span::from_secs(*seconds),
            Action::Ignored => {}
            Action::Unsupported(what) => return Err(Failure::Unsupported(what.clone())),
            Action::Query(entry) => {
                let next = file.steps.get(place + 1).map_or(step.id, |next| next.id);
                // Deckard counts the step of the query as the current one, Unbound the one after it.
                let current = if config.unbound { next } else { step.id };
                stage.borrow_mut().enter(current, file.replies_after(place));
                let fresh = memories.is_none();
                let mut session =
                    Session::resume(&world, &[], 0, memories.take().unwrap_or_default());
                session.follow(Box::new(Player::new(Rc::clone(&stage))));
                if fresh && config.primes {
                    session.prime(now);
                }
                let (answer, sent) = put(&mut session, now, entry);
                memories = Some(session.into_memories());
                now = now.max(sent);
                answers.push_back(answer);
            }
            Action::Check(entry) => {
                let wrong = |what| Failure::Wrong {
                    step: step.id,
                    what,
                };
                let Some(answer) = answers.pop_front() else {
                    return Err(wrong("there is no answer to check".to_owned()));
                };
                let Some(answer) = answer else {
                    return Err(wrong("no reply".to_owned()));
                };
                mismatch(entry, &answer).map_err(wrong)?;
            }
        }
    }
    Ok(())
}

/// Puts the query of a step to the resolver; returns its reply and when it came.
fn put(session: &mut Session<'_>, now: Time, entry: &Entry) -> (Option<Message>, Time) {
    let Some(query) = entry.query() else {
        return (None, now);
    };
    let wire = query.to_wire(usize::from(u16::MAX)).unwrap_or_default();
    let reply = session.resolve(0, now, &wire, &mut Recorder::off());
    (
        reply.wire.and_then(|wire| Message::from_wire(&wire).ok()),
        reply.sent,
    )
}
