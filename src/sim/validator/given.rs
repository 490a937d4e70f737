//! The validator as a world is given it: functions by pointer, so that whoever runs the simulation may bring them later.
//!
//! They are a fifth of the page's code and most stories need none of them, so the page fetches them with the first story
//! whose resolver validates. The resolver's search and the servers call them through the world alone.

use core::fmt;

use crate::dns::{Message, Name, Rtype, Zone};
use crate::sim::authority;
use crate::sim::resolver::classify::Verdict;
use crate::sim::resolver::{Search, Step};
use crate::sim::trace::{Cause, Flaw, StationId};

/// What checks signatures and adds them to replies. Worlds are alike whether they have it or not.
#[derive(Clone, Copy)]
pub struct Validator(Option<&'static Functions>);

/// What the rest of the simulation calls.
struct Functions {
    vet: Vet,
    vouched: fn(&mut Search<'_, '_>, &Name, Rtype, &Step) -> Result<bool, Cause>,
    gather: fn(&mut Search<'_, '_>, &Name, Rtype, &Step, bool),
    deny_from_memory: fn(&mut Search<'_, '_>, &Name, Rtype) -> Option<Step>,
    expand_from_memory: fn(&mut Search<'_, '_>, &Name, Rtype) -> Option<Step>,
    attest: fn(&Zone, &Name, &mut Message),
}

type Vet = fn(
    &mut Search<'_, '_>,
    &StationId,
    (&Name, Rtype),
    &mut Verdict,
    &Message,
) -> Result<Option<Flaw>, Cause>;

impl Validator {
    /// None: a world whose resolvers validate does not run with it.
    pub const NONE: Self = Self(None);

    /// All that this build has. Naming it brings its code along.
    pub const ALL: Self = Self(Some(&Functions {
        vet: |search, station, question, verdict, reply| {
            search.vet_signed(station, question, verdict, reply)
        },
        vouched: |search, name, rtype, step| search.vouched_signed(name, rtype, step),
        gather: |search, name, rtype, step, first| search.gather_signed(name, rtype, step, first),
        deny_from_memory: |search, name, rtype| search.deny_signed(name, rtype),
        expand_from_memory: |search, name, rtype| search.expand_signed(name, rtype),
        attest: authority::attest,
    }));

    /// Whether there is one.
    pub fn is_there(self) -> bool {
        self.0.is_some()
    }

    /// Adds the signatures and proofs that belong to what `zone` says about `name`.
    pub(in crate::sim) fn attest(self, zone: &Zone, name: &Name, reply: &mut Message) {
        if let Some(functions) = self.0 {
            (functions.attest)(zone, name, reply);
        }
    }
}

impl Default for Validator {
    /// Everything, unless the build keeps it apart (feature `split`) or has none of it.
    fn default() -> Self {
        if cfg!(all(feature = "dnssec", not(feature = "split"))) {
            Self::ALL
        } else {
            Self::NONE
        }
    }
}

impl PartialEq for Validator {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Validator {}

impl fmt::Debug for Validator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Validator").field(&self.is_there()).finish()
    }
}

impl Search<'_, '_> {
    /// Judges a reply, and remembers what stands behind it. What is wrong with it is told; then it is not to be
    /// believed.
    ///
    /// # Errors
    ///
    /// When the work for the whole question is used up, and when trust ends above the servers that replied.
    pub(in crate::sim) fn vet(
        &mut self,
        station: &StationId,
        question: (&Name, Rtype),
        verdict: &mut Verdict,
        reply: &Message,
    ) -> Result<Option<Flaw>, Cause> {
        match self.validator.0 {
            Some(functions) => (functions.vet)(self, station, question, verdict, reply),
            None => Ok(None),
        }
    }

    /// Whether something from memory may be used: it has been checked, or is now.
    ///
    /// # Errors
    ///
    /// When the work for the whole question is used up.
    pub(in crate::sim) fn vouched(
        &mut self,
        name: &Name,
        rtype: Rtype,
        step: &Step,
    ) -> Result<bool, Cause> {
        match self.validator.0 {
            Some(functions) => (functions.vouched)(self, name, rtype, step),
            None => Ok(true),
        }
    }

    /// Takes down what stands behind one step of the answer.
    pub(in crate::sim) fn gather(&mut self, name: &Name, rtype: Rtype, step: &Step, first: bool) {
        if let Some(functions) = self.validator.0 {
            (functions.gather)(self, name, rtype, step, first);
        }
    }

    /// A denial from proofs in memory, where they are enough.
    pub(in crate::sim) fn deny_from_memory(&mut self, name: &Name, rtype: Rtype) -> Option<Step> {
        let functions = self.validator.0?;
        (functions.deny_from_memory)(self, name, rtype)
    }

    /// An answer made from a wildcard in memory, where a proof in memory says that it stands in for this name.
    pub(in crate::sim) fn expand_from_memory(&mut self, name: &Name, rtype: Rtype) -> Option<Step> {
        let functions = self.validator.0?;
        (functions.expand_from_memory)(self, name, rtype)
    }
}
