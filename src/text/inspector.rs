//! The inspector's words in one language: a file of their own, fetched with the part that uses them.

use serde::{Deserialize, Serialize};

use super::Voice;
use super::strings::strings;

/// The words of the inspector (`assets/text/inspector/<lang>.toml`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InspectorText {
    /// Headings, controls and short values.
    pub labels: Labels,
    /// What a response code says, in a sentence.
    pub codes: Codes,
    /// What the flag says that matters most.
    pub flags: Flags,
    /// Whether a service is up.
    pub service: ServiceState,
    /// What octets say.
    pub octets: Octets,
    /// Why a station says what it says.
    pub why: Whys,
}

strings! {
/// Headings, controls and short values.
#[expect(
    missing_docs,
    reason = "each field is the English text in assets/text/inspector/en.toml"
)]
pub struct Labels {
    pub title: String,
    pub close: String,
    pub previous: String,
    pub following: String,
    pub now: String,
    pub why: String,
    pub rfc: String,
    pub rfc_whole: String,
    pub message: String,
    pub as_text: String,
    pub as_octets: String,
    pub form: String,
    pub not_a_capture: String,
    pub no_message: String,
    pub no_message_memory: String,
    pub no_message_person: String,
    pub no_message_service: String,
    pub empty: String,
    pub timed_out: String,
    pub closed: String,
    pub query_only: String,
    pub code: String,
    pub code_of: String,
    pub code_none: String,
    pub flags: String,
    pub flag_on: String,
    pub flag_off: String,
    pub last_good: String,
    pub last_good_held: String,
    pub ttl_left: String,
    pub ttl_out: String,
    pub ttl_out_plain: String,
    pub ttl_left_plain: String,
    pub never: String,
    pub failure: String,
    pub denial: String,
    pub failure_left: String,
    pub memory: String,
    pub memory_empty: String,
    pub holds_no_data: String,
    pub holds_no_name: String,
    pub holds_failure: String,
    pub ran_out: String,
    pub left_of: String,
    pub left: String,
    pub zone: String,
    pub zone_technical: String,
    pub zone_lost: String,
    pub zone_none: String,
    pub gone: String,
    pub new: String,
    pub all_records: String,
    pub all_copies: String,
    pub address: String,
    pub state: String,
    pub asked_for: String,
    pub waited: String,
    pub ms: String,
    pub how: String,
}

/// What a response code says, in a sentence.
#[expect(
    missing_docs,
    reason = "each field is the English text in assets/text/inspector/en.toml"
)]
pub struct Codes {
    pub noerror: String,
    pub noerror_empty: String,
    pub noerror_referral: String,
    pub formerr: String,
    pub servfail: String,
    pub nxdomain: String,
    pub notimp: String,
    pub refused: String,
    pub other: String,
    pub none: String,
}

/// What the flag says that matters most.
#[expect(
    missing_docs,
    reason = "each field is the English text in assets/text/inspector/en.toml"
)]
pub struct Flags {
    pub aa_on: String,
    pub aa_off: String,
    pub tc: String,
    pub ra_on: String,
    pub ad_on: String,
    pub rd_on: String,
}

/// Whether a service is up.
#[expect(
    missing_docs,
    reason = "each field is the English text in assets/text/inspector/en.toml"
)]
pub struct ServiceState {
    pub up: String,
    pub up_nobody: String,
    pub down: String,
    pub erring: String,
    pub silent: String,
    pub other_host: String,
}

/// What octets say.
#[expect(
    missing_docs,
    reason = "each field is the English text in assets/text/inspector/en.toml"
)]
pub struct Octets {
    pub title: String,
    pub hint: String,
    pub header: String,
    pub question: String,
    pub answer: String,
    pub authority: String,
    pub additional: String,
    pub id: String,
    pub flags: String,
    pub flags_none: String,
    pub count: String,
    pub name: String,
    pub name_begun: String,
    pub pointer: String,
    pub rtype: String,
    pub class_in: String,
    pub class: String,
    pub ttl: String,
    pub length: String,
    pub data: String,
    pub udp_size: String,
    pub extended: String,
    pub extended_do: String,
    pub error: String,
    pub rest: String,
    pub sum: String,
}

/// A reason, and where it is laid down.
pub struct Because {
    /// For everybody.
    pub plain: String,
    /// For engineers.
    pub technical: String,
    /// The number of the RFC; empty: none.
    pub rfc: String,
    /// Its section; empty: the whole of it.
    pub section: String,
}
}

impl Because {
    /// The reason in a voice.
    pub fn said(&self, voice: Voice) -> &str {
        voice.choose(&self.plain, &self.technical)
    }
}

/// Every reason that a station can have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "each field is the English text in assets/text/inspector/en.toml"
)]
pub struct Whys {
    pub not_asked: Because,
    pub remembered: Because,
    pub puts: Because,
    pub waits: Because,
    pub stub: Because,
    pub searches: Because,
    pub missed: Because,
    pub expired: Because,
    pub copy: Because,
    pub stale: Because,
    pub denied: Because,
    pub failed_before: Because,
    pub delegation: Because,
    pub referral: Because,
    pub answer: Because,
    pub passes: Because,
    pub alias: Because,
    pub no_data: Because,
    pub no_such_name: Because,
    pub servfail: Because,
    pub lost: Because,
    pub refused: Because,
    pub declined: Because,
    pub lame: Because,
    pub truncated: Because,
    pub silence: Because,
    pub closed: Because,
    pub local: Because,
    pub no_reply: Because,
    pub servers_failed: Because,
    pub no_server_address: Because,
    pub alias_loop: Because,
    pub no_resolver: Because,
    pub too_much_work: Because,
    pub bogus: Because,
    pub told_failure: Because,
    pub waits_for_address: Because,
    pub reached: Because,
    pub misled: Because,
    pub erred: Because,
}
