//! What exists: stations, servers with their zones, the resolver, the device and the machines behind the names.

use std::fs;

use toml::Spanned;

use super::{Lowering, ids};
use crate::clock::Span;
use crate::dns::{Name, Zone, zonefile};
use crate::incident::check::Located;
use crate::incident::file::{IncidentFile, RoleFile, ServerFile};
use crate::sim::World;
use crate::sim::world::{
    Hint, NameServer, Resolver, Role, ServiceHost, Station, Stub, Visit, Visitor,
};

/// The zones read so far, each with the apex and the file that it was asked for by.
#[derive(Default)]
struct Zones {
    keys: Vec<(Name, String)>,
    zones: Vec<Zone>,
}

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
        world.zones = zones.zones;
        world.resolvers.push(resolver(form));
        world.stubs.push(Stub::new(
            form.device.station.as_ref().as_str().into(),
            form.resolver.address.0,
        ));
        world.services.push(ServiceHost {
            station: form.host.station.as_ref().as_str().into(),
            addresses: form.host.addresses.iter().map(|a| a.0).collect(),
            round_trip: Span::from_ms(form.host.round_trip_ms.into()),
        });
        world.visits = self.visits(form)?;
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
        for (wanted, role) in servers.chain(others) {
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

    /// The place of a zone in the world, read from its file when it is met for the first time.
    fn zone(&mut self, apex: &str, file: &Spanned<String>, zones: &mut Zones) -> Option<usize> {
        let name = file.as_ref();
        let Ok(apex) = apex.parse::<Name>() else {
            self.wrong(
                file,
                format!("`{apex}` is not a domain name, expected one such as `example.com.`"),
            );
            return None;
        };
        let key = (apex, name.clone());
        if let Some(n) = zones.keys.iter().position(|k| *k == key) {
            return Some(n);
        }
        // A file name, not a path: an incident reads nothing outside its own folder.
        if name.contains(['/', '\\']) || name.starts_with('.') {
            self.wrong(file, format!("`{name}` is not a plain file name, expected a file of this folder such as `com.zone`"));
            return None;
        }
        let path = self.folder.join(name);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) => {
                self.wrong(
                    file,
                    format!("the zone file `{name}` cannot be read ({e}), expected a master file in this folder"),
                );
                return None;
            }
        };
        match zonefile::parse(&text, &key.0) {
            Ok(zone) if *zone.apex() == key.0 => {
                zones.keys.push(key);
                zones.zones.push(zone);
                Some(zones.zones.len() - 1)
            }
            Ok(zone) => {
                self.wrong(
                    file,
                    format!(
                        "the zone file `{name}` holds the zone `{}`, expected `{}`",
                        zone.apex(),
                        key.0
                    ),
                );
                None
            }
            Err(e) => {
                self.problems.push(Located {
                    file: path,
                    line: e.line.max(1),
                    column: e.column.unwrap_or(1).max(1),
                    message: e.what.to_string(),
                });
                None
            }
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

fn resolver(form: &IncidentFile) -> Resolver {
    let file = &form.resolver;
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
    resolver
}
