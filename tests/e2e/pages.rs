//! The page of each story in its own folder, and the catalogue: what a reader gets there, and what their heads say.

use serde_json::Value;

use crate::page::{Page, Reader, read};
use crate::site::{Site, dist, file};
use crate::support;

#[test]
fn each_story_has_a_page_in_a_folder_of_its_own_that_asks_for_no_other_story() {
    let site = Site::built();
    for id in ["dyn-2016", "slack-2021"] {
        let before = site.asked().len();
        read(&site, async |page| {
            page.open(&format!("stories/{id}/")).await;
            page.shows(&[("data-story", id), ("data-step", "1")]).await;
            assert_eq!(page.texts(".notice").await, [""; 0]);
            assert!(page.console().await.is_empty());
        });
        let asked: Vec<_> = site.asked().split_off(before);
        let lost: Vec<_> = asked.iter().filter(|a| a.status != 200).collect();
        assert!(lost.is_empty(), "{id}: {lost:?}");
        // Its own two files, of which the second comes with the simulation, and the words of the inspector.
        let own = [
            format!("stories/{id}.wib"),
            format!("stories/{id}.world.wib"),
            "stories/inspector.wib".to_owned(),
        ];
        let files = asked.iter().filter(|a| a.line.ends_with(".wib"));
        let others: Vec<_> = files
            .clone()
            .filter(|a| !own.iter().any(|o| a.line.ends_with(o)))
            .collect();
        assert!(others.is_empty(), "{id}: {others:?}");
        assert_eq!(files.filter(|a| a.line.ends_with(&own[0])).count(), 1);
    }
}

#[test]
fn an_address_on_one_story_s_page_may_ask_for_another() {
    let site = Site::built();
    read(&site, async |page| {
        page.open("stories/dyn-2016/?story=apple-2015&step=5").await;
        page.shows(&[("data-story", "apple-2015"), ("data-step", "5")])
            .await;
    });
}

/// The content of the first element of the head that a start names.
fn head(page: &str, start: &str) -> String {
    let (_, rest) = page
        .split_once(start)
        .unwrap_or_else(|| panic!("the page has no {start}"));
    rest.split('"').next().unwrap_or_default().to_owned()
}

#[test]
fn the_head_of_each_page_says_what_search_engines_and_link_previews_read() {
    for id in support::ids() {
        let page = String::from_utf8(file(&format!("stories/{id}/index.html"))).unwrap();
        let story = support::story(&id);
        let text = &story.text;
        assert!(
            page.contains(&format!("<title>{} · Where It Broke</title>", text.title)),
            "{id}"
        );
        assert_eq!(page.matches("<title>").count(), 1);
        assert_eq!(
            head(&page, "<meta name=\"description\" content=\""),
            text.description
        );
        assert!(
            head(&page, "<link rel=\"canonical\" href=\"").ends_with(&format!("stories/{id}/"))
        );
        assert!(
            head(&page, "property=\"og:image\" content=\"")
                .ends_with(&format!("stories/{id}/preview.png"))
        );
        assert!(!head(&page, "property=\"og:image:alt\" content=\"").is_empty());
        let (_, rest) = page
            .split_once("<script type=\"application/ld+json\">")
            .unwrap();
        let (data, _) = rest.split_once("</script>").unwrap();
        let data: Value = serde_json::from_str(data).unwrap();
        assert_eq!(data["@context"], "https://schema.org");
        assert_eq!(data["headline"], text.title.as_str());
        let urls = story.sources.iter().filter(|s| s.url.is_some()).count();
        assert_eq!(data["citation"].as_array().unwrap().len(), urls);
        let oembed: Value =
            serde_json::from_slice(&file(&format!("stories/{id}/oembed.json"))).unwrap();
        assert_eq!(oembed["version"], "1.0");
        assert_eq!(oembed["title"], text.title.as_str());
        assert!(["rich", "link"].contains(&oembed["type"].as_str().unwrap()));
        let picture = file(&format!("stories/{id}/preview.png"));
        // The header of a PNG: its mark, then the width and the height in big-endian octets.
        assert_eq!(&picture[..8], b"\x89PNG\r\n\x1a\n");
        assert_eq!(&picture[16..24], [0, 0, 0x04, 0xb0, 0, 0, 0x02, 0x76]);
        assert!(picture.len() < 200_000, "{id}: {} bytes", picture.len());
    }
}

#[test]
fn no_page_of_the_site_holds_a_script_or_a_style_of_its_own() {
    let mut pages = vec!["index.html".to_owned(), "stories/index.html".to_owned()];
    pages.extend(
        support::ids()
            .iter()
            .map(|id| format!("stories/{id}/index.html")),
    );
    for name in pages {
        let page = String::from_utf8(file(&name)).unwrap();
        for script in page.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap();
            let data = tag.contains("application/ld+json");
            assert!(data || tag.contains("src="), "{name}: <script{tag}>");
        }
        assert!(
            !page.contains("<style") && !page.contains(" style=") && !page.contains(" onclick="),
            "{name}"
        );
    }
}

#[test]
fn every_file_that_can_be_smaller_has_its_compressed_forms_beside_it() {
    let mut plain = Vec::new();
    let mut folders = vec![dist()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("single") {
                folders.push(path);
            } else if path.is_file() {
                plain.push(path);
            }
        }
    }
    let with = |path: &std::path::Path, ending: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        std::path::PathBuf::from(name)
    };
    let squeezable = |p: &&std::path::PathBuf| {
        let ending = p
            .extension()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        ["html", "css", "js", "wasm", "wib", "json", "svg"].contains(&ending.as_str())
    };
    let lost: Vec<_> = plain
        .iter()
        .filter(squeezable)
        .filter(|p| !with(p, ".br").is_file() || !with(p, ".gz").is_file())
        .collect();
    assert!(lost.is_empty(), "without .br or .gz: {lost:?}");
    let kept = plain
        .iter()
        .filter(|p| p.parent().is_some_and(|f| f.ends_with("files")));
    for path in kept {
        let name = path.file_name().unwrap().to_string_lossy();
        let digits = name
            .split(['-', '.', '_'])
            .any(|part| part.len() == 16 && part.bytes().all(|b| b.is_ascii_hexdigit()));
        assert!(
            digits,
            "{name} may be kept for ever and is not named by its bytes"
        );
    }
}

/// How many outages the catalogue shows.
async fn shown(page: &Page) -> usize {
    page.texts("[data-outage] h3").await.len()
}

#[test]
fn the_catalogue_is_filtered_and_searched_without_wasm() {
    let all = support::ids().len();
    let site = Site::built();
    read(&site, async |page| {
        page.visit("stories/").await;
        page.until("the filters", async || {
            let forms = page.texts("#filters").await;
            (forms.len() == 1).then_some(()).ok_or(format!("{forms:?}"))
        })
        .await;
        assert_eq!(shown(page).await, all);
        let set = "const f = document.getElementById('filters');
            const put = (name, value) => { f.elements[name].value = value;
                f.elements[name].dispatchEvent(new Event('input', { bubbles: true })); };";
        page.script(&format!("{set} put('kind', 'rejected');"))
            .await;
        let rejected = page.texts("[data-outage] .how b").await;
        assert!(
            !rejected.is_empty() && rejected.iter().all(|k| k == &rejected[0]),
            "{rejected:?}"
        );
        let told = page.texts("#found").await;
        assert_eq!(told, [format!("{} of {all} outages", rejected.len())]);
        page.script(&format!(
            "{set} put('kind', ''); put('q', 'FACEBOOK phone');"
        ))
        .await;
        assert_eq!(page.texts("[data-outage] .who").await, ["Facebook"]);
        page.script(&format!("{set} put('q', 'nothing of the kind');"))
            .await;
        assert_eq!(shown(page).await, 0);
        page.press("Show all").await;
        page.until("all outages again", async || {
            let n = shown(page).await;
            (n == all).then_some(()).ok_or(n.to_string())
        })
        .await;
        page.visit("stories/?year=2021&kind=nonsense").await;
        page.until("those of 2021", async || {
            let n = shown(page).await;
            (n > 0 && n < all).then_some(()).ok_or(n.to_string())
        })
        .await;
        assert!(page.console().await.is_empty());
    });
    let wasm: Vec<_> = site
        .asked()
        .into_iter()
        .filter(|a| a.line.contains(".wasm"))
        .collect();
    assert!(wasm.is_empty(), "{wasm:?}");
}

#[test]
fn without_a_script_the_catalogue_lists_every_outage_and_no_filter() {
    let site = Site::without_scripts();
    read(&site, async |page| {
        page.scripts_off().await;
        page.visit("stories/").await;
        assert_eq!(shown(page).await, support::ids().len());
        assert_eq!(page.texts("#filters").await, [""; 0]);
        let links = page
            .script("return [...document.querySelectorAll('.overview a')].filter(a => !document.querySelector(a.getAttribute('href'))).length")
            .await;
        assert_eq!(links, 0, "links of the overview that lead nowhere");
    });
}

#[test]
fn the_catalogue_fits_every_width() {
    let site = Site::built();
    for width in [320, 360, 680, 1280] {
        let reader = Reader {
            width,
            ..Reader::default()
        };
        reader.read(&site, async |page| {
            page.visit("stories/").await;
            let wide = page
                .script("return document.documentElement.scrollWidth - innerWidth")
                .await;
            assert!(wide.as_i64() <= Some(0), "{wide} px too wide at {width}");
        });
    }
}
