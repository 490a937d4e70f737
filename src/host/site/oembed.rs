//! The oEmbed document of a story (oembed.com, version 1.0), for content systems that are given the story's address.

use serde_json::json;

use super::head::{NAME, PICTURE};
use super::markup::escaped;
use super::summary::Summary;
use super::{Address, STORIES};

/// The size of the frame in CSS pixels, before its own script says how high it is.
const FRAME: (u32, u32) = (680, 960);

/// The document. A frame has to name a whole address: without the site's it is a link with a title.
pub(super) fn document(summary: &Summary, address: &Address) -> String {
    let id = &summary.id;
    let text = &summary.stage.story.text;
    let mut document = json!({
        "version": "1.0",
        "type": "link",
        "title": text.title,
        "provider_name": NAME,
    });
    let whole = (
        address.of(""),
        address.of(&format!("{STORIES}/{id}/embed.html")),
        address.of(&format!("{STORIES}/{id}/preview.png")),
    );
    if let ((Some(site), Some(frame), Some(picture)), Some(fields)) =
        (whole, document.as_object_mut())
    {
        let ((width, height), (picture_width, picture_height)) = (FRAME, PICTURE);
        let html = format!(
            "<iframe src=\"{}\" title=\"{}\" width=\"{width}\" height=\"{height}\" loading=\"lazy\" \
             sandbox=\"allow-scripts\" frameborder=\"0\"></iframe>",
            escaped(&frame),
            escaped(&text.title)
        );
        let rich = [
            ("type", json!("rich")),
            ("html", json!(html)),
            ("width", json!(width)),
            ("height", json!(height)),
            ("provider_url", json!(site)),
            ("thumbnail_url", json!(picture)),
            ("thumbnail_width", json!(picture_width)),
            ("thumbnail_height", json!(picture_height)),
        ];
        fields.extend(rich.map(|(key, value)| (key.to_owned(), value)));
    }
    format!("{document:#}\n")
}
