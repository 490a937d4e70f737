//! `wib lab`: our resolver's answers to a scenario of the lab, in the shape in which the lab tells those of the real ones.
//!
//! A scenario is a folder with a `scenario.json` and zone files; what it leaves out comes from `_base` beside it.
//! [`scenario`] reads it, [`lower`] makes a world of it, [`run`] walks through its steps; [`mod@compare`] holds our answers
//! against those of others.

pub mod compare;
pub mod lower;
pub mod scenario;
mod signing;

use std::path::Path;

use serde::Serialize;

use super::Error;
use crate::clock::{Span, Time};
use crate::dns::message::Edns;
use crate::dns::{Message, Name, Rtype, rdata};
use crate::sim::network::Transport;
use crate::sim::recorder::{Query, Recorder};
use crate::sim::session::{Memories, Session};
use lower::Lab;
use scenario::{Scenario, Step};

/// How long the lab waits after a reply, before the next step.
const SETTLE: Span = Span::from_ms(400);
/// How long the lab's client waits for a reply: three tries of 5 s.
const PATIENCE: Span = Span::from_secs(15);
/// The longest reply that the lab's client takes.
const UDP_SIZE: u16 = 1232;

/// Our answers to some scenarios.
#[derive(Debug, PartialEq, Serialize)]
pub struct LabReport {
    /// One for each folder, in their order.
    pub scenarios: Vec<ScenarioReport>,
}

/// Our answers to one scenario.
#[derive(Debug, PartialEq, Serialize)]
pub struct ScenarioReport {
    /// The name of the folder.
    pub id: String,
    /// One for each question.
    pub steps: Vec<Answer>,
}

/// Our answer to one question.
#[derive(Debug, PartialEq, Serialize)]
pub struct Answer {
    /// The place of the question among the steps of the scenario.
    pub step: usize,
    /// The question: name and type.
    pub ask: String,
    /// The response code, or `TIMEOUT`.
    pub rcode: String,
    /// The records of the answer section: name, TTL, type, data.
    pub answer: Vec<(String, u32, String, String)>,
    /// The flags that are set, of RA and AD.
    pub flags: Vec<&'static str>,
    /// The extended errors.
    pub ede: Vec<Ede>,
    /// Milliseconds until the reply.
    pub ms: i64,
    /// The queries that went to servers.
    pub upstream: Vec<Upstream>,
    /// Whose servers were asked, in the order of first contact, priming left out.
    pub path: Vec<String>,
}

/// An extended error (RFC 8914).
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Ede {
    /// Its code.
    pub code: u16,
    /// Its text.
    pub text: String,
}

/// A query that went to a server.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Upstream {
    /// Milliseconds after the question.
    pub t_ms: i64,
    /// The server's name in the scenario; the address where nobody has it.
    pub to: String,
    /// Name and type.
    pub q: String,
    /// `udp` or `tcp`.
    pub proto: &'static str,
}

impl LabReport {
    /// One line for each question: scenario, question, code, data, time.
    pub fn table(&self) -> String {
        let mut lines = String::new();
        for scenario in &self.scenarios {
            for a in &scenario.steps {
                let data: Vec<&str> = a.answer.iter().map(|(.., data)| data.as_str()).collect();
                let (id, ask, rcode, data) = (&scenario.id, &a.ask, &a.rcode, data.join(", "));
                lines += &format!("{id}  {ask}  {rcode}  {data}  {} ms\n", a.ms);
            }
        }
        lines
    }
}

/// Runs the scenarios in these folders.
///
/// # Errors
/// For the first file that cannot be read, with its place.
pub fn run(folders: &[impl AsRef<Path>]) -> Result<LabReport, Error> {
    let scenarios = folders
        .iter()
        .map(|folder| run_one(folder.as_ref()))
        .collect::<Result<_, _>>()?;
    Ok(LabReport { scenarios })
}

/// Runs the scenario in one folder.
///
/// # Errors
/// For the first file that cannot be read, with its place.
pub fn run_one(folder: &Path) -> Result<ScenarioReport, Error> {
    walk(&Scenario::load(folder)?)
}

/// Runs a scenario.
///
/// # Errors
/// For the first file that cannot be read, with its place.
pub fn walk(scenario: &Scenario) -> Result<ScenarioReport, Error> {
    let mut lab = Lab::new(scenario)?;
    let mut now = Time::from_ms(0);
    let mut steps = Vec::new();
    let mut memories = start(&lab, now);
    for (number, step) in scenario.steps.iter().enumerate() {
        match step {
            Step::Wait { wait, restart } => {
                now = now + wait.span();
                if *restart {
                    memories = start(&lab, now);
                }
            }
            Step::Set { set, also } => lab.set_faults(set, also)?,
            Step::Zone { zone } => lab.set_zones(scenario, zone)?,
            Step::Ask { ask, cd, .. } => {
                let (name, rtype) = scenario.question(ask)?;
                let mut session = Session::resume(&lab.world, &lab.faults, 0, memories);
                let (mut answer, took) = put(&mut session, &lab, now, &name, rtype, *cd);
                memories = session.into_memories();
                (answer.step, answer.ask) = (number, ask.clone());
                steps.push(answer);
                now = now + took + SETTLE;
            }
        }
    }
    Ok(ScenarioReport {
        id: scenario.id.clone(),
        steps,
    })
}

/// What the resolver knows after it has started.
fn start(lab: &Lab, now: Time) -> Memories {
    let mut session = Session::new(&lab.world, &lab.faults, 0);
    session.prime(now);
    session.into_memories()
}

/// Puts one question to the resolver as the lab's client does; returns the answer and how long it took.
fn put(
    session: &mut Session<'_>,
    lab: &Lab,
    at: Time,
    name: &Name,
    rtype: Rtype,
    checking_disabled: bool,
) -> (Answer, Span) {
    let mut query = Message::query(1, name.clone(), rtype);
    query.head.recursion_desired = true;
    query.head.checking_disabled = checking_disabled;
    query.edns = Some(Edns {
        dnssec_ok: true,
        ..Edns::new(UDP_SIZE)
    });
    let mut log = Recorder::on(at);
    let wire = query.to_wire(usize::from(u16::MAX)).unwrap_or_default();
    let reply = session.resolve(0, at, &wire, &mut log);
    let message = reply
        .wire
        .as_deref()
        .and_then(|wire| Message::from_wire(wire).ok());
    let took = reply.sent - at;
    let message = message.filter(|_| took <= PATIENCE);
    let took = if message.is_some() { took } else { PATIENCE };
    let upstream: Vec<Upstream> = log.queries().iter().map(|q| upstream(lab, at, q)).collect();
    let path = path(&upstream);
    let mut answer = Answer {
        step: 0,
        ask: String::new(),
        rcode: "TIMEOUT".to_owned(),
        answer: Vec::new(),
        flags: Vec::new(),
        ede: Vec::new(),
        ms: took.ms(),
        upstream,
        path,
    };
    if let Some(message) = message {
        answer.rcode = message.head.rcode.to_string();
        let record = |r: &crate::dns::Record| {
            (
                r.name.to_string(),
                r.ttl,
                r.rtype.to_string(),
                rdata::present(r.rtype, &r.rdata),
            )
        };
        answer.answer = message.answer.iter().map(record).collect();
        answer
            .flags
            .extend(message.head.recursion_available.then_some("RA"));
        answer.flags.extend(message.head.authentic.then_some("AD"));
        let errors = message.edns.map(|edns| edns.errors).unwrap_or_default();
        answer.ede = errors
            .into_iter()
            .map(|(code, text)| Ede { code, text })
            .collect();
    }
    (answer, took)
}

fn upstream(lab: &Lab, at: Time, query: &Query) -> Upstream {
    Upstream {
        t_ms: (query.sent - at).ms(),
        to: lab
            .server_at(query.address)
            .unwrap_or_else(|| query.address.to_string()),
        q: format!("{} {}", query.name, query.rtype),
        proto: match query.transport {
            Transport::Udp => "udp",
            Transport::Tcp => "tcp",
        },
    }
}

/// As the lab tells it: the servers of one zone count as one.
fn path(upstream: &[Upstream]) -> Vec<String> {
    let mut path: Vec<String> = Vec::new();
    for query in upstream.iter().filter(|query| query.q != ". NS") {
        let zone = zone_of(&query.to);
        if !path.iter().any(|seen| seen == zone) {
            path.push(zone.to_owned());
        }
    }
    path
}

/// What the servers of one zone have in common: `shop-ns2` is one of `shop`.
pub(super) fn zone_of(server: &str) -> &str {
    match server.rsplit_once("-ns") {
        Some((zone, number)) if number.bytes().all(|b| b.is_ascii_digit()) => zone,
        _ => server,
    }
}
