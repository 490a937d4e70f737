//! The parts of the page that come later: what the first view does not need, fetched when something asks for it.
//!
//! A part is a function that gives a value through which its code is reached: a function pointer, or a struct of some.
//! In a release (feature `split`) `cargo xtask stage` moves all that only this function leads to into a file of its own,
//! and calling it fetches that file first; in any other build it is a plain call.
//!
//! The code of a part must be named by nothing else that the page always has, or it stays where it was.

use super::inspector::Kit;
use super::kept::Draw;
use super::record::Ledger;
use super::stills;
use crate::incident::Engine;
use crate::sim::validator::Validator;

/// A part did not load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Missing;

#[cfg(feature = "split")]
impl From<wasm_split_helpers::SplitLoaderError> for Missing {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Self
    }
}

/// `part! { name -> Type = value }` is an async function `name` that gives the value, with the code behind it in a part
/// of that name.
macro_rules! part {
    ($(#[$doc:meta])* $name:ident -> $type:ty = $value:expr) => {
        #[cfg(feature = "split")]
        $(#[$doc])*
        #[wasm_split_helpers::wasm_split($name, fallible)]
        pub(super) fn $name() -> Result<$type, Missing> {
            Ok($value)
        }

        #[cfg(not(feature = "split"))]
        $(#[$doc])*
        #[expect(clippy::unused_async, reason = "as where it is fetched")]
        pub(super) async fn $name() -> Result<$type, Missing> {
            Ok($value)
        }
    };
}

part! {
    /// The simulation: what works out any time but those of the steps, which the story brings with it.
    engine -> Engine = Engine::WHOLE
}

part! {
    /// What checks signatures: with the simulation, for a story whose resolver validates.
    signatures -> Validator = Validator::ALL
}

part! {
    /// What draws the record of a story (the panel of the loss, what people saw, the sources) and reckons with assumptions.
    record -> Ledger = Ledger::WHOLE
}

part! {
    /// What draws the question as stills, for readers who asked for less motion.
    stills -> Draw = stills::draw
}

part! {
    /// What shows an opened station: takes the bytes of its words.
    inspector -> fn(&[u8]) -> Option<Kit> = Kit::of
}

/// What the reader is told is missing when the simulation does not load.
pub(super) const ENGINE: &str = "the simulation";
/// What the reader is told is missing when that part does not load.
pub(super) const SIGNATURES: &str = "the check of signatures";
