//! Whom to ask: the nearest zone whose servers are known, and their addresses in the order in which they are tried.

use core::net::IpAddr;

use super::{End, Search, Step};
use crate::clock::{Span, Time};
use crate::dns::{Name, Rtype, rdata};
use crate::sim::trace::{Cause, What};
use crate::sim::world::{Forward, Hint};

/// For how long a server that was silent is asked after the others (BIND and Unbound: 10 and 15 minutes).
const SHUNNED: Span = Span::from_mins(10);

/// How many names of servers may be looked up on the way to one question, one for the sake of the other.
const MAX_NESTING: usize = 8;
/// How many servers are looked up for their addresses for one question in all (Unbound: 64).
const MAX_LOOKUPS_IN_ALL: u16 = 64;

/// A zone and the names of its servers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delegation {
    /// The zone.
    pub zone: Name,
    /// The names of its servers, in the order of the referral.
    pub servers: Vec<Name>,
    /// Their addresses as the referral gave them, good for this question even where their TTL is zero.
    pub glue: Vec<(Name, IpAddr)>,
    /// Whether they are not the zone's own servers, but others who search for us.
    pub forward: bool,
    /// When the delegation runs out; `None`: never, as for the root.
    pub until: Option<Time>,
}

/// One address to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The name of the server.
    pub name: Name,
    /// The address.
    pub address: IpAddr,
    /// Whether it has said something that does not help.
    pub given_up: bool,
}

impl Candidate {
    /// A server not asked yet.
    pub fn new(name: &Name, address: IpAddr) -> Self {
        Self {
            name: name.clone(),
            address,
            given_up: false,
        }
    }
}

impl Search<'_, '_> {
    /// Those who search for us for names such as this, where there are any: of the deepest zone set, unless the servers
    /// of a zone deeper still are set too. And whether the search goes on where they fail.
    pub(super) fn forwarders(&self, name: &Name) -> Option<(Delegation, bool)> {
        let set = self
            .config
            .forward
            .iter()
            .filter(|forward| name.is_under(&forward.zone));
        let forward = set.max_by_key(|forward| forward.zone.depth())?;
        let deeper =
            |stub: &Forward| name.is_under(&stub.zone) && stub.zone.depth() > forward.zone.depth();
        if forward.addresses.is_empty() || self.config.stub_zones.iter().any(deeper) {
            return None;
        }
        Some((self.told(forward, true), forward.first))
    }

    /// Servers that the resolver has been told of by their addresses.
    fn told(&self, told: &Forward, forward: bool) -> Delegation {
        let named = told
            .addresses
            .iter()
            .map(|address| (self.network.host(*address), *address));
        let glue: Vec<(Name, IpAddr)> = named.collect();
        let mut servers: Vec<Name> = glue.iter().map(|(name, _)| name.clone()).collect();
        servers.dedup();
        Delegation {
            zone: told.zone.clone(),
            servers,
            glue,
            forward,
            until: None,
        }
    }

    /// RFC 1034 section 5.3.3 step 2: the deepest zone above a name whose servers are known.
    pub(super) fn nearest(&mut self, name: &Name, rtype: Rtype) -> Delegation {
        // RFC 4035 section 4.2: the DS records of a zone are its parent's to tell.
        let skipped = usize::from(rtype == Rtype::DS && name.depth() > 0);
        for zone in name.upwards().skip(skipped) {
            if let Some(told) = self.config.stub_zones.iter().find(|stub| stub.zone == zone) {
                return self.told(told, false);
            }
            let Some((delegation, age, ttl)) = self.known_delegation(zone) else {
                continue;
            };
            if !self.is_dead_end(&delegation) {
                // The root's servers are always known; that is no news.
                if self.pursued.len() == 1 && delegation.zone.depth() > 0 {
                    let zone = delegation.zone.clone();
                    self.note_here(|| What::DelegationFromCache { zone, age, ttl });
                }
                return delegation;
            }
        }
        let hints = &self.network.world().hints;
        let address = |hint: &Hint| {
            let name = hint.name.clone();
            hint.addresses
                .clone()
                .into_iter()
                .map(move |address| (name.clone(), address))
        };
        let glue = hints.iter().flat_map(address).collect();
        let servers = hints.iter().map(|h| h.name.clone()).collect();
        Delegation {
            zone: Name::root(),
            servers,
            glue,
            forward: false,
            until: None,
        }
    }

    /// A zone's servers as they are in memory, with the age and what is left of the TTL in seconds: those of the
    /// referral, and then those of which only the zone itself tells.
    fn known_delegation(&self, zone: Name) -> Option<(Delegation, u32, u32)> {
        let cache = &self.memory.cache;
        let own = cache.own(&zone, Rtype::NS, self.now);
        let (entry, data) = match cache.referral(&zone, Rtype::NS, self.now) {
            Some(referral) => referral,
            // Nobody refers to the root.
            None if zone.depth() == 0 => own?,
            None => return None,
        };
        let (age, ttl) = (entry.age(self.now), entry.left(self.now));
        let until = (zone.depth() > 0).then(|| entry.until());
        let own = own.map(|(_, data)| data).unwrap_or_default();
        let mut servers: Vec<Name> = Vec::new();
        for server in data
            .iter()
            .chain(own)
            .filter_map(|rdata| rdata::target(rdata))
        {
            if !servers.contains(&server) {
                servers.push(server);
            }
        }
        let delegation = Delegation {
            zone,
            servers,
            glue: Vec::new(),
            forward: false,
            until,
        };
        Some((delegation, age, ttl))
    }

    /// Whether the zone above may know more than the memory about the servers of a zone inside it: where the address of
    /// one has run out.
    pub(super) fn may_have_more_glue(&self, zone: &Delegation) -> bool {
        !zone.forward
            && zone.zone.depth() > 0
            && zone
                .servers
                .iter()
                .any(|s| s.is_under(&zone.zone) && self.addresses(s).is_empty())
    }

    /// Whether all servers of a zone are inside it and none has an address that is still known: then only the zone
    /// above can tell (RFC 9471 section 2: such glue is its to give). For the root the hints can (RFC 9609 section 2).
    fn is_dead_end(&self, zone: &Delegation) -> bool {
        zone.servers
            .iter()
            .all(|server| server.is_under(&zone.zone) && self.addresses(server).is_empty())
    }

    /// The addresses to ask, those of servers that were silent lately last, and the servers without a known address.
    pub(super) fn candidates(&self, zone: &Delegation) -> (Vec<Candidate>, Vec<Name>) {
        let mut candidates = Vec::new();
        let mut nameless = Vec::new();
        for server in &zone.servers {
            let mut known = if zone.forward {
                Vec::new()
            } else {
                self.addresses(server)
            };
            if known.is_empty() {
                let given = zone.glue.iter().filter(|(name, _)| name == server);
                let usable = given.filter(|(_, address)| address.is_ipv4() || self.config.ipv6);
                known = usable.map(|(_, address)| *address).collect();
            }
            if known.is_empty() {
                nameless.push(server.clone());
            }
            candidates.extend(
                known
                    .into_iter()
                    .map(|address| Candidate::new(server, address)),
            );
        }
        let (mut candidates, silent): (Vec<_>, Vec<_>) =
            candidates.into_iter().partition(|candidate: &Candidate| {
                let last = self.memory.silent.get(&candidate.address);
                last.is_none_or(|at| self.now - *at >= SHUNNED)
            });
        candidates.extend(silent);
        (candidates, nameless)
    }

    /// The addresses that the zone above gives for the servers of a zone, without those tried already.
    pub(super) fn last_resort(&self, zone: &Delegation, tried: &[IpAddr]) -> Vec<Candidate> {
        let of = |server: &Name, rtype| {
            let glue = self.memory.cache.referral(server, rtype, self.now);
            let data = glue.map(|(_, data)| data).unwrap_or_default();
            data.iter()
                .filter_map(|data| rdata::address(rtype, data))
                .collect::<Vec<IpAddr>>()
        };
        let mut candidates = Vec::new();
        for server in zone.servers.iter().filter(|_| !zone.forward) {
            let ipv6 = if self.config.ipv6 {
                of(server, Rtype::AAAA)
            } else {
                Vec::new()
            };
            let fresh = of(server, Rtype::A).into_iter().chain(ipv6);
            let fresh = fresh.filter(|address| !tried.contains(address));
            candidates.extend(fresh.map(|address| Candidate::new(server, address)));
        }
        candidates
    }

    /// The addresses of a host that are in memory.
    fn addresses(&self, host: &Name) -> Vec<IpAddr> {
        let of = |rtype| {
            let hint = self.memory.cache.hint(host, rtype, self.now);
            hint.into_iter()
                .flat_map(move |(_, data)| data)
                .filter_map(move |rdata| rdata::address(rtype, rdata))
        };
        let ipv6 = self.config.ipv6.then(|| of(Rtype::AAAA));
        of(Rtype::A).chain(ipv6.into_iter().flatten()).collect()
    }

    /// Searches for the addresses of a server. None are found where that search leads back to itself (RFC 1034
    /// section 5.3.3, "avoid circular dependencies"), fails, or ends in an alias (RFC 2181 section 10.3).
    ///
    /// # Errors
    ///
    /// When the work or the time for the whole question is used up.
    pub(super) fn look_up(&mut self, server: &Name) -> Result<Vec<IpAddr>, Cause> {
        let ipv4_only = [Rtype::A];
        let both = [Rtype::A, Rtype::AAAA];
        for rtype in if self.config.ipv6 {
            &both[..]
        } else {
            &ipv4_only[..]
        } {
            // Another search may have brought them meanwhile.
            let known = self.addresses(server);
            if !known.is_empty() {
                return Ok(known);
            }
            let circular = self.pursued.iter().any(|(name, _)| name == server);
            if circular || self.pursued.len() > MAX_NESTING || self.lookups >= MAX_LOOKUPS_IN_ALL {
                return Ok(Vec::new());
            }
            self.lookups += 1;
            let before = core::mem::replace(&mut self.unchecked, true);
            let step = self.step(server, *rtype);
            self.unchecked = before;
            match step {
                Ok(Step::End(End::Data(_, set))) => {
                    let found = set
                        .rdata
                        .iter()
                        .filter_map(|data| rdata::address(*rtype, data));
                    return Ok(found.collect());
                }
                Ok(Step::End(End::NoData(..))) => {}
                Err(cause) if self.exhausted(cause) => return Err(cause),
                Ok(Step::End(End::NoSuchName(..) | End::TooLong(..)) | Step::Alias(..))
                | Err(_) => break,
            }
        }
        // The zone's own servers may be wrong about it while the glue above is right.
        Ok(self.addresses(server))
    }
}
