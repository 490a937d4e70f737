//! A page of the site: the template with a head, a story and the way to the site's folder.

use std::fs;
use std::path::Path;

use crate::host::Error;

/// Where the head's own elements go. The build may take the quotes away.
const HEAD: [&str; 2] = [
    "<meta name=\"head-goes-here\">",
    "<meta name=head-goes-here>",
];
/// Where the article goes.
const ARTICLE: &str = "<story-goes-here></story-goes-here>";
/// Where the story's id goes.
const ID: &str = "story-id-goes-here";

/// The built page, before a story stands in it.
pub(super) struct Template {
    text: String,
}

/// What one page has of its own.
pub(super) struct Parts<'a> {
    /// The story's id.
    pub(super) id: &'a str,
    /// The elements of its head.
    pub(super) head: &'a str,
    /// The article.
    pub(super) article: &'a str,
    /// The way from the page to the site's folder: `./` or `../../`.
    pub(super) root: &'a str,
}

impl Template {
    /// Reads the template.
    ///
    /// # Errors
    /// When it cannot be read, or a place is missing.
    pub(super) fn read(file: &Path) -> Result<Self, Error> {
        let text = fs::read_to_string(file)
            .map_err(|e| Error::Missing(format!("{}: {e}", file.display())))?;
        let template = Self { text };
        for place in [ARTICLE, ID] {
            if !template.text.contains(place) {
                let message = format!(
                    "{}:1:1: there is no place for the story, expected {place}",
                    file.display()
                );
                return Err(Error::Missing(message));
            }
        }
        if template.place_of_head().is_none() {
            let message = format!(
                "{}:1:1: there is no place for the head, expected {}",
                file.display(),
                HEAD[0]
            );
            return Err(Error::Missing(message));
        }
        Ok(template)
    }

    fn place_of_head(&self) -> Option<&'static str> {
        HEAD.into_iter().find(|place| self.text.contains(place))
    }

    /// A page of it.
    pub(super) fn page(&self, parts: &Parts) -> String {
        let place = self.place_of_head().unwrap_or(HEAD[0]);
        // The article has one link into the site, that to all outages; the rest of it is the story's.
        let link = format!("href=\"{}stories/\"", parts.root);
        let article = parts.article.replacen("href=\"./stories/\"", &link, 1);
        // The files are named before anything of the story is in the text, which is nobody's to change.
        from(&self.text, parts.root)
            .replace(ID, parts.id)
            .replacen(place, parts.head, 1)
            .replacen(ARTICLE, &article, 1)
    }

    /// The elements of the head that bring the styles and the icon, for another page of the site.
    pub(super) fn styles(&self, root: &str) -> String {
        let links = self.text.split("<link").skip(1);
        let links = links.filter_map(|rest| rest.split_once('>').map(|(inner, _)| inner));
        let wanted = |inner: &&str| {
            ["stylesheet", "icon"].iter().any(|rel| {
                inner.contains(&format!("rel={rel}")) || inner.contains(&format!("rel=\"{rel}\""))
            })
        };
        let links: String = links
            .filter(wanted)
            .map(|inner| format!("<link{inner}>"))
            .collect();
        from(&links, root)
    }
}

/// The same with files named from where `root` leads to the site's folder.
fn from(text: &str, root: &str) -> String {
    ["=./", "\"./", "'./"]
        .iter()
        .fold(text.to_owned(), |text, begin| {
            let (before, _) = begin.split_at(1);
            text.replace(begin, &format!("{before}{root}"))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template() -> Template {
        Template {
            text: "<head><meta name=head-goes-here><link href=./s-1.css rel=stylesheet><link href=\"./i.svg\" rel=\"icon\">\
                   <link href=./x.wasm rel=preload></head><main data-root=./ data-story=story-id-goes-here>\
                   <story-goes-here></story-goes-here></main><script src=\"./boot.js\"></script>"
                .to_owned(),
        }
    }

    #[test]
    fn a_page_in_a_folder_of_its_own_finds_the_files_of_the_site() {
        let page = template().page(&Parts {
            id: "a-2020",
            head: "<title>A</title>",
            article: "<p>see ./this and href=\"./that\"</p>",
            root: "../../",
        });
        assert!(page.contains("href=../../s-1.css") && page.contains("src=\"../../boot.js\""));
        assert!(page.contains("data-root=../../") && page.contains("data-story=a-2020"));
        assert!(page.contains("see ./this and href=\"./that\""), "{page}");
        assert!(page.starts_with("<head><title>A</title><link"));
    }

    #[test]
    fn another_page_takes_the_styles_and_the_icon_and_no_more() {
        assert_eq!(
            template().styles("../"),
            "<link href=../s-1.css rel=stylesheet><link href=\"../i.svg\" rel=\"icon\">"
        );
    }
}
