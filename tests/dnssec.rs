//! DNSSEC, by RFC and section: the vectors that the RFCs give, and a small signed world.
#![cfg(feature = "host")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should panic"
)]

#[path = "dnssec/fixture.rs"]
mod fixture;

#[path = "dnssec/denial.rs"]
mod denial;
#[path = "dnssec/faults.rs"]
mod faults;
#[path = "dnssec/trust.rs"]
mod trust;
#[path = "dnssec/vectors.rs"]
mod vectors;
