//! The scripts of a release as files: a strict content security policy runs no script that stands in the page.
//!
//! Trunk writes the start of the page's script into the page. In a release that script starts itself (`split`), and the page
//! only names it.

use std::fs;
use std::io;
use std::path::Path;

/// The script that says what is missing, before its name gets the hash of its bytes.
const BOOT: (&str, &str) = ("boot.js", "boot-0000000000000000.js");
/// What Chromium and Firefox match and WebKit does not know. WebKit never gives what a link with `as=fetch` asked for ahead to
/// the `fetch` that wants it: it would load the wasm, most of the first view, twice. `tests/e2e/privacy.rs` and
/// `tests/e2e/embed.rs` hold that no browser does.
const REUSES: &str = " media=\"(video-dynamic-range:standard)\"";

/// Names the page's scripts in `index.html` in place of what stands there.
pub(crate) fn own_files(folder: &Path) -> io::Result<()> {
    let page = folder.join("index.html");
    let html = fs::read_to_string(&page)?;
    let (from, to) = BOOT;
    if folder.join(from).is_file() {
        fs::rename(folder.join(from), folder.join(to))?;
    }
    let html = html.replace(&format!("./{from}"), &format!("./{to}"));
    let html = named(&html).unwrap_or(html);
    fs::write(page, where_reused(&html))
}

/// The page, still without a story, with its wasm asked for ahead only by browsers that use what came.
fn where_reused(html: &str) -> String {
    let forms = [" as=fetch", " as=\"fetch\""];
    forms.into_iter().fold(html.to_owned(), |page, form| {
        page.replace(form, &format!("{form}{REUSES}"))
    })
}

/// The page with its module named at its end, after the script that says what is missing: that has to listen before the module
/// can fail. Trunk's link in the head asks for the module ahead. `None` where there is no module to name.
fn named(html: &str) -> Option<String> {
    let (before, rest) = ["<script type=module>", "<script type=\"module\">"]
        .iter()
        .find_map(|open| html.split_once(open))?;
    let (script, after) = rest.split_once("</script>")?;
    let (_, file) = script.split_once("from './")?;
    let (file, _) = file.split_once('\'')?;
    let (body, end) = match after.rfind("</body>") {
        Some(end) => after.split_at(end),
        None => (after, ""),
    };
    Some(format!(
        "{before}{body}<script type=module src=./{file}></script>{end}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_module_is_named_and_no_script_is_left_in_the_page() {
        let html = "<head><script type=module>import init, * as b from './a-1.js';\nawait init();</script>\
                    <link href=./a-1.js rel=modulepreload></head><body><script src=./boot.js></script></body></html>";
        assert_eq!(
            named(html).unwrap(),
            "<head><link href=./a-1.js rel=modulepreload></head><body><script src=./boot.js></script>\
             <script type=module src=./a-1.js></script></body></html>"
        );
        assert_eq!(named("<script src=./boot.js></script>"), None);
    }

    #[test]
    fn the_wasm_is_asked_for_ahead_only_where_that_is_used() {
        let html = "<link href=a.css rel=stylesheet><link as=fetch href=a.wasm rel=preload><p>";
        assert_eq!(
            where_reused(html),
            "<link href=a.css rel=stylesheet><link as=fetch media=\"(video-dynamic-range:standard)\" href=a.wasm rel=preload><p>"
        );
        assert_eq!(where_reused("<p>"), "<p>");
    }
}
