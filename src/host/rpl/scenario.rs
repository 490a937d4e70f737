//! What a scenario file says: what servers answer, and what happens.

use std::net::IpAddr;

use crate::dns::message::Edns;
use crate::dns::{Message, Name, Rcode, Record, Rtype};

/// A scenario file.
#[derive(Debug, Default)]
pub struct File {
    /// The lines before `CONFIG_END`.
    pub config: Vec<String>,
    /// What servers answer, and from which step to which.
    pub ranges: Vec<Range>,
    /// What happens, in order.
    pub steps: Vec<Step>,
}

/// What servers answer for some steps.
#[derive(Debug, Default)]
pub struct Range {
    /// The first step.
    pub from: u32,
    /// The last step.
    pub to: u32,
    /// Whose answers these are; of every server where the list is empty.
    pub addresses: Vec<IpAddr>,
    /// The answers, in order.
    pub entries: Vec<Entry>,
}

/// One step.
#[derive(Debug)]
pub struct Step {
    /// Its number.
    pub id: u32,
    /// What happens.
    pub action: Action,
}

/// What happens at a step.
#[derive(Debug)]
pub enum Action {
    /// A query is put to the resolver.
    Query(Entry),
    /// The oldest answer not checked yet is checked.
    Check(Entry),
    /// So many seconds pass.
    Pass(i64),
    /// Nothing that counts here: an answer given by a server once (these are found by [`File::replies_after`]), or a
    /// remark about what the resolver should have sent.
    Ignored,
    /// Something that this program cannot do.
    Unsupported(String),
}

/// One message, or the pattern of one.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// What of it must match.
    pub matches: Vec<String>,
    /// What of the query is taken over.
    pub adjust: Vec<String>,
    /// Flags and code.
    pub reply: Vec<String>,
    /// The question.
    pub question: Option<(Name, Rtype)>,
    /// The records of the three other sections.
    pub sections: [Vec<Record>; 3],
    /// The whole message, where it is written as octets.
    pub raw: Option<Vec<u8>>,
    /// Whether it is the answer of a server at a `REPLY` step.
    pub once: bool,
}

impl File {
    /// The answers that servers give once after the step at this place, up to the next query.
    pub fn replies_after(&self, place: usize) -> Vec<Entry> {
        let after = self.steps.iter().skip(place + 1);
        let upto =
            after.take_while(|step| !matches!(&step.action, Action::Query(entry) if !entry.once));
        let replies = upto.filter_map(|step| match &step.action {
            Action::Query(entry) if entry.once => Some(entry.clone()),
            _ => None,
        });
        replies.collect()
    }
}

impl Entry {
    /// The query that a step puts.
    pub fn query(&self) -> Option<Message> {
        let (name, rtype) = self.question.clone()?;
        let mut query = Message::query(1, name, rtype);
        let has = |flag: &str| {
            self.reply
                .iter()
                .any(|word| word.eq_ignore_ascii_case(flag))
        };
        query.head.recursion_desired = has("RD");
        query.head.checking_disabled = has("CD");
        query.head.authentic = has("AD");
        query.edns = Some(Edns {
            dnssec_ok: has("DO"),
            ..Edns::new(4096)
        });
        Some(query)
    }

    /// The message as a reply, without id.
    pub fn message(&self) -> Message {
        let (name, rtype) = self.question.clone().unwrap_or((Name::root(), Rtype::A));
        let mut message = Message::query(0, name, rtype);
        let head = &mut message.head;
        for word in &self.reply {
            match word.to_ascii_uppercase().as_str() {
                "QR" => head.reply = true,
                "AA" => head.authoritative = true,
                "TC" => head.truncated = true,
                "RD" => head.recursion_desired = true,
                "RA" => head.recursion_available = true,
                "AD" => head.authentic = true,
                "CD" => head.checking_disabled = true,
                other => head.rcode = other.parse::<Rcode>().unwrap_or(head.rcode),
            }
        }
        [message.answer, message.authority, message.additional] = self.sections.clone();
        message
    }
}
