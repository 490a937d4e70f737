//! The chain that a question depends on, read from a trace, and where another trace of the same question broke it.
//!
//! The chain is dependence, not wiring: a resolver talks to the root, the top-level domain and the owner's servers in
//! turn, but each of them is known only through the one before. So the servers stand in the order of first contact.

use serde::{Deserialize, Serialize};

use crate::dns::Name;
use crate::sim::trace::{Cached, Cause, Event, StationId, Trace, What};

/// The stations of one question in order of dependence, from who asks to what is reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    stations: Vec<StationId>,
    /// The places of those who ask others. What the rest says, it knows itself.
    askers: Vec<usize>,
    /// Which zones are delegated on the way, and the places of the stations that say so.
    cuts: Vec<(Name, usize)>,
}

/// Where a trace departed from its chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Break {
    /// The index of the broken link: link `n` joins the stations `n` and `n + 1`.
    pub link: usize,
    /// The index of the station whose word, or silence, decided it.
    pub culprit: usize,
    /// The index of the event that decided it.
    pub event: usize,
    /// Whether an answer came back, but one that leads to the wrong place.
    pub wrong: bool,
    /// The index of the station that only remembers it; the culprit has not been asked this time.
    pub remembered_by: Option<usize>,
}

impl Chain {
    /// Reads the chain from `reference`: the same question in the same world, asked with empty memories and no faults.
    ///
    /// `destination` is the station that a good answer leads to; it stands last even where the reference does not reach it.
    pub fn of(reference: &Trace, destination: &StationId) -> Self {
        let mut stations: Vec<StationId> = Vec::new();
        let parties = reference.events.iter().flat_map(|e| [&e.from, &e.to]);
        for id in parties {
            if id != destination && !stations.contains(id) {
                stations.push(id.clone());
            }
        }
        stations.push(destination.clone());
        let mut chain = Self {
            stations,
            askers: Vec::new(),
            cuts: Vec::new(),
        };
        for event in &reference.events {
            let Some(from) = chain.position(&event.from) else {
                continue;
            };
            match &event.what {
                What::Asked { .. } if !chain.askers.contains(&from) => chain.askers.push(from),
                What::Referred { zone, .. } => chain.cuts.push((zone.clone(), from)),
                _ => {}
            }
        }
        chain
    }

    /// Whether the station at this place asks others.
    pub fn asks(&self, place: usize) -> bool {
        self.askers.contains(&place)
    }

    /// The places of the stations that lead to a zone by their referrals, from the root down: who knows the zone's servers
    /// need not ask them.
    pub fn above<'c>(&'c self, zone: &'c Name) -> impl Iterator<Item = usize> + 'c {
        let leads = self.cuts.iter().filter(|(cut, _)| zone.is_under(cut));
        leads.map(|(_, place)| *place)
    }

    /// The stations, in order.
    pub fn stations(&self) -> &[StationId] {
        &self.stations
    }

    /// How many links join the stations.
    pub fn links(&self) -> usize {
        self.stations.len().saturating_sub(1)
    }

    /// Where the station `id` stands.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.stations.iter().position(|s| &**s == id)
    }

    /// The name of link `n`, as `auth-service`.
    pub fn link_name(&self, n: usize) -> Option<String> {
        Some(format!(
            "{}-{}",
            self.stations.get(n)?,
            self.stations.get(n + 1)?
        ))
    }

    /// Where `trace` broke, or `None` where it reached its end.
    ///
    /// A station that was silent hangs on a broken link; a station that spoke, but could not point on, has the broken
    /// link after it. The last word that was not passed on from somebody else decides, because a resolver only gives up
    /// after it has tried the alternatives. What is remembered broke where it did when it was learnt.
    pub fn broken(&self, trace: &Trace) -> Option<Break> {
        if trace.outcome.reached {
            return None;
        }
        let last_link = self.links().saturating_sub(1);
        // RFC 4035 section 5: trust is built from the anchor down. Where that broke, what comes after is refused for its sake.
        let rejected = |e: &Event| matches!(e.what, What::Rejected { .. });
        let decided = match trace.outcome.cause {
            Some(Cause::Bogus) => trace.events.iter().position(rejected),
            _ => None,
        };
        let upto = decided.map_or(trace.events.len(), |event| event + 1);
        trace.events.iter().enumerate().take(upto).rev().find_map(|(event, e)| {
            let from = self.position(&e.from)?;
            let after = from.min(last_link);
            let first_hand = || self.speaks_first_hand(trace, event, e);
            if let What::FromCache {
                origin: Some(origin),
                ..
            } = &e.what
                && let Some(culprit) = self.position(&origin.station)
                && first_hand()
            {
                let link = if origin.silent {
                    culprit.checked_sub(1)?
                } else {
                    culprit.min(last_link)
                };
                return Some(Break {
                    link,
                    culprit,
                    event,
                    wrong: false,
                    remembered_by: Some(from),
                });
            }
            let (link, wrong) = match &e.what {
                What::Misled { .. } => (last_link, true),
                What::TimedOut { .. } | What::Closed if first_hand() => {
                    (from.checked_sub(1)?, false)
                }
                What::Erred => (last_link, false),
                What::Failed {
                    cause: Cause::NoResolver,
                } => (after, false),
                What::Declined { .. }
                | What::NoSuchName { .. }
                | What::NoData { .. }
                | What::Useless
                | What::Rejected { .. }
                    if first_hand() =>
                {
                    (after, false)
                }
                What::Referred { .. } => (after, false),
                What::FromCache {
                    found:
                        Cached::NoSuchName { .. } | Cached::NoData { .. } | Cached::Failure { .. },
                    ..
                } if first_hand() => (after, false),
                What::Asked { .. }
                | What::Answered(_)
                | What::Alias { .. }
                | What::Declined { .. }
                | What::NoData { .. }
                | What::NoSuchName { .. }
                | What::Useless
                | What::TimedOut { .. }
                | What::Closed
                | What::Local { .. }
                | What::Missed { .. }
                | What::Expired { .. }
                | What::FromCache { .. }
                | What::DelegationFromCache { .. }
                | What::Failed { .. }
                | What::Checked { .. }
                | What::Rejected { .. }
                | What::Connected { .. } => return None,
            };
            let culprit = if wrong { last_link } else { from };
            Some(Break {
                link,
                culprit,
                event,
                wrong,
                remembered_by: None,
            })
        })
        .or_else(|| self.unread(trace))
    }

    /// Where nobody lacked anything: the first hand-over at which data became none, because who asked could not read them.
    fn unread(&self, trace: &Trace) -> Option<Break> {
        trace.events.iter().enumerate().find_map(|(event, e)| {
            let (from, to) = (self.position(&e.from)?, self.position(&e.to)?);
            let lost = matches!(e.what, What::NoData { .. }) && to < from;
            lost.then_some(Break {
                link: to,
                culprit: to,
                event,
                wrong: false,
                remembered_by: None,
            })
        })
    }

    /// Whether the speaker tells what it knows itself, or is silent of its own accord.
    ///
    /// A resolver or a device that has asked somebody further along is a messenger: it hands down SERVFAIL or NXDOMAIN, and
    /// where it is slow it is still waiting itself. One that looks into its memory repeats what it was told before, even in
    /// this very trace, to a device that asks again.
    fn speaks_first_hand(&self, trace: &Trace, event: usize, e: &Event) -> bool {
        let asked_on = |other: &Event| match other.what {
            What::Asked { .. } => self.position(&other.to) > self.position(&e.from),
            What::FromCache { .. } => true,
            _ => false,
        };
        let mut before = trace.events.iter().take(event);
        !before.any(|other| other.from == e.from && asked_on(other))
    }
}
