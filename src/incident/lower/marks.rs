//! The marks in what is told, as `[reported: id, id]` or `[guess]`: how we know what stands before them.
//!
//! In a story's file they are short: the place of the kind in [`How::ALL`], then the numbers of the sources from 1, as `[02,5]`.

use super::Lowering;
use crate::incident::{How, Source};
use crate::text::StoryText;

/// What the words call the kinds, in the order of [`How::ALL`].
const NAMES: [&str; 5] = ["reported", "accounts", "measured", "model", "guess"];

impl Lowering<'_> {
    /// Makes the marks of every step short.
    pub(super) fn marks(&mut self, text: &mut StoryText, sources: &[Source]) {
        for (n, step) in text.steps.iter_mut().enumerate() {
            for told in [&mut step.plain, &mut step.technical] {
                let mut parts = told.split('[');
                let mut short = parts.next().unwrap_or_default().to_owned();
                for part in parts {
                    let (mark, after) = part.split_once(']').unwrap_or((part, ""));
                    match mark_of(mark, sources) {
                        Ok(mark) => short.push_str(&format!("[{mark}]{after}")),
                        Err(expected) => {
                            let at = self.texts.find_nth("steps", n);
                            let message =
                                format!("`[{mark}]` does not say how we know, expected {expected}");
                            self.problems.push(self.texts.at(at, message));
                        }
                    }
                }
                *told = short;
            }
        }
    }
}

/// A mark made short, or what was expected in its place. What others said, counted or measured has a source.
fn mark_of(mark: &str, sources: &[Source]) -> Result<String, String> {
    let (kind, ids) = mark.split_once(':').unwrap_or((mark, ""));
    let kinds = NAMES.iter().zip(How::ALL).enumerate();
    let Some((place, (_, how))) = kinds.clone().find(|(_, (name, _))| **name == kind.trim()) else {
        return Err(format!(
            "one of {} and then the ids of sources, as `[reported: id]`",
            NAMES.join(", ")
        ));
    };
    let ids = ids.split(',').map(str::trim).filter(|id| !id.is_empty());
    let mut numbers: Vec<usize> = ids
        .map(|id| {
            let found = sources.iter().position(|s| s.id == id);
            found.map(|n| n + 1).ok_or_else(|| {
                format!("the id of a source of the incident file, which has no `{id}`")
            })
        })
        .collect::<Result<_, _>>()?;
    if numbers.is_empty() && !matches!(how, How::Model | How::Guess) {
        return Err(format!("at least one source, as `[{kind}: id]`"));
    }
    numbers.sort_unstable();
    let numbers: Vec<String> = numbers.iter().map(usize::to_string).collect();
    Ok(format!("{place}{}", numbers.join(",")))
}
