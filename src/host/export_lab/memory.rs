//! What the resolver remembers at a time, and how real resolvers get there within seconds.
//!
//! Hours cannot pass in a lab. So the questions that filled the memory are put again, each while the servers are as
//! they were then, from zones in which what has run out by the time asked about lives for seconds and everything else for
//! longer than the lab runs. Then the lab waits until the former is gone.

use std::collections::BTreeSet;

use super::zone::Ttl;
use crate::clock::{Span, Time};
use crate::dns::record::Rrset;
use crate::dns::{Name, Rtype, Zone};
use crate::host::Error;
use crate::sim::cache::{Cache, Held};
use crate::sim::fault::Fault;
use crate::sim::recorder::Recorder;
use crate::sim::resolver::Memory;
use crate::sim::session::{Memories, Session};
use crate::sim::stub;
use crate::sim::world::{Question, World};

/// The TTL of what is to run out, in seconds: Knot Resolver keeps nothing for less than 5 s.
pub(super) const SHORT_S: u32 = 6;
/// How long the lab waits until that is gone, in seconds: also what a validator has concluded from it, which ours keeps
/// for 10 s at least.
pub(super) const PAST_S: u32 = 11;
/// The TTL of what is to stay, in seconds, where the zone has less.
const LONG_S: u32 = 3600;

/// A question that fills the memory.
#[derive(Clone, Debug)]
pub(super) struct Earlier {
    /// When it is put.
    pub(super) at: Time,
    /// The name.
    pub(super) name: Name,
    /// The type.
    pub(super) rtype: Rtype,
    /// Whether the servers are healthy then, whatever the story says.
    pub(super) healthy: bool,
    /// The names that the servers are asked for.
    pub(super) asked: BTreeSet<Name>,
}

/// What the resolver remembers at a time.
#[derive(Debug)]
pub(super) struct Remembered {
    at: Time,
    memory: Memory,
    /// The questions that it comes from, in order; none where nothing of it is of use.
    pub(super) earlier: Vec<Earlier>,
    /// Whether some of what they teach has run out by then.
    pub(super) wait: bool,
}

impl Remembered {
    /// What the resolver at this place remembers when `question` is put.
    pub(super) fn at(
        world: &World,
        faults: &[Fault],
        resolver: usize,
        question: &Question,
    ) -> Result<Self, Error> {
        let mut session = Session::new(world, faults, question.rank);
        session.recall_visits(question)?;
        let memory = session.memory(resolver).cloned().unwrap_or_default();
        let mut remembered = Self {
            at: question.at,
            memory,
            earlier: Vec::new(),
            wait: false,
        };
        remembered.earlier = remembered.replays(world);
        let stale = world
            .resolvers
            .get(resolver)
            .is_some_and(|r| r.stale.is_some());
        if !stale && !remembered.is_of_use(world) {
            remembered.earlier.clear();
        }
        remembered.replay(world, faults, resolver);
        Ok(remembered)
    }

    /// The questions asked before, each at the time from which its answer is still known, or else when it was last put.
    fn replays(&self, world: &World) -> Vec<Earlier> {
        let mut earlier: Vec<Earlier> = Vec::new();
        for visit in world.visits.iter().filter(|visit| visit.at < self.at) {
            let every = visit.every.map_or(0, Span::ms);
            let since = (self.at - visit.at).ms() - 1;
            let last = visit.at + Span::from_ms(since.checked_div(every).unwrap_or(0) * every);
            let known = [visit.rtype, Rtype::CNAME].into_iter().find_map(|rtype| {
                let entry = self.memory.cache.get(&visit.name, rtype, self.at)?;
                (entry.until() > self.at).then_some(entry.since)
            });
            let at = known.unwrap_or(last);
            let same = |e: &&mut Earlier| e.name == visit.name && e.rtype == visit.rtype;
            match earlier.iter_mut().find(same) {
                Some(old) => old.at = old.at.max(at),
                None => earlier.push(Earlier {
                    at,
                    name: visit.name.clone(),
                    rtype: visit.rtype,
                    healthy: false,
                    asked: BTreeSet::from([visit.name.clone()]),
                }),
            }
        }
        earlier.sort_by_key(|e| e.at);
        earlier
    }

    /// Whether any of it can still be used.
    fn is_of_use(&self, world: &World) -> bool {
        let failed = |e: &Earlier| {
            self.memory
                .cache
                .failure(&e.name, e.rtype, self.at)
                .is_some()
        };
        let sets = world.zones.iter().any(|zone| {
            let known = |(owner, set): (&Name, &Rrset)| {
                !is_hint(zone, owner, set) && self.knows(zone, owner, set)
            };
            zone.rrsets().any(known)
        });
        sets || self.earlier.iter().any(failed)
    }

    /// Puts the questions to a resolver that knows nothing: which names they take to servers, and whether anything that
    /// they teach has run out.
    ///
    /// A question that failed, and whose failure is forgotten by then, is put to healthy servers instead, where that teaches
    /// what is still known, because real resolvers remember failures for as long as they please.
    fn replay(&mut self, world: &World, faults: &[Fault], resolver: usize) {
        let Some(first) = self.earlier.first().map(|e| e.at) else {
            return;
        };
        let mut session = Session::new(world, faults, 0);
        session.prime(first - Span::from_mins(60));
        let mut learnt = session.into_memories();
        let mut end = first;
        let mut forgotten = false;
        let put = |earlier: &mut Earlier, learnt: Memories, faults: &[Fault]| {
            let mut session = Session::resume(world, faults, 0, learnt);
            let mut log = Recorder::on(earlier.at);
            let query = stub::query_wire(&earlier.name, earlier.rtype);
            let reply = session.resolve(resolver, earlier.at, &query, &mut log);
            let names = log.queries().iter().map(|q| q.name.clone());
            earlier.asked.extend(names);
            (session.into_memories(), reply)
        };
        for earlier in &mut self.earlier {
            let cache = &self.memory.cache;
            let failure = cache.failure(&earlier.name, earlier.rtype, self.at);
            let (mut after, mut reply) = put(earlier, learnt.clone(), faults);
            if failure.is_none() && reply.cause.is_some() {
                let (well, answer) = put(earlier, learnt.clone(), &[]);
                let memory = well.resolver(resolver);
                let fits =
                    memory.is_some_and(|m| agree(cache, self.at, &m.cache, answer.sent, world));
                if fits && answer.cause.is_none() {
                    (after, reply, earlier.healthy) = (well, answer, true);
                } else {
                    forgotten = true;
                }
            }
            (learnt, end) = (after, end.max(reply.sent));
        }
        let Some(learnt) = learnt.resolver(resolver) else {
            return;
        };
        let gone = |zone: &Zone, owner: &Name, set: &Rrset| {
            holds(&learnt.cache, zone, owner, set, end) && !self.knows(zone, owner, set)
        };
        let sets = world.zones.iter().any(|zone| {
            zone.rrsets()
                .any(|(owner, set)| !is_hint(zone, owner, set) && gone(zone, owner, set))
        });
        let denials = self.earlier.iter().any(|e| {
            denies(&learnt.cache, &e.name, e.rtype, end)
                && !denies(&self.memory.cache, &e.name, e.rtype, self.at)
        });
        self.wait = sets || denials || forgotten;
    }

    fn knows(&self, zone: &Zone, owner: &Name, set: &Rrset) -> bool {
        // Of the name asked for, and of what had to be asked on the way: addresses of servers.
        let denied = |name: &Name, rtype: Rtype| {
            name.is_under(zone.apex()) && denies(&self.memory.cache, name, rtype, self.at)
        };
        let denial = |e: &Earlier| {
            let on_the_way = |name| denied(name, Rtype::A) || denied(name, Rtype::AAAA);
            denied(&e.name, e.rtype) || e.asked.iter().any(on_the_way)
        };
        let of_denials = set.rtype == Rtype::SOA && self.earlier.iter().any(denial);
        // The lab's signer gives the keys the TTL of the SOA record.
        let of_keys = set.rtype == Rtype::SOA && {
            let keys = self.memory.cache.own(zone.apex(), Rtype::DNSKEY, self.at);
            keys.is_some()
        };
        of_denials || of_keys || holds(&self.memory.cache, zone, owner, set, self.at)
    }
}

impl Ttl for Remembered {
    fn ttl(&self, zone: &Zone, owner: &Name, set: &Rrset) -> u32 {
        if is_hint(zone, owner, set) || self.knows(zone, owner, set) {
            set.ttl.max(LONG_S)
        } else {
            set.ttl.min(SHORT_S)
        }
    }
}

/// Whether a set is about the root's own servers, which a resolver knows without having asked.
fn is_hint(zone: &Zone, owner: &Name, set: &Rrset) -> bool {
    let addresses = matches!(set.rtype, Rtype::A | Rtype::AAAA);
    zone.apex().depth() == 0
        && !is_below_cut(zone, owner)
        && (addresses || (set.rtype == Rtype::NS && owner.depth() == 0))
}

/// Whether a memory holds a set as this zone gives it: as its own data, or as a referral.
fn holds(cache: &Cache, zone: &Zone, owner: &Name, set: &Rrset, at: Time) -> bool {
    if is_below_cut(zone, owner) {
        cache.referral(owner, set.rtype, at).is_some()
    } else {
        cache.own(owner, set.rtype, at).is_some()
    }
}

/// Whether a second memory holds, with the same data, all that a first one does of the names in a world.
fn agree(one: &Cache, at: Time, other: &Cache, then: Time, world: &World) -> bool {
    let same = |owner: &Name, rtype: Rtype| {
        let referral = one.referral(owner, rtype, at).map(|(_, data)| data);
        let own = one.own(owner, rtype, at).map(|(_, data)| data);
        (referral.is_none() || referral == other.referral(owner, rtype, then).map(|(_, d)| d))
            && (own.is_none() || own == other.own(owner, rtype, then).map(|(_, d)| d))
    };
    let mut zones = world.zones.iter();
    zones.all(|zone| zone.rrsets().all(|(owner, set)| same(owner, set.rtype)))
}

/// Whether a memory holds a denial that has not run out.
fn denies(cache: &Cache, name: &Name, rtype: Rtype, at: Time) -> bool {
    cache.get(name, rtype, at).is_some_and(|entry| {
        entry.until() > at && matches!(entry.held, Held::NoData(_) | Held::NoSuchName(_))
    })
}

/// Whether a name is at a cut of the zone or below one.
fn is_below_cut(zone: &Zone, owner: &Name) -> bool {
    let below = owner.depth().saturating_sub(zone.apex().depth());
    owner
        .upwards()
        .take(below)
        .any(|name| zone.rrset(&name, Rtype::NS).is_some())
}
