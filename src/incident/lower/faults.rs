//! What broke.

use super::{Lowering, ids};
use crate::clock::Span;
use crate::dns::Name;
use crate::impact::LONGEST_SPREAD_S;
use crate::incident::file::{DnssecFile, FaultFile, IncidentFile, Spanned, VerbFile, Written};
use crate::incident::{Claim, Source};
use crate::sim::Fault;
use crate::sim::fault::{DnssecFault, Place, Verb};
use crate::sim::prefix::Prefix;

impl Lowering<'_> {
    /// The faults and, in the same order, how we know of each.
    pub(super) fn faults(
        &mut self,
        form: &IncidentFile,
        sources: &[Source],
    ) -> (Vec<Fault>, Vec<Claim>) {
        let (mut faults, mut claims) = (Vec::new(), Vec::new());
        for f in &form.faults {
            let claim = self.claim(&f.claim, sources);
            let Some(fault) = self.fault(form, f) else {
                continue;
            };
            // One entry in the file may name several names; the simulation knows one name a fault.
            let under: Vec<_> = if f.names.is_empty() {
                vec![None]
            } else {
                let named = f.names.iter();
                named.map(|n| Some(n.as_ref().0.clone())).collect()
            };
            for under in under {
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
                format!("the fault ends at {until}, expected no earlier than its start, {from}"),
            );
        }
        let spread = *f.spread_s.as_ref();
        if spread > LONGEST_SPREAD_S {
            self.wrong(
                &f.spread_s,
                format!("spread_s is {spread}, expected 0 to {LONGEST_SPREAD_S}"),
            );
        }
        let share = *f.share.as_ref();
        if !(0.0..=1.0).contains(&share) {
            self.wrong(&f.share, format!("share is {share}, expected 0 to 1"));
            return None;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 to 1000"
        )]
        let per_mille = (share * 1000.0).round() as u16;
        let spot = Spot {
            what: "fault",
            // Both places are wrong where there are two: the first is told.
            at: match (&f.station, &f.server) {
                (Some(station), _) => station.span(),
                (None, Some(server)) => server.span(),
                (None, None) => f.share.span(),
            },
            station: f.station.as_ref(),
            servers: f.servers.as_ref(),
            server: f.server.as_ref(),
            network: f.network.as_ref(),
        };
        let place = self.spot(form, &spot)?;
        if let Some(servers) = f.servers.as_ref().filter(|_| f.station.is_none()) {
            let message = "`servers` is given without a station, expected `station` beside it";
            self.wrong(servers, message.to_owned());
        }
        let verb = self.verb(form, &f.verb)?;
        let mut fault = Fault::new(from, until, place, verb);
        fault.share = per_mille;
        fault.spread = Span::from_secs(spread.into());
        Some(fault)
    }

    /// The place that is meant, of which exactly one is named.
    pub(super) fn spot(&mut self, form: &IncidentFile, spot: &Spot<'_>) -> Option<Place> {
        let what = spot.what;
        let expected = "exactly one of `station`, `server` and `network`";
        let given = [
            spot.station.is_some(),
            spot.server.is_some(),
            spot.network.is_some(),
        ];
        match given.iter().filter(|given| **given).count() {
            0 => {
                let message = format!("the {what} has no place, expected {expected}");
                self.wrong(&Spanned::new(spot.at.clone(), ()), message);
                return None;
            }
            1 => {}
            _ => {
                let message = format!("the {what} has more than one place, expected {expected}");
                self.wrong(&Spanned::new(spot.at.clone(), ()), message);
                return None;
            }
        }
        if let Some(network) = spot.network {
            return self.network(form, what, network);
        }
        if let Some(server) = spot.server {
            let servers = form.servers.iter();
            let names: Vec<_> = servers.map(|s| s.name.as_ref().0.to_string()).collect();
            let name = &server.as_ref().0;
            let wanted = Spanned::new(server.span(), name.to_string());
            self.place(&wanted, &names, "server")?;
            return Some(Place::Server(name.clone()));
        }
        let station = spot.station?;
        self.place(station, &ids(&form.stations), "station")?;
        let id = station.as_ref().as_str().into();
        let Some(servers) = spot.servers else {
            return Some(Place::Station(id));
        };
        let (count, there) = (*servers.as_ref(), form.servers.iter());
        let there = there.filter(|s| s.station.as_ref() == station.as_ref());
        let there = there.count();
        if count == 0 || usize::from(count) > there {
            let message =
                format!("servers is {count}, expected 1 to {there}, the name servers at `{id}`");
            self.wrong(servers, message);
            return None;
        }
        Some(Place::Servers { station: id, count })
    }

    /// A network, in which something has an address.
    fn network(
        &mut self,
        form: &IncidentFile,
        what: &str,
        network: &Spanned<Written<Prefix>>,
    ) -> Option<Place> {
        let prefix = network.as_ref().0;
        let servers = form.servers.iter().map(|s| s.address.0);
        let further = form.further_resolvers.iter().map(|r| r.address.0);
        let hosts = form.host.addresses.iter().map(|a| a.0);
        let known = servers
            .chain(core::iter::once(form.resolver.address.0))
            .chain(further)
            .chain(hosts);
        let known: Vec<_> = known.collect();
        if known.iter().any(|address| prefix.covers(*address)) {
            return Some(Place::Network(prefix));
        }
        let given = prefix.address.to_string();
        let near = |a: &&core::net::IpAddr| strsim::jaro_winkler(&a.to_string(), &given);
        let nearest = known.iter().max_by(|a, b| near(a).total_cmp(&near(b)));
        let nearest = nearest.map_or_else(String::new, |a| format!(", such as that of {a}"));
        let message = format!(
            "nothing has an address in {prefix}, expected the network of the {what}'s servers or hosts{nearest}"
        );
        self.wrong(network, message);
        None
    }
}

/// A place as it is written in the file: one of three ways.
pub(super) struct Spot<'f> {
    /// Whose place: a fault, a path.
    pub(super) what: &'static str,
    /// Where to tell that there is none, or more than one.
    pub(super) at: core::ops::Range<usize>,
    pub(super) station: Option<&'f Spanned<String>>,
    pub(super) servers: Option<&'f Spanned<u16>>,
    pub(super) server: Option<&'f Spanned<Written<Name>>>,
    pub(super) network: Option<&'f Spanned<Written<Prefix>>>,
}

impl Lowering<'_> {
    fn verb(&mut self, form: &IncidentFile, file: &VerbFile) -> Option<Verb> {
        if let VerbFile::ServeOldCopy {
            zone,
            file,
            signed_until,
        } = file
        {
            let until = signed_until.map(|t| t.0);
            let copy = Box::new(self.old_copy(form, zone, file, until)?);
            return Some(Verb::ServeOldCopy { copy });
        }
        plain(file)
    }
}

/// A verb that reads nothing else.
fn plain(file: &VerbFile) -> Option<Verb> {
    Some(match file {
        VerbFile::NoReply => Verb::NoReply,
        VerbFile::Decline { rcode } => Verb::Decline { rcode: rcode.0 },
        VerbFile::DeleteName { name } => Verb::DeleteName {
            name: name.0.clone(),
        },
        VerbFile::DeleteRecords { name, rtype } => Verb::DeleteRecords {
            name: name.0.clone(),
            rtype: rtype.0,
        },
        VerbFile::ChangeAddress { name, to } => Verb::ChangeAddress {
            name: name.0.clone(),
            to: to.0,
        },
        VerbFile::BreakDnssec { zone, how } => Verb::BreakDnssec {
            zone: zone.0.clone(),
            how: match how {
                DnssecFile::DsMismatch => DnssecFault::DsMismatch,
                DnssecFile::ExpiredSignatures => DnssecFault::ExpiredSignatures,
                DnssecFile::MissingSignatures => DnssecFault::MissingSignatures,
                DnssecFile::CollidingKeyTags => DnssecFault::CollidingKeyTags,
                DnssecFile::WrongKey => DnssecFault::WrongKey,
            },
        },
        VerbFile::RemoveDelegation { zone } => Verb::RemoveDelegation {
            zone: zone.0.clone(),
        },
        VerbFile::Delay { by_ms } => Verb::Delay {
            by: Span::from_ms((*by_ms).into()),
        },
        VerbFile::ReferUpwards => Verb::ReferUpwards,
        VerbFile::DisclaimAuthority => Verb::DisclaimAuthority,
        VerbFile::RejectEdns => Verb::RejectEdns,
        VerbFile::DropEdns => Verb::DropEdns,
        VerbFile::BlockTcp => Verb::BlockTcp,
        VerbFile::ExpireZone { zone } => Verb::ExpireZone {
            zone: zone.0.clone(),
        },
        VerbFile::Truncate => Verb::Truncate,
        VerbFile::RemoveGlue { zone } => Verb::RemoveGlue {
            zone: zone.0.clone(),
        },
        VerbFile::ReplaceServers { zone, servers } => Verb::ReplaceServers {
            zone: zone.0.clone(),
            servers: servers.iter().map(|server| server.0.clone()).collect(),
        },
        VerbFile::LoseDot { name } => Verb::LoseDot {
            name: name.0.clone(),
        },
        VerbFile::EmptyZone { zone } => Verb::EmptyZone {
            zone: zone.0.clone(),
        },
        VerbFile::Stop => Verb::Stop,
        VerbFile::AliasesLast => Verb::AliasesLast,
        VerbFile::ErrorPage => Verb::ErrorPage,
        VerbFile::Misconfigure { resolver } => Verb::Misconfigure {
            resolver: resolver.as_ref().map(|r| r.0),
        },
        VerbFile::ServeOldCopy { .. } => return None,
    })
}
