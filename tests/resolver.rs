//! The resolver, by RFC and section.
#![cfg(feature = "host")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should panic"
)]

#[path = "resolver/fixture.rs"]
mod fixture;

#[path = "resolver/caching.rs"]
mod caching;
#[path = "resolver/delegation.rs"]
mod delegation;
#[path = "resolver/failure.rs"]
mod failure;
#[path = "resolver/faults.rs"]
mod faults;
#[path = "resolver/options.rs"]
mod options;
#[path = "resolver/stub.rs"]
mod stub;
#[path = "resolver/transport.rs"]
mod transport;
#[path = "resolver/world.rs"]
mod world;
#[path = "resolver/zones.rs"]
mod zones;
