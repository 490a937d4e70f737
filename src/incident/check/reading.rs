//! How hard the Plain voice is to read in English: the grade of Flesch and Kincaid (1975), school years in the United States.

use crate::incident::Story;

/// The hardest that a step or a question may be. Thirteen is the age of grade 8.
pub const GRADE: f64 = 8.0;

/// What a reader is told in one go in the Plain voice, with its grade: each step (`step 1`), then each question with its choices
/// and why it is so (`question 1`).
pub fn grades(story: &Story) -> Vec<(String, f64)> {
    let steps = story.text.steps.iter().map(|s| s.plain.clone());
    let steps = steps.enumerate().map(|(n, text)| ("step", n, text));
    let asked = story.text.predict.iter().map(|p| {
        let choices: Vec<String> = p.choices.iter().map(|c| format!("{}.", c.plain)).collect();
        format!("{} {} {}", p.plain, choices.join(" "), p.why_plain)
    });
    let asked = asked.enumerate().map(|(n, text)| ("question", n, text));
    steps
        .chain(asked)
        .map(|(what, n, text)| (format!("{what} {}", n + 1), grade(&text)))
        .collect()
}

/// The grade of a text: 0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid and others, Research Branch Report 8-75).
#[expect(clippy::cast_precision_loss, reason = "a text has few words")]
pub fn grade(text: &str) -> f64 {
    let text = spoken(text);
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || "—–/".contains(c))
        .filter(|w| w.chars().any(char::is_alphanumeric))
        .collect();
    let count = words.len().max(1) as f64;
    let syllables: usize = words.iter().map(|w| syllables(w)).sum();
    0.39 * count / sentences(&text) as f64 + 11.8 * syllables as f64 / count - 15.59
}

/// The text without marks of emphasis and of how we know; a name in code or a sum is one word.
fn spoken(text: &str) -> String {
    let unmarked: String = text.split(['[', ']']).step_by(2).collect();
    let mut out = String::new();
    for (n, part) in unmarked.replace("**", "").split('`').enumerate() {
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
