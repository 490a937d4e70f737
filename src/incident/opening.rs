//! What a story opens with: worked out by the simulation when the story is packed.

use serde::{Deserialize, Serialize};

use super::{Engine, Story};
use crate::sim::chain::Chain;
use crate::sim::{Trace, WorldError};

/// What the simulation says of a story before a reader has asked for anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// The chain that the followed question depends on.
    pub chain: Chain,
    /// The link that the story's fault breaks, where it breaks one: there the picture leaves room.
    pub gap: Option<usize>,
    /// The question at the time of each step, in their order.
    pub traces: Vec<Trace>,
}

impl Opening {
    /// Works it out.
    ///
    /// # Errors
    /// When the story's world does not hold together.
    pub fn of(story: &Story, engine: Engine) -> Result<Self, WorldError> {
        let chain = engine.chain(story, story.followed)?;
        let trace = |at| engine.trace(story, story.followed, at);
        let traces: Vec<Trace> = story
            .steps
            .iter()
            .map(|step| trace(step.at))
            .collect::<Result<_, _>>()?;
        let gap = traces.iter().find_map(|t| chain.broken(t)).map(|b| b.link);
        Ok(Self { chain, gap, traces })
    }
}
