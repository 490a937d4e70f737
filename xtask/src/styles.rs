//! One style sheet for the reader out of the many small ones of the source: fewer requests, and they compress better.

use std::fs;
use std::io;
use std::path::Path;

/// The joined sheet, before its name gets the hash of its bytes.
const JOINED: &str = "style-000000000000.css";

/// Joins the style sheets that the page in `folder` links to, in their order, into one.
pub(crate) fn join(folder: &Path) -> io::Result<()> {
    let page = folder.join("index.html");
    let html = fs::read_to_string(&page)?;
    let links = sheets(&html);
    let Some((first, _)) = links.first() else {
        return Ok(());
    };
    let mut joined = String::new();
    for (_, file) in &links {
        let file = folder.join(file);
        joined.push_str(&fs::read_to_string(&file)?);
        fs::remove_file(file)?;
    }
    let mut out = html.replacen(first, &format!("<link href=./{JOINED} rel=stylesheet>"), 1);
    for (link, _) in links.iter().skip(1) {
        out = out.replacen(link, "", 1);
    }
    fs::write(folder.join(JOINED), joined)?;
    fs::write(page, out)
}

/// The `<link>` elements of local style sheets with the files that they name.
fn sheets(html: &str) -> Vec<(String, String)> {
    let elements = html
        .split("<link")
        .skip(1)
        .filter_map(|rest| rest.split_once('>'));
    let sheet = |(inner, _): (&str, &str)| {
        let words: Vec<&str> = inner.split_ascii_whitespace().collect();
        let value = |name: &str| {
            words.iter().find_map(|word| {
                Some(
                    word.strip_prefix(name)?
                        .trim_matches('"')
                        .trim_end_matches('/'),
                )
            })
        };
        let file = value("href=")?.strip_prefix("./")?;
        (value("rel=")? == "stylesheet").then(|| (format!("<link{inner}>"), file.to_owned()))
    };
    elements.filter_map(sheet).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_are_joined_in_the_order_of_the_page() {
        let folder = std::env::temp_dir().join(format!("wib-styles-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("b.css"), "b{}").unwrap();
        fs::write(folder.join("a.css"), "a{}").unwrap();
        let page = "<link href=./b.css rel=stylesheet><link rel=icon href=./i.svg><link rel=\"stylesheet\" href=\"./a.css\"><p>";
        fs::write(folder.join("index.html"), page).unwrap();
        join(&folder).unwrap();
        let html = fs::read_to_string(folder.join("index.html")).unwrap();
        let css = fs::read_to_string(folder.join(JOINED)).unwrap();
        let left = folder.join("a.css").exists();
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(
            html,
            format!("<link href=./{JOINED} rel=stylesheet><link rel=icon href=./i.svg><p>")
        );
        assert_eq!(css, "b{}a{}");
        assert!(!left);
    }
}
