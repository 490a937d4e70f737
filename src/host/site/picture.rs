//! The picture for link previews: the chain where it broke, under the headline.
//!
//! Drawn with the page's own rings, links and styles, in the light theme, by fonts that come with a library: the picture is
//! the same from every machine. resvg knows no custom properties, so the tokens are put in place of them first.

use std::sync::{Arc, OnceLock};

use resvg::{tiny_skia, usvg};

use super::head::{NAME, PICTURE};
use super::markup::escaped;
use super::summary::Summary;
use crate::host::Error;
use crate::ui::plate;

/// The tokens and the styles of rings and links, as the page has them.
const TOKENS: &str = include_str!("../../../assets/style/tokens.css");
const LINKS: &str = include_str!("../../../assets/style/links.css");
/// The family of the fonts.
const FAMILY: &str = "Libertinus Serif";
/// The margin at both sides, in pixels.
const MARGIN: f64 = 64.0;
/// How wide a character of the headline is on average, as a share of its size; measured generously.
const CHARACTER: f64 = 0.46;

/// The picture as PNG.
///
/// # Errors
/// When it cannot be drawn.
pub(super) fn png(summary: &Summary) -> Result<Vec<u8>, Error> {
    let told = |what: &str| Error::Missing(format!("{}: the picture: {what}", summary.id));
    let options = usvg::Options {
        fontdb: fonts(),
        font_family: FAMILY.to_owned(),
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_str(&svg(summary), &options).map_err(|e| told(&e.to_string()))?;
    let (width, height) = PICTURE;
    let mut map = tiny_skia::Pixmap::new(width, height).ok_or_else(|| told("no room for it"))?;
    resvg::render(&tree, tiny_skia::Transform::identity(), &mut map.as_mut());
    map.encode_png().map_err(|e| told(&e.to_string()))
}

/// The fonts, read once.
fn fonts() -> Arc<usvg::fontdb::Database> {
    static FONTS: OnceLock<Arc<usvg::fontdb::Database>> = OnceLock::new();
    let fonts = FONTS.get_or_init(|| {
        let mut fonts = usvg::fontdb::Database::new();
        for data in typst_assets::fonts() {
            fonts.load_font_data(data.to_vec());
        }
        fonts.set_serif_family(FAMILY);
        fonts.set_sans_serif_family(FAMILY);
        Arc::new(fonts)
    });
    Arc::clone(fonts)
}

/// The picture as SVG that stands alone.
fn svg(summary: &Summary) -> String {
    let story = &summary.stage.story;
    let text = &story.text;
    let (width, height) = (f64::from(PICTURE.0), f64::from(PICTURE.1));
    let inner = width - 2.0 * MARGIN;
    // As large as two lines allow.
    let (size, lines) = [66.0, 60.0, 54.0, 48.0, 42.0]
        .into_iter()
        .map(|size| (size, wrapped(&text.title, inner / (size * CHARACTER))))
        .find(|(_, lines)| lines.len() <= 2)
        .unwrap_or_else(|| (42.0, wrapped(&text.title, inner / (42.0 * CHARACTER))));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">\
         <style>{}</style><rect class=\"paper\" width=\"{width}\" height=\"{height}\"/>\
         <rect class=\"bar\" x=\"{MARGIN}\" y=\"52\" width=\"{inner}\" height=\"6\"/>\
         <text class=\"site\" x=\"{MARGIN}\" y=\"104\">{NAME}</text>\
         <text class=\"place\" x=\"{}\" y=\"104\" text-anchor=\"end\">{}</text>",
        style(),
        width - MARGIN,
        escaped(&text.place),
    );
    let mut y = 134.0 + size * 0.95;
    for line in &lines {
        let line = escaped(line);
        out.push_str(&format!(
            "<text class=\"title\" font-size=\"{size}\" x=\"{MARGIN}\" y=\"{y}\">{line}</text>"
        ));
        y += size * 1.12;
    }
    out.push_str(&chain(summary, inner, height));
    out.push_str("</svg>");
    out
}

/// The chain with the stations' names under it, at the foot of the picture.
fn chain(summary: &Summary, inner: f64, height: f64) -> String {
    let text = &summary.stage.story.text;
    // A chain of seven is drawn larger than on the page; longer ones get what room there is.
    let scale = (7.0 / summary.frame.stations.len().max(7) as f64) * 1.36;
    let drawn = plate::story(&summary.stage, &summary.frame, inner / scale, false);
    let top = height - 262.0;
    let cells = plate::markup(drawn.cells);
    let mut out = format!("<g transform=\"translate({MARGIN} {top}) scale({scale})\">{cells}</g>");
    let named = summary.frame.stations.iter().zip(&drawn.rings);
    for (n, (station, x)) in named.enumerate() {
        let sag = if summary.frame.broken.is_some_and(|b| n > b) {
            14.0
        } else {
            0.0
        };
        let name = text.station(&station.id);
        for (row, line) in wrapped(name, 13.0).iter().enumerate() {
            out.push_str(&format!(
                "<text class=\"name\" text-anchor=\"middle\" x=\"{}\" y=\"{}\">{}</text>",
                MARGIN + x * scale,
                top + 140.0 + sag + 26.0 * row as f64,
                escaped(line)
            ));
        }
    }
    out
}

/// A text in lines of at most so many characters, broken between words.
fn wrapped(text: &str, most: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if (line.chars().count() + 1 + word.chars().count()) as f64 <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The page's own styles of rings and links, as resvg reads them.
fn style() -> String {
    let rules = LINKS.split("@media").next().unwrap_or_default();
    let rules: Vec<&str> = rules
        .lines()
        .filter(|l| !l.starts_with("@keyframes"))
        .collect();
    let own = ".paper{fill:var(--paper)}.bar{fill:var(--ink)}.title{fill:var(--ink);font-weight:600}\
               .site{fill:var(--ink);font-weight:600;font-size:30px}.place{fill:var(--ink2);font-size:28px}\
               .name{fill:var(--ink);font-size:23px}svg.spot{overflow:visible}";
    let tokens = tokens();
    let mut css = rules.join("\n") + own;
    for (name, value) in &tokens {
        css = css.replace(&format!("var({name})"), value);
    }
    css
}

/// The tokens with their values in the light theme.
fn tokens() -> Vec<(&'static str, String)> {
    let lines = TOKENS
        .lines()
        .filter_map(|line| line.trim().strip_suffix(';'));
    let pairs = lines
        .filter_map(|line| line.split_once(": "))
        .filter(|(name, _)| name.starts_with("--"));
    pairs
        .map(|(name, value)| {
            let light = value
                .split_once("light-dark(")
                .and_then(|(_, rest)| rest.split(',').next())
                .map(str::to_owned);
            let plain = if name == "--sans" || name == "--serif" {
                format!("\"{FAMILY}\"")
            } else {
                value.to_owned()
            };
            (name, light.unwrap_or(plain))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_long_words_stand_alone() {
        assert_eq!(wrapped("a bb ccc", 4.0), ["a bb", "ccc"]);
        assert_eq!(wrapped("incomprehensible", 4.0), ["incomprehensible"]);
    }

    #[test]
    fn every_token_of_the_style_has_its_light_value() {
        let css = style();
        let left: Vec<&str> = css.split("var(").skip(1).collect();
        // What is left is about motion, which a picture has none of.
        let known = ["--state)", "--snap)"];
        assert!(
            left.iter().all(|l| known.iter().any(|k| l.starts_with(k))),
            "{left:?}"
        );
        assert!(css.contains("#faf5eb") && css.contains("#b5360f"));
    }
}
