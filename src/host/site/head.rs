//! The head of a story's page: what search engines, link previews and content systems read.

use serde_json::{Value, json};

use super::markup::{escaped, for_script};
use super::summary::Summary;
use super::{Address, STORIES};

/// The name of the site.
pub(super) const NAME: &str = "Where It Broke";
/// The width and height of the picture for link previews, in pixels.
pub(super) const PICTURE: (u32, u32) = (1200, 630);

/// The elements of the head; `root` leads from the page to the site's folder.
pub(super) fn elements(summary: &Summary, address: &Address, root: &str) -> String {
    let id = &summary.id;
    let text = &summary.stage.story.text;
    let title = title(summary);
    let description = escaped(&text.description);
    let page = escaped(&address.or_relative(&format!("{STORIES}/{id}/"), root));
    let picture = escaped(&address.or_relative(&format!("{STORIES}/{id}/preview.png"), root));
    // The document itself is named by where it is: discovery works from any folder.
    let oembed = escaped(&address.or_relative(&format!("{STORIES}/{id}/oembed.json"), root));
    let url = address
        .of(&format!("{STORIES}/{id}/"))
        .map_or_else(String::new, |url| {
            format!("<meta property=\"og:url\" content=\"{}\">", escaped(&url))
        });
    let (width, height) = PICTURE;
    let alt = escaped(&summary.alt());
    let (headline, locale) = (escaped(&text.title), summary.lang().replace('-', "_"));
    let data = for_script(&data(summary, address));
    format!(
        "<title>{title}</title>\
         <meta name=\"description\" content=\"{description}\">\
         <link rel=\"canonical\" href=\"{page}\">\
         <meta property=\"og:type\" content=\"article\">\
         <meta property=\"og:site_name\" content=\"{NAME}\">\
         <meta property=\"og:title\" content=\"{headline}\">\
         <meta property=\"og:description\" content=\"{description}\">\
         <meta property=\"og:locale\" content=\"{locale}\">\
         {url}\
         <meta property=\"og:image\" content=\"{picture}\">\
         <meta property=\"og:image:width\" content=\"{width}\">\
         <meta property=\"og:image:height\" content=\"{height}\">\
         <meta property=\"og:image:alt\" content=\"{alt}\">\
         <meta name=\"twitter:card\" content=\"summary_large_image\">\
         <link rel=\"alternate\" type=\"application/json+oembed\" href=\"{oembed}\" title=\"{title}\">\
         <script type=\"application/ld+json\">{data}</script>"
    )
}

/// The elements of an embed's head: what is found and linked is the story's own page.
pub(super) fn of_embed(summary: &Summary) -> String {
    let title = title(summary);
    format!("<title>{title}</title><meta name=\"robots\" content=\"noindex\">")
}

fn title(summary: &Summary) -> String {
    escaped(&format!("{} · {NAME}", summary.stage.story.text.title))
}

/// The story in the vocabulary of schema.org: an explanation made to be learnt from, about an event. There is no date of
/// publication in a story, and none is made up.
fn data(summary: &Summary, address: &Address) -> Value {
    let id = &summary.id;
    let story = &summary.stage.story;
    let text = &story.text;
    let sources: Vec<&String> = story
        .sources
        .iter()
        .filter_map(|s| s.url.as_ref())
        .collect();
    let mut data = json!({
        "@context": "https://schema.org",
        "@type": ["Article", "LearningResource"],
        "headline": text.title,
        "description": text.description,
        "inLanguage": summary.lang(),
        "isAccessibleForFree": true,
        "learningResourceType": "interactive explanation",
        "about": {
            "@type": "Event",
            "name": text.place,
            "startDate": summary.from.to_string(),
            "endDate": summary.until.to_string(),
        },
        "citation": sources,
        "publisher": { "@type": "Organization", "name": NAME },
    });
    let page = address.of(&format!("{STORIES}/{id}/"));
    let picture = address.of(&format!("{STORIES}/{id}/preview.png"));
    if let (Some(page), Some(picture), Some(fields)) = (page, picture, data.as_object_mut()) {
        fields.insert("mainEntityOfPage".to_owned(), page.into());
        fields.insert("image".to_owned(), picture.into());
    }
    data
}
