//! What a device makes of a reply.

use crate::dns::record::Rrset;
use crate::dns::{Message, Rcode, Rtype, rdata};
use crate::sim::resolver::in_words;
use crate::sim::trace::{Cached, Cause, Origin, Outcome, What};

/// What a device tells the program that asked it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    rcode: Rcode,
    /// What was found; `None`: nothing.
    pub(super) found: Option<Cached>,
    /// Seconds for which it may be used.
    pub(super) ttl: u32,
    pub(super) cause: Option<Cause>,
    /// Where a denial came from.
    pub(super) origin: Option<Origin>,
}

impl Told {
    /// Nothing was found, and this is why.
    pub fn failed(cause: Cause) -> Self {
        Self {
            rcode: Rcode::SERVFAIL,
            found: None,
            ttl: 0,
            cause: Some(cause),
            origin: None,
        }
    }

    pub(super) fn found(found: Cached, ttl: u32) -> Self {
        let (rcode, cause) = match found {
            Cached::Answer(_) => (Rcode::NOERROR, None),
            Cached::NoData { .. } => (Rcode::NOERROR, Some(Cause::NotThere)),
            Cached::NoSuchName { .. } => (Rcode::NXDOMAIN, Some(Cause::NotThere)),
            Cached::Failure { cause } => (Rcode::SERVFAIL, Some(cause)),
        };
        Self {
            rcode,
            found: Some(found),
            ttl,
            cause,
            origin: None,
        }
    }

    /// What a resolver's reply says.
    pub(super) fn read(message: &Message, cause: Option<Cause>) -> Self {
        let Some(found) = as_found(message) else {
            return Self {
                rcode: message.head.rcode,
                found: None,
                ttl: 0,
                cause,
                origin: None,
            };
        };
        let records = message.answer.iter().chain(&message.authority);
        let ttl = match found {
            // RFC 2308 section 5: a denial without an SOA record is not kept.
            Cached::NoData { .. } | Cached::NoSuchName { .. } if message.authority.is_empty() => 0,
            _ => records.map(|record| record.ttl).min().unwrap_or_default(),
        };
        Self::found(found, ttl)
    }

    /// As an event.
    pub fn what(&self) -> What {
        let ttl = self.ttl;
        match &self.found {
            Some(Cached::Answer(answer)) => What::Answered(answer.clone()),
            Some(Cached::NoData { name }) => What::NoData {
                name: name.clone(),
                ttl,
            },
            Some(Cached::NoSuchName { name }) => What::NoSuchName {
                name: name.clone(),
                ttl,
            },
            Some(Cached::Failure { cause }) => What::Failed { cause: *cause },
            None => match self.cause {
                Some(cause) => What::Failed { cause },
                None => What::Declined { rcode: self.rcode },
            },
        }
    }

    /// As the end of a question. It has reached its end where data came back; a service to open decides further.
    pub fn outcome(&self) -> Outcome {
        let answers = match &self.found {
            Some(Cached::Answer(answer)) => answer.data.clone(),
            Some(Cached::NoData { .. } | Cached::NoSuchName { .. } | Cached::Failure { .. })
            | None => Vec::new(),
        };
        let reached = !answers.is_empty();
        Outcome {
            rcode: self.rcode,
            answers,
            cause: self.cause,
            reached,
        }
    }
}

/// What a message says, as far as words for it exist. The answer is read in one go from its first record to its last, as
/// many devices do: an alias that stands behind what it leads to leads nowhere.
fn as_found(message: &Message) -> Option<Cached> {
    match message.head.rcode {
        Rcode::NOERROR => {}
        Rcode::NXDOMAIN => {
            return Some(Cached::NoSuchName {
                name: message.name.clone(),
            });
        }
        _ => return None,
    }
    let mut owner = message.name.clone();
    let mut rdata = Vec::new();
    for record in &message.answer {
        if record.name != owner {
            continue;
        }
        if record.rtype == message.rtype {
            rdata.push(record.rdata.clone());
        } else if record.rtype == Rtype::CNAME
            && let Some(target) = rdata::target(&record.rdata)
        {
            owner = target;
        }
    }
    if rdata.is_empty() {
        return Some(Cached::NoData {
            name: message.name.clone(),
        });
    }
    let ttls = message.answer.iter().map(|record| record.ttl);
    let set = Rrset {
        rtype: message.rtype,
        ttl: ttls.min().unwrap_or_default(),
        rdata,
    };
    Some(Cached::Answer(in_words(&owner, &set, false)))
}
