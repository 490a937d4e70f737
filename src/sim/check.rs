//! Whether a world and its faults hold together: every name in them stands for something.

use core::net::IpAddr;

use super::error::WorldError;
use super::fault::{Fault, Place, Verb};
use super::trace::StationId;
use super::world::{Resolver, Role, World};
use crate::dns::Name;

/// Checks a world and its faults.
///
/// # Errors
///
/// For the first thing that names what does not exist, or is out of its range; in the host build with the most similar
/// name that does exist.
pub fn check(world: &World, faults: &[Fault]) -> Result<(), WorldError> {
    if world.validates() && !world.validator.is_there() {
        let (field, expected) = ("resolver.validation", "none in a world without a validator");
        return Err(WorldError::OutOfRange { field, expected });
    }
    let servers = world.servers.iter().map(|server| &server.station);
    let resolvers = world.resolvers.iter().map(|resolver| &resolver.station);
    let stubs = world.stubs.iter().map(|stub| &stub.station);
    let services = world.services.iter().map(|host| &host.station);
    for station in servers.chain(resolvers).chain(stubs).chain(services) {
        role_at(world, station)?;
    }
    for server in &world.servers {
        if let Some(index) = server
            .zones
            .iter()
            .find(|index| world.zones.get(**index).is_none())
        {
            return Err(WorldError::NoZone {
                server: server.name.clone(),
                index: *index,
            });
        }
    }
    for resolver in &world.resolvers {
        let zones = resolver.views.iter().flat_map(|view| &view.zones);
        if zones
            .into_iter()
            .any(|index| world.zones.get(*index).is_none())
        {
            return Err(WorldError::OutOfRange {
                field: "resolver.views.zones",
                expected: "zones of the world",
            });
        }
    }
    for stub in &world.stubs {
        let exists = |address: &&IpAddr| {
            let mut resolvers = world.resolvers.iter();
            resolvers.any(|resolver| resolver.address == **address)
        };
        if let Some(address) = stub.resolvers.iter().find(|address| !exists(address)) {
            let (device, address) = (stub.station.clone(), *address);
            return Err(WorldError::NoResolver { device, address });
        }
    }
    for path in &world.paths {
        role_at(world, &path.from)?;
        role_of(world, &path.to)?;
    }
    faults
        .iter()
        .try_for_each(|fault| check_fault(world, fault))
}

fn check_fault(world: &World, fault: &Fault) -> Result<(), WorldError> {
    let out_of_range = |field, expected| Err(WorldError::OutOfRange { field, expected });
    if fault.share > 1000 {
        return out_of_range("fault.share", "0 to 1000");
    }
    if fault.until < fault.from {
        return out_of_range("fault.until", "not before fault.from");
    }
    if fault.spread.ms() < 0 {
        return out_of_range("fault.spread", "0 or more");
    }
    let role = role_of(world, &fault.place)?;
    let is = |roles: &[Role]| role.is_none_or(|role| roles.contains(&role));
    let possible = match &fault.verb {
        Verb::Delay { by } if by.ms() < 0 => return out_of_range("fault.verb.by", "0 or more"),
        Verb::NoReply | Verb::Stop | Verb::Delay { .. } => {
            is(&[Role::Authority, Role::Resolver, Role::Service])
        }
        Verb::Decline { .. } => is(&[Role::Authority, Role::Resolver]),
        // A resolver has zones of its own where it has a private view.
        Verb::EmptyZone { .. }
        | Verb::DeleteName { .. }
        | Verb::DeleteRecords { .. }
        | Verb::ChangeAddress { .. }
        | Verb::ServeOldCopy { .. } => {
            let view = |resolver: &Resolver| {
                !resolver.views.is_empty()
                    && matches!(&fault.place, Place::Station(id) if *id == resolver.station)
            };
            is(&[Role::Authority]) || world.resolvers.iter().any(view)
        }
        Verb::ReferUpwards
        | Verb::DisclaimAuthority
        | Verb::RejectEdns
        | Verb::DropEdns
        | Verb::BlockTcp
        | Verb::ExpireZone { .. }
        | Verb::BreakDnssec { .. }
        | Verb::RemoveDelegation { .. }
        | Verb::RemoveGlue { .. }
        | Verb::ReplaceServers { .. }
        | Verb::LoseDot { .. }
        | Verb::Truncate => is(&[Role::Authority]),
        Verb::AliasesLast => is(&[Role::Resolver]),
        Verb::Misconfigure { .. } => is(&[Role::Device]),
        Verb::ErrorPage => is(&[Role::Service]),
    };
    if possible {
        Ok(())
    } else {
        out_of_range(
            "fault.place",
            "a station or a server where this fault can be",
        )
    }
}

/// What stands at a place; `None`: whatever has an address there.
fn role_of(world: &World, place: &Place) -> Result<Option<Role>, WorldError> {
    let out_of_range = |field, expected| Err(WorldError::OutOfRange { field, expected });
    Ok(Some(match place {
        Place::Station(station) => role_at(world, station)?,
        Place::Server(name) => {
            if !world.servers.iter().any(|server| server.name == *name) {
                let nearest = nearest_server(world, name);
                return Err(WorldError::UnknownServer {
                    name: name.clone(),
                    nearest,
                });
            }
            Role::Authority
        }
        Place::Servers { station, count } => {
            let there = world.servers.iter().filter(|s| s.station == *station);
            if *count == 0 || usize::from(*count) > there.count() {
                let expected = "at least 1 and at most the name servers that stand there";
                return out_of_range("fault.place.count", expected);
            }
            role_at(world, station)?
        }
        Place::Network(prefix) => {
            if !prefix.is_possible() {
                return out_of_range("fault.place.length", "0 to 32, or for IPv6 0 to 128");
            }
            return Ok(None);
        }
    }))
}

fn role_at(world: &World, id: &StationId) -> Result<Role, WorldError> {
    let station = world.stations.iter().find(|station| station.id == *id);
    station
        .map(|station| station.role)
        .ok_or_else(|| WorldError::UnknownStation {
            id: id.clone(),
            nearest: nearest(id, world.stations.iter().map(|station| station.id.clone())),
        })
}

fn nearest_server(world: &World, name: &Name) -> Option<Name> {
    nearest(name, world.servers.iter().map(|server| server.name.clone()))
}

/// The candidate that is written most similarly.
#[cfg(feature = "host")]
fn nearest<T: core::fmt::Display>(wanted: &T, candidates: impl Iterator<Item = T>) -> Option<T> {
    let wanted = wanted.to_string();
    candidates.min_by_key(|candidate| strsim::damerau_levenshtein(&wanted, &candidate.to_string()))
}

/// Nothing: in the browser worlds are checked already.
#[cfg(not(feature = "host"))]
fn nearest<T>(_wanted: &T, _candidates: impl Iterator<Item = T>) -> Option<T> {
    None
}
