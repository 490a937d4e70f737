//! `wib single`: a story of a built site as one HTML file that opens from a disk, with no host and no network.
//!
//! Everything that the page asks for on its way is put into the file: styles, icon, script, wasm with its parts, the story. A
//! few lines before the page's own script answer its requests from there, and refuse all others. A content security policy
//! has nothing to hold in such a file, and none is promised for it.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Error;

/// What answers the page's requests from what stands in the file.
const ANSWERS: &str = include_str!("../../assets/single.js");
/// The folder of the files whose names follow their bytes.
const FILES: &str = "files";

/// The story `id` of the site in `site` as one file.
///
/// # Errors
/// When the site has no such story, or is no release, or a file of it cannot be read.
pub fn html(site: &Path, id: &str) -> Result<String, Error> {
    let page = site.join("stories").join(id).join("index.html");
    if id.is_empty() || id.contains(['/', '\\', '.']) || !page.is_file() {
        let known = stories(site).join(", ");
        return Err(Error::Missing(format!(
            "{id}: {} has no such story, expected one of {known}",
            site.display()
        )));
    }
    let text = read(&page)?;
    let mut out = String::with_capacity(text.len() * 20);
    let mut rest = text.as_str();
    // The head and the body are walked through once; whatever is inside of the article is left as it is.
    while let Some((before, element)) = rest.split_once('<') {
        out.push_str(before);
        let (tag, after) = element.split_once('>').unwrap_or((element, ""));
        match Element::of(tag) {
            Element::Style(file) => {
                let css = read(&site.join(file))?;
                out.push_str(&format!("<style>{css}</style>"));
            }
            Element::Icon(file) => {
                let icon = STANDARD.encode(bytes(&site.join(file))?);
                out.push_str(&format!(
                    "<link rel=icon href=\"data:image/svg+xml;base64,{icon}\">"
                ));
            }
            // Asked for ahead, or said of an address that the file has not.
            Element::Away => {}
            // The site is not beside the file.
            Element::Link => {
                let after = after.split_once("</a>").map_or(after, |(_, after)| after);
                rest = after.trim_start_matches(" · ");
                continue;
            }
            Element::Script { file, module } => {
                if module {
                    out.push_str(&answers(site, id)?);
                }
                let script = safe(&read(&site.join(file))?);
                let kind = if module { " type=module" } else { "" };
                out.push_str(&format!("<script{kind}>{script}"));
            }
            Element::Other => {
                out.push('<');
                out.push_str(tag);
                out.push('>');
            }
        }
        rest = after;
    }
    out.push_str(rest);
    if !out.contains("<script type=module>") {
        return Err(Error::Missing(format!(
            "{}: the page names no module, expected a site of `cargo xtask build`",
            page.display()
        )));
    }
    Ok(out)
}

/// The ids of the stories of a site.
fn stories(site: &Path) -> Vec<String> {
    let entries = fs::read_dir(site.join("stories")).into_iter().flatten();
    let mut ids: Vec<String> = entries
        .filter_map(Result::ok)
        .filter(|e| e.path().join("index.html").is_file())
        .filter_map(|e| e.file_name().into_string().ok())
        .collect();
    ids.sort();
    ids
}

/// What becomes of an element of the page.
#[derive(Debug, PartialEq, Eq)]
enum Element<'a> {
    Style(&'a str),
    Icon(&'a str),
    Script { file: &'a str, module: bool },
    Link,
    Away,
    Other,
}

impl<'a> Element<'a> {
    /// Reads what stands between `<` and `>`.
    fn of(tag: &'a str) -> Self {
        let file = || {
            attribute(tag, "src")
                .or_else(|| attribute(tag, "href"))
                .map(inside)
        };
        let rel = attribute(tag, "rel").unwrap_or_default();
        if tag.starts_with("script ") {
            return match file() {
                Some(file) => Self::Script {
                    file,
                    module: attribute(tag, "type") == Some("module"),
                },
                None => Self::Other,
            };
        }
        if tag.starts_with("meta ") && tag.contains("og:image") && !tag.contains("og:image:alt") {
            return Self::Away;
        }
        if tag.starts_with("a ") && attribute(tag, "href").is_some_and(|to| to.starts_with("../")) {
            return Self::Link;
        }
        if !tag.starts_with("link ") {
            return Self::Other;
        }
        match (rel, file()) {
            ("stylesheet", Some(file)) => Self::Style(file),
            ("icon", Some(file)) => Self::Icon(file),
            _ => Self::Away,
        }
    }
}

/// The value of an attribute of a tag, with quotes or without.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}="))?;
    match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => rest.split_whitespace().next(),
    }
}

/// A file of the site by its path there: pages name it from where they are.
fn inside(path: &str) -> &str {
    path.trim_start_matches("../").trim_start_matches("./")
}

/// The script that answers the page, with everything that it may ask for.
fn answers(site: &Path, id: &str) -> Result<String, Error> {
    let folder = site.join(FILES);
    let told = |e: std::io::Error| Error::Missing(format!("{}: {e}", folder.display()));
    let mut files: Vec<_> = fs::read_dir(&folder)
        .map_err(told)?
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "wasm"))
        .collect();
    files.sort();
    for ending in ["wib", "world.wib"] {
        files.push(site.join("stories").join(format!("{id}.{ending}")));
    }
    let mut held = Vec::new();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        held.push(format!("\"{name}\":\"{}\"", STANDARD.encode(bytes(&file)?)));
    }
    let script = ANSWERS.replace("{/* files */}", &format!("{{{}}}", held.join(",")));
    Ok(format!("<script>{}</script>", safe(&script)))
}

/// A script as it may stand in a page: nothing in it ends its element.
fn safe(script: &str) -> String {
    script.replace("</script", "<\\/script")
}

fn bytes(file: &Path) -> Result<Vec<u8>, Error> {
    fs::read(file).map_err(|e| Error::Missing(format!("{}: {e}", file.display())))
}

fn read(file: &Path) -> Result<String, Error> {
    let told = |e: &dyn core::fmt::Display| Error::Missing(format!("{}: {e}", file.display()));
    fs::read_to_string(file).map_err(|e| told(&e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_page_asks_for_is_known_by_its_element() {
        let file = "files/a-1.css";
        assert_eq!(
            Element::of("link href=../../files/a-1.css rel=stylesheet"),
            Element::Style(file)
        );
        assert_eq!(
            Element::of("link rel=\"stylesheet\" href=\"../../files/a-1.css\""),
            Element::Style(file)
        );
        assert_eq!(
            Element::of("script src=../../files/b.js type=module"),
            Element::Script {
                file: "files/b.js",
                module: true
            }
        );
        assert_eq!(
            Element::of("script type=\"application/ld+json\""),
            Element::Other
        );
        assert_eq!(
            Element::of("link as=fetch crossorigin href=../../files/x.wasm rel=preload"),
            Element::Away
        );
        assert_eq!(Element::of("p class=\"link\""), Element::Other);
    }

    #[test]
    fn a_story_that_the_site_has_not_is_told_with_those_that_it_has() {
        let site = std::env::temp_dir().join(format!("wib-single-{}", std::process::id()));
        fs::create_dir_all(site.join("stories/a-2020")).unwrap();
        fs::write(site.join("stories/a-2020/index.html"), "<p>").unwrap();
        for id in ["b-2020", "", "../a-2020", "a-2020/."] {
            let told = html(&site, id).unwrap_err().to_string();
            assert!(told.contains("expected one of a-2020"), "{told}");
        }
        let told = html(&site, "a-2020").unwrap_err().to_string();
        fs::remove_dir_all(&site).unwrap();
        assert!(told.contains("names no module"), "{told}");
    }
}
