//! Questions put to the reader before a step shows what is so.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Spanned, Written};
use crate::dns::Rcode;

/// A question put to the reader. Its words are the entry of `[[predict]]` in the same place of the story's texts.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PredictFile {
    /// The step, from 1, that shows what is so. The question stands at the step before it, so this is 2 or later.
    pub before: Spanned<usize>,
    /// What each choice foretells, two or more, in the order of their words.
    pub choices: Spanned<Vec<Spanned<ForetoldFile>>>,
    /// Which of the choices is so, from 1. Where the simulation can tell, the check holds this against it.
    pub so: Spanned<usize>,
}

/// What a choice says that the step will show.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ForetoldFile {
    /// This link breaks, as `auth-service`.
    Breaks(String),
    /// The question is answered, and the answer leads where it should.
    Reached,
    /// The question is answered from a saved copy.
    Copied,
    /// The device is left with this response code (RFC 1035 section 4.1.1).
    Ends(Written<Rcode>),
    /// Something that the simulation cannot tell: the sources do.
    Untold,
}
