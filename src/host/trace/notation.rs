//! Events in the notation of DNS tools: no prose, so nothing to translate.

use super::{cause_name, flaw_name};
use crate::dns::Name;
use crate::sim::trace::{Answer, Cached, What};

/// The kind of the event, and what it says.
pub(super) fn event(what: &What) -> (&'static str, String) {
    match what {
        What::Asked {
            name,
            rtype,
            server,
        } => {
            let server = server.as_ref();
            let at = server.map(|s| format!(" @{} ({})", s.name, s.address));
            ("asked", format!("{name} {rtype}{}", at.unwrap_or_default()))
        }
        What::Referred { zone, servers, ttl } => {
            ("referred", format!("{zone} {ttl} NS {}", words(servers)))
        }
        What::Answered(a) => {
            let aa = if a.authoritative { " (AA)" } else { "" };
            ("answered", format!("{} {} {}{aa}", a.name, a.ttl, data(a)))
        }
        What::Alias { name, target } => ("alias", format!("{name} CNAME {target}")),
        What::NoData { name, ttl } => ("no data", format!("{name} TTL {ttl}")),
        What::NoSuchName { name, ttl } => ("no such name", format!("{name} TTL {ttl}")),
        What::Declined { rcode } => ("declined", rcode.to_string()),
        What::Useless => ("useless", String::new()),
        What::TimedOut { after_ms } => ("timed out", format!("after {after_ms} ms")),
        What::Closed => ("closed", String::new()),
        What::Local { name, rtype } => ("local", format!("{name} {rtype}")),
        What::Missed { name, rtype } => ("missed", format!("{name} {rtype}")),
        What::Expired {
            name,
            rtype,
            at,
            ttl,
        } => ("expired", format!("{name} {rtype} at {at}, TTL {ttl}")),
        What::FromCache {
            found,
            age,
            ttl,
            origin,
        } => {
            let origin = origin.as_ref().map(|o| {
                let how = if o.silent { "silence of" } else { "word of" };
                format!(", by the {how} {}", o.station)
            });
            let origin = origin.unwrap_or_default();
            let found = match found {
                Cached::Answer(a) => format!("{} {}", a.name, data(a)),
                Cached::NoSuchName { name } => format!("{name} NXDOMAIN"),
                Cached::NoData { name } => format!("{name} NODATA"),
                Cached::Failure { cause } => cause_name(*cause).to_owned(),
            };
            (
                "from cache",
                format!("{found}, age {age}, TTL {ttl}{origin}"),
            )
        }
        What::DelegationFromCache { zone, age, ttl } => (
            "delegation from cache",
            format!("{zone} NS, age {age}, TTL {ttl}"),
        ),
        What::Failed { cause } => ("failed", cause_name(*cause).to_owned()),
        What::Checked {
            name,
            rtype,
            secure,
        } => {
            let word = if *secure { "secure" } else { "insecure" };
            ("checked", format!("{name} {rtype} {word}"))
        }
        What::Rejected { name, rtype, flaw } => {
            ("rejected", format!("{name} {rtype} {}", flaw_name(*flaw)))
        }
        What::Connected { address } => ("connected", address.to_string()),
        What::Misled { address } => ("misled", address.to_string()),
        What::Erred => ("erred", String::new()),
    }
}

fn data(answer: &Answer) -> String {
    format!("{} {}", answer.rtype, answer.data.join(" "))
}

fn words(names: &[Name]) -> String {
    let names: Vec<String> = names.iter().map(Name::to_string).collect();
    names.join(" ")
}
