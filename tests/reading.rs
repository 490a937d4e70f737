//! How hard the Plain voice is to read: the grade of Flesch and Kincaid (1975), school years in the United States, for each step
//! and each question. Thirteen is the age of grade 8.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a test fails by panicking; a text has few words"
)]

mod support;

use support::{ids, story};

/// The hardest that a step may be.
const GRADE: f64 = 8.0;

/// 0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid and others, Research Branch Report 8-75).
fn grade(text: &str) -> f64 {
    let text = spoken(text);
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || "—–/".contains(c))
        .filter(|w| w.chars().any(char::is_alphanumeric))
        .collect();
    let count = words.len().max(1) as f64;
    let syllables: usize = words.iter().map(|w| syllables(w)).sum();
    0.39 * count / sentences(&text) as f64 + 11.8 * syllables as f64 / count - 15.59
}

/// The text without marks of emphasis; a name in code or a sum is one word.
fn spoken(text: &str) -> String {
    let mut out = String::new();
    for (n, part) in text.replace("**", "").split('`').enumerate() {
        out.push_str(if n % 2 == 1 { "name" } else { part });
    }
    let mut parts = out.split('{');
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        whole.push_str("sum");
        whole.push_str(part.split_once('}').map_or("", |p| p.1));
    }
    whole
}

/// Sentences end with a full stop, a question mark or an exclamation mark before a space or the end, quotation marks and
/// brackets aside.
fn sentences(text: &str) -> usize {
    let ends = text.split_whitespace().filter(|w| {
        let word = w.trim_end_matches(['”', '’', ')', '"']);
        word.ends_with(['.', '!', '?'])
    });
    ends.count().max(1)
}

/// Groups of vowels, without a silent e at the end; a figure counts as two.
fn syllables(word: &str) -> usize {
    let word: String = word
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect();
    if word.chars().any(|c| c.is_ascii_digit()) {
        return 2;
    }
    let vowel = |c: char| "aeiouyåäöü".contains(c);
    let mut groups = 0;
    let mut before = false;
    for c in word.chars() {
        groups += usize::from(vowel(c) && !before);
        before = vowel(c);
    }
    let silent = (word.ends_with('e') && !word.ends_with("le"))
        || (word.ends_with("es") && !word.ends_with("ses") && !word.ends_with("ces"))
        || (word.ends_with("ed") && !word.ends_with("ted") && !word.ends_with("ded"));
    (groups - usize::from(silent && groups > 1)).max(1)
}

#[test]
fn every_step_of_the_plain_voice_can_be_read_at_thirteen() {
    let mut hard = Vec::new();
    for id in ids() {
        let story = story(&id);
        let steps = story.text.steps.iter().enumerate();
        let mut texts: Vec<(String, String)> = steps
            .map(|(n, s)| (format!("step {}", n + 1), s.plain.clone()))
            .collect();
        for (n, p) in story.text.predict.iter().enumerate() {
            let choices: Vec<String> = p.choices.iter().map(|c| format!("{}.", c.plain)).collect();
            let asked = format!("{} {} {}", p.plain, choices.join(" "), p.why_plain);
            texts.push((format!("question {}", n + 1), asked));
        }
        let grades = texts.iter().map(|(what, text)| (grade(text), what));
        let grades: Vec<_> = grades.collect();
        let worst = grades.iter().max_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
        let mean = grades.iter().map(|g| g.0).sum::<f64>() / grades.len() as f64;
        println!(
            "{id}: grade {mean:.1}, at most {:.1} ({})",
            worst.0, worst.1
        );
        let over = grades.iter().filter(|g| g.0 > GRADE);
        hard.extend(over.map(|(g, what)| format!("{id}, {what}: grade {g:.1}")));
    }
    assert!(
        hard.is_empty(),
        "harder than grade {GRADE}:\n{}",
        hard.join("\n")
    );
}

#[test]
fn the_grade_is_that_of_the_formula() {
    // 6 words, 1 sentence, 6 syllables.
    let seen = grade("The cat sat on the mat.");
    assert!((seen - (0.39 * 6.0 + 11.8 - 15.59)).abs() < 1e-9, "{seen}");
    for (word, count) in [
        ("resolver", 3),
        ("name", 1),
        ("asked", 1),
        ("table", 2),
        ("noted", 2),
    ] {
        assert_eq!(syllables(word), count, "{word}");
    }
}
