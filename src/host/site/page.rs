//! A page of the site and its embed: the template with a head, a story and the way to the site's folder.

use std::cell::Cell;
use std::fs;
use std::path::Path;

use crate::host::Error;
use crate::host::html::{Html, Rewriting, element, rewritten, text};

/// Where the head's own elements go.
const HEAD: &str = "meta[name=head-goes-here]";
/// Where the article goes.
const ARTICLE: &str = "story-goes-here";
/// What says the story's id, and the way to the site's folder.
const STORY: &str = "main[data-story]";
/// The script of the embeds, in the site's folder.
pub(super) const FRAME: &str = "frame.js";

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
        for (place, expected) in [
            (ARTICLE, "<story-goes-here></story-goes-here>"),
            (STORY, "<main data-story>"),
            (HEAD, "<meta name=\"head-goes-here\">"),
        ] {
            if !has(&text, place)? {
                let message = format!(
                    "{}:1:1: there is no place for a part of the page, expected {expected}",
                    file.display()
                );
                return Err(Error::Missing(message));
            }
        }
        Ok(Self { text })
    }

    /// A page of it.
    ///
    /// # Errors
    /// When the template or the article cannot be read as HTML.
    pub(super) fn page(&self, parts: &Parts) -> Result<String, Error> {
        let article = rewritten(parts.article, vec![link_to_all(parts.root)])?;
        rewritten(&self.text, filled(parts, &article))
    }

    /// The same without the site around it, for a frame in somebody else's page.
    ///
    /// # Errors
    /// When the template or the article cannot be read as HTML.
    pub(super) fn embed(&self, parts: &Parts) -> Result<String, Error> {
        // A source is read in a window of its own, not in the frame; `frame.js` says so of what comes later.
        let own_window = element!("a[href^=http]", |link| {
            Ok(link.set_attribute("target", "_blank")?)
        });
        let article = rewritten(parts.article, vec![link_to_all(parts.root), own_window])?;
        let frame = format!("{}{FRAME}", parts.root);
        let mut all = filled(parts, &article);
        all.push(element!("html", |html| {
            Ok(html.set_attribute("data-embed", "")?)
        }));
        // No icon: nobody sees the one of a frame.
        all.push(element!("link[rel=icon], footer", |around| {
            around.remove();
            Ok(())
        }));
        // One request for the notice of what is missing and for the height.
        all.push(element!("script[src]:not([type=module])", |script| {
            Ok(script.set_attribute("src", &frame)?)
        }));
        rewritten(&self.text, all)
    }

    /// The elements of the head that bring the styles and the icon, for another page of the site.
    ///
    /// # Errors
    /// When the template cannot be read as HTML.
    pub(super) fn styles(&self, root: &str) -> Result<String, Error> {
        let text = rewritten(&self.text, rooted(root).into())?;
        let mut links = String::new();
        let each = element!("link[rel=stylesheet], link[rel=icon]", |link| {
            let place = link.source_location().bytes();
            links.push_str(text.get(place).unwrap_or_default());
            Ok(())
        });
        rewritten(&text, vec![each])?;
        Ok(links)
    }
}

/// The places filled. What is put there is nobody's to change: files are named anew only in the template's own elements.
fn filled<'h>(parts: &'h Parts, article: &'h str) -> Vec<Rewriting<'h>> {
    let mut all = Vec::from(rooted(parts.root));
    all.push(element!(HEAD, |place| {
        place.replace(parts.head, Html);
        Ok(())
    }));
    all.push(element!(ARTICLE, |place| {
        place.replace(article, Html);
        Ok(())
    }));
    all.push(element!(STORY, |main| {
        Ok(main.set_attribute("data-story", parts.id)?)
    }));
    all
}

/// The site's files named from where `root` leads to its folder.
fn rooted(root: &str) -> [Rewriting<'_>; 2] {
    let attributes = ["href", "src", "data-root"];
    let named = element!(
        "[href^='./'], [src^='./'], [data-root^='./']",
        move |element| {
            for name in attributes {
                let value = element.get_attribute(name);
                if let Some(path) = value.as_deref().and_then(|value| value.strip_prefix("./")) {
                    element.set_attribute(name, &format!("{root}{path}"))?;
                }
            }
            Ok(())
        }
    );
    // In a development build the module that names the wasm stands in the page.
    let mut script = String::new();
    let imported = text!("script[type=module]", move |chunk| {
        script.push_str(chunk.as_str());
        if chunk.last_in_text_node() {
            let from_root = script.replace("'./", &format!("'{root}"));
            chunk.replace(&from_root, Html);
            script.clear();
        } else {
            chunk.remove();
        }
        Ok(())
    });
    [named, imported]
}

/// The article's one link into the site, that to all outages; the rest of it is the story's.
fn link_to_all(root: &str) -> Rewriting<'_> {
    element!("a[href='./stories/']", move |link| {
        Ok(link.set_attribute("href", &format!("{root}stories/"))?)
    })
}

/// Whether a selector finds anything in a page.
///
/// # Errors
/// What makes the page unreadable.
fn has(page: &str, selector: &str) -> Result<bool, Error> {
    let found = Cell::new(false);
    let seen = element!(selector, |_| {
        found.set(true);
        Ok(())
    });
    rewritten(page, vec![seen])?;
    Ok(found.get())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template() -> Template {
        Template {
            text: "<html><head><meta name=head-goes-here><link href=./s-1.css rel=stylesheet><link href=\"./i.svg\" rel=\"icon\">\
                   <link href=./x.wasm rel=preload><script type=module>import '../a.js'; import './a.js'</script></head>\
                   <main data-root=./ data-story=story-id-goes-here id=wib><story-goes-here></story-goes-here></main>\
                   <footer>Site</footer><script src=\"./boot.js\"></script></html>"
                .to_owned(),
        }
    }

    fn parts(article: &str) -> Parts<'_> {
        Parts {
            id: "a-2020",
            head: "<title>A</title>",
            article,
            root: "../../",
        }
    }

    #[test]
    fn a_page_in_a_folder_of_its_own_finds_the_files_of_the_site() {
        let article = "<p>see ./this and href=\"./that\"</p>";
        let page = template().page(&parts(article)).unwrap();
        assert!(page.contains("href=\"../../s-1.css\"") && page.contains("src=\"../../boot.js\""));
        assert!(page.contains("import '../a.js'; import '../../a.js'"));
        assert!(page.contains("data-root=\"../../\"") && page.contains("data-story=\"a-2020\""));
        assert!(page.contains(article), "{page}");
        assert!(page.starts_with("<html><head><title>A</title><link"));
    }

    #[test]
    fn an_embed_has_the_story_and_the_files_of_its_page_and_nothing_around_it() {
        let article = "<a href=\"./stories/\">All</a><a href=\"https://example.org/\">Source</a>";
        assert_eq!(
            template().embed(&parts(article)).unwrap(),
            "<html data-embed=\"\"><head><title>A</title><link href=\"../../s-1.css\" rel=stylesheet>\
             <link href=\"../../x.wasm\" rel=preload><script type=module>import '../a.js'; import '../../a.js'</script></head>\
             <main data-root=\"../../\" data-story=\"a-2020\" id=wib><a href=\"../../stories/\">All</a>\
             <a href=\"https://example.org/\" target=\"_blank\">Source</a></main><script src=\"../../frame.js\"></script></html>"
        );
    }

    #[test]
    fn another_page_takes_the_styles_and_the_icon_and_no_more() {
        assert_eq!(
            template().styles("../").unwrap(),
            "<link href=\"../s-1.css\" rel=stylesheet><link href=\"../i.svg\" rel=\"icon\">"
        );
    }
}
