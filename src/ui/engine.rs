//! Fetching the simulation: its part of the page, the story's world, and for worlds that check signatures the validator.

use std::rc::Rc;

use super::boot::file_of;
use super::parts;
use crate::incident::Stage;

/// The stage with the simulation.
///
/// # Errors
/// What did not come, or is damaged.
pub(super) async fn played(stage: &Stage) -> Result<Rc<Stage>, String> {
    let engine = parts::engine().await.map_err(|_| parts::ENGINE)?;
    let ending = ".world.wib";
    let (address, bytes) = file_of(&stage.story.id, ending).await?;
    let mut played = engine.read(&bytes).map_err(|e| format!("{address}: {e}"))?;
    if played.world.validates() {
        let validator = parts::signatures().await;
        played.world.validator = validator.map_err(|_| parts::SIGNATURES)?;
    }
    Ok(Rc::new(stage.played(engine, played)))
}
