//! Where on loopback the servers of a story are.

use core::net::{IpAddr, Ipv4Addr};
use std::collections::BTreeMap;

use crate::sim::World;

/// The third octet of addresses at which nobody answers.
const NOBODY: u8 = 200;

/// A server of the lab: one address of one server of the story.
#[derive(Clone, Debug)]
pub(super) struct Host {
    /// Its name in the lab: the station's, and a number. The lab takes those that differ in the number for one.
    pub(super) key: String,
    /// Its place in [`World::servers`].
    pub(super) server: usize,
    /// Its address in the story.
    pub(super) own: IpAddr,
    /// Its address in the lab.
    pub(super) ip: IpAddr,
}

/// The addresses of a story and those of the lab.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    /// The servers.
    pub(super) hosts: Vec<Host>,
    map: BTreeMap<IpAddr, IpAddr>,
    nobody: Vec<IpAddr>,
}

impl Addresses {
    /// Addresses for all servers: those of the first root server first, which labs expect at 127.53.0.1. A server is
    /// asked over IPv4, the only family that the lab has, unless it has only others.
    pub(super) fn of(world: &World) -> Self {
        let mut addresses = Self::default();
        let is_root = |index: &usize| {
            let zone = world.zones.get(*index);
            zone.is_some_and(|zone| zone.apex().depth() == 0)
        };
        let mut order: Vec<(usize, _)> = world.servers.iter().enumerate().collect();
        order.sort_by_key(|(_, server)| !server.zones.iter().any(is_root));
        let mut stations: Vec<(&str, u8)> = Vec::new();
        for (place, server) in order {
            let known = stations.iter().position(|(id, _)| **id == *server.station);
            let station = known.unwrap_or_else(|| {
                stations.push((&server.station, 0));
                stations.len() - 1
            });
            let v4: Vec<&IpAddr> = server.addresses.iter().filter(|a| a.is_ipv4()).collect();
            let used = if v4.is_empty() {
                server.addresses.iter().take(1).collect()
            } else {
                v4
            };
            for own in used {
                let Some((id, count)) = stations.get_mut(station) else {
                    continue;
                };
                *count = count.saturating_add(1);
                let third = u8::try_from(station).unwrap_or(NOBODY - 1).min(NOBODY - 1);
                let ip = Ipv4Addr::new(127, 53, third, *count).into();
                addresses.map.insert(*own, ip);
                addresses.hosts.push(Host {
                    key: format!("{id}-ns{count}"),
                    server: place,
                    own: *own,
                    ip,
                });
            }
        }
        addresses
    }

    /// The address in the lab of one of the story's; itself where the lab has no need of it.
    pub(super) fn in_lab(&self, own: IpAddr) -> IpAddr {
        self.map.get(&own).copied().unwrap_or(own)
    }

    /// The address in the lab of a name server's address: where the story has no server, one where nobody answers.
    pub(super) fn of_server(&mut self, own: IpAddr) -> IpAddr {
        if let Some(ip) = self.map.get(&own) {
            return *ip;
        }
        let number = u8::try_from(self.nobody.len() + 1).unwrap_or(u8::MAX);
        let ip = Ipv4Addr::new(127, 53, NOBODY, number).into();
        self.map.insert(own, ip);
        self.nobody.push(ip);
        ip
    }

    /// The addresses at which nobody answers.
    pub(super) fn nobody(&self) -> &[IpAddr] {
        &self.nobody
    }

    /// All of them: of the story, and of the lab.
    pub(super) fn map(&self) -> BTreeMap<IpAddr, IpAddr> {
        self.map.clone()
    }
}
