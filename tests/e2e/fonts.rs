//! The same fonts on every machine, for what depends on how wide words are: those of the stored pictures, from the lock file of
//! `tests/npm`.

use std::fmt::Write as _;

use crate::embed::package;
use crate::page::Page;

/// What the page's properties for fonts are set to, and the files: family, file, weights, style.
const FACES: [(&str, &str, &str, &str); 5] = [
    (
        "serif",
        "@fontsource-variable/gelasio/files/gelasio-latin-wght-normal.woff2",
        "400 700",
        "normal",
    ),
    (
        "serif",
        "@fontsource-variable/gelasio/files/gelasio-latin-wght-italic.woff2",
        "400 700",
        "italic",
    ),
    (
        "sans",
        "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
        "100 900",
        "normal",
    ),
    (
        "mono",
        "@fontsource/dejavu-mono/files/dejavu-mono-latin-400-normal.woff2",
        "400",
        "normal",
    ),
    (
        "mono",
        "@fontsource/dejavu-mono/files/dejavu-mono-latin-700-normal.woff2",
        "700",
        "normal",
    ),
];

/// A script that loads the fonts into a page, for [`pin`]: made once, for all views of a test.
pub(crate) fn script() -> String {
    let faces = FACES.map(|(name, file, weight, style)| {
        let mut hex = String::new();
        for byte in package(file) {
            write!(hex, "{byte:02x}").unwrap();
        }
        format!("['{name}', '{weight}', '{style}', '{hex}']")
    });
    format!(
        "Promise.all([{}].map(([name, weight, style, hex]) => {{
            const octets = Uint8Array.from(hex.match(/../g), two => parseInt(two, 16));
            const face = new FontFace('pinned-' + name, octets, {{ weight, style }});
            document.fonts.add(face);
            document.documentElement.style.setProperty('--wib-' + name, `pinned-${{name}}, pinned-mono`);
            return face.load();
        }})).then(faces => done(faces.length), error => done(String(error)));",
        faces.join(",")
    )
}

/// Has the page in these fonts.
pub(crate) async fn pin(page: &Page, script: &str) {
    let loaded = page.promise(script).await;
    assert_eq!(loaded, FACES.len(), "the fonts: {loaded}");
}
