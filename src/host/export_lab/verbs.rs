//! What each kind of fault becomes in the lab. A new kind does not compile here until it has its place.

use crate::host::lab::scenario::{AlsoSpec, BrokenSpec, FaultSpec};
use crate::sim::fault::{DnssecFault, Verb};

/// What a fault is in the lab.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Effect {
    /// The server behaves so.
    Behaves(FaultSpec, AlsoSpec),
    /// The server's copy of this zone has expired.
    Expired(crate::dns::Name),
    /// The signatures of this zone do not check out.
    Breaks(crate::dns::Name, BrokenSpec),
    /// The zones that the server has hold something else.
    Edits,
    /// Nothing that servers do: it is in a resolver, a device or the machines of a service.
    Elsewhere,
}

/// What a fault is in the lab.
pub(super) fn effect(verb: &Verb) -> Effect {
    let behaves = |spec| Effect::Behaves(spec, AlsoSpec::default());
    let well = FaultSpec::default;
    match verb {
        Verb::NoReply => behaves(FaultSpec {
            drop: true,
            ..well()
        }),
        Verb::Decline { rcode } => behaves(FaultSpec {
            rcode: Some(rcode.to_string()),
            ..well()
        }),
        Verb::Delay { by } => behaves(FaultSpec {
            delay_ms: by.ms(),
            ..well()
        }),
        Verb::ReferUpwards => behaves(FaultSpec {
            upward_referral: true,
            ..well()
        }),
        Verb::RejectEdns => behaves(FaultSpec {
            edns: Some("formerr".to_owned()),
            ..well()
        }),
        Verb::DropEdns => behaves(FaultSpec {
            edns: Some("drop".to_owned()),
            ..well()
        }),
        Verb::BlockTcp => behaves(FaultSpec {
            tcp: Some("blackhole".to_owned()),
            ..well()
        }),
        Verb::DisclaimAuthority => Effect::Behaves(
            well(),
            AlsoSpec {
                no_aa: true,
                ..AlsoSpec::default()
            },
        ),
        Verb::Truncate => Effect::Behaves(
            well(),
            AlsoSpec {
                truncate: true,
                ..AlsoSpec::default()
            },
        ),
        Verb::Stop => Effect::Behaves(
            well(),
            AlsoSpec {
                stopped: true,
                ..AlsoSpec::default()
            },
        ),
        Verb::ExpireZone { zone } => Effect::Expired(zone.clone()),
        Verb::BreakDnssec { zone, how } => Effect::Breaks(
            zone.clone(),
            match how {
                DnssecFault::DsMismatch => BrokenSpec::DsMismatch,
                DnssecFault::ExpiredSignatures => BrokenSpec::ExpiredSignatures,
                DnssecFault::MissingSignatures => BrokenSpec::MissingSignatures,
                DnssecFault::CollidingKeyTags => BrokenSpec::CollidingKeyTags,
                DnssecFault::WrongKey => BrokenSpec::WrongKey,
            },
        ),
        Verb::EmptyZone { .. }
        | Verb::DeleteName { .. }
        | Verb::DeleteRecords { .. }
        | Verb::ChangeAddress { .. }
        | Verb::RemoveDelegation { .. }
        | Verb::RemoveGlue { .. }
        | Verb::ReplaceServers { .. }
        | Verb::ServeOldCopy { .. }
        | Verb::LoseDot { .. } => Effect::Edits,
        Verb::AliasesLast | Verb::Misconfigure { .. } | Verb::ErrorPage => Effect::Elsewhere,
    }
}

/// Both at once.
pub(super) fn both(
    (a, more_a): (FaultSpec, AlsoSpec),
    (b, more_b): (FaultSpec, AlsoSpec),
) -> (FaultSpec, AlsoSpec) {
    let spec = FaultSpec {
        drop: a.drop || b.drop,
        rcode: a.rcode.or(b.rcode),
        delay_ms: a.delay_ms.saturating_add(b.delay_ms),
        upward_referral: a.upward_referral || b.upward_referral,
        edns: a.edns.or(b.edns),
        tcp: a.tcp.or(b.tcp),
    };
    let also = AlsoSpec {
        under: more_a.under,
        no_aa: more_a.no_aa || more_b.no_aa,
        truncate: more_a.truncate || more_b.truncate,
        stopped: more_a.stopped || more_b.stopped,
    };
    (spec, also)
}
