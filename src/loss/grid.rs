//! A table of quantiles in few bytes: its ends, and how many of 65,535 equal steps it climbs from point to point.
//!
//! The points of a table lie on this grid ([`snap`]), so nothing is lost on the way to the browser. The climbs are small
//! numbers and compress to about a third of the points themselves.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Steps from the lowest point to the highest.
const STEPS: f64 = 65_535.0;

/// The nearest points of the grid that spans `points`, which never fall.
#[cfg(feature = "host")]
pub(super) fn snap(points: &[f64]) -> Vec<f32> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a table has the precision of f32"
    )]
    let ends = |p: &f64| *p as f32;
    let (low, high) = (
        points.first().map_or(0.0, ends),
        points.last().map_or(0.0, ends),
    );
    points
        .iter()
        .map(|&p| on_grid(low, high, place(low, high, p)))
        .collect()
}

/// The place on the grid that is nearest to a point.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` saturates, and a place is 0 to 65,535"
)]
fn place(low: f32, high: f32, point: f64) -> u16 {
    let (low, high) = (f64::from(low), f64::from(high));
    if high > low {
        ((point - low) / (high - low) * STEPS).round() as u16
    } else {
        0
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a table has the precision of f32"
)]
fn on_grid(low: f32, high: f32, place: u16) -> f32 {
    let (low, high) = (f64::from(low), f64::from(high));
    (low + (high - low) * (f64::from(place) / STEPS)) as f32
}

/// Writes points as their ends and the climbs between them.
pub(super) fn serialize<S: Serializer>(points: &[f32], serializer: S) -> Result<S::Ok, S::Error> {
    let (low, high) = (
        points.first().copied().unwrap_or(0.0),
        points.last().copied().unwrap_or(0.0),
    );
    let mut at = 0;
    let climbs: Vec<u16> = points
        .iter()
        .map(|&p| {
            let next = place(low, high, f64::from(p));
            next.wrapping_sub(std::mem::replace(&mut at, next))
        })
        .collect();
    (low, high, climbs).serialize(serializer)
}

/// Reads points from their ends and the climbs between them.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<f32>, D::Error> {
    let (low, high, climbs) = <(f32, f32, Vec<u16>)>::deserialize(deserializer)?;
    let mut at = 0_u16;
    Ok(climbs
        .into_iter()
        .map(|climb| {
            at = at.wrapping_add(climb);
            on_grid(low, high, at)
        })
        .collect())
}
