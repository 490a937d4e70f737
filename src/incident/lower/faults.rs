//! What broke.

use toml::Spanned;

use super::{Lowering, ids};
use crate::clock::Span;
use crate::impact::LONGEST_SPREAD_S;
use crate::incident::file::{DnssecFile, FaultFile, IncidentFile, VerbFile};
use crate::incident::{Claim, Source};
use crate::sim::Fault;
use crate::sim::fault::{DnssecFault, Place, Verb};

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
        let mut fault = Fault::new(from, until, self.fault_place(form, f)?, verb(&f.verb));
        fault.share = per_mille;
        fault.spread = Span::from_secs(spread.into());
        Some(fault)
    }

    fn fault_place(&mut self, form: &IncidentFile, f: &FaultFile) -> Option<Place> {
        match (&f.station, &f.server) {
            (Some(station), None) => {
                self.place(station, &ids(&form.stations), "station")?;
                Some(Place::Station(station.as_ref().as_str().into()))
            }
            (None, Some(server)) => {
                let servers = form.servers.iter();
                let names: Vec<_> = servers.map(|s| s.name.as_ref().0.to_string()).collect();
                let name = &server.as_ref().0;
                let wanted = Spanned::new(server.span(), name.to_string());
                self.place(&wanted, &names, "server")?;
                Some(Place::Server(name.clone()))
            }
            (Some(station), Some(_)) => {
                self.wrong(
                    station,
                    "the fault has two places, expected either `station` or `server`".to_owned(),
                );
                None
            }
            (None, None) => {
                self.wrong(
                    &f.share,
                    "the fault has no place, expected either `station` or `server`".to_owned(),
                );
                None
            }
        }
    }
}

fn verb(file: &VerbFile) -> Verb {
    match file {
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
    }
}
