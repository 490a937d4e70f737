//! The embeds: beside each page of a story the same without the site around it, `embed.html`; and for them all `embed.js`,
//! which a host page loads, and `frame.js`, which tells that page how high an embed is.

use std::fs;
use std::io;
use std::path::Path;

use crate::finish::files;
use crate::paths;
use crate::say::{Outcome, Trouble};

/// What an embed is made by.
const TEMPLATE: &str = "embed.html";
/// The script of the embeds themselves.
pub(crate) const SCRIPT: &str = "frame.js";

/// Writes the embeds into a site whose files have their last names.
///
/// # Errors
///
/// A file cannot be read or written, or a page lacks something that its embed takes over.
pub(crate) fn write(folder: &Path) -> Outcome {
    let cannot = |error: io::Error| Trouble::new(format!("{}: {error}", folder.display()));
    let template = fs::read_to_string(paths::root().join(TEMPLATE)).map_err(cannot)?;
    let assets = paths::root().join("assets");
    // As it is in the source: whoever embeds it may want to read it.
    fs::copy(assets.join("embed.js"), folder.join("embed.js")).map_err(cannot)?;
    // One request for the notice of what is missing and for the height.
    let boot = fs::read_to_string(assets.join("boot.js")).map_err(cannot)?;
    let frame = fs::read_to_string(assets.join(SCRIPT)).map_err(cannot)?;
    fs::write(folder.join(SCRIPT), format!("{frame}{boot}")).map_err(cannot)?;
    for file in files(folder).map_err(cannot)? {
        if !file.ends_with("index.html") {
            continue;
        }
        let page = fs::read_to_string(&file).map_err(cannot)?;
        // Other pages than a story's have none.
        if story(&page).is_none() {
            continue;
        }
        let embed = embed(&page, &template).ok_or_else(|| {
            Trouble::new(format!(
                "{}: there is no title or style sheet for its embed",
                file.display()
            ))
        })?;
        fs::write(file.with_file_name(TEMPLATE), embed).map_err(cannot)?;
    }
    Ok(())
}

/// A page's embed; `None` where the page lacks something.
fn embed(page: &str, template: &str) -> Option<String> {
    let title = between(page, "<title>", "</title>")?;
    // No icon: nobody sees the one of a frame.
    let wanted = ["stylesheet", "modulepreload", "preload"];
    let links = elements(page, "<link", ">")
        .filter(|link| value(link, "rel").is_some_and(|rel| wanted.contains(&rel)));
    let scripts = elements(page, "<script", "</script>")
        .filter(|script| value(script, "type").is_some_and(|its| its == "module"));
    let assets: String = links.chain(scripts).collect();
    let main = story(page)?;
    // A page in a folder of its own says the way to that of the site.
    let root = value(main, "data-root").unwrap_or("./");
    let filled = template
        .replace("<title-goes-here></title-goes-here>", title)
        .replace("<assets-go-here></assets-go-here>", &assets)
        .replace(
            "<script-goes-here></script-goes-here>",
            &format!("<script src=\"{root}{SCRIPT}\"></script>"),
        )
        // A source is read in a window of its own, not in the frame.
        .replace(
            "<main-goes-here></main-goes-here>",
            &main.replace("<a href=\"http", "<a target=\"_blank\" href=\"http"),
        );
    assets.contains("stylesheet").then_some(filled)
}

/// The story in a page.
fn story(page: &str) -> Option<&str> {
    let main = elements(page, "<main", "</main>").next()?;
    let opening = main.split_once('>')?.0;
    (value(opening, "id") == Some("wib")).then_some(main)
}

/// The elements that begin and end like this, whole.
fn elements<'a>(page: &'a str, begin: &'a str, end: &'a str) -> impl Iterator<Item = &'a str> {
    page.match_indices(begin).filter_map(move |(at, _)| {
        let rest = page.get(at..)?;
        rest.get(..rest.find(end)? + end.len())
    })
}

/// The element between two marks, with them.
fn between<'a>(page: &'a str, begin: &str, end: &str) -> Option<&'a str> {
    let rest = page.get(page.find(begin)?..)?;
    rest.get(..rest.find(end)? + end.len())
}

/// The value of an attribute of an element, with or without quotes.
fn value<'a>(element: &'a str, name: &str) -> Option<&'a str> {
    let opening = element
        .split_once('>')
        .map_or(element, |(opening, _)| opening);
    let (_, rest) = opening.split_once(&format!(" {name}="))?;
    match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => rest.split([' ', '>']).next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "<title-goes-here></title-goes-here><assets-go-here></assets-go-here>\
        <main-goes-here></main-goes-here><script-goes-here></script-goes-here>";

    #[test]
    fn an_embed_has_the_story_and_the_files_of_its_page_and_nothing_around_it() {
        let page = "<head><title>A story</title><link href=../../s.css rel=stylesheet>\
            <link rel=canonical href=x><script type=module>import '../../a.js'</script>\
            <link crossorigin href=../../a.js rel=modulepreload></head><body><header>Site</header>\
            <main data-ready=false data-root=../../ id=wib><p>It broke</p></main><script src=../../boot.js></script></body>";
        assert_eq!(
            embed(page, TEMPLATE).unwrap(),
            "<title>A story</title><link href=../../s.css rel=stylesheet>\
             <link crossorigin href=../../a.js rel=modulepreload><script type=module>import '../../a.js'</script>\
             <main data-ready=false data-root=../../ id=wib><p>It broke</p></main><script src=\"../../frame.js\"></script>"
        );
    }

    #[test]
    fn a_page_without_a_story_has_no_embed() {
        assert_eq!(story("<main id=\"catalogue\"></main>"), None);
        assert_eq!(story("<body></body>"), None);
        assert!(story("<main class=\"x\" id=\"wib\"></main>").is_some());
    }
}
