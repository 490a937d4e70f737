//! Stories as scenarios of the lab: what our resolver answers there is what the story's own trace ends with.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should panic"
)]

#[path = "verify/check.rs"]
mod check;
#[path = "verify/signed.rs"]
mod signed;
mod support;
#[path = "verify/trip.rs"]
mod trip;
#[path = "verify/verbs.rs"]
mod verbs;
