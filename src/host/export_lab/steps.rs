//! The steps of the scenario: for each time, resolvers that know nothing, the questions that fill their memory, and then
//! those of the story.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::Export;
use super::addresses::Addresses;
use super::file::{AskFile, ResolverFile, ScenarioFile, ServerFile, StepFile};
use super::memory::{PAST_S, Remembered};
use super::moments::{Asked, groups, questions, resolver, times};
use super::notes;
use super::signed::dnssec;
use super::state::{Held, State};
use super::zone::{self, AsTheyAre, Ttl};
use crate::clock::Time;
use crate::dns::Name;
use crate::host::Error;
use crate::host::lab::scenario::{AlsoSpec, BrokenSpec, FaultSpec, ZoneRef};
use crate::incident::Story;
use crate::sim::fault::Fault;
use crate::sim::world::Resolver;

/// An address at which no primary answers.
const NO_PRIMARY: &str = "127.53.9.9";
/// The servers of the base of other labs, which a story does not have.
const OF_THE_BASE: [&str; 6] = [
    "root", "tld-lab", "tld-ops", "shop-ns1", "shop-ns2", "cdn-ns1",
];

type Zones = BTreeMap<String, BTreeMap<String, ZoneRef>>;
type Faults = BTreeMap<String, (FaultSpec, AlsoSpec)>;

/// The servers as the lab is told of them.
#[derive(Clone, Debug, Default, PartialEq)]
struct Servers {
    zones: Zones,
    faults: Faults,
}

/// A question, and the servers while it is put.
#[derive(Debug)]
struct Put {
    servers: Servers,
    ask: AskFile,
}

/// A zone file: its text, what is wrong with its signatures, its name.
type ZoneFile = (String, Option<BrokenSpec>, String);

/// A scenario in the making.
pub(super) struct Writer<'s> {
    story: &'s Story,
    resolver: usize,
    addresses: Addresses,
    files: BTreeMap<Name, Vec<ZoneFile>>,
    now: Servers,
    steps: Vec<StepFile>,
    notes: Vec<String>,
    /// What was asked already, and the places of those questions among the steps.
    seen: BTreeMap<String, Vec<usize>>,
}

impl<'s> Writer<'s> {
    pub(super) fn new(story: &'s Story) -> Result<Self, Error> {
        let world = &story.world;
        let resolver = resolver(story).ok_or_else(|| {
            Error::Missing(format!(
                "{}: the device asks no resolver of the story",
                story.id
            ))
        })?;
        Ok(Self {
            story,
            resolver,
            addresses: Addresses::of(world),
            files: BTreeMap::new(),
            now: Servers::default(),
            steps: Vec::new(),
            notes: Vec::new(),
            seen: BTreeMap::new(),
        })
    }

    pub(super) fn write(mut self) -> Result<Export, Error> {
        let story = self.story;
        let nobody = BTreeSet::new();
        let healthy = State::at(&story.world, &[], &self.addresses, story.day.from, &nobody);
        self.now = self.servers(&healthy, &AsTheyAre);
        let first = self.now.zones.clone();
        self.notes = notes::left_out(story, self.resolver, &self.addresses);
        for at in times(story) {
            self.moment(at)?;
        }
        let mut dnssec = dnssec(&story.world, story.world.resolvers.get(self.resolver));
        let mut zones = Vec::new();
        for (text, broken, name) in self.files.into_values().flatten() {
            if let Some(how) = broken {
                dnssec.broken.insert(name.clone(), how);
            }
            zones.push((name, text));
        }
        let scenario = ScenarioFile {
            title: story.id.clone(),
            fault: notes::faults(story),
            seen_in: story.id.clone(),
            base: false,
            servers: servers(story, &self.addresses, first),
            resolver: resolver_file(story.world.resolvers.get(self.resolver), &self.addresses),
            dnssec,
            addresses: self.addresses.map(),
            notes: self.notes,
            steps: self.steps,
        };
        Ok(Export {
            story: story.id.clone(),
            scenario,
            zones,
        })
    }

    /// All questions of a time.
    fn moment(&mut self, at: Time) -> Result<(), Error> {
        let (asked, left_out) = questions(self.story, at, self.resolver)?;
        left_out.into_iter().for_each(|why| self.note(why));
        for group in groups(self.story, at, asked)? {
            self.group(at, &group)?;
        }
        Ok(())
    }

    /// Some questions of a time, unless the same were put in the same circumstances before.
    fn group(&mut self, at: Time, asked: &[Asked]) -> Result<(), Error> {
        let Some(first) = asked.first() else {
            return Ok(());
        };
        let Some(question) = self.story.question(first.service, at) else {
            return Ok(());
        };
        let (world, faults) = (&self.story.world, &self.story.faults);
        let remembered = Remembered::at(world, faults, self.resolver, &question)?;
        let mut before = Vec::new();
        for earlier in &remembered.earlier {
            let faults: &[Fault] = if earlier.healthy { &[] } else { faults };
            let state = State::at(world, faults, &self.addresses, earlier.at, &earlier.asked);
            let ask = AskFile {
                ask: format!("{} {}", earlier.name, earlier.rtype),
                label: format!("{} somebody asks", earlier.at),
                at: earlier.at.to_string(),
                also_at: Vec::new(),
                services: Vec::new(),
                expect: None,
                data: Vec::new(),
                broken: None,
                path: Vec::new(),
            };
            let servers = self.servers(&state, &remembered);
            before.push(Put { servers, ask });
        }
        let mut puts = Vec::new();
        for asked in asked {
            let state = State::at(world, faults, &self.addresses, at, &asked.asked);
            let servers = self.servers(&state, &AsTheyAre);
            let ask = self.ask(at, asked);
            puts.push(Put { servers, ask });
        }
        let key = key(&before, &puts, remembered.wait);
        if let Some(places) = self.seen.get(&key) {
            for place in places {
                if let Some(StepFile::Ask(ask)) = self.steps.get_mut(*place) {
                    ask.also_at.push(at.to_string());
                }
            }
            return Ok(());
        }
        // The resolvers start when the servers are ready: they ask the root's at once.
        if let Some(first) = before.first().or(puts.first()) {
            self.bring_about(first.servers.clone());
        }
        self.steps.push(StepFile::Wait {
            wait: 0,
            restart: true,
        });
        before.into_iter().for_each(|put| self.put(put));
        if remembered.wait {
            self.steps.push(StepFile::Wait {
                wait: PAST_S,
                restart: false,
            });
        }
        let start = self.steps.len();
        puts.into_iter().for_each(|put| self.put(put));
        let asks = (start..self.steps.len())
            .filter(|place| self.steps.get(*place).is_some_and(|s| s.ask().is_some()));
        self.seen.insert(key, asks.collect());
        Ok(())
    }

    fn ask(&self, at: Time, asked: &Asked) -> AskFile {
        let outcome = &asked.trace.outcome;
        let in_lab = |data: &String| match data.parse::<IpAddr>() {
            Ok(address) => self.addresses.in_lab(address).to_string(),
            Err(_) => data.clone(),
        };
        AskFile {
            ask: format!("{} {}", asked.name, asked.rtype),
            label: format!("{at} {}", asked.services.join(", ")),
            at: at.to_string(),
            also_at: Vec::new(),
            services: asked.services.clone(),
            expect: Some(outcome.rcode.to_string()),
            data: outcome.answers.iter().map(in_lab).collect(),
            broken: asked.broken.clone(),
            path: asked.path.clone(),
        }
    }

    /// Adds the question, after the steps that bring the servers into the state for it.
    fn put(&mut self, put: Put) {
        self.bring_about(put.servers);
        self.steps.push(StepFile::Ask(put.ask));
    }

    /// Adds the steps that bring the servers into the wanted state.
    fn bring_about(&mut self, wanted: Servers) {
        let Servers { zones, faults } = wanted;
        let mut changed: Zones = BTreeMap::new();
        for (key, held) in &zones {
            let before = self.now.zones.get(key);
            for (origin, data) in held {
                if before.and_then(|zones| zones.get(origin)) != Some(data) {
                    let zones = changed.entry(key.clone()).or_default();
                    zones.insert(origin.clone(), data.clone());
                }
            }
        }
        if !changed.is_empty() {
            self.steps.push(StepFile::Zone { zone: changed });
        }
        let (mut set, mut also) = (BTreeMap::new(), BTreeMap::new());
        for (key, (spec, more)) in &faults {
            if self.now.faults.get(key) != Some(&(spec.clone(), more.clone())) {
                set.insert(key.clone(), spec.clone());
                if *more != AlsoSpec::default() {
                    also.insert(key.clone(), more.clone());
                }
            }
        }
        if !set.is_empty() {
            self.steps.push(StepFile::Set { set, also });
        }
        self.now = Servers { zones, faults };
    }

    /// A state with its zones as files.
    fn servers(&mut self, state: &State, ttl: &impl Ttl) -> Servers {
        let held = || state.zones.values().flat_map(BTreeMap::values);
        let named = zone::servers(held().filter_map(|held| match held {
            Held::Data(zone, _) => Some(&**zone),
            Held::Expired => None,
        }));
        let mut zones: Zones = BTreeMap::new();
        for (key, held) in &state.zones {
            for (apex, held) in held {
                let data = match held {
                    Held::Data(zone, broken) => {
                        let text = zone::text(zone, &named, &mut self.addresses, ttl);
                        ZoneRef::File(self.file(apex, text, *broken))
                    }
                    Held::Expired => ZoneRef::Secondary {
                        secondary_of: NO_PRIMARY.to_owned(),
                    },
                };
                let of_server = zones.entry(key.clone()).or_default();
                of_server.insert(apex.to_string(), data);
            }
        }
        Servers {
            zones,
            faults: state.faults.clone(),
        }
    }

    /// The name of the file with this text.
    fn file(&mut self, apex: &Name, text: String, broken: Option<BrokenSpec>) -> String {
        let files = self.files.entry(apex.clone()).or_default();
        let known = files.iter().find(|(t, b, _)| *t == text && *b == broken);
        if let Some((_, _, name)) = known {
            return name.clone();
        }
        let name = zone::file_name(apex, files.len());
        files.push((text, broken, name.clone()));
        name
    }

    fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}

/// What makes two times the same: the servers, the questions and what comes of them.
fn key(before: &[Put], puts: &[Put], wait: bool) -> String {
    let part = |put: &Put| {
        format!(
            "{:?} {} {:?} {:?} {:?}",
            put.servers, put.ask.ask, put.ask.expect, put.ask.data, put.ask.path
        )
    };
    let parts: Vec<String> = before.iter().chain(puts).map(part).collect();
    format!("{} {wait} {}", before.len(), parts.join("\n"))
}

fn servers(
    story: &Story,
    addresses: &Addresses,
    mut zones: Zones,
) -> BTreeMap<String, Option<ServerFile>> {
    let base = OF_THE_BASE.iter().map(|key| ((*key).to_owned(), None));
    let mut servers: BTreeMap<_, _> = base.collect();
    for host in &addresses.hosts {
        let server = story.world.servers.get(host.server);
        let file = ServerFile {
            ip: host.ip,
            host: server.map(|s| s.name.to_string()).unwrap_or_default(),
            zones: zones.remove(&host.key).unwrap_or_default(),
            fault: FaultSpec::default(),
        };
        servers.insert(host.key.clone(), Some(file));
    }
    for (n, ip) in addresses.nobody().iter().enumerate() {
        let file = ServerFile {
            ip: *ip,
            host: String::new(),
            zones: BTreeMap::new(),
            fault: FaultSpec {
                drop: true,
                ..FaultSpec::default()
            },
        };
        servers.insert(format!("nobody-ns{}", n + 1), Some(file));
    }
    servers
}

fn resolver_file(resolver: Option<&Resolver>, addresses: &Addresses) -> ResolverFile {
    let mut file = ResolverFile::default();
    let Some(resolver) = resolver else {
        return file;
    };
    file.serve_stale = resolver.stale.is_some();
    for forward in &resolver.forward {
        if let Some(own) = forward.addresses.first() {
            let ip = addresses.in_lab(*own);
            if ip != *own {
                file.forward.insert(forward.zone.to_string(), ip);
            }
        }
    }
    file
}
