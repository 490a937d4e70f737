//! Pages rewritten where a selector finds something; the rest of them stays as it is, to the byte.

use std::borrow::Cow;

pub(super) use lol_html::html_content::ContentType::Html;
pub(super) use lol_html::{element, text};

use lol_html::errors::RewritingError;
use lol_html::{ElementContentHandlers, RewriteStrSettings, Selector, rewrite_str};

use super::Error;

/// A selector, and what becomes of what it finds: made by [`element!`](element) and [`text!`](text).
pub(super) type Rewriting<'h> = (Cow<'h, Selector>, ElementContentHandlers<'h>);

/// The page with all of these done, to one element in their order.
///
/// # Errors
/// The first error of one of them, or what makes the page unreadable.
pub(super) fn rewritten(page: &str, rewritings: Vec<Rewriting<'_>>) -> Result<String, Error> {
    let settings = rewritings.into_iter().fold(
        RewriteStrSettings::new(),
        RewriteStrSettings::append_element_content_handler,
    );
    rewrite_str(page, settings).map_err(|error| match error {
        RewritingError::ContentHandlerError(error) => match error.downcast::<Error>() {
            Ok(own) => *own,
            Err(other) => Error::Missing(other.to_string()),
        },
        other => Error::Missing(other.to_string()),
    })
}
