//! Writing the query string of an address: the way back from [`Wanted`].

use super::{MAX_QUERY, VERSION, Wanted, is_id, number};
use crate::clock::Time;

impl Wanted {
    /// The query string that asks for this, without its question mark: `v=1&story=apple-2015&step=5`. It needs no
    /// percent-encoding, has at most [`MAX_QUERY`] characters, and reads back as the same, but for what could not be read
    /// and for numbers of more than 15 digits, which are rounded.
    pub fn query(&self) -> String {
        let mut query = self.query_of_view();
        for assumed in &self.assumed {
            if let Some(value) = number::written(assumed.value) {
                let name = format!("a.{}", assumed.symbol.letter());
                add(&mut query, &name, &value);
            }
        }
        query
    }

    /// The same without the assumptions: those of the story. What writes numbers comes with what changes them.
    pub fn query_of_view(&self) -> String {
        let mut query = format!("v={VERSION}");
        let mut add = |name: &str, value: &str| add(&mut query, name, value);
        if let Some(story) = self.story.as_deref().filter(|story| is_id(story)) {
            add("story", story);
        }
        if let Some(step) = self.step {
            add("step", &step.to_string());
        }
        let time = |time: Option<Time>| time.map(|t| t.to_string()).filter(|t| t.ends_with('Z'));
        if let Some(at) = time(self.time) {
            add("t", &at);
        }
        for (name, value) in [
            ("voice", &self.voice),
            ("theme", &self.theme),
            ("lang", &self.lang),
        ] {
            if let Some(value) = value.as_deref().filter(|value| is_word(value)) {
                add(name, value);
            }
        }
        if let Some(since) = time(self.since) {
            add("since", &since);
        }
        let hidden: Vec<&str> = self.hidden.iter().map(super::Hidden::name).collect();
        if !hidden.is_empty() {
            add("hide", &hidden.join(","));
        }
        query
    }
}

/// Adds a parameter, with `&` before it. What does not fit is left out whole; nothing that the page itself can show comes near
/// the limit.
fn add(query: &mut String, name: &str, value: &str) {
    if query.len() + name.len() + value.len() + 2 <= MAX_QUERY {
        for part in ["&", name, "=", value] {
            query.push_str(part);
        }
    }
}

/// Whether a text is the name of a voice or a theme or the tag of a language: letters, digits and hyphens, 1 to 35 of them.
fn is_word(text: &str) -> bool {
    (1..=35).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}
