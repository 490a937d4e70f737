//! The simulation: a world of hosts, faults on it, and the trace of what happened to one question.
//!
//! [`run`] takes a [`world::World`], [`fault::Fault`]s and a [`world::Question`] and gives a [`trace::Trace`].
//! [`trace`] is the boundary to everything that shows or counts.

pub mod chain;
pub mod error;
pub mod fault;
pub mod frame;
mod limits;
pub mod trace;
pub mod world;

pub use error::WorldError;
pub use fault::Fault;
pub use trace::Trace;
pub use world::{Question, World};

use crate::dns;
use trace::{Cause, Outcome};

/// What happens to this question in this world with these faults.
///
/// The same input gives the same trace, to the byte.
///
/// # Errors
///
/// When the question names a device or a service that does not exist, or the world or a fault does not hold together.
pub fn run(_world: &World, _faults: &[Fault], question: &Question) -> Result<Trace, WorldError> {
    // The signature comes first, so that others can build on it; the resolver follows.
    Ok(Trace {
        began: question.at,
        name: question.name.clone(),
        rtype: question.rtype,
        events: Vec::new(),
        outcome: Outcome {
            rcode: dns::Rcode::SERVFAIL,
            answers: Vec::new(),
            cause: Some(Cause::NoReply),
            reached: false,
        },
    })
}
