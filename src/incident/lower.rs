//! From the form of the file to a [`Story`], collecting everything that is wrong on the way.

use std::fs;
use std::path::Path;

use toml::Spanned;

use super::check::{Document, Located};
use super::file::{ClaimFile, End, FaultFile, IncidentFile, InputFile, LossFile, RoleFile};
use super::story::Loss;
use super::{
    Claim, Day, InputClaim, Lane, Published, Service, Source, StationInfo, Step, Story, Window,
};
use crate::clock::Span;
use crate::dns::{Name, Zone, zonefile};
use crate::impact::Shape;
use crate::loss::{Distribution, Inputs, Prepared, Symbol};
use crate::sim::fault::{Place, Verb};
use crate::sim::trace::What;
use crate::sim::world::{
    Hint, NameServer, Resolver, Role, ServiceHost, Station, Stub, Visit, Visitor,
};
use crate::sim::{Fault, World};
use crate::text::{StoryText, Text};

/// The version of the file's form that is understood here.
const FORMAT: u32 = 1;

/// One run of lowering: the files it reads and the problems it found.
pub(super) struct Lowering<'a> {
    folder: &'a Path,
    incident: &'a Document,
    texts: &'a Document,
    pub(super) problems: Vec<Located>,
}

impl<'a> Lowering<'a> {
    pub(super) fn new(folder: &'a Path, incident: &'a Document, texts: &'a Document) -> Self {
        Self {
            folder,
            incident,
            texts,
            problems: Vec::new(),
        }
    }

    /// The story, or `None` where a problem stands in the way; problems are collected either way.
    pub(super) fn story(
        &mut self,
        form: &IncidentFile,
        text: StoryText,
        page: Text,
    ) -> Option<Story> {
        if *form.format.get_ref() != FORMAT {
            self.wrong(
                &form.format,
                format!(
                    "format {} is not known, expected {FORMAT}",
                    form.format.as_ref()
                ),
            );
        }
        let day = self.day(form)?;
        let sources: Vec<Source> = form
            .sources
            .iter()
            .map(|(id, s)| Source {
                id: id.clone(),
                title: s.title.clone(),
                url: s.url.clone(),
            })
            .collect();
        let world = self.world(form)?;
        let lanes: Vec<Lane> = form
            .lanes
            .iter()
            .map(|l| Lane {
                id: l.id.as_ref().clone(),
            })
            .collect();
        let services = self.services(form, &sources);
        let followed = self.place(
            &form.question.service,
            form.services.iter().map(|s| s.id.as_ref()),
            "service",
        )?;
        let (faults, fault_claims) = self.faults(form, &sources);
        let steps = self.steps(form, &day);
        let loss = form.loss.as_ref().and_then(|l| self.loss(l, &sources));
        let published = form
            .published
            .iter()
            .filter_map(|p| {
                let source = self.place(&p.by, sources.iter().map(|s| &s.id), "source")?;
                Some(Published {
                    source,
                    amount: p.amount,
                    currency: p.currency.clone(),
                    about: p.approximate,
                })
            })
            .collect();
        self.words(form, &text);
        let stations = form
            .stations
            .iter()
            .map(|s| StationInfo {
                id: s.id.as_ref().as_str().into(),
                owner: s.owner.as_ref().clone(),
                icon: s.icon.as_ref().clone(),
            })
            .collect();
        let mut story = Story {
            id: form.id.as_ref().clone(),
            day,
            followed,
            stations,
            device: form.device.station.as_ref().as_str().into(),
            world,
            faults,
            fault_claims,
            lanes,
            services,
            steps,
            loss,
            published,
            sources,
            text,
            page,
        };
        if self.problems.is_empty() {
            self.shapes(form, &mut story);
        }
        Some(story)
    }

    fn wrong<T>(&mut self, at: &Spanned<T>, message: String) {
        let located = self.incident.at(at.span(), message);
        self.problems.push(located);
    }

    /// The place of `wanted` among `known`, or a problem that names the nearest.
    fn place<'k>(
        &mut self,
        wanted: &Spanned<String>,
        known: impl Iterator<Item = &'k String> + Clone,
        kind: &str,
    ) -> Option<usize> {
        let found = known.clone().position(|k| k == wanted.as_ref());
        if found.is_none() {
            let nearest = known.max_by(|a, b| {
                let near = |k: &String| strsim::jaro_winkler(k, wanted.as_ref());
                near(a).total_cmp(&near(b))
            });
            let expected = nearest.map_or_else(String::new, |n| {
                format!(", expected one that is defined, such as `{n}`")
            });
            self.wrong(
                wanted,
                format!("there is no {kind} `{}`{expected}", wanted.as_ref()),
            );
        }
        found
    }

    fn day(&mut self, form: &IncidentFile) -> Option<Day> {
        let (from, until) = (form.day.from.0, form.day.until.as_ref().0);
        if until <= from {
            self.wrong(
                &form.day.until,
                format!("the day ends at {until}, before it begins, expected later than {from}"),
            );
            return None;
        }
        let zone = form.day.zone.as_ref();
        let Ok(tz) = jiff::tz::TimeZone::get(zone) else {
            self.wrong(
                &form.day.zone,
                format!("there is no time zone `{zone}`, expected a name of the tz database such as `Europe/London`"),
            );
            return None;
        };
        let offset = jiff::Timestamp::from_millisecond(from.ms())
            .map(|t| tz.to_offset(t).seconds())
            .unwrap_or(0);
        Some(Day {
            from,
            until,
            offset: Span::from_secs(offset.into()),
        })
    }

    fn world(&mut self, form: &IncidentFile) -> Option<World> {
        let ids = || form.stations.iter().map(|s| s.id.as_ref());
        let mut world = World::default();
        for s in &form.stations {
            let role = match s.role {
                RoleFile::Asker => Role::Reader,
                RoleFile::Stub => Role::Device,
                RoleFile::Resolver => Role::Resolver,
                RoleFile::Authority => Role::Authority,
                RoleFile::Service => Role::Service,
            };
            world.stations.push(Station {
                id: s.id.as_ref().as_str().into(),
                role,
            });
        }
        let mut files: Vec<String> = Vec::new();
        for server in &form.servers {
            self.place(&server.station, ids(), "station")?;
            let mut zones = Vec::new();
            for (apex, file) in &server.zones {
                zones.push(self.zone(apex, file, &mut files, &mut world.zones)?);
            }
            let name = server.name.as_ref().clone();
            if server.zones.contains_key(".") {
                world.hints.push(Hint {
                    name: name.clone(),
                    addresses: vec![server.address],
                });
            }
            world.servers.push(NameServer {
                name,
                addresses: vec![server.address],
                station: server.station.as_ref().as_str().into(),
                zones,
                round_trip: Span::from_ms(server.round_trip_ms.into()),
            });
        }
        self.place(&form.resolver.station, ids(), "station")?;
        self.place(&form.device.station, ids(), "station")?;
        self.place(&form.host.station, ids(), "station")?;
        let mut resolver = Resolver::new(
            form.resolver.station.as_ref().as_str().into(),
            form.resolver.address,
        );
        resolver.round_trip = Span::from_ms(form.resolver.round_trip_ms.into());
        if let Some(cap) = form.resolver.max_ttl_s {
            resolver.max_ttl = Span::from_secs(cap.into());
        }
        if let Some(failure) = form.resolver.failure_ttl_s {
            resolver.failure_ttl = Span::from_secs(failure.into());
        }
        world.stubs.push(Stub::new(
            form.device.station.as_ref().as_str().into(),
            resolver.address,
        ));
        world.resolvers.push(resolver);
        world.services.push(ServiceHost {
            station: form.host.station.as_ref().as_str().into(),
            addresses: form.host.addresses.clone(),
            round_trip: Span::from_ms(form.host.round_trip_ms.into()),
        });
        for visit in &form.resolver.visits {
            let n = self.place(
                &visit.service,
                form.services.iter().map(|s| s.id.as_ref()),
                "service",
            )?;
            let service = form.services.get(n)?;
            world.visits.push(Visit {
                at: visit.at.0,
                every: None,
                name: service.lookup.as_ref().clone(),
                rtype: service.rtype,
                visitor: Visitor::Neighbour,
            });
        }
        Some(world)
    }

    /// The place of a zone in the world, read from its file when it is met for the first time.
    fn zone(
        &mut self,
        apex: &str,
        file: &Spanned<String>,
        files: &mut Vec<String>,
        zones: &mut Vec<Zone>,
    ) -> Option<usize> {
        let name = file.as_ref();
        if let Some(n) = files.iter().position(|f| f == name) {
            return Some(n);
        }
        // A file name, not a path: an incident reads nothing outside its own folder.
        if name.contains(['/', '\\']) || name.starts_with('.') {
            self.wrong(file, format!("`{name}` is not a plain file name, expected a file of this folder such as `com.zone`"));
            return None;
        }
        let Ok(apex) = apex.parse::<Name>() else {
            self.wrong(
                file,
                format!("`{apex}` is not a domain name, expected one such as `example.com.`"),
            );
            return None;
        };
        let path = self.folder.join(name);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) => {
                self.wrong(file, format!("the zone file `{name}` cannot be read ({e})"));
                return None;
            }
        };
        match zonefile::parse(&text, &apex) {
            Ok(zone) => {
                files.push(name.clone());
                zones.push(zone);
                Some(zones.len() - 1)
            }
            Err(e) => {
                self.problems.push(Located {
                    file: path,
                    line: e.line.max(1),
                    column: e.column.max(1),
                    message: e.message,
                });
                None
            }
        }
    }

    fn services(&mut self, form: &IncidentFile, sources: &[Source]) -> Vec<Service> {
        let mut services = Vec::new();
        for s in &form.services {
            let lane = s
                .lane
                .as_ref()
                .and_then(|l| self.place(l, form.lanes.iter().map(|l| l.id.as_ref()), "lane"));
            let mut out = Vec::new();
            for w in &s.out {
                let (from, until) = (w.from.0, w.until.as_ref().0);
                if until <= from {
                    self.wrong(
                        &w.until,
                        format!("the window ends at {until}, expected later than its start {from}"),
                    );
                }
                out.push(Window {
                    from,
                    until,
                    about_from: w.approximate.contains(&End::From),
                    about_until: w.approximate.contains(&End::Until),
                    degree: w.degree,
                    claim: self.claim(&w.claim, sources),
                });
            }
            out.sort_by_key(|w| w.from);
            services.push(Service {
                id: s.id.as_ref().clone(),
                lane,
                name: s.lookup.as_ref().clone(),
                rtype: s.rtype,
                out,
                shapes: Vec::new(),
                claim: self.claim(&s.claim, sources),
            });
        }
        services
    }

    fn claim(&mut self, form: &ClaimFile, sources: &[Source]) -> Claim {
        if form.source.as_ref().is_empty() {
            self.wrong(
                &form.source,
                "the claim names no source, expected at least one".to_owned(),
            );
        }
        let mut places = Vec::new();
        for id in form.source.as_ref() {
            let spanned = Spanned::new(form.source.span(), id.clone());
            places.extend(self.place(&spanned, sources.iter().map(|s| &s.id), "source"));
        }
        Claim {
            how: form.how,
            sources: places,
        }
    }

    fn faults(&mut self, form: &IncidentFile, sources: &[Source]) -> (Vec<Fault>, Vec<Claim>) {
        let (mut faults, mut claims) = (Vec::new(), Vec::new());
        for f in &form.faults {
            let claim = self.claim(&f.claim, sources);
            let Some(fault) = self.fault(form, f) else {
                continue;
            };
            // One entry in the file may name several names; the simulation knows one name a fault.
            let names = f.names.iter().map(|n| Some(n.as_ref().clone()));
            let names: Vec<_> = if f.names.is_empty() {
                vec![None]
            } else {
                names.collect()
            };
            for under in names {
                faults.push(Fault {
                    under,
                    ..fault.clone()
                });
                claims.push(claim.clone());
            }
        }
        (faults, claims)
    }

    fn fault(&mut self, form: &IncidentFile, f: &FaultFile) -> Option<Fault> {
        let (from, until) = (f.from.0, f.until.as_ref().0);
        if until < from {
            self.wrong(
                &f.until,
                format!("the fault ends at {until}, expected no earlier than its start {from}"),
            );
        }
        let share = *f.share.as_ref();
        if !(0.0..=1.0).contains(&share) {
            self.wrong(&f.share, format!("share is {share}, expected 0 to 1"));
            return None;
        }
        let place = match (&f.station, &f.server) {
            (Some(station), None) => {
                self.place(
                    station,
                    form.stations.iter().map(|s| s.id.as_ref()),
                    "station",
                )?;
                Place::Station(station.as_ref().as_str().into())
            }
            (None, Some(server)) => {
                let names: Vec<String> = form
                    .servers
                    .iter()
                    .map(|s| s.name.as_ref().to_string())
                    .collect();
                let wanted = Spanned::new(server.span(), server.as_ref().to_string());
                self.place(&wanted, names.iter(), "server")?;
                Place::Server(server.as_ref().clone())
            }
            _ => {
                self.wrong(
                    &f.share,
                    "the fault needs a place, expected either `station` or `server`".to_owned(),
                );
                return None;
            }
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 to 1000"
        )]
        let share = (share * 1000.0).round() as u16;
        let mut fault = Fault::new(from, until, place, f.verb.clone());
        fault.share = share;
        fault.spread = Span::from_secs(f.spread_s.into());
        Some(fault)
    }

    fn steps(&mut self, form: &IncidentFile, day: &Day) -> Vec<Step> {
        let mut steps = Vec::new();
        for s in &form.steps {
            let at = s.at.as_ref().0;
            if at < day.from || at > day.until {
                self.wrong(
                    &s.at,
                    format!(
                        "the step is at {at}, expected a time from {} to {}",
                        day.from, day.until
                    ),
                );
            }
            if let Some(station) = &s.until {
                self.place(
                    station,
                    form.stations.iter().map(|s| s.id.as_ref()),
                    "station",
                );
            }
            steps.push(Step {
                at,
                until: s.until.as_ref().map(|u| u.as_ref().as_str().into()),
            });
        }
        steps
    }

    fn loss(&mut self, form: &LossFile, sources: &[Source]) -> Option<Loss> {
        let mut claims = Vec::new();
        let mut values = Vec::new();
        for symbol in Symbol::ALL {
            let Some(input) = form.inputs.get(&symbol.to_string()) else {
                self.problems.push(self.incident.at(
                    0..0,
                    format!("the loss model has no input {symbol}, expected [loss.{symbol}]"),
                ));
                continue;
            };
            let claim = self.claim(&input.claim, sources);
            let Some((distribution, low, mode, high)) = distribution(input) else {
                let message =
                    format!("[loss.{symbol}] needs exactly one of pert, lognormal and fixed");
                self.wrong(&input.claim.source, message);
                continue;
            };
            claims.push(InputClaim {
                symbol,
                unit: input.unit.clone(),
                low,
                mode,
                high,
                claim,
            });
            values.push((symbol, distribution, mode));
        }
        let one = |s: Symbol| values.iter().find(|(x, ..)| *x == s).map(|(_, d, _)| *d);
        let amount = |s: Symbol| values.iter().find(|(x, ..)| *x == s).map(|(.., v)| *v);
        let inputs = Inputs {
            revenue_per_year: one(Symbol::Revenue)?,
            share_exposed: one(Symbol::Exposed)?,
            share_of_places: one(Symbol::Places)?,
            share_failing: one(Symbol::Failing)?,
            demand_weight: one(Symbol::Demand)?,
            effective_hours: one(Symbol::Hours)?,
            share_later: one(Symbol::Later)?,
            refunds: amount(Symbol::Refunds)?,
            response: amount(Symbol::Response)?,
        };
        match Prepared::new(&inputs) {
            Ok(inputs) => Some(Loss {
                currency: form.currency.clone(),
                inputs,
                claims,
            }),
            Err(e) => {
                let at = form
                    .inputs
                    .get(&e.symbol.to_string())
                    .map_or(0..0, |i| i.claim.source.span());
                self.problems
                    .push(self.incident.at(at, format!("[loss.{}] {e}", e.symbol)));
                None
            }
        }
    }

    /// Every word that the data calls for must be there, and none besides.
    fn words(&mut self, form: &IncidentFile, text: &StoryText) {
        let stations: Vec<&String> = form.stations.iter().map(|s| s.id.as_ref()).collect();
        let lanes: Vec<&String> = form.lanes.iter().map(|l| l.id.as_ref()).collect();
        let services: Vec<&String> = form.services.iter().map(|s| s.id.as_ref()).collect();
        let mut owners: Vec<&String> = form.stations.iter().map(|s| s.owner.as_ref()).collect();
        owners.dedup();
        let published: Vec<&String> = form.published.iter().map(|p| p.by.as_ref()).collect();
        let inputs: Vec<&String> = form.loss.iter().flat_map(|l| l.inputs.keys()).collect();
        self.same_keys("stations", &stations, text.stations.keys());
        self.same_keys("owners", &owners, text.owners.keys());
        self.same_keys("lanes", &lanes, text.lanes.keys());
        self.same_keys("services", &services, text.services.keys());
        self.same_keys("published", &published, text.published.keys());
        self.same_keys("inputs", &inputs, text.inputs.keys());
        if text.steps.len() != form.steps.len() {
            self.problems.push(self.texts.at(
                0..0,
                format!(
                    "{} steps have words, expected {}, as the incident file has",
                    text.steps.len(),
                    form.steps.len()
                ),
            ));
        }
    }

    fn same_keys<'k>(
        &mut self,
        table: &str,
        wanted: &[&String],
        given: impl Iterator<Item = &'k String>,
    ) {
        let given: Vec<&String> = given.collect();
        for key in wanted.iter().filter(|k| !given.contains(k)) {
            self.problems.push(self.texts.at(
                0..0,
                format!("[{table}] has no `{key}`, expected its words"),
            ));
        }
        for key in given.iter().filter(|k| !wanted.contains(k)) {
            self.problems.push(self.texts.at(
                0..0,
                format!("[{table}] has words for `{key}`, which the incident file does not name"),
            ));
        }
    }

    /// The impact of each fault on each service, with the TTLs that the resolver itself meets.
    fn shapes(&mut self, form: &IncidentFile, story: &mut Story) {
        for n in 0..story.services.len() {
            let Some(file) = form.services.get(n) else {
                continue;
            };
            let fresh = World {
                visits: Vec::new(),
                ..story.world.clone()
            };
            let Some(question) = story.question(n, story.day.from) else {
                continue;
            };
            let healthy = match crate::sim::run(&fresh, &[], &question) {
                Ok(trace) => trace,
                Err(e) => {
                    return self.wrong(
                        &file.lookup,
                        format!("the world does not hold together: {e}"),
                    );
                }
            };
            if !healthy.outcome.reached {
                self.wrong(
                    &file.lookup,
                    format!(
                        "`{}` leads nowhere even before the fault, expected an address of [host]",
                        file.lookup.as_ref()
                    ),
                );
                continue;
            }
            let cap = story
                .world
                .resolvers
                .first()
                .map_or(i64::MAX, |r| r.max_ttl.secs());
            let ttl = healthy.events.iter().find_map(|e| match &e.what {
                What::Answered(a) => Some(a.ttl),
                _ => None,
            });
            let good_ttl_s = ttl.unwrap_or(0).min(u32::try_from(cap).unwrap_or(u32::MAX));
            let mut shapes = Vec::new();
            for fault in &story.faults {
                let question = crate::sim::Question {
                    at: fault.from,
                    ..question.clone()
                };
                let Ok(broken) = crate::sim::run(&fresh, std::slice::from_ref(fault), &question)
                else {
                    continue;
                };
                if broken.outcome.reached {
                    continue;
                }
                let failure_ttl = story
                    .world
                    .resolvers
                    .first()
                    .map_or(0, |r| r.failure_ttl.secs());
                let kept = match &fault.verb {
                    Verb::ChangeAddress { .. } => Some(good_ttl_s),
                    _ => broken.events.iter().find_map(|e| match e.what {
                        What::NoSuchName { ttl, .. } | What::NoData { ttl, .. } => Some(ttl),
                        _ => None,
                    }),
                };
                shapes.push(Shape {
                    from: fault.from,
                    until: fault.until,
                    spread_s: u32::try_from(fault.spread.secs()).unwrap_or(0),
                    share_per_mille: fault.share,
                    good_ttl_s,
                    failure_ttl_s: kept.unwrap_or(u32::try_from(failure_ttl).unwrap_or(0)),
                });
            }
            if let Some(service) = story.services.get_mut(n) {
                service.shapes = shapes;
            }
        }
    }
}

/// The distribution of an input with its low, likeliest and high values; `None` unless exactly one kind is given.
fn distribution(input: &InputFile) -> Option<(Distribution, f64, f64, f64)> {
    match (&input.pert, &input.lognormal, input.fixed) {
        (Some([low, mode, high]), None, None) => Some((
            Distribution::Pert {
                low: *low,
                mode: *mode,
                high: *high,
            },
            *low,
            *mode,
            *high,
        )),
        (None, Some(l), None) => {
            // 1.645 standard deviations: the 5th and the 95th percentile of a normal distribution.
            let spread = (1.645 * l.sigma).exp();
            let d = Distribution::Lognormal {
                median: l.median,
                sigma: l.sigma,
            };
            Some((d, l.median / spread, l.median, l.median * spread))
        }
        (None, None, Some(value)) => Some((Distribution::Fixed(value), value, value, value)),
        _ => None,
    }
}
