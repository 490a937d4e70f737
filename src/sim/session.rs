//! A world in use by one asker: memories, and questions put one after the other.

use core::net::{IpAddr, Ipv4Addr};

use super::WorldError;
use super::fault::Fault;
use super::mood::Host;
use super::network::{Network, Script};
use super::recorder::{Crossing, Recorder};
use super::resolver::serve::{Reply, serve};
use super::resolver::{Memory, Search};
use super::stub::{self, StubMemory};
use super::trace::{Cause, Outcome, StationId, Trace, What};
use super::world::{Question, Resolver, Stub, Visit, Visitor, World};
use crate::clock::{Span, Time};
use crate::dns::{Name, Rtype};

/// How long before the first question a resolver was started. Priming (RFC 9609 section 3) was done then.
const RUNNING_FOR: Span = Span::from_mins(60);
/// How long a browser waits for a connection.
const CONNECT_TIMEOUT: Span = Span::from_secs(30);

/// A world with its memories, as one asker meets it.
#[derive(Debug)]
pub struct Session<'w> {
    world: &'w World,
    /// With the memories of the resolvers in it: one may ask another.
    network: Network<'w>,
    stubs: Vec<StubMemory>,
}

/// What the resolvers and the devices of a world remember, each in the order of the world's lists.
#[derive(Clone, Debug, Default)]
pub struct Memories {
    resolvers: Vec<Memory>,
    stubs: Vec<StubMemory>,
}

impl Memories {
    /// That of the resolver at this place in the world's list.
    pub fn resolver(&self, place: usize) -> Option<&Memory> {
        self.resolvers.get(place)
    }

    /// That of the device at this place in the world's list.
    pub fn stub(&self, place: usize) -> Option<&StubMemory> {
        self.stubs.get(place)
    }
}

impl<'w> Session<'w> {
    /// A world with empty memories, as an asker of this rank (0 to 999 per mille) meets it.
    pub fn new(world: &'w World, faults: &'w [Fault], rank: u16) -> Self {
        Self::resume(world, faults, rank, Memories::default())
    }

    /// A world whose hosts remember what they learnt in an earlier session with the same resolvers and devices.
    pub fn resume(
        world: &'w World,
        faults: &'w [Fault],
        rank: u16,
        mut memories: Memories,
    ) -> Self {
        memories
            .resolvers
            .resize_with(world.resolvers.len(), Memory::default);
        memories
            .stubs
            .resize_with(world.stubs.len(), StubMemory::default);
        let mut network = Network::new(world, faults, rank);
        network.memories = memories.resolvers.into_iter().map(Some).collect();
        Self {
            world,
            network,
            stubs: memories.stubs,
        }
    }

    /// From now on a script answers instead of the world's servers.
    pub fn follow(&mut self, script: Box<dyn Script + 'w>) {
        self.network.follow(script);
    }

    /// Ends the session, and keeps what the hosts remember.
    pub fn into_memories(self) -> Memories {
        let resolvers = self.network.memories.into_iter();
        Memories {
            resolvers: resolvers.map(Option::unwrap_or_default).collect(),
            stubs: self.stubs,
        }
    }

    /// What the hosts remember now.
    pub fn memories(&self) -> Memories {
        let resolvers = self.network.memories.iter();
        Memories {
            resolvers: resolvers.map(|m| m.clone().unwrap_or_default()).collect(),
            stubs: self.stubs.clone(),
        }
    }

    /// What the resolver at this place in the world's list remembers.
    pub fn memory(&self, resolver: usize) -> Option<&Memory> {
        self.network.memories.get(resolver)?.as_ref()
    }

    /// Puts the questions that were asked before `question`, so that the memories hold what came of them.
    ///
    /// # Errors
    ///
    /// When the question names a device that does not exist, or a visit is repeated too often.
    pub fn recall_visits(&mut self, question: &Question) -> Result<(), WorldError> {
        let device = self.device(&question.device)?;
        // The next time of each visit, and how often it comes again after that.
        let mut visits: Vec<(Time, i64, &'w Visit)> = Vec::new();
        for visit in &self.world.visits {
            let span = (question.at - visit.at).ms();
            // A visit at the very moment of the question comes after it.
            let last = match visit.every {
                _ if span <= 0 => continue,
                None => 0,
                Some(every) if every.ms() > 0 => (span - 1) / every.ms(),
                Some(_) => {
                    return Err(WorldError::OutOfRange {
                        field: "visit.every",
                        expected: "above 0",
                    });
                }
            };
            if last > Visit::MAX_REPEATS {
                let expected = "at most 100000 repeats before the question";
                return Err(WorldError::OutOfRange {
                    field: "visit.every",
                    expected,
                });
            }
            visits.push((visit.at, last, visit));
        }
        let first = visits.iter().map(|(at, ..)| *at).min();
        self.prime(first.unwrap_or(question.at) - RUNNING_FOR);
        // Of several at the same time the first in the list comes first.
        while let Some(next) = visits
            .iter_mut()
            .filter(|(_, left, _)| *left >= 0)
            .min_by_key(|(at, ..)| *at)
        {
            let (at, left, visit) = *next;
            *next = (at + visit.every.unwrap_or_default(), left - 1, visit);
            let mut log = Recorder::off();
            match visit.visitor {
                Visitor::Reader => {
                    self.ask_device(device, at, &visit.name, visit.rtype, &mut log);
                }
                Visitor::Neighbour => {
                    let stub = self.world.stubs.get(device);
                    let resolver = stub.and_then(|stub| stub.resolvers.first());
                    if let Some(stub) = stub
                        && let Some(index) = resolver.and_then(|address| self.resolver_at(*address))
                    {
                        let query = stub::query_wire(&visit.name, visit.rtype);
                        self.resolve_for(stub.address, index, at, &query, &mut log);
                    }
                }
            }
        }
        Ok(())
    }

    /// Puts the reader's question and tells what happened.
    ///
    /// # Errors
    ///
    /// When the question names a device or a service that does not exist.
    pub fn ask(&mut self, question: &Question) -> Result<Trace, WorldError> {
        let log = Recorder::on(question.at);
        self.ask_noted(question, log).map(|(trace, _)| trace)
    }

    /// The same with a recorder of the caller's; with the messages that crossed, where it keeps them.
    ///
    /// # Errors
    ///
    /// As [`Self::ask`].
    pub fn ask_noted(
        &mut self,
        question: &Question,
        mut log: Recorder,
    ) -> Result<(Trace, Vec<Crossing>), WorldError> {
        let device = self.device(&question.device)?;
        let you = self.reader();
        log.note(question.at, &you, &question.device, || What::Asked {
            name: question.name.clone(),
            rtype: question.rtype,
            server: None,
        });
        let (mut end, told) = self.ask_device(
            device,
            question.at,
            &question.name,
            question.rtype,
            &mut log,
        );
        log.note(end, &question.device, &you, || told.what());
        let mut outcome = told.outcome();
        if let Some(service) = &question.service {
            let opened = self.open(&you, service, &question.name, end, &outcome, &mut log)?;
            (outcome.reached, end) = opened;
        }
        let Question {
            at, name, rtype, ..
        } = question.clone();
        let crossings = log.take_crossings();
        let trace = Trace {
            began: at,
            name,
            rtype,
            events: log.finish(end),
            outcome,
        };
        Ok((trace, crossings))
    }

    /// Asks a device; returns when it knows, and what it tells.
    fn ask_device(
        &mut self,
        device: usize,
        at: Time,
        name: &Name,
        rtype: Rtype,
        log: &mut Recorder,
    ) -> (Time, stub::Told) {
        let Some(config) = self.world.stubs.get(device) else {
            return (at, stub::Told::failed(Cause::NoReply));
        };
        let slot = self.stubs.get_mut(device);
        let mut memory = slot.map(core::mem::take).unwrap_or_default();
        let result = stub::ask(self, config, &mut memory, at, (name, rtype), log);
        if let Some(slot) = self.stubs.get_mut(device) {
            *slot = memory;
        }
        result
    }

    /// Puts a query to a resolver, which arrives at `at` from nobody in particular.
    pub fn resolve(
        &mut self,
        resolver: usize,
        at: Time,
        query: &[u8],
        log: &mut Recorder,
    ) -> Reply {
        let client = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
        self.resolve_for(client, resolver, at, query, log)
    }

    /// Puts a query to a resolver, which arrives at `at` from this address.
    pub fn resolve_for(
        &mut self,
        client: IpAddr,
        resolver: usize,
        at: Time,
        query: &[u8],
        log: &mut Recorder,
    ) -> Reply {
        serve(resolver, &mut self.network, log, at, client, query)
    }

    /// Priming (RFC 9609 section 3): each resolver asks the servers of its hints for the root's servers, once, when it
    /// starts. Where nobody answers, the hints go on serving.
    pub fn prime(&mut self, at: Time) {
        for (index, config) in self.world.resolvers.iter().enumerate() {
            let memory = self.network.memories.get_mut(index);
            let Some(mut memory) = memory.and_then(Option::take) else {
                continue;
            };
            let mut log = Recorder::off();
            let mut search = Search::new(config, &mut memory, &mut self.network, &mut log, at);
            let _ = search.run(&Name::root(), Rtype::NS);
            if let Some(slot) = self.network.memories.get_mut(index) {
                *slot = Some(memory);
            }
        }
    }

    /// The reader opens the address: whether it is the right one, and when they know.
    fn open(
        &self,
        you: &StationId,
        service: &StationId,
        name: &Name,
        at: Time,
        outcome: &Outcome,
        log: &mut Recorder,
    ) -> Result<(bool, Time), WorldError> {
        let found = self
            .world
            .services
            .iter()
            .find(|host| host.station == *service);
        let host = found.ok_or_else(|| WorldError::NoService {
            station: service.clone(),
        })?;
        let first = outcome
            .answers
            .iter()
            .find_map(|answer| answer.parse::<IpAddr>().ok());
        let Some(address) = first else {
            return Ok((false, at));
        };
        if !host.addresses.contains(&address) {
            let known = at + host.round_trip;
            log.note(known, you, service, || What::Misled { address });
            return Ok((false, known));
        }
        let mood = self.network.mood(service, &[address], at, name);
        if mood.silent {
            let known = at + CONNECT_TIMEOUT;
            let after_ms = u32::try_from(CONNECT_TIMEOUT.ms()).unwrap_or(u32::MAX);
            log.note(known, service, you, || What::TimedOut { after_ms });
            return Ok((false, known));
        }
        let to = Host {
            station: service,
            addresses: &[address],
            server: None,
        };
        let known = at + self.network.round_trip(you, to, host.round_trip) + mood.delay;
        if mood.stopped || mood.errs {
            let what = || {
                if mood.stopped {
                    What::Closed
                } else {
                    What::Erred
                }
            };
            log.note(known, service, you, what);
            return Ok((false, known));
        }
        log.note(known, you, service, || What::Connected { address });
        Ok((true, known))
    }

    /// The place of the device at a station.
    fn device(&self, station: &StationId) -> Result<usize, WorldError> {
        let place = self
            .world
            .stubs
            .iter()
            .position(|stub: &Stub| stub.station == *station);
        place.ok_or_else(|| WorldError::NoDevice {
            station: station.clone(),
        })
    }

    /// The station of the reader; where the world has none, `you`.
    fn reader(&self) -> StationId {
        let mut stations = self.world.stations.iter();
        let reader = stations.find(|station| station.role == super::world::Role::Reader);
        reader.map_or_else(|| "you".into(), |station| station.id.clone())
    }

    /// The place of the resolver that listens at an address.
    pub(super) fn resolver_at(&self, address: IpAddr) -> Option<usize> {
        self.network.resolver_at(address).map(|(index, _)| index)
    }

    /// The servers as this asker meets them.
    pub(super) fn network(&self) -> &Network<'w> {
        &self.network
    }

    /// A resolver's settings.
    pub(super) fn resolver(&self, index: usize) -> Option<&'w Resolver> {
        self.world.resolvers.get(index)
    }
}
