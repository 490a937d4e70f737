//! How hard the Plain voice is to read: the grade of Flesch and Kincaid for each step and each question of every story.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a test fails by panicking; a story has few steps"
)]

mod support;

use support::{ids, story};
use where_it_broke::incident::check::reading::{GRADE, grades};

#[test]
fn every_step_of_the_plain_voice_can_be_read_at_thirteen() {
    let mut hard = Vec::new();
    for id in ids() {
        let grades = grades(&story(&id));
        let worst = grades.iter().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
        let mean = grades.iter().map(|g| g.1).sum::<f64>() / grades.len() as f64;
        println!(
            "{id}: grade {mean:.1}, at most {:.1} ({})",
            worst.1, worst.0
        );
        let over = grades.iter().filter(|g| g.1 > GRADE);
        hard.extend(over.map(|(what, g)| format!("{id}, {what}: grade {g:.1}")));
    }
    assert!(
        hard.is_empty(),
        "harder than grade {GRADE}:\n{}",
        hard.join("\n")
    );
}
