//! The question card: the name that is looked for, underlined as it is solved, from right to left.

use yew::prelude::*;

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
pub(super) fn card(words: &Words, frame: &Frame, name: &str, rtype: &str) -> Html {
    let said = match words.voice {
        Voice::Plain => &words.page.plain,
        Voice::Technical => &words.page.technical,
    };
    let (rest, found) = split_name(name, frame.found_labels);
    let rest_class = if frame.missing {
        "rest missing"
    } else {
        "rest"
    };
    let both = !rest.is_empty() && !found.is_empty();
    html! {
        <div class="card">
            <p class="card-ask">{ fill(&said.where_is, &[("type", rtype)]) }</p>
            <p class="card-name">
                if !rest.is_empty() {
                    <span class={rest_class}>
                        <span class="label">{ rest }</span>
                        if frame.missing { <small>{ said.not_found.clone() }</small> }
                    </span>
                }
                if both { <span class="dot">{ "." }</span> }
                if !found.is_empty() {
                    <span class="found"><span class="label">{ found }</span><small>{ said.found.clone() }</small></span>
                }
                <span class="dot">{ "?" }</span>
            </p>
        </div>
    }
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
