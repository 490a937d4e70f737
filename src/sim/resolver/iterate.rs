//! From the nearest servers known, down to those who know (RFC 1034 section 5.3.3 steps 2 to 4).

use super::servers::{Candidate, Delegation};
use super::{End, Search, Step};
use crate::dns::{Name, Rtype};
use crate::sim::trace::Cause;

/// How many servers of one zone are looked up for their addresses at one time: a bound to what a referral to many
/// servers without addresses can cause (the NXNS attack of 2020).
const MAX_LOOKUPS: usize = 5;
/// How many shortened names are asked for on the way to one name (RFC 9156 section 2.3, MAX_MINIMISE_COUNT).
const MAX_MINIMISED: usize = 10;
/// How many of those grow by one label only (RFC 9156 section 2.3, MINIMISE_ONE_LAB).
const ONE_LABEL: usize = 4;

impl Search<'_, '_> {
    /// RFC 1034 section 5.3.3 steps 2 to 4: from the nearest servers known, down from referral to referral.
    pub(super) fn iterate(&mut self, name: &Name, rtype: Rtype) -> Result<Step, Cause> {
        if let Some(forwarders) = self.forwarders(name) {
            return match self.ask_servers(&forwarders, name, rtype)? {
                Reply::Step(step) => Ok(step),
                Reply::Referral(_) => Err(Cause::ServersFailed),
            };
        }
        let mut delegation = self.nearest(name, rtype);
        let mut minimised = Minimised::new(self.config.minimise);
        loop {
            if let Some(shorter) = minimised.next(&delegation.zone, name) {
                match self.ask_servers(&delegation, &shorter, Rtype::A) {
                    Ok(Reply::Referral(next)) => delegation = next,
                    // RFC 9156 section 3 step 6: nothing is cut here; one label more.
                    Ok(Reply::Step(
                        Step::End(End::Data(..) | End::NoData(..)) | Step::Alias(..),
                    )) => {}
                    // RFC 9156 section 2.3: servers that err at shortened names are asked for the whole one. So is,
                    // against RFC 8020, one that denies a name above: many deny those that hold nothing themselves.
                    Ok(Reply::Step(Step::End(End::NoSuchName(..)))) => minimised.stop(),
                    Err(Cause::TooMuchWork) => return Err(Cause::TooMuchWork),
                    Err(cause) if self.now >= self.deadline => return Err(cause),
                    Err(_) => minimised.stop(),
                }
                continue;
            }
            match self.ask_servers(&delegation, name, rtype)? {
                Reply::Step(step) => return Ok(step),
                // Each cut is strictly below the one before, so this ends.
                Reply::Referral(next) => delegation = next,
            }
        }
    }

    /// Asks the servers of a zone in turn, in rounds of growing patience, until one says something that helps.
    fn ask_servers(
        &mut self,
        zone: &Delegation,
        name: &Name,
        rtype: Rtype,
    ) -> Result<Reply, Cause> {
        let (mut candidates, mut nameless) = self.candidates(zone);
        nameless.truncate(MAX_LOOKUPS);
        nameless.reverse();
        let mut cause = Cause::NoServerAddress;
        for round in 0..self.config.tries.max(1) {
            let mut next = 0;
            loop {
                let Some(candidate) = candidates.get(next).cloned() else {
                    // Only now the servers whose addresses are not known: each is a search of its own.
                    let Some(server) = nameless.pop() else { break };
                    let found = self.look_up(&server);
                    candidates.extend(found?.into_iter().map(|a| Candidate::new(&server, a)));
                    continue;
                };
                next += 1;
                if candidate.given_up {
                    continue;
                }
                match self.ask(zone, &candidate, round, name, rtype)? {
                    Asked::Helped(reply) => return Ok(reply),
                    Asked::Silent => {
                        if cause != Cause::ServersFailed {
                            cause = Cause::NoReply;
                        }
                    }
                    Asked::Unhelpful => {
                        cause = Cause::ServersFailed;
                        if let Some(candidate) = candidates.get_mut(next - 1) {
                            candidate.given_up = true;
                        }
                    }
                }
            }
        }
        Err(cause)
    }
}

/// What came of asking one server.
pub(super) enum Asked {
    /// Something that leads on.
    Helped(Reply),
    /// No reply: it may be tried again.
    Silent,
    /// A reply that does not help: it is not tried again.
    Unhelpful,
}

/// A reply that leads on.
pub(super) enum Reply {
    Step(Step),
    Referral(Delegation),
}

/// Query-name minimisation (RFC 9156): servers learn only as much of a name as they need.
struct Minimised {
    on: bool,
    count: usize,
    /// How many labels the last name had.
    depth: usize,
}

impl Minimised {
    fn new(on: bool) -> Self {
        Self {
            on,
            count: 0,
            depth: 0,
        }
    }

    /// From now on the whole name is asked for.
    fn stop(&mut self) {
        self.on = false;
    }

    /// The next shortened name below `zone` on the way to `name`; `None`: the whole name is next.
    fn next(&mut self, zone: &Name, name: &Name) -> Option<Name> {
        let left = name.depth().saturating_sub(self.depth.max(zone.depth()));
        if !self.on || left <= 1 || self.count >= MAX_MINIMISED {
            return None;
        }
        // RFC 9156 section 2.3: the first labels one by one, the others in as many steps as are left.
        let stride = if self.count < ONE_LABEL {
            1
        } else {
            left.div_ceil(MAX_MINIMISED - self.count)
        };
        self.count += 1;
        self.depth = self.depth.max(zone.depth()) + stride;
        let dropped = name
            .depth()
            .checked_sub(self.depth)
            .filter(|dropped| *dropped > 0)?;
        name.upwards().nth(dropped)
    }
}
