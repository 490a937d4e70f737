//! A scenario of the lab as a world with faults.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::rc::Rc;

use super::scenario::{AlsoSpec, FaultSpec, Scenario, ZoneRef};
use super::signing::Signer;
use crate::clock::{Span, Time};
use crate::dns::{Name, Rcode, Rtype, Zone, rdata};
use crate::host::Error;
use crate::sim::fault::{Fault, Place, Verb};
use crate::sim::world::{Forward, Hint, NameServer, Resolver, Role, Stale, Station, World};

/// The lab's resolvers are on this machine's loopback; so is ours.
const RESOLVER: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 54, 10));
/// The round trip over loopback, with the time that a server takes.
const ROUND_TRIP: Span = Span::from_ms(2);

/// A scenario at some step.
#[derive(Debug)]
pub struct Lab {
    /// The servers, their zones and the resolver. Each server is a station of its name.
    pub world: World,
    /// What is wrong with the servers now.
    pub faults: Vec<Fault>,
    signer: Signer,
}

impl Lab {
    /// The scenario before its first step.
    ///
    /// # Errors
    /// When a zone file cannot be read, or a name or code does not parse.
    pub fn new(scenario: &Scenario) -> Result<Self, Error> {
        let mut lab = Self {
            world: World::default(),
            faults: Vec::new(),
            signer: Signer::new(scenario, &scenario.dnssec)?,
        };
        let mut resolver = Resolver::new("resolver".into(), RESOLVER);
        resolver.round_trip = Span::from_ms(0);
        resolver.stale = scenario.resolver.serve_stale.then(Stale::default);
        for (zone, address) in &scenario.resolver.forward {
            resolver.forward.push(Forward {
                zone: scenario.name(zone)?,
                addresses: vec![*address],
                first: false,
            });
        }
        if scenario.dnssec.validate {
            resolver.validation = Some(lab.signer.validation()?);
        }
        lab.world.resolvers.push(resolver);
        lab.world.stations.push(Station {
            id: "resolver".into(),
            role: Role::Resolver,
        });
        for (key, server) in &scenario.servers {
            let station: Rc<str> = key.as_str().into();
            lab.world.stations.push(Station {
                id: station.clone(),
                role: Role::Authority,
            });
            lab.world.servers.push(NameServer {
                name: Name::root(),
                addresses: vec![server.ip],
                station,
                zones: Vec::new(),
                round_trip: ROUND_TRIP,
            });
            for (origin, data) in &server.zones {
                lab.set_zone(scenario, key, origin, data)?;
            }
        }
        lab.world.hints = hints(&lab.world);
        let servers = || scenario.servers.iter();
        let faults = servers().map(|(key, server)| (key.clone(), server.fault.clone()));
        let also = servers().map(|(key, server)| (key.clone(), server.also.clone()));
        lab.set_faults(&faults.collect(), &also.collect())?;
        Ok(lab)
    }

    /// Sets what is wrong with some servers; others stay as they are.
    ///
    /// # Errors
    /// When there is no such server, or a word is not known.
    pub fn set_faults(
        &mut self,
        set: &BTreeMap<String, FaultSpec>,
        also: &BTreeMap<String, AlsoSpec>,
    ) -> Result<(), Error> {
        for (key, spec) in set {
            self.server(key)?;
            let also = also.get(key).cloned().unwrap_or_default();
            let verbs = verbs(spec, &also)?;
            let under = names(&also)?;
            let of_server = |fault: &Fault| {
                // A zone that has expired is a matter of the server's data, not of its behaviour.
                fault.place == Place::Station(key.as_str().into())
                    && !matches!(fault.verb, Verb::ExpireZone { .. })
            };
            self.faults.retain(|fault| !of_server(fault));
            for verb in verbs {
                let fault = lasting(key, verb);
                let about = |under: &Option<Name>| Fault {
                    under: under.clone(),
                    ..fault.clone()
                };
                self.faults.extend(under.iter().map(about));
            }
        }
        Ok(())
    }

    /// Replaces zones at some servers.
    ///
    /// # Errors
    /// When there is no such server, or a file cannot be read.
    pub fn set_zones(
        &mut self,
        scenario: &Scenario,
        set: &BTreeMap<String, BTreeMap<String, ZoneRef>>,
    ) -> Result<(), Error> {
        for (key, zones) in set {
            for (origin, data) in zones {
                self.set_zone(scenario, key, origin, data)?;
            }
        }
        Ok(())
    }

    /// The name of the server at an address.
    pub fn server_at(&self, address: IpAddr) -> Option<String> {
        let found = self
            .world
            .servers
            .iter()
            .find(|server| server.addresses.contains(&address));
        found.map(|server| server.station.to_string())
    }

    fn set_zone(
        &mut self,
        scenario: &Scenario,
        key: &str,
        origin: &str,
        data: &ZoneRef,
    ) -> Result<(), Error> {
        let apex = scenario.name(origin)?;
        let expired = Verb::ExpireZone { zone: apex.clone() };
        let old = lasting(key, expired.clone());
        self.faults.retain(|fault| *fault != old);
        let zone = match data {
            ZoneRef::File(file) => self.signer.prepare(file, scenario.zone(file, origin)?)?,
            ZoneRef::Secondary { .. } => {
                self.faults.push(lasting(key, expired));
                Zone::new(apex.clone(), [])
            }
        };
        let place = self.world.zones.len();
        self.world.zones.push(zone);
        let zones = &self.world.zones;
        let other = |index: &usize| zones.get(*index).is_some_and(|zone| *zone.apex() != apex);
        let server = self
            .world
            .servers
            .iter_mut()
            .find(|server| *server.station == *key);
        let server = server.ok_or_else(|| unknown(key))?;
        server.zones.retain(other);
        server.zones.push(place);
        Ok(())
    }

    fn server(&self, key: &str) -> Result<&NameServer, Error> {
        let found = self
            .world
            .servers
            .iter()
            .find(|server| *server.station == *key);
        found.ok_or_else(|| unknown(key))
    }
}

fn unknown(key: &str) -> Error {
    Error::Missing(format!(
        "there is no server `{key}`, expected one of the scenario or of the base"
    ))
}

/// A fault from the beginning of time to its end.
fn lasting(key: &str, verb: Verb) -> Fault {
    let (from, until) = (Time::from_ms(i64::MIN), Time::from_ms(i64::MAX));
    Fault::new(from, until, Place::Station(key.into()), verb)
}

/// The names that a fault is about: one entry for each, or none at all for every name.
fn names(also: &AlsoSpec) -> Result<Vec<Option<Name>>, Error> {
    if also.under.is_empty() {
        return Ok(vec![None]);
    }
    let name = |text: &String| match text.parse() {
        Ok(name) => Ok(Some(name)),
        Err(e) => Err(Error::Missing(format!("also: under: `{text}`: {e}"))),
    };
    also.under.iter().map(name).collect()
}

/// What is wrong with a server, in our words.
fn verbs(spec: &FaultSpec, also: &AlsoSpec) -> Result<Vec<Verb>, Error> {
    let wrong = |what: &str, word: &str, expected: &str| {
        Error::Missing(format!("fault: {what} `{word}`, expected {expected}"))
    };
    let mut verbs = Vec::new();
    if spec.drop {
        verbs.push(Verb::NoReply);
    }
    if let Some(word) = &spec.rcode {
        let rcode: Rcode = word
            .parse()
            .map_err(|_| wrong("rcode", word, "a response code"))?;
        verbs.push(Verb::Decline { rcode });
    }
    if spec.delay_ms > 0 {
        verbs.push(Verb::Delay {
            by: Span::from_ms(spec.delay_ms),
        });
    }
    if spec.upward_referral {
        verbs.push(Verb::ReferUpwards);
    }
    match spec.edns.as_deref() {
        None | Some("ok") => {}
        Some("formerr") => verbs.push(Verb::RejectEdns),
        Some("drop") => verbs.push(Verb::DropEdns),
        Some(other) => return Err(wrong("edns", other, "ok, formerr or drop")),
    }
    match spec.tcp.as_deref() {
        None | Some("ok") => {}
        // Refused at once or never answered: either way nothing comes over TCP.
        Some("blackhole" | "refuse") => verbs.push(Verb::BlockTcp),
        Some(other) => return Err(wrong("tcp", other, "ok, blackhole or refuse")),
    }
    verbs.extend(also.no_aa.then_some(Verb::DisclaimAuthority));
    verbs.extend(also.truncate.then_some(Verb::Truncate));
    verbs.extend(also.stopped.then_some(Verb::Stop));
    Ok(verbs)
}

/// The hints file: the root's servers as the root zone has them.
fn hints(world: &World) -> Vec<Hint> {
    let Some(root) = world.zones.iter().find(|zone| zone.apex().depth() == 0) else {
        return Vec::new();
    };
    let servers = root
        .rrset(root.apex(), Rtype::NS)
        .into_iter()
        .flat_map(|set| &set.rdata);
    let names = servers.filter_map(|rdata| rdata::target(rdata));
    let hint = |name: Name| {
        let set = root
            .rrset(&name, Rtype::A)
            .into_iter()
            .flat_map(|set| &set.rdata);
        let addresses = set
            .filter_map(|rdata| rdata::address(Rtype::A, rdata))
            .collect();
        Hint { name, addresses }
    };
    names.map(hint).collect()
}
