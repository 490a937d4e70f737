//! The catalogue: the chain with each outage under the link that it broke, and a card for each.
//!
//! Everything is in the HTML, so it reads without a script. One small script shows the filters and hides what they leave out.

mod words;

use std::collections::BTreeSet;

use super::head::NAME;
use super::markup::escaped;
use super::page::Template;
use super::summary::{Kind, STATIONS, Summary};
use super::{Address, FIRST_STORY, Files, STORIES};
use crate::dns::dnssec::crypto;
use crate::host::Error;
use crate::text::fill;
use crate::ui::plate;
use words::Words;

const STYLE: &str = include_str!("../../../assets/style/catalogue.css");
const SCRIPT: &str = include_str!("../../../assets/catalogue.js");
/// The pictures of [`STATIONS`] in the overview.
const ICONS: [&str; 7] = ["person", "phone", "lens", "dot", ".com", "book", "shop"];
/// The brand: a link, a cross, and half a link torn off.
const BRAND: &str = "<svg viewBox=\"0 0 58 24\" aria-hidden=\"true\" focusable=\"false\"><rect x=\"2\" y=\"6\" width=\"22\" height=\"12\" rx=\"6\"/>\
    <path class=\"torn\" d=\"M29,10 l4,4 m0,-4 l-4,4 M38,5 q3,1 5,1 h6 a6,6 0 0 1 0,12 h-6 q-3,0 -4,3\"/></svg>";

/// Writes the page, its styles and its script.
///
/// # Errors
/// When its words cannot be read, or a file cannot be written.
pub(super) fn write(
    files: &Files,
    template: &Template,
    address: &Address,
    summaries: &[Summary],
) -> Result<(), Error> {
    let words = Words::read()?;
    let style = hashed("css", STYLE);
    let script = hashed("js", SCRIPT);
    files.write(&style, STYLE.as_bytes())?;
    files.write(&script, SCRIPT.as_bytes())?;
    let page = Catalogue {
        words: &words,
        summaries: in_order(summaries),
    };
    let head = format!(
        "<title>{}</title><meta name=\"description\" content=\"{}\"><link rel=\"canonical\" href=\"{}\">{}\
         <link rel=\"stylesheet\" href=\"../{style}\"><script src=\"../{script}\" defer></script>",
        escaped(&words.title),
        escaped(&words.description),
        escaped(&address.or_relative(&format!("{STORIES}/"), "../")),
        template.styles("../")?,
    );
    files.write(
        &format!("{STORIES}/index.html"),
        page.html(&head).as_bytes(),
    )
}

/// The name of a file from its bytes, so that a host may keep it for ever.
fn hashed(ending: &str, text: &str) -> String {
    /// SHA-256, as RFC 4509 numbers it.
    const SHA_256: u8 = 2;
    let digest = crypto::digest(SHA_256, text.as_bytes()).unwrap_or_default();
    let name: String = digest.iter().take(8).map(|b| format!("{b:02x}")).collect();
    format!("files/catalogue-{name}.{ending}")
}

/// The first story first, then the latest.
fn in_order(summaries: &[Summary]) -> Vec<&Summary> {
    let mut all: Vec<&Summary> = summaries.iter().collect();
    all.sort_by_key(|s| (s.id != FIRST_STORY, core::cmp::Reverse(s.from)));
    all
}

struct Catalogue<'a> {
    words: &'a Words,
    summaries: Vec<&'a Summary>,
}

impl Catalogue<'_> {
    fn html(&self, head: &str) -> String {
        let words = self.words;
        let count = self.summaries.len().to_string();
        let chosen = escaped(&fill(&words.chosen, &[("n", &count)])).replace('✕', "<b>✕</b>");
        let cards: String = self
            .summaries
            .iter()
            .enumerate()
            .map(|(n, s)| self.card(s, n == 0))
            .collect();
        format!(
            "<!doctype html><html lang=\"{lang}\" data-theme=\"auto\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">{head}\
             <meta name=\"color-scheme\" content=\"light dark\"></head>\
             <body class=\"catalogue\"><header class=\"site-head\"><div class=\"wide\">\
             <a class=\"brand\" href=\"../\">{BRAND}{NAME}</a>\
             <nav><a href=\"./\" aria-current=\"page\">{outages}</a></nav></div></header>\
             <main class=\"wide\"><h1>{headline}</h1><p class=\"chosen\">{chosen}</p>{overview}{filters}\
             <ol class=\"outages\">{cards}</ol></main>\
             <footer><p class=\"wide\">{private}</p></footer></body></html>\n",
            lang = escaped(self.summaries.first().map_or("en", |s| s.lang())),
            outages = escaped(&words.outages),
            headline = escaped(&words.headline),
            overview = self.overview(),
            filters = self.filters(),
            private = escaped(&words.private),
        )
    }

    /// The chain with each outage under its link.
    fn overview(&self) -> String {
        let words = self.words;
        let width = 1200.0;
        let cells = plate::markup(plate::idle(&ICONS, width).cells);
        let rings: String = STATIONS
            .iter()
            .map(|id| format!("<li>{}</li>", escaped(words.station(id))))
            .collect();
        let links: String = (0..STATIONS.len() - 1)
            .map(|link| {
                let here: Vec<&&Summary> = self
                    .summaries
                    .iter()
                    .filter(|s| s.link == Some(link))
                    .collect();
                let title = escaped(&words.between(link));
                if here.is_empty() {
                    let none = escaped(&words.none);
                    return format!(
                        "<li class=\"at\"><h2>{title}</h2><p class=\"none\">{none}</p></li>"
                    );
                }
                let mut here = here;
                here.sort_by_key(|s| s.from);
                let list: String = here
                    .iter()
                    .map(|s| {
                        format!(
                            "<li><a href=\"#{}\"><b aria-hidden=\"true\">✕</b>{} {}{}</a></li>",
                            escaped(&s.id),
                            escaped(who(s)),
                            s.year(),
                            escaped(&reading(s)),
                        )
                    })
                    .collect();
                format!("<li class=\"at some\"><h2>{title}</h2><ul>{list}</ul></li>")
            })
            .collect();
        format!(
            "<section class=\"overview\" aria-label=\"{}\"><svg viewBox=\"0 0 {width} 98\" aria-hidden=\"true\" focusable=\"false\">{cells}</svg>\
             <ol class=\"rings\" aria-hidden=\"true\">{rings}</ol><ol class=\"links\">{links}</ol></section>",
            escaped(&words.overview)
        )
    }

    /// The filters, which the script shows.
    fn filters(&self) -> String {
        let words = self.words;
        let links: BTreeSet<usize> = self.summaries.iter().filter_map(|s| s.link).collect();
        let kinds: BTreeSet<Kind> = self.summaries.iter().map(|s| s.kind).collect();
        let years: BTreeSet<String> = self.summaries.iter().map(|s| s.year()).collect();
        let links = links.into_iter().map(|n| (n.to_string(), words.between(n)));
        let kinds = kinds
            .into_iter()
            .map(|k| (k.key().to_owned(), words.kind(k).to_owned()));
        let years = years.into_iter().rev().map(|y| (y.clone(), y));
        format!(
            "<form id=\"filters\" class=\"filters\" role=\"search\" hidden>\
             <label class=\"search\">{search}<input type=\"search\" name=\"q\" maxlength=\"100\" autocomplete=\"off\"></label>\
             {}{}{}<button type=\"reset\">{clear}</button></form>\
             <p id=\"found\" class=\"found\" role=\"status\" data-words=\"{found}\"></p>",
            self.select("link", &words.link, links),
            self.select("kind", &words.kind, kinds),
            self.select("year", &words.year, years),
            search = escaped(&words.search),
            clear = escaped(&words.clear),
            found = escaped(&words.found),
        )
    }

    fn select(
        &self,
        name: &str,
        label: &str,
        options: impl Iterator<Item = (String, String)>,
    ) -> String {
        let options: String = options
            .map(|(value, text)| {
                format!(
                    "<option value=\"{}\">{}</option>",
                    escaped(&value),
                    escaped(&text)
                )
            })
            .collect();
        format!(
            "<label>{}<select name=\"{name}\"><option value=\"\">{}</option>{options}</select></label>",
            escaped(label),
            escaped(&self.words.any)
        )
    }

    /// One outage; `first` is drawn large.
    fn card(&self, s: &Summary, first: bool) -> String {
        let words = self.words;
        let text = &s.stage.story.text;
        let id = escaped(&s.id);
        let between = s.link.map_or_else(String::new, |n| words.between(n));
        let how = format!(
            "<p class=\"how\"><b>{}</b><span>{}</span></p><p class=\"between\">{}</p>",
            escaped(words.kind(s.kind)),
            escaped(&words.lasted(&s.lasted)),
            escaped(&between)
        );
        let link = s.link.map_or_else(String::new, |n| n.to_string());
        let begin = format!(
            "<li class=\"outage{}\" id=\"{id}\" data-outage data-link=\"{link}\" data-kind=\"{}\" data-year=\"{}\">",
            if first { " feature" } else { "" },
            s.kind.key(),
            s.year()
        );
        let head = format!(
            "<p class=\"when\">{}</p><h3><a href=\"./{id}/\">{}</a></h3><p class=\"who\">{}</p>",
            escaped(&text.date),
            escaped(&text.title),
            escaped(who(s))
        );
        if first {
            let drawn = plate::story(&s.stage, &s.frame, 780.0, true);
            let cells = plate::markup(drawn.cells);
            return format!(
                "{begin}<div>{head}<p class=\"blurb\">{}</p><span class=\"follow\" aria-hidden=\"true\">{}</span></div>\
                 <div class=\"picture\"><svg viewBox=\"0 0 780 {}\" aria-hidden=\"true\" focusable=\"false\">{cells}</svg>{how}</div></li>",
                escaped(&text.standfirst),
                escaped(&words.follow),
                plate::HEIGHT,
            );
        }
        let glyph = plate::markup(plate::glyph(s.link, s.kind == Kind::Wrong));
        format!(
            "{begin}{head}<p class=\"blurb\">{}</p>{glyph}{how}</li>",
            escaped(&text.description)
        )
    }
}

/// Which reading of an outage it is, where there are several: what its kicker adds.
fn reading(s: &Summary) -> String {
    let kicker = s.stage.story.text.kicker.split_once(", ");
    kicker.map_or_else(String::new, |(_, reading)| format!(", {reading}"))
}

/// Whose outage: the place without its day.
fn who(s: &Summary) -> &str {
    let place = &s.stage.story.text.place;
    place
        .rsplit_once(',')
        .map_or(place.as_str(), |(who, _)| who)
}
