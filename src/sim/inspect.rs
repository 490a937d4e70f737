//! A question put again for somebody who wants to look closer: the messages that crossed, what the memories hold, and what
//! name servers serve.
//!
//! The trace stays the boundary: it says what happened. This says what a reader finds who opens a station, and is worked out
//! only then. The same input gives the same trace, so the two belong together.

use super::recorder::{Crossing, Recorder};
use super::session::{Memories, Session};
use super::trace::{Cached, Cause, Event, StationId, Trace, What};
use super::world::{Question, World};
use super::{Fault, WorldError, cache};
use crate::clock::{Span, Time};
use crate::dns::{Name, Record, Rtype, Zone, rdata};

/// What is found on a closer look at one question.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// The same trace as without looking.
    pub trace: Trace,
    /// The messages, in the order in which they were sent.
    pub crossings: Vec<Crossing>,
    before: Memories,
    after: Memories,
}

/// Puts the question again and keeps what a trace leaves out.
///
/// # Errors
///
/// As [`super::run`].
pub fn inspect(
    world: &World,
    faults: &[Fault],
    question: &Question,
) -> Result<Inspection, WorldError> {
    let log = Recorder::keeping(question.at);
    let mut before = Memories::default();
    let mut remember = |session: &Session<'_>| before = session.memories();
    let (trace, mut crossings, session) = super::put(world, faults, question, log, &mut remember)?;
    crossings.sort_by_key(|crossing| crossing.sent);
    Ok(Inspection {
        trace,
        crossings,
        before,
        after: session.into_memories(),
    })
}

/// One thing that a memory holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// The name that it is about.
    pub name: Name,
    /// The type; ANY for a name that does not exist.
    pub rtype: Rtype,
    /// Since when it has been held.
    pub since: Time,
    /// For how long it may be used, in seconds.
    pub ttl: u32,
    /// What it says.
    pub holds: Holds,
}

/// What a memory says about a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Data, in presentation format.
    Data(Vec<String>),
    /// That there is none of this type (RFC 2308 section 2.2).
    NoData,
    /// That there is no such name (RFC 2308 section 2.1).
    NoSuchName,
    /// That the search failed (RFC 9520).
    Failure(Cause),
}

impl Holding {
    /// When it runs out.
    pub fn until(&self) -> Time {
        self.since + Span::from_secs(i64::from(self.ttl))
    }

    /// For how many more seconds it may be used; 0 once it has run out.
    pub fn left(&self, now: Time) -> u32 {
        let held = u32::try_from((now - self.since).secs()).unwrap_or_default();
        self.ttl.saturating_sub(held)
    }

    fn of(name: &Name, rtype: Rtype, entry: &cache::Entry) -> Self {
        let holds = match &entry.held {
            cache::Held::Data(all) => {
                let data = all.iter().map(|one| rdata::present(rtype, one));
                Holds::Data(data.collect())
            }
            cache::Held::NoData(_) => Holds::NoData,
            cache::Held::NoSuchName(_) => Holds::NoSuchName,
            cache::Held::Failure(cause) => Holds::Failure(*cause),
        };
        Self {
            name: name.clone(),
            rtype,
            since: entry.since,
            ttl: entry.ttl,
            holds,
        }
    }
}

impl Inspection {
    /// When so many of the trace's first events have happened.
    pub fn clock(&self, shown: usize) -> Time {
        let last = self.trace.events.iter().take(shown).next_back();
        self.trace.began + Span::from_ms(last.map_or(0, |e| i64::from(e.ms)))
    }

    /// The messages to and from a station of which the first `shown` events tell, with whether the reply is among them.
    pub fn crossings_at<'a>(
        &'a self,
        station: &'a str,
        shown: usize,
    ) -> impl DoubleEndedIterator<Item = (&'a Crossing, bool)> {
        let now = self.clock(shown);
        let began = self.trace.began;
        let told = move |c: &Crossing| {
            let ms = (c.sent - began).ms();
            let same = |e: &Event| {
                let asked = matches!(e.what, What::Asked { .. });
                asked && i64::from(e.ms) == ms && e.from == c.from && e.to == c.to
            };
            self.trace.events.iter().take(shown).any(same)
        };
        let here = move |c: &&Crossing| &*c.from == station || &*c.to == station;
        let crossings = self.crossings.iter().filter(here);
        crossings
            .filter(move |c| told(c))
            .map(move |c| (c, c.back <= now))
    }

    /// What the memory of a resolver or a device holds at `now`, by name; what it learns later is not in it.
    pub fn holdings(&self, world: &World, station: &str, now: Time) -> Vec<Holding> {
        let at = |s: &StationId| &**s == station;
        let resolver = world.resolvers.iter().position(|r| at(&r.station));
        let stub = world.stubs.iter().position(|s| at(&s.station));
        let mut found = Vec::new();
        for (name, rtype) in self.questions(world) {
            // Of what was overwritten while the question travelled, the older one counts until then.
            for memories in [&self.after, &self.before] {
                let mut held = Vec::new();
                if let Some(memory) = resolver.and_then(|place| memories.resolver(place)) {
                    let entries = memory.cache.kept(&name, rtype);
                    held.extend(entries.map(|entry| Holding::of(&name, rtype, entry)));
                }
                let copy = stub.and_then(|place| memories.stub(place)?.copy(&name, rtype));
                held.extend(copy.map(|copy| Holding {
                    name: name.clone(),
                    rtype,
                    since: copy.since,
                    ttl: copy.ttl,
                    holds: match &copy.found {
                        Cached::Answer(answer) => Holds::Data(answer.data.clone()),
                        Cached::NoData { .. } => Holds::NoData,
                        Cached::NoSuchName { .. } => Holds::NoSuchName,
                        Cached::Failure { cause } => Holds::Failure(*cause),
                    },
                }));
                held.retain(|holding| holding.since <= now && !found.contains(holding));
                let fresh = |new: &Holding| !found.iter().any(|old: &Holding| old.replaces(new));
                held.retain(fresh);
                found.extend(held);
            }
        }
        found
    }

    /// What a memory may hold something about: every name and type of the world, and whatever was asked for. (A memory is
    /// looked things up in, never walked through.)
    fn questions(&self, world: &World) -> Vec<(Name, Rtype)> {
        let mut all: Vec<(Name, Rtype)> = Vec::new();
        for zone in &world.zones {
            all.extend(zone.rrsets().map(|(name, set)| (name.clone(), set.rtype)));
        }
        all.extend(world.visits.iter().map(|v| (v.name.clone(), v.rtype)));
        for event in &self.trace.events {
            match &event.what {
                What::Asked { name, rtype, .. } => all.push((name.clone(), *rtype)),
                What::Alias { name, target } => {
                    all.push((name.clone(), Rtype::CNAME));
                    all.push((target.clone(), self.trace.rtype));
                }
                _ => {}
            }
        }
        let denied: Vec<_> = all.iter().map(|(n, _)| (n.clone(), Rtype::ANY)).collect();
        all.extend(denied);
        all.sort();
        all.dedup();
        all
    }
}

impl Holding {
    /// Whether it has taken the place of another: the same kind of thing about the same name and type.
    fn replaces(&self, other: &Self) -> bool {
        let failed = |h: &Self| matches!(h.holds, Holds::Failure(_));
        self.name == other.name
            && self.rtype == other.rtype
            && failed(self) == failed(other)
            && self.since > other.since
    }
}

/// A zone as a name server serves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    /// Its apex.
    pub apex: Name,
    /// Whether the server has lost it, and answers nothing for it (RFC 1034 section 4.3.5).
    pub lost: bool,
    /// Its records, in canonical order of their owners, and with them those that are missing.
    pub records: Vec<(Record, Change)>,
}

/// What a fault has done to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Nothing.
    None,
    /// It is gone.
    Gone,
    /// It should not be there.
    New,
}

/// What the name server at this address serves at `at` for a name; `None`: it has no zone for it.
pub fn served(
    world: &World,
    faults: &[Fault],
    address: core::net::IpAddr,
    at: Time,
    name: &Name,
) -> Option<Served> {
    // The story's own asker is met by every fault.
    let mut network = super::network::Network::new(world, faults, 0);
    let (meant, zone, lost) = network.served(address, at, name)?;
    let (meant, now) = (records(&meant), records(&zone));
    let change = |r: Record| {
        let change = if meant.contains(&r) {
            Change::None
        } else {
            Change::New
        };
        (r, change)
    };
    let mut all: Vec<_> = now.iter().cloned().map(change).collect();
    let gone = meant.iter().filter(|r| !now.contains(r));
    all.extend(gone.map(|r| (r.clone(), Change::Gone)));
    all.sort_by(|(a, _), (b, _)| a.name.cmp(&b.name));
    Some(Served {
        apex: zone.apex().clone(),
        lost,
        records: all,
    })
}

fn records(zone: &Zone) -> Vec<Record> {
    let sets = zone.rrsets();
    let each = sets.flat_map(|(name, set)| {
        set.rdata.iter().map(move |rdata| Record {
            name: name.clone(),
            rtype: set.rtype,
            ttl: set.ttl,
            rdata: rdata.clone(),
        })
    });
    each.collect()
}
