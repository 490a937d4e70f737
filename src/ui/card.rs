//! The question card: the name that is looked for, underlined as it is solved, from right to left.

use super::element::{Element, el};
use crate::sim::frame::Frame;
use crate::text::describe::Words;
use crate::text::{Voice, fill};

/// The name in two parts: what is still to be found, and what has been found.
pub(super) fn split_name(name: &str, found_labels: usize) -> (String, String) {
    let labels: Vec<&str> = name.trim_end_matches('.').split('.').collect();
    let cut = labels.len().saturating_sub(found_labels);
    let (rest, found) = labels.split_at(cut.min(labels.len()));
    (rest.join("."), found.join("."))
}

/// The card for a still. `name` is the name asked for and `rtype` its type.
pub(super) fn card(words: &Words, frame: &Frame, name: &str, rtype: &str) -> Element {
    let said = match words.voice {
        Voice::Plain => &words.page.plain,
        Voice::Technical => &words.page.technical,
    };
    let (rest, found) = split_name(name, frame.found_labels);
    let both = !rest.is_empty() && !found.is_empty();
    let dot = |text: &str| el("span").class("dot").child(text);
    let label = |name: String| el("span").class("label").child(name);
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
            .child(label(found))
            .child(el("small").child(&said.found))
    });
    let ask = fill(&said.where_is, &[("type", rtype)]);
    el("div")
        .class("card")
        .child(el("p").class("card-ask").child(ask))
        .child(
            el("p")
                .class("card-name")
                .child(rest)
                .child(both.then(|| dot(".")))
                .child(found)
                .child(dot("?")),
        )
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
