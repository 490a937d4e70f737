//! The simulation: a world of hosts, faults on it, and the trace of what happened to one question.
//!
//! [`run`] takes a [`world::World`], [`fault::Fault`]s and a [`world::Question`] and gives a [`trace::Trace`], which is
//! the boundary to everything that shows or counts. [`mod@inspect`] puts the same question again and keeps what a trace
//! leaves out: the messages and the memories.
//!
//! Inside, a [`session::Session`] holds the memories and puts the questions. A [`stub`] asks a [`resolver`], which asks
//! the servers through the [`network`]: there messages are octets, time passes, and faults take effect. What a server
//! replies is in [`authority`]; how a fault changes a zone in `edit`; what is remembered in [`cache`].

pub mod authority;
pub mod cache;
pub mod chain;
pub mod check;
mod edit;
pub mod error;
pub mod fault;
pub mod frame;
pub mod inspect;
mod limits;
mod mood;
pub mod network;
pub mod prefix;
pub mod recorder;
pub mod resolver;
pub mod session;
pub mod stub;
pub mod trace;
pub mod validator;
pub mod world;

pub use error::WorldError;
pub use fault::Fault;
pub use trace::Trace;
pub use world::{Question, World};

use check::check;
use recorder::{Crossing, Recorder};
use session::Session;

/// What happens to this question in this world with these faults.
///
/// The same input gives the same trace, to the byte.
///
/// # Errors
///
/// When the question names a device or a service that does not exist, or the world or a fault does not hold together.
pub fn run(world: &World, faults: &[Fault], question: &Question) -> Result<Trace, WorldError> {
    let log = Recorder::on(question.at);
    put(world, faults, question, log, &mut |_| {}).map(|(trace, ..)| trace)
}

/// Puts the question after all that were asked before it. `before` sees the session when they have been.
#[inline(never)]
fn put<'w>(
    world: &'w World,
    faults: &'w [Fault],
    question: &Question,
    log: Recorder,
    before: &mut dyn FnMut(&Session<'w>),
) -> Result<(Trace, Vec<Crossing>, Session<'w>), WorldError> {
    check(world, faults)?;
    if question.rank >= 1000 {
        return Err(WorldError::OutOfRange {
            field: "question.rank",
            expected: "0 to 999",
        });
    }
    let mut session = Session::new(world, faults, question.rank);
    session.recall_visits(question)?;
    before(&session);
    let (trace, crossings) = session.ask_noted(question, log)?;
    Ok((trace, crossings, session))
}
