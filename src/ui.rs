//! The page. Components read the [`state`], which is a function of the story, the time and the reader's choices.
//!
//! [`state`] holds what the reader chose and the pure `reduce`; [`app`] puts the components together; every other module
//! is one part of the page. [`browser`] is the only place that touches the browser's own interfaces.

pub mod app;
pub mod article;
pub mod assume;
#[cfg(feature = "csr")]
pub mod boot;
pub mod browser;
mod card;
mod chain;
mod draw;
mod element;
#[cfg(feature = "csr")]
mod engine;
pub mod framed;
mod header;
mod icon;
pub mod inspector;
mod kept;
mod lanes;
mod live;
mod money;
mod narration;
mod number;
pub mod panel;
#[cfg(feature = "csr")]
mod parts;
#[cfg(feature = "prerender")]
pub mod plate;
mod predict;
mod readings;
pub mod record;
mod rich;
mod services;
pub mod share;
pub mod state;
mod steps;
pub mod stills;
mod strip;
