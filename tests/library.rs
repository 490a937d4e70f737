//! A site with two hundred stories: what a reader of one of them fetches does not grow with the library.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use where_it_broke::host::site::{self, Address};

/// The story that is copied.
const STORY: &str = "ubuntu-azure-2022";
/// How many stories there are.
const MANY: usize = 200;

/// A folder with so many stories in it, each a copy of one under another id, and a built page without any.
struct Library {
    root: PathBuf,
}

impl Library {
    fn of(count: usize) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("library-{count}"));
        let _ = fs::remove_dir_all(&root);
        let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
        fs::create_dir_all(root.join("text/en")).unwrap();
        fs::create_dir_all(root.join("site")).unwrap();
        fs::copy(assets.join("text/en.toml"), root.join("text/en.toml")).unwrap();
        let words = fs::read_to_string(assets.join(format!("text/en/{STORY}.toml"))).unwrap();
        for n in 0..count {
            let id = id(n);
            let folder = root.join("incidents").join(&id);
            fs::create_dir_all(&folder).unwrap();
            for entry in fs::read_dir(assets.join("incidents").join(STORY)).unwrap() {
                let from = entry.unwrap().path();
                let text = fs::read_to_string(&from).unwrap();
                let own = text.replace(&format!("\"{STORY}\""), &format!("\"{id}\""));
                fs::write(folder.join(from.file_name().unwrap()), own).unwrap();
            }
            fs::write(root.join(format!("text/en/{id}.toml")), &words).unwrap();
        }
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("index.html");
        fs::copy(page, root.join("site/index.html")).unwrap();
        Self { root }
    }

    /// Writes the site.
    fn built(&self) -> site::Written {
        let mut folders: Vec<String> = fs::read_dir(self.root.join("incidents"))
            .unwrap()
            .map(|e| e.unwrap().path().to_str().unwrap().to_owned())
            .collect();
        folders.sort();
        let address = Address::new(Some("https://example.org/outages/")).unwrap();
        site::write(&self.root.join("site"), &address, &folders).unwrap()
    }

    fn file(&self, path: &str) -> Vec<u8> {
        let file = self.root.join("site").join(path);
        fs::read(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()))
    }

    /// All that a reader of one story is sent of it, by its path.
    fn story(&self, id: &str) -> BTreeMap<String, Vec<u8>> {
        ["index.html", "oembed.json", "preview.png"]
            .iter()
            .map(|name| format!("stories/{id}/{name}"))
            .chain([format!("stories/{id}.wib")])
            .map(|path| (path.clone(), self.file(&path)))
            .collect()
    }
}

impl Drop for Library {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

fn id(n: usize) -> String {
    format!("outage-{n:03}")
}

#[test]
fn the_first_view_of_a_story_does_not_grow_with_the_library() {
    let (few, many) = (Library::of(2), Library::of(MANY));
    assert_eq!(few.built().stories.len(), 2);
    assert_eq!(many.built().stories.len(), MANY);
    // The same octets, whether there are two stories or two hundred.
    assert_eq!(few.story(&id(1)), many.story(&id(1)));
    assert_eq!(few.file("index.html"), many.file("index.html"));
    // And they name no story but their own.
    let page = String::from_utf8(many.file(&format!("stories/{}/index.html", id(7)))).unwrap();
    let others: Vec<String> = (0..MANY)
        .filter(|n| *n != 7)
        .map(id)
        .filter(|id| page.contains(id))
        .collect();
    assert_eq!(others, [""; 0]);
    // Every one of them is found from the catalogue and from the map of the site.
    let catalogue = String::from_utf8(many.file("stories/index.html")).unwrap();
    let map = String::from_utf8(many.file("sitemap.xml")).unwrap();
    for n in 0..MANY {
        assert!(catalogue.contains(&format!("href=\"./{}/\"", id(n))));
        assert!(map.contains(&format!("/stories/{}/</loc>", id(n))));
    }
}

/// What a site that cannot be written says.
fn refused(library: &Library, incidents: &[String]) -> String {
    let address = Address::default();
    let told = site::write(&library.root.join("site"), &address, incidents);
    told.unwrap_err().to_string()
}

#[test]
fn a_site_without_what_it_needs_is_told_and_not_written() {
    let library = Library::of(1);
    let incident = library.root.join("incidents").join(id(0));
    let own = vec![incident.to_str().unwrap().to_owned()];
    // No such incident: those that there are are named.
    let told = refused(&library, &["nosuch-2099".to_owned()]);
    assert!(
        told.contains("nosuch-2099") && told.contains("apple-2015"),
        "{told}"
    );
    // A page that has no place for a story.
    let page = library.root.join("site/index.html");
    let template = fs::read_to_string(&page).unwrap();
    fs::write(&page, "<html><main></main></html>").unwrap();
    let told = refused(&library, &own);
    assert!(
        told.contains("index.html") && told.contains("expected <story-goes-here>"),
        "{told}"
    );
    fs::write(&page, template).unwrap();
    // A zone file of the incident is gone.
    fs::remove_file(incident.join("root.zone")).unwrap();
    let told = refused(&library, &own);
    assert!(told.contains("root.zone"), "{told}");
    let written = fs::read_dir(library.root.join("site")).unwrap().count();
    assert_eq!(written, 1, "something was written beside the page");
}
