//! The header of a scenario file: the settings of the resolver it was written for, in ours.

use std::net::{IpAddr, Ipv4Addr};

use super::Failure;
use super::dnssec::Dnssec;
use crate::clock::{Span, Time};
use crate::dns::{Name, Rtype};
use crate::sim::world::{Forward, Hint, Resolver, Role, Stale, Station, World};

/// The resolver's address; nobody looks at it.
const RESOLVER: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// The root servers a to m as of 2017, when the suites that count on them were written (IANA's root hints; b has moved
/// since).
const BUILT_IN: [[u8; 4]; 13] = [
    [198, 41, 0, 4],
    [192, 228, 79, 201],
    [192, 33, 4, 12],
    [199, 7, 91, 13],
    [192, 203, 230, 10],
    [192, 5, 5, 241],
    [192, 112, 36, 4],
    [198, 97, 190, 53],
    [192, 36, 148, 17],
    [192, 58, 128, 30],
    [193, 0, 14, 129],
    [199, 7, 83, 42],
    [202, 12, 27, 33],
];

/// The settings of a file.
#[derive(Debug)]
pub struct Config {
    /// Whether the file is one of Unbound's.
    pub unbound: bool,
    /// Whether the resolver asks for the root's servers when it starts.
    pub primes: bool,
    /// Whether addresses of the machine itself are never asked.
    pub avoids_localhost: bool,
    hints: Vec<IpAddr>,
    resolver: Resolver,
    dnssec: Dnssec,
    /// The time at which the file begins.
    pub begins: Time,
}

/// The block of settings that a line is in.
enum Block {
    Server,
    /// Of a zone whose servers are set.
    Stub(Option<Name>, Vec<IpAddr>),
    /// Of a zone that others search for, and whether the search goes on where they fail.
    Forward(Option<Name>, Vec<IpAddr>, bool),
    Other,
}

impl Config {
    /// Reads the header.
    ///
    /// # Errors
    /// When it asks for something that the resolver cannot do.
    pub fn read(lines: &[String]) -> Result<Self, Failure> {
        let lines: Vec<(String, String)> = lines.iter().flat_map(|line| settings(line)).collect();
        let blocks = ["server", "stub-zone", "forward-zone"];
        let unbound = lines.iter().any(|(key, _)| blocks.contains(&key.as_str()));
        let mut resolver = Resolver::new("resolver".into(), RESOLVER);
        resolver.round_trip = Span::from_ms(0);
        resolver.minimise = Some(Rtype::A);
        let mut config = Self {
            unbound,
            primes: true,
            avoids_localhost: true,
            hints: Vec::new(),
            resolver,
            dnssec: Dnssec::default(),
            begins: Time::from_ms(0),
        };
        let mut block = if unbound { Block::Other } else { Block::Server };
        for (key, value) in &lines {
            if blocks.contains(&key.as_str()) || key.ends_with("-zone") || value.is_empty() {
                config.close(core::mem::replace(&mut block, Block::Other));
                block = match key.as_str() {
                    "server" => Block::Server,
                    "stub-zone" => Block::Stub(None, Vec::new()),
                    "forward-zone" => Block::Forward(None, Vec::new(), false),
                    _ => Block::Other,
                };
                continue;
            }
            match &mut block {
                Block::Forward(_, _, first) if key == "forward-first" => *first = value == "yes",
                Block::Stub(name, addresses) | Block::Forward(name, addresses, _) => {
                    match key.as_str() {
                        "name" => *name = value.parse().ok(),
                        "stub-addr" | "forward-addr" => addresses.extend(address(value)),
                        _ => {}
                    }
                }
                Block::Server => config.set(key, value)?,
                Block::Other => {}
            }
        }
        config.close(block);
        let dnssec = core::mem::take(&mut config.dnssec);
        (config.resolver.validation, config.begins) = dnssec.finish(unbound);
        Ok(config)
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), Failure> {
        let yes = matches!(value, "yes" | "on" | "true");
        let number = value.parse::<i64>();
        let stale = |resolver: &mut Resolver, change: &dyn Fn(&mut Stale)| {
            let mut stale = resolver.stale.take().unwrap_or_default();
            change(&mut stale);
            resolver.stale = Some(stale);
        };
        match (key, number) {
            ("qname-minimisation", _) => self.resolver.minimise = yes.then_some(Rtype::A),
            // Deckard's files are from the time when shortened names were asked for with type NS.
            ("query-minimization", _) => self.resolver.minimise = yes.then_some(Rtype::NS),
            ("do-ip6", _) => self.resolver.ipv6 = yes,
            ("do-not-query-localhost", _) => self.avoids_localhost = yes,
            ("cache-max-ttl", Ok(n)) => self.resolver.max_ttl = Span::from_secs(n),
            ("cache-min-ttl", Ok(n)) => self.resolver.min_ttl = Span::from_secs(n),
            ("cache-max-negative-ttl", Ok(n)) => {
                self.resolver.max_negative_ttl = Span::from_secs(n);
            }
            ("stub-addr", _) => self.hints.extend(address(value)),
            ("forward-addr", _) => {
                let addresses = address(value).into_iter().collect();
                self.resolver.forward.push(Forward {
                    zone: Name::root(),
                    addresses,
                    first: false,
                });
            }
            ("serve-expired", _) if yes => {
                let forever = Span::from_secs(10 * 365 * 86_400);
                stale(&mut self.resolver, &|stale| {
                    // Unbound's NORR_TTL.
                    stale.recheck = Span::from_secs(5);
                    stale.keep = forever;
                });
            }
            ("serve-expired-ttl", Ok(n)) if n > 0 && self.resolver.stale.is_some() => {
                stale(&mut self.resolver, &|stale| stale.keep = Span::from_secs(n));
            }
            ("serve-expired-reply-ttl", Ok(n)) if self.resolver.stale.is_some() => {
                stale(&mut self.resolver, &|stale| stale.ttl = Span::from_secs(n));
            }
            ("serve-expired-client-timeout", Ok(n)) if self.resolver.stale.is_some() => {
                stale(&mut self.resolver, &|stale| {
                    stale.patience = Span::from_ms(n);
                });
            }
            _ => {}
        }
        self.dnssec.set(key, value)
    }

    /// Takes over a block that has ended.
    fn close(&mut self, block: Block) {
        match block {
            Block::Stub(Some(zone), addresses) if zone.depth() == 0 => self.hints.extend(addresses),
            Block::Stub(Some(zone), addresses) => {
                self.resolver.stub_zones.push(Forward {
                    zone,
                    addresses,
                    first: false,
                });
            }
            Block::Forward(Some(zone), addresses, first) => {
                self.resolver.forward.push(Forward {
                    zone,
                    addresses,
                    first,
                });
            }
            Block::Stub(None, _) | Block::Forward(None, ..) | Block::Server | Block::Other => {}
        }
    }

    /// A world with nothing but the resolver.
    pub fn world(&self) -> World {
        // A file that sets no root servers counts on those that are built into resolvers.
        let hints = if self.hints.is_empty() {
            BUILT_IN.map(IpAddr::from).to_vec()
        } else {
            self.hints.clone()
        };
        World {
            stations: vec![Station {
                id: "resolver".into(),
                role: Role::Resolver,
            }],
            resolvers: vec![self.resolver.clone()],
            hints: vec![Hint {
                name: Name::root(),
                addresses: hints,
            }],
            ..World::default()
        }
    }
}

/// Each `key: value` of a line, without comment and quotes; a value may be missing.
fn settings(line: &str) -> Vec<(String, String)> {
    let line = line.trim();
    let mut list: Vec<(String, String)> = Vec::new();
    if line.starts_with(';') {
        return list;
    }
    for word in line
        .split_whitespace()
        .take_while(|word| !word.starts_with('#'))
    {
        if let Some(key) = word.strip_suffix(':') {
            list.push((key.to_owned(), String::new()));
        } else if let Some((_, value)) = list.last_mut() {
            let gap = if value.is_empty() { "" } else { " " };
            *value += &format!("{gap}{}", word.trim_matches('"'));
        }
    }
    list
}

fn address(text: &str) -> Option<IpAddr> {
    text.split('@').next()?.trim().parse().ok()
}
