//! From the nearest servers known, down to those who know (RFC 1034 section 5.3.3 steps 2 to 4).

use core::net::IpAddr;

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
        if let Some((forwarders, first)) = self.forwarders(name) {
            match self.ask_servers(&forwarders, name, rtype) {
                Ok(Reply::Step(step)) => return Ok(step),
                Err(cause) if !first || self.exhausted(cause) => return Err(cause),
                Ok(Reply::Referral(_)) if !first => return Err(Cause::ServersFailed),
                Ok(Reply::Referral(_)) | Err(_) => {}
            }
        }
        let mut delegation = self.nearest(name, rtype);
        let mut remembered = true;
        let mut minimised = Minimised::new(self.config.minimise.is_some());
        loop {
            if let Some(shorter) = minimised.next(&delegation.zone, name) {
                let shortened = self.config.minimise.unwrap_or(Rtype::A);
                match self.ask_servers(&delegation, &shorter, shortened) {
                    Ok(Reply::Referral(next)) => delegation = next,
                    // RFC 9156 section 3 step 6: nothing is cut here; one label more.
                    Ok(Reply::Step(
                        Step::End(End::Data(..) | End::NoData(..)) | Step::Alias(..),
                    )) => {}
                    // RFC 9156 section 2.3: servers that err at shortened names are asked for the whole one. So is,
                    // against RFC 8020, one that denies a name above: many deny those that hold nothing themselves.
                    Ok(Reply::Step(Step::End(End::NoSuchName(..) | End::TooLong(..)))) => {
                        minimised.stop();
                    }
                    Err(cause) if self.exhausted(cause) => return Err(cause),
                    Err(_) => minimised.stop(),
                }
                continue;
            }
            match self.ask_servers(&delegation, name, rtype) {
                Ok(Reply::Step(step)) => return Ok(step),
                // Each cut is strictly below the one before, so this ends.
                Ok(Reply::Referral(next)) => {
                    delegation = next;
                    remembered = false;
                }
                // Once, the zone above is asked for what the memory has lost.
                Err(cause) if remembered && !self.exhausted(cause) && cause != Cause::Bogus => {
                    if !self.may_have_more_glue(&delegation) {
                        return Err(cause);
                    }
                    remembered = false;
                    let above = delegation.zone.parent().unwrap_or_else(Name::root);
                    delegation = self.nearest(&above, Rtype::NS);
                }
                Err(cause) => return Err(cause),
            }
        }
    }

    /// Whether the work or the time for the whole question is used up.
    pub(super) fn exhausted(&self, cause: Cause) -> bool {
        cause == Cause::TooMuchWork || self.now >= self.deadline
    }

    /// Asks the servers of a zone in turn, in rounds of growing patience, until one says something that helps.
    fn ask_servers(
        &mut self,
        zone: &Delegation,
        name: &Name,
        rtype: Rtype,
    ) -> Result<Reply, Cause> {
        let (candidates, mut nameless) = self.candidates(zone);
        nameless.truncate(MAX_LOOKUPS);
        nameless.reverse();
        let mut turn = Turn {
            zone,
            name,
            rtype,
            candidates,
            cause: Cause::NoServerAddress,
            empty: None,
        };
        for round in 0..self.config.tries.max(1) {
            if let Some(reply) = self.ask_all(&mut turn, round, &mut nameless)? {
                return Ok(reply);
            }
        }
        // The last resort: what the zone above says about the servers' addresses, where they themselves say otherwise.
        let tried: Vec<IpAddr> = turn.candidates.iter().map(|c| c.address).collect();
        turn.candidates = self.last_resort(zone, &tried);
        if let Some(reply) = self.ask_all(&mut turn, 0, &mut Vec::new())? {
            return Ok(reply);
        }
        let Turn { cause, empty, .. } = turn;
        // A reply with nothing in it counts only where nobody has a better one.
        empty.map_or(Err(cause), |step| Ok(Reply::Step(step)))
    }

    /// One round through the servers of a zone.
    fn ask_all(
        &mut self,
        turn: &mut Turn<'_>,
        round: u8,
        nameless: &mut Vec<Name>,
    ) -> Result<Option<Reply>, Cause> {
        let mut next = 0;
        loop {
            let Some(candidate) = turn.candidates.get(next).cloned() else {
                // Only now the servers whose addresses are not known: each is a search of its own.
                let Some(server) = nameless.pop() else {
                    return Ok(None);
                };
                let found = self.look_up(&server)?;
                turn.candidates
                    .extend(found.into_iter().map(|a| Candidate::new(&server, a)));
                continue;
            };
            next += 1;
            if candidate.given_up {
                continue;
            }
            let asked = self.ask(turn.zone, &candidate, round, turn.name, turn.rtype)?;
            let given_up = !matches!(asked, Asked::Silent);
            match asked {
                Asked::Helped(reply) => return Ok(Some(reply)),
                Asked::Empty(step) if turn.zone.forward => return Ok(Some(Reply::Step(step))),
                Asked::Empty(step) => turn.empty = Some(step),
                Asked::Bogus => turn.cause = Cause::Bogus,
                // That somebody was not to be believed says more than that others failed.
                Asked::Unhelpful | Asked::Silent if turn.cause == Cause::Bogus => {}
                Asked::Unhelpful => turn.cause = Cause::ServersFailed,
                Asked::Silent if turn.cause == Cause::ServersFailed => {}
                Asked::Silent => turn.cause = Cause::NoReply,
            }
            if let Some(candidate) = turn.candidates.get_mut(next - 1) {
                candidate.given_up = given_up;
            }
        }
    }
}

/// The question that the servers of a zone are asked in turn.
struct Turn<'t> {
    zone: &'t Delegation,
    name: &'t Name,
    rtype: Rtype,
    candidates: Vec<Candidate>,
    /// Why there is no answer, as far as is known.
    cause: Cause,
    /// What a reply with nothing in it would mean.
    empty: Option<Step>,
}

/// What came of asking one server.
pub(super) enum Asked {
    /// Something that leads on.
    Helped(Reply),
    /// No reply: it may be tried again.
    Silent,
    /// A reply with nothing in it, and what it would mean if it is to be believed.
    Empty(Step),
    /// A reply that does not help: it is not tried again.
    Unhelpful,
    /// A reply whose signatures do not check out: it is not tried again.
    Bogus,
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
