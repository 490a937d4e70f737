//! How long a resolver keeps what it has learnt: one place for the resolver and for whoever counts many of them.

use super::world::Resolver;
use crate::clock::Span;

impl Resolver {
    /// For how many seconds a copy of a record with this TTL is kept: the zone's word within the resolver's own limits
    /// (RFC 8767 section 4 for the cap).
    pub fn keeps(&self, ttl_s: u32) -> u32 {
        ttl_s.max(whole(self.min_ttl)).min(whole(self.max_ttl))
    }

    /// For how many seconds a denial is kept whose SOA record has this TTL or minimum, whichever is less (RFC 2308 section 5).
    pub fn keeps_denial(&self, ttl_s: u32) -> u32 {
        ttl_s.min(whole(self.max_negative_ttl))
    }

    /// For how many seconds a failed search is remembered: at most five minutes (RFC 9520 section 3.2).
    pub fn keeps_failure(&self) -> u32 {
        whole(self.failure_ttl).min(300)
    }
}

/// Whole seconds, 0 for a negative span.
fn whole(span: Span) -> u32 {
    u32::try_from(span.secs().max(0)).unwrap_or(u32::MAX)
}
