//! The validator: whether what servers say is what the zones have signed (RFC 4033 to 4035, RFC 5155, RFC 6840).
//!
//! It is part of the resolver's search. Each reply to the question under way is judged before it is believed (`vet`): the
//! signature over a set (`set`), or the proof that there is nothing (`denial`, by NSEC in [`nsec`] and by NSEC3 in
//! [`nsec3`]), with the keys of the zone that signed, to which a chain leads from a trust anchor (`chain`). What was
//! found is remembered (`memory`), and a
//! proof that covers one name serves for its neighbours (`aggressive`, `wildcards`). The search calls all of it through
//! [`Validator`] (`given`), which the world brings.
//!
//! A reply that does not check out is as no reply: another server is asked (RFC 4035 section 4.3, RFC 6840 section 5.5
//! leave that open; the well-known resolvers do so).

mod aggressive;
mod chain;
mod denial;
mod given;
pub mod memory;
pub mod nsec;
pub mod nsec3;
mod set;
mod types;
mod vet;
mod wildcards;

use std::rc::Rc;

pub use given::Validator;
pub use memory::Memory;
pub use vet::{Gathered, scrub};

use super::trace::{Flaw, Origin};
use crate::dns::dnssec::{Ds, Key};
use crate::dns::{Message, Name, Record, Rtype};

/// How many signatures are checked for one question of a device in all. A healthy chain of four zones needs some
/// twenty; a reply made to keep validators busy (KeyTrap, CVE-2023-50387) needs millions.
const MAX_CHECKS: u16 = 200;
/// How many signatures over one set are looked at.
const MAX_SIGNATURES: usize = 8;
/// How many keys of one tag are tried for one signature. Tags are not unique, but a zone has no use for more.
const MAX_COLLISIONS: usize = 4;

/// How far data is to be trusted (RFC 4033 section 5). Bogus data is never kept; what cannot be determined counts as
/// insecure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Security {
    /// Below a zone that its parent says is not signed, or below no trust anchor at all.
    Insecure,
    /// The chain of trust reaches it.
    Secure,
}

/// The end of a judgement.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Judgement {
    Fine(Security),
    Bogus(Broken),
}

/// What does not check out.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Broken {
    flaw: Flaw,
    /// Where the chain of trust ended before it came to what is judged: at the servers of the zone whose keys are not those
    /// that the zone above names (RFC 4035 section 5). `None`: what is judged is itself at fault.
    above: Option<Origin>,
}

impl From<Flaw> for Broken {
    /// In what is judged.
    fn from(flaw: Flaw) -> Self {
        Self { flaw, above: None }
    }
}

/// The zone that a chain of trust leads to.
#[derive(Clone, Debug)]
enum Chain {
    /// The deepest zone above the target, and its keys.
    Secure(Name, Rc<Vec<Key>>),
    Insecure,
    Bogus(Broken),
}

/// What the zone above says about a name, as far as the chain of trust goes.
#[derive(Clone, Debug)]
enum Cut {
    /// A signed zone begins here.
    Signed(Rc<Vec<Ds>>),
    /// A zone begins here that is not signed.
    Insecure,
    /// No zone begins here.
    None,
    /// There is no such name, so none below it either.
    NoSuchName,
    Bogus(Broken),
}

/// The records of a reply that a judgement is made from.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    answer: Vec<Record>,
    authority: Vec<Record>,
}

impl Evidence {
    /// For how many seconds all of the authority section may be kept.
    fn ttl(&self) -> u32 {
        self.authority
            .iter()
            .map(|record| record.ttl)
            .min()
            .unwrap_or(0)
    }

    /// The signatures and what they are over.
    fn of(reply: &Message) -> Self {
        let kept = |record: &&Record| {
            matches!(
                record.rtype,
                Rtype::RRSIG | Rtype::NSEC | Rtype::NSEC3 | Rtype::DS | Rtype::SOA
            )
        };
        let signed = |record: &&Record| record.rtype == Rtype::RRSIG;
        Self {
            answer: reply.answer.iter().filter(signed).cloned().collect(),
            authority: reply.authority.iter().filter(kept).cloned().collect(),
        }
    }
}
