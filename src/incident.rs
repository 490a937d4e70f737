//! Incidents: an outage as data, checked on the host and compiled into one compact file for the browser.
//!
//! [`Story`] is the compiled form, everything that the page needs about one outage in one language. On the host
//! [`check`] reads `assets/incidents/<id>/incident.toml` ([`mod@file`] is its form) with its zone files and texts, and lowers
//! it. [`pack`] turns a story into bytes and back; the browser never parses TOML or zone files. A page opens with the traces of
//! the steps ([`Opening`]); what works out all other times is handed to it ([`Engine`]).

#[cfg(feature = "host")]
pub mod check;
mod engine;
#[cfg(feature = "host")]
pub mod file;
mod kept;
pub mod live;
#[cfg(feature = "host")]
mod lower;
mod opening;
pub mod pack;
mod reader;
mod story;
mod view;

pub use engine::Engine;
pub use kept::{Kept, released};
pub use opening::Opening;
pub use story::{
    Beside, Claim, Day, Degree, Evidence, Fit, How, InputClaim, Lane, Loss, PlainSum, Prediction,
    Published, Readings, Service, Source, StationInfo, Step, Story, Stream, Window,
};
pub use view::{Moment, Stage};
