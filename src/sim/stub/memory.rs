//! What a device remembers.

use std::collections::HashMap;

use super::told::Told;
use crate::clock::{Span, Time};
use crate::dns::{Name, Rtype};
use crate::sim::recorder::Recorder;
use crate::sim::trace::{Cached, Origin, What};
use crate::sim::world::Stub;

/// What a device remembers: answers and denials, by the question that brought them.
#[derive(Clone, Debug, Default)]
pub struct StubMemory {
    copies: HashMap<(Name, Rtype), Kept>,
}

impl StubMemory {
    /// The copy of what came of this question, whether or not it has run out.
    pub fn copy(&self, name: &Name, rtype: Rtype) -> Option<&Kept> {
        self.copies.get(&(name.clone(), rtype))
    }

    /// What the memory says, where it has a copy that has not run out.
    pub(super) fn recall(
        &self,
        config: &Stub,
        at: Time,
        (name, rtype): (&Name, Rtype),
        log: &mut Recorder,
    ) -> Option<Told> {
        let here = &config.station;
        let copy = self.copy(name, rtype).filter(|copy| copy.since <= at);
        let Some(copy) = copy else {
            log.note(at, here, here, || What::Missed {
                name: name.clone(),
                rtype,
            });
            return None;
        };
        if copy.until() <= at {
            let (until, ttl) = (copy.until(), copy.ttl);
            log.note(at, here, here, || What::Expired {
                name: name.clone(),
                rtype,
                at: until,
                ttl,
            });
            return None;
        }
        let age = u32::try_from((at - copy.since).secs()).unwrap_or_default();
        let ttl = copy.ttl.saturating_sub(age);
        let mut found = copy.found.clone();
        if let Cached::Answer(answer) = &mut found {
            answer.ttl = ttl;
        }
        log.note(at, here, here, || What::FromCache {
            found: found.clone(),
            age,
            ttl,
            origin: copy.origin.clone(),
        });
        Some(Told::found(found, ttl))
    }

    /// Keeps what was told, for as long as it may be used and the device keeps anything.
    pub(super) fn remember(
        &mut self,
        config: &Stub,
        at: Time,
        (name, rtype): (&Name, Rtype),
        told: &Told,
    ) {
        let longest = u32::try_from(config.max_ttl.secs()).unwrap_or_default();
        let ttl = told.ttl.min(longest);
        if let Some(found) = &told.found
            && ttl > 0
        {
            let kept = Kept {
                since: at,
                ttl,
                found: found.clone(),
                origin: told.origin.clone(),
            };
            self.copies.insert((name.clone(), rtype), kept);
        }
    }
}

/// What came of one question.
#[derive(Clone, Debug)]
pub struct Kept {
    /// When it was made.
    pub since: Time,
    /// For how long it may be used, in seconds.
    pub ttl: u32,
    /// What it says.
    pub found: Cached,
    /// Of a denial: where it came from.
    origin: Option<Origin>,
}

impl Kept {
    fn until(&self) -> Time {
        self.since + Span::from_secs(i64::from(self.ttl))
    }
}
