//! The scripts of a release as files: a strict content security policy runs no script that stands in the page.
//!
//! Trunk writes the start of the page's script into the page. In a release that script starts itself (`split`), and the page
//! only names it.

use std::fs;
use std::io;
use std::path::Path;

/// The script that says what is missing, before its name gets the hash of its bytes.
const BOOT: (&str, &str) = ("boot.js", "boot-0000000000000000.js");

/// Names the page's scripts in `index.html` in place of what stands there.
pub(crate) fn own_files(folder: &Path) -> io::Result<()> {
    let page = folder.join("index.html");
    let html = fs::read_to_string(&page)?;
    let (from, to) = BOOT;
    if folder.join(from).is_file() {
        fs::rename(folder.join(from), folder.join(to))?;
    }
    let html = html.replace(&format!("./{from}"), &format!("./{to}"));
    fs::write(page, named(&html).unwrap_or(html))
}

/// The page with its module named; `None` where there is no module to name.
fn named(html: &str) -> Option<String> {
    let (before, rest) = ["<script type=module>", "<script type=\"module\">"]
        .iter()
        .find_map(|open| html.split_once(open))?;
    let (script, after) = rest.split_once("</script>")?;
    let (_, file) = script.split_once("from './")?;
    let (file, _) = file.split_once('\'')?;
    // The script stands in the head: to ask for it ahead of itself is no gain.
    let ahead = |link: &&str| link.contains("modulepreload") && link.contains(file);
    let link = links(after).find(ahead);
    let after = link.map_or_else(
        || after.to_owned(),
        |link| after.replacen(&format!("<link{link}>"), "", 1),
    );
    Some(format!(
        "{before}<script type=module src=./{file}></script>{after}"
    ))
}

/// What stands in the `<link>` elements.
fn links(html: &str) -> impl Iterator<Item = &str> {
    let elements = html.split("<link").skip(1);
    elements.filter_map(|rest| rest.split_once('>').map(|(inner, _)| inner))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_module_is_named_and_no_script_is_left_in_the_page() {
        let html = "<head><script type=module>import init, * as b from './a-1.js';\nawait init();</script>\
                    <link crossorigin href=./a-1.js rel=modulepreload><link href=./a.wasm rel=preload></head>";
        assert_eq!(
            named(html).unwrap(),
            "<head><script type=module src=./a-1.js></script><link href=./a.wasm rel=preload></head>"
        );
        assert_eq!(named("<script src=./boot.js></script>"), None);
    }
}
