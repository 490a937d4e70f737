//! The simulation: a world of hosts, faults on it, and the trace of what happened to one question.
//!
//! [`trace`] is the boundary to everything that shows or counts.

pub mod chain;
pub mod frame;
pub mod trace;
