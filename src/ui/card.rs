//! The question card: the name that is looked for, underlined as it is solved, from right to left.

use yew::Html;

use super::element::{Child, Element, el, list};
use crate::sim::frame::Frame;
use crate::text::describe::Words;

/// A name of so many characters is as wide as the words under it.
const LONG: usize = 8;

/// A name of more characters may take two lines on a phone.
const WRAPS: usize = 20;

/// The name in two parts: what is still to be found, and what has been found.
pub(super) fn split_name(name: &str, found_labels: usize) -> (String, String) {
    let labels: Vec<&str> = name.trim_end_matches('.').split('.').collect();
    let cut = labels.len().saturating_sub(found_labels);
    let (rest, found) = labels.split_at(cut.min(labels.len()));
    (rest.join("."), found.join("."))
}

/// The card for a still. `name` is the name asked for.
pub(super) fn card(words: &Words, frame: &Frame, name: &str) -> Element {
    let said = words.page.said(words.voice);
    let (rest, found) = split_name(name, frame.found_labels);
    let both = !rest.is_empty() && !found.is_empty();
    // On a phone two words have no room under a name that is not longer than they are. That the rest is missing says more.
    let under = said.not_found.len() + said.found.len();
    let tight = both && frame.missing && name.len() * 5 < under * 4 + 8;
    // Referrals lead to the zones of a name; what it stands for is an answer.
    let word = match rest.as_str() {
        "" => &said.answered,
        _ => &said.found,
    };
    let roomy = !frame.missing || rest.len() >= LONG;
    let dot = |text: &str| el("span").class("dot").child(text);
    let label = |name: String| el("span").class("label").child(dotted(&name, false));
    let rest = (!rest.is_empty()).then(|| {
        el("span")
            .class("rest")
            .class_if(frame.missing, "missing")
            .child(label(rest))
            .child(frame.missing.then(|| el("small").child(&said.not_found)))
    });
    let found = (!found.is_empty()).then(|| {
        el("span")
            .class("found")
            // There is room for both words under the name where either part is long, or there is only one.
            .class_if(found.contains('.') && roomy, "roomy")
            .child(label(found))
            .child(el("small").child(word))
    });
    el("div")
        .class("card")
        .child(el("p").class("card-ask").child(&said.where_is))
        .child(
            el("p")
                .class("card-name")
                .class_if(name.len() > WRAPS, "wraps")
                .class_if(tight, "tight")
                .child(rest)
                .child(both.then(|| dot(".")))
                .child(found)
                .child(dot("?")),
        )
}

/// A text in which names may be broken after their dots, and words that are put together where the next one begins:
/// `name.|example`, `My|Ether`. An address stays whole where it is not `narrow`.
pub(super) fn dotted(text: &str, narrow: bool) -> Html {
    let mut before = ' ';
    let breaks = text.char_indices().zip(text.chars().skip(1));
    let breaks = breaks.filter_map(|((at, c), next)| {
        let after_dot = next.is_alphabetic() || narrow && next.is_numeric();
        let here = c == '.' && before.is_alphanumeric() && after_dot
            || c.is_lowercase() && next.is_uppercase();
        before = c;
        here.then_some(at + c.len_utf8())
    });
    let mut rest = text;
    let mut parts = Vec::new();
    for at in breaks {
        let done = text.len() - rest.len();
        if let Some((part, after)) = rest.split_at_checked(at - done) {
            parts.push(part.html());
            parts.push(el("wbr").html());
            rest = after;
        }
    }
    parts.push(rest.html());
    list(parts)
}

#[cfg(test)]
mod tests {
    use super::split_name;

    #[test]
    fn a_name_is_found_from_the_right() {
        let name = "buy.itunes.apple.com.";
        let split = |n| split_name(name, n);
        assert_eq!(split(0), ("buy.itunes.apple.com".into(), String::new()));
        assert_eq!(split(2), ("buy.itunes".into(), "apple.com".into()));
        assert_eq!(split(9), (String::new(), "buy.itunes.apple.com".into()));
    }
}
