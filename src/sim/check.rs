//! Whether a world and its faults hold together: every name in them stands for something.

use super::error::WorldError;
use super::fault::{Fault, Place, Verb};
use super::trace::StationId;
use super::world::{Role, World};
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
    for stub in &world.stubs {
        if !world
            .resolvers
            .iter()
            .any(|resolver| resolver.address == stub.resolver)
        {
            let (device, address) = (stub.station.clone(), stub.resolver);
            return Err(WorldError::NoResolver { device, address });
        }
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
    let role = match &fault.place {
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
        Place::Network { address, length } => {
            if *length > if address.is_ipv4() { 32 } else { 128 } {
                return out_of_range("fault.place.length", "0 to 32, or for IPv6 0 to 128");
            }
            Role::Authority
        }
    };
    let at_server = role == Role::Authority;
    let possible = match &fault.verb {
        Verb::NoReply => matches!(role, Role::Authority | Role::Resolver | Role::Service),
        Verb::Decline { .. } => matches!(role, Role::Authority | Role::Resolver),
        Verb::Delay { by } if by.ms() < 0 => return out_of_range("fault.verb.by", "0 or more"),
        Verb::Delay { .. }
        | Verb::ReferUpwards
        | Verb::DisclaimAuthority
        | Verb::RejectEdns
        | Verb::DropEdns
        | Verb::BlockTcp
        | Verb::ExpireZone { .. }
        | Verb::EmptyZone { .. }
        | Verb::DeleteName { .. }
        | Verb::DeleteRecords { .. }
        | Verb::ChangeAddress { .. }
        | Verb::BreakDnssec { .. }
        | Verb::RemoveDelegation { .. }
        | Verb::RemoveGlue { .. }
        | Verb::ReplaceServers { .. }
        | Verb::LoseDot { .. }
        | Verb::Truncate => at_server,
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
