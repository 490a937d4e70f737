//! `wib single`: a story of a built site as one HTML file that opens from a disk, with no host and no network.
//!
//! Everything that the page asks for on its way is put into the file: styles, icon, script, wasm with its parts, the story. A
//! few lines before the page's own script answer its requests from there, and refuse all others. A content security policy
//! has nothing to hold in such a file, and none is promised for it.

use std::cell::Cell;
use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Error;
use super::html::{Html, element, rewritten, text};

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
    let modules = Cell::new(0);
    let out = rewritten(
        &text,
        vec![
            // What the page names by its way to the site's folder is in the file. A style sheet that comes later is there from
            // the start, and where the page asks for it again it gets an empty one.
            element!("[data-root]", |main| {
                Ok(main.set_attribute("data-root", "data:text/css,#")?)
            }),
            element!("link", |link| {
                let file = link.get_attribute("href").unwrap_or_default();
                match link.get_attribute("rel").as_deref() {
                    Some("stylesheet") => {
                        let css = read(&site.join(inside(&file)))? + &later_styles(site)?;
                        link.replace(&format!("<style>{css}</style>"), Html);
                    }
                    Some("icon") => {
                        let icon = STANDARD.encode(bytes(&site.join(inside(&file)))?);
                        link.set_attribute("href", &format!("data:image/svg+xml;base64,{icon}"))?;
                    }
                    // Asked for ahead, or said of an address that the file has not.
                    _ => link.remove(),
                }
                Ok(())
            }),
            element!(
                "meta[property^='og:image']:not([property='og:image:alt'])",
                |picture| {
                    picture.remove();
                    Ok(())
                }
            ),
            // The site is not beside the file.
            element!("a[href^='../']", |link| {
                link.remove();
                Ok(())
            }),
            text!("footer", |after_the_link| {
                if let Some(rest) = after_the_link.as_str().strip_prefix(" · ") {
                    let rest = rest.to_owned();
                    after_the_link.replace(&rest, Html);
                }
                Ok(())
            }),
            element!("script[src]", |script| {
                let file = script.get_attribute("src").unwrap_or_default();
                if script.get_attribute("type").as_deref() == Some("module") {
                    modules.set(modules.get() + 1);
                    script.before(&answers(site, id)?, Html);
                }
                script.remove_attribute("src");
                script.set_inner_content(&safe(&read(&site.join(inside(&file)))?), Html);
                Ok(())
            }),
        ],
    )?;
    if modules.get() == 0 {
        return Err(Error::Missing(format!(
            "{}: the page names no module, expected a site of `cargo xtask build`",
            page.display()
        )));
    }
    Ok(out)
}

/// The style sheets that come with a part of the page: those in the site's own folder.
fn later_styles(site: &Path) -> Result<String, Error> {
    let entries = fs::read_dir(site).into_iter().flatten();
    let files = entries.filter_map(|e| Some(e.ok()?.path()));
    let mut sheets: Vec<_> = files
        .filter(|f| f.extension().is_some_and(|e| e == "css"))
        .collect();
    sheets.sort();
    sheets.iter().map(|sheet| read(sheet)).collect()
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
    for name in [
        format!("{id}.wib"),
        format!("{id}.world.wib"),
        "inspector.wib".to_owned(),
    ] {
        files.push(site.join("stories").join(name));
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
    fn what_the_page_asks_for_is_in_the_file_and_nothing_names_the_site() {
        let site = std::env::temp_dir().join(format!("wib-single-whole-{}", std::process::id()));
        fs::create_dir_all(site.join("stories/a-2020")).unwrap();
        fs::create_dir_all(site.join("files")).unwrap();
        let page = "<meta property=og:image content=../../x.png><meta property=og:image:alt content=Picture>\
            <script type=\"application/ld+json\">{}</script>\
            <link href=../../files/a-1.css rel=stylesheet><link rel=\"icon\" href=\"../../files/i.svg\">\
            <link as=fetch crossorigin href=../../files/x.wasm rel=preload>\
            <main data-root=../../><p class=\"link\">Story</p></main>\
            <footer><a href=../../stories/>All</a> · No cookies</footer>\
            <script src=../../files/b.js type=module></script>";
        fs::write(site.join("stories/a-2020/index.html"), page).unwrap();
        for (file, text) in [
            ("files/a-1.css", "p{}"),
            ("files/i.svg", "<svg/>"),
            ("files/x.wasm", "wasm"),
            ("files/b.js", "go('</script>')"),
            ("later.css", "q{}"),
            ("stories/a-2020.wib", ""),
            ("stories/a-2020.world.wib", ""),
            ("stories/inspector.wib", ""),
        ] {
            fs::write(site.join(file), text).unwrap();
        }
        let file = html(&site, "a-2020");
        fs::remove_dir_all(&site).unwrap();
        let file = file.unwrap();
        let (before, rest) = file.split_once("<script>").unwrap();
        let (answers, after) = rest.split_once("</script>").unwrap();
        assert_eq!(
            before,
            "<meta property=og:image:alt content=Picture><script type=\"application/ld+json\">{}</script>\
             <style>p{}q{}</style><link rel=\"icon\" href=\"data:image/svg+xml;base64,PHN2Zy8+\">\
             <main data-root=\"data:text/css,#\"><p class=\"link\">Story</p></main><footer>No cookies</footer>"
        );
        assert!(answers.contains("\"x.wasm\":\"d2FzbQ==\""), "{answers}");
        assert_eq!(after, "<script type=module>go('<\\/script>')</script>");
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
