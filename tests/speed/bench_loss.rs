//! The loss model alone, for `measure-loss.mjs`: feature `bench`, and never part of the page that readers get.

use wasm_bindgen::prelude::*;
use where_it_broke::incident::pack;
use where_it_broke::loss::{Prepared, Quantiles, Symbol, estimate};

/// A story's model.
#[wasm_bindgen]
pub struct Model(Prepared);

#[wasm_bindgen]
impl Model {
    /// From the bytes of a story file.
    ///
    /// # Errors
    /// Bytes that are no story, or a story without a loss model.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: &[u8]) -> Result<Model, JsError> {
        let (story, _) = pack::decode(bytes).map_err(|e| JsError::new(&e.to_string()))?;
        let loss = story.loss.ok_or_else(|| JsError::new("no loss model"))?;
        Ok(Self(loss.inputs))
    }

    /// The whole estimate with its sensitivity: blocked, returns, lost (low, mid, high each), the central value, then the
    /// lower and upper end of each input's swing.
    pub fn estimate(&self, draws: u32, seed: u64) -> Vec<f64> {
        let e = estimate(&self.0, draws, seed);
        let mut out = Vec::new();
        for r in [e.blocked, e.returns, e.lost] {
            out.extend([r.low, r.mid, r.high]);
        }
        out.push(e.central);
        for s in e.swings() {
            out.extend([s.low(), s.high()]);
        }
        out
    }

    /// The tables of quantiles of the seven factors, one after the other, in the order of the formula.
    pub fn tables(&self) -> Vec<f64> {
        let place =
            |symbol| (0..Quantiles::POINTS).map(move |n| (symbol, Quantiles::probability(n)));
        let places = Symbol::FACTORS.into_iter().flat_map(place);
        places
            .map(|(symbol, p)| self.0.quantile(symbol, p))
            .collect()
    }
}

fn main() {}
