//! `wib site`: what stands around the page in a built site, made from the page's own template.
//!
//! The build leaves one page without a story, `index.html`, in a folder with everything that it needs. This puts the stories
//! there: for each its compiled file and a page of its own in a folder of its own (`page`, with the `head` that search engines
//! and link previews read, the `picture` for them and the `oembed` document), beside it the same for a frame in somebody
//! else's page, `embed.html`; and for all of them the `catalogue`, the map of the site, the first page, and the scripts of the
//! embeds. A page asks for its own story and for no other, however many there are.

mod address;
mod catalogue;
mod head;
mod markup;
mod oembed;
mod page;
mod picture;
mod summary;

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::{fs, io};

pub use address::Address;
use page::{FRAME, Template};
use summary::Summary;

use super::{Error, article, catalogue as incidents, checked};
use crate::incident::pack::{encode, encode_words};
use crate::incident::{Stage, Story};

/// The story that the site opens with where it has it; else the first one by its id.
pub const FIRST_STORY: &str = "apple-2015";

/// The folder of the stories in a site.
const STORIES: &str = "stories";

/// What a host page loads to embed a story. It goes out as it is in the source: whoever embeds it may want to read it.
const EMBED_SCRIPT: &str = include_str!("../../assets/embed.js");
/// What an embed loads: it tells the host page its height, and the reader what is missing.
const FRAME_SCRIPT: &str = concat!(
    include_str!("../../assets/frame.js"),
    include_str!("../../assets/boot.js")
);

/// What was written, and what to tell whoever built it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The ids of the stories, in order.
    pub stories: Vec<String>,
    /// One line for each thing that could not be said for want of the site's address.
    pub notes: Vec<String>,
}

/// Writes the stories into the site in `folder`: these incidents, or every one there is.
///
/// # Errors
/// What the check finds, of all incidents; a template without its places; a file that cannot be written.
pub fn write(folder: &Path, address: &Address, named: &[String]) -> Result<Written, Error> {
    let index = folder.join("index.html");
    let template = Template::read(&index)?;
    let stories = checked::stories(named)?;
    let files = Files { folder };
    let mut summaries = Vec::new();
    for story in stories {
        summaries.push(one(&files, &template, address, story)?);
    }
    summaries.sort_by(|a, b| a.id.cmp(&b.id));
    let first = summaries.iter().find(|s| s.id == FIRST_STORY);
    let Some(first) = first.or(summaries.first()) else {
        return Err(Error::Missing(
            "there is no story, expected at least one incident".to_owned(),
        ));
    };
    files.write_page("", "./", first, &template, address)?;
    files.write("embed.js", EMBED_SCRIPT.as_bytes())?;
    files.write(FRAME, FRAME_SCRIPT.as_bytes())?;
    let words = incidents::inspector_words(named.first().map(String::as_str))?;
    let words = encode_words(&words).map_err(|e| Error::Missing(format!("inspector: {e}")))?;
    files.write(&format!("{STORIES}/inspector.wib"), &words)?;
    catalogue::write(&files, &template, address, &summaries)?;
    files.write("robots.txt", address.robots().as_bytes())?;
    if let Some(map) = address.map(summaries.iter().map(|s| s.id.as_str())) {
        files.write("sitemap.xml", map.as_bytes())?;
    }
    Ok(Written {
        stories: summaries.into_iter().map(|s| s.id).collect(),
        notes: address.notes(),
    })
}

/// Everything of one story: its compiled files, its page, its picture, its oEmbed document.
fn one(
    files: &Files,
    template: &Template,
    address: &Address,
    story: Story,
) -> Result<Summary, Error> {
    let packed = encode(&story).map_err(|e| Error::Missing(format!("{}: {e}", story.id)))?;
    let stage = Rc::new(Stage::new(Rc::new(story))?);
    let summary = Summary::new(stage.clone(), article::of(stage)?)?;
    let id = &summary.id;
    files.write(&format!("{STORIES}/{id}.wib"), &packed.story)?;
    files.write(&format!("{STORIES}/{id}.world.wib"), &packed.world)?;
    let folder = format!("{STORIES}/{id}/");
    files.write_page(&folder, "../../", &summary, template, address)?;
    files.write(
        &format!("{STORIES}/{id}/preview.png"),
        &picture::png(&summary)?,
    )?;
    let oembed = oembed::document(&summary, address);
    files.write(&format!("{STORIES}/{id}/oembed.json"), oembed.as_bytes())?;
    Ok(summary)
}

/// The site's folder, to be written to.
struct Files<'a> {
    folder: &'a Path,
}

impl Files<'_> {
    /// Writes a story's page and its embed into a folder of the site, from which `root` leads out again.
    fn write_page(
        &self,
        folder: &str,
        root: &str,
        summary: &Summary,
        template: &Template,
        address: &Address,
    ) -> Result<(), Error> {
        let page = summary.page(template, address, root)?;
        self.write(&format!("{folder}index.html"), page.as_bytes())?;
        let embed = summary.embed(template, root)?;
        self.write(&format!("{folder}embed.html"), embed.as_bytes())
    }

    /// Writes a file, and the folders that it needs.
    fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        let file = self.folder.join(path);
        let told = |e: io::Error| unwritten(&file, &e);
        let parent: PathBuf = file.parent().map(Path::to_path_buf).unwrap_or_default();
        fs::create_dir_all(parent).map_err(told)?;
        fs::write(&file, bytes).map_err(told)
    }
}

fn unwritten(file: &Path, e: &io::Error) -> Error {
    Error::Write(format!("{}: cannot be written ({e})", file.display()))
}
