//! The messages between an embed and the page around it, as a pure codec; `docs/embed.md` lists them for people.
//!
//! A message is a plain object, `{"source":"where-it-broke","v":1,"type":…}`. What a host says is untrusted: only the few
//! fields that are known here are looked at, and only where they have the type and the size that they should have. Nothing
//! of a message is ever shown.

/// Who sends the messages: their `source`.
pub const SOURCE: &str = "where-it-broke";

/// Their version, `v`.
pub const VERSION: f64 = 1.0;

/// Texts longer than this are not looked at, in UTF-16 units.
pub const MAX_TEXT: u32 = 40;

/// The fields of an object that came as a message; `None` where there is none of its type and size.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fields {
    /// `source`, a text.
    pub source: Option<String>,
    /// `v`, a number.
    pub v: Option<f64>,
    /// `type`, a text.
    pub kind: Option<String>,
    /// `step`, a number.
    pub step: Option<f64>,
    /// `value`, a text.
    pub value: Option<String>,
}

/// What a host can ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// A step, counted from 1; not yet compared with what the story has.
    Go(u32),
    /// A theme of this name, if there is one.
    Theme(String),
    /// A voice of this name, if there is one.
    Voice(String),
    /// Play the day.
    Play,
    /// Stop playing.
    Pause,
}

impl Fields {
    /// What these fields ask for; `None` for anything that is not exactly a request, which is to be left alone.
    pub fn request(self) -> Option<Request> {
        if self.source.as_deref() != Some(SOURCE) || self.v != Some(VERSION) {
            return None;
        }
        match self.kind.as_deref()? {
            "go" => whole(self.step?).map(Request::Go),
            "theme" => self.value.map(Request::Theme),
            "voice" => self.value.map(Request::Voice),
            "play" => Some(Request::Play),
            "pause" => Some(Request::Pause),
            _ => None,
        }
    }
}

/// A whole number from 1 to 1,000: no story has as many steps.
fn whole(step: f64) -> Option<u32> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "1 to 1,000 and whole"
    )]
    ((1.0..=1000.0).contains(&step) && step.trunc() == step).then_some(step as u32)
}
