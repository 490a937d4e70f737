//! What an outage costs: a range from stated inputs, never one number.
//!
//! ```text
//! blocked = R / 8760 × s × g × f × w × E           + K + C
//! returns = R / 8760 × s × g × f × w × E × r
//! lost    = R / 8760 × s × g × f × w × E × (1 - r) + K + C
//! ```
//!
//! [`Inputs`] hold the assumptions, [`Symbol`] names them. On the host they become a
//! [`Prepared`]: tables of quantiles, so that the browser needs no inverse distribution function. [`estimate()`] draws from
//! the tables. Money is in whole units of one currency, and it is one party's money: what customers spend, what a
//! company keeps and what its partners keep are separate estimates and are never added.

mod draws;
mod estimate;
mod grid;
mod inputs;
mod lines;
mod order;
#[cfg(feature = "host")]
pub mod prepare;
mod prepared;
pub mod press;
mod round;
mod sobol;
mod symbol;

pub use draws::Draws;
pub use estimate::{DRAWS, Estimate, Range, SEED, Swing, estimate, lost_with};
pub use inputs::{Distribution, InputError, Inputs, Problem};
pub use lines::{Line, Said, lines};
pub use prepared::{Prepared, Quantiles};
pub use round::two_figures;
pub use symbol::{Symbol, UnknownSymbol};
