//! **Where It Broke**: an interactive explainer of DNS outages.
//!
//! # The flow
//!
//! ```text
//! incident file ──check──▶ World + Faults ──sim::run──▶ Trace ──Frame::at──▶ views
//!                                   │
//!                                   └──▶ impact curve ──▶ loss estimate ──▶ views
//! ```
//!
//! One direction, no back and forth. The [`sim::trace::Trace`] is the boundary: everything a reader sees
//! about resolution is read from it, so the page, the transcript, the command line and the tests cannot
//! disagree. Time and seeds are inputs: there is no hidden clock and no hidden randomness.
//!
//! # Who may import whom
//!
//! `tests/architecture.rs` reads this table and fails when a module imports what its row does not name.
//!
//! | module     | may import                                          |
//! |------------|-----------------------------------------------------|
//! | `clock`    |                                                     |
//! | `sorted`   |                                                     |
//! | `dns`      | `clock`, `sorted`                                   |
//! | `sim`      | `clock`, `dns`                                      |
//! | `impact`   | `clock`, `dns`, `sim`                               |
//! | `loss`     |                                                     |
//! | `text`     | `clock`, `dns`, `sim`, `sorted`                     |
//! | `incident` | `clock`, `dns`, `sim`, `impact`, `loss`, `text`     |
//! | `embed`    | `clock`, `loss`                                     |
//! | `ui`       | `clock`, `sorted`, `dns`, `sim`, `impact`, `loss`, `text`, `incident`, `embed` |
//! | `host`     | `clock`, `dns`, `sim`, `impact`, `loss`, `text`, `incident`, `embed`, `ui` |

pub mod clock;
pub mod dns;
pub mod embed;
#[cfg(feature = "host")]
pub mod host;
pub mod impact;
pub mod incident;
pub mod loss;
pub mod sim;
pub mod sorted;
pub mod text;
#[cfg(feature = "ui")]
pub mod ui;
