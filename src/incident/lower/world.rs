//! What exists: stations, servers with their zones, the resolver, the device and the machines behind the names.

use super::faults::Spot;
use super::zones::Zones;
use super::{Lowering, ids};
use crate::clock::Span;
use crate::incident::file::{IncidentFile, ResolverFile, RoleFile, ServerFile, Spanned};
use crate::sim::World;
use crate::sim::world::{
    Forward, Hint, NameServer, Path, Resolver, Role, ServiceHost, Stale, Station, Stub, View,
    Visit, Visitor,
};

impl Lowering<'_> {
    /// The world, or `None` where a part of it is missing.
    pub(super) fn world(&mut self, form: &IncidentFile) -> Option<World> {
        self.stations(form);
        let mut world = World {
            stations: form.stations.iter().map(station).collect(),
            ..World::default()
        };
        let mut zones = Zones::default();
        for server in &form.servers {
            let lowered = self.server(form, server, &mut zones);
            if server.zones.keys().any(|apex| apex == ".") {
                world.hints.push(Hint {
                    name: lowered.name.clone(),
                    addresses: lowered.addresses.clone(),
                });
            }
            world.servers.push(lowered);
        }
        if world.hints.is_empty() {
            let at = self.incident.find(&["server"]);
            let message = "no server serves the root, expected a [[server]] with the zone `\".\"`";
            self.problems.push(self.incident.at(at, message.to_owned()));
        }
        let files = core::iter::once(&form.resolver).chain(&form.further_resolvers);
        for file in files {
            let resolver = self.resolver(form, file, &mut zones);
            world.resolvers.push(resolver);
        }
        world.stubs.push(self.device(form));
        world.zones = self.signed(form, zones);
        world.services.push(ServiceHost {
            station: form.host.station.as_ref().as_str().into(),
            addresses: form.host.addresses.iter().map(|a| a.0).collect(),
            round_trip: Span::from_ms(form.host.round_trip_ms.into()),
        });
        world.visits = self.visits(form)?;
        world.paths = self.paths(form);
        Some(world)
    }

    /// Each station once, and what stands at one stands at a station of its kind.
    fn stations(&mut self, form: &IncidentFile) {
        let own: Vec<_> = form.stations.iter().map(|s| &s.id).collect();
        self.once(&own, "station");
        let servers = form
            .servers
            .iter()
            .map(|s| (&s.station, RoleFile::Authority));
        let others = [
            (&form.resolver.station, RoleFile::Resolver),
            (&form.device.station, RoleFile::Stub),
            (&form.host.station, RoleFile::Service),
        ];
        let further = form.further_resolvers.iter();
        let further = further.map(|r| (&r.station, RoleFile::Resolver));
        for (wanted, role) in servers.chain(others).chain(further) {
            let Some(n) = self.place(wanted, &ids(&form.stations), "station") else {
                continue;
            };
            let found = form.stations.get(n).map(|s| s.role);
            if let Some(found) = found.filter(|f| *f != role) {
                self.wrong(
                    wanted,
                    format!(
                        "the station `{}` has the role `{}`, expected one with the role `{}`",
                        wanted.as_ref(),
                        found.name(),
                        role.name()
                    ),
                );
            }
        }
    }

    fn server(
        &mut self,
        form: &IncidentFile,
        server: &ServerFile,
        zones: &mut Zones,
    ) -> NameServer {
        let name = server.name.as_ref().0.clone();
        let twins = form.servers.iter().filter(|s| s.name.as_ref().0 == name);
        if twins
            .take_while(|s| s.name.span() != server.name.span())
            .count()
            > 0
        {
            self.wrong(
                &server.name,
                format!("a second server `{name}`, expected each name once"),
            );
        }
        let served = server.zones.iter();
        NameServer {
            name,
            addresses: vec![server.address.0],
            station: server.station.as_ref().as_str().into(),
            zones: served
                .filter_map(|(apex, file)| self.zone(apex, file, zones))
                .collect(),
            round_trip: Span::from_ms(server.round_trip_ms.into()),
        }
    }

    fn visits(&mut self, form: &IncidentFile) -> Option<Vec<Visit>> {
        let mut visits = Vec::new();
        for visit in &form.resolver.visits {
            let n = self.place(&visit.service, &ids(&form.services), "service")?;
            let service = form.services.get(n)?;
            visits.push(Visit {
                at: visit.at.0,
                every: None,
                name: service.lookup.as_ref().0.clone(),
                rtype: service.rtype.0,
                visitor: Visitor::Neighbour,
            });
        }
        Some(visits)
    }

    fn resolver(
        &mut self,
        form: &IncidentFile,
        file: &ResolverFile,
        zones: &mut Zones,
    ) -> Resolver {
        let mut resolver = Resolver::new(file.station.as_ref().as_str().into(), file.address.0);
        resolver.round_trip = Span::from_ms(file.round_trip_ms.into());
        if let Some(cap) = file.max_ttl_s {
            resolver.max_ttl = Span::from_secs(cap.into());
        }
        if let Some(cap) = file.max_negative_ttl_s {
            resolver.max_negative_ttl = Span::from_secs(cap.into());
        }
        if let Some(failure) = file.failure_ttl_s {
            resolver.failure_ttl = Span::from_secs(failure.into());
        }
        resolver.stale = file.serve_stale.then(Stale::default);
        let forward = file.forward.iter().map(|f| Forward {
            zone: f.zone.0.clone(),
            addresses: f.to.iter().map(|a| a.0).collect(),
            first: false,
        });
        resolver.forward = forward.collect();
        for view in &file.views {
            let served = view.zones.iter();
            resolver.views.push(View {
                clients: view.clients.iter().map(|c| c.0).collect(),
                zones: served
                    .filter_map(|(apex, file)| self.zone(apex, file, zones))
                    .collect(),
            });
        }
        if let Some(validate) = file.validate.as_ref().filter(|v| *v.as_ref()) {
            resolver.validation = self.validation(form, validate);
        }
        resolver
    }

    fn device(&mut self, form: &IncidentFile) -> Stub {
        let file = &form.device;
        let station = file.station.as_ref().as_str().into();
        let mut stub = Stub::new(station, form.resolver.address.0);
        let files = core::iter::once(&form.resolver).chain(&form.further_resolvers);
        let known: Vec<String> = files.map(|r| r.address.0.to_string()).collect();
        if !file.resolvers.is_empty() {
            stub.resolvers.clear();
        }
        for address in &file.resolvers {
            let wanted = Spanned::new(address.span(), address.as_ref().0.to_string());
            if self.place(&wanted, &known, "resolver").is_some() {
                stub.resolvers.push(address.as_ref().0);
            }
        }
        if let Some(tries) = &file.tries {
            stub.tries = *tries.as_ref();
            if !(1..=10).contains(&stub.tries) {
                let message = format!("tries is {}, expected 1 to 10", stub.tries);
                self.wrong(tries, message);
            }
        }
        if let Some(timeout) = file.timeout_ms {
            stub.timeout = Span::from_ms(timeout.into());
        }
        if let Some(address) = &file.address {
            stub.address = address.0;
        }
        stub
    }

    fn paths(&mut self, form: &IncidentFile) -> Vec<Path> {
        let mut paths = Vec::new();
        for file in &form.paths {
            self.place(&file.from, &ids(&form.stations), "station");
            let spot = Spot {
                what: "path",
                at: file.from.span(),
                station: file.station.as_ref(),
                servers: None,
                server: file.server.as_ref(),
                network: file.network.as_ref(),
            };
            if let Some(to) = self.spot(form, &spot) {
                paths.push(Path {
                    from: file.from.as_ref().as_str().into(),
                    to,
                    round_trip: Span::from_ms(file.round_trip_ms.into()),
                });
            }
        }
        paths
    }
}

fn station(s: &crate::incident::file::StationFile) -> Station {
    Station {
        id: s.id.as_ref().as_str().into(),
        role: match s.role {
            RoleFile::Asker => Role::Reader,
            RoleFile::Stub => Role::Device,
            RoleFile::Resolver => Role::Resolver,
            RoleFile::Authority => Role::Authority,
            RoleFile::Service => Role::Service,
        },
    }
}
