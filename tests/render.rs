//! The page rendered on the host: what it shows follows from the story and the address, and from nothing else.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should panic"
)]

#[path = "render/address.rs"]
mod address;
#[path = "render/article.rs"]
mod article;
#[path = "render/chain.rs"]
mod chain;
#[path = "render/drawn.rs"]
mod drawn;
#[path = "render/inspector.rs"]
mod inspector;
#[path = "render/steps.rs"]
mod steps;
#[path = "render/stills.rs"]
mod stills;
#[path = "render/waiting.rs"]
mod waiting;

mod support;
