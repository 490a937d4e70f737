//! Where the site will stand, as far as whoever builds it says so.

use url::Url;

use super::STORIES;
use super::markup::escaped;
use crate::host::Error;

/// The address of the site's folder, or none: then the pages say only what holds at any address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address(Option<Url>);

impl Address {
    /// Reads an address such as `https://example.org/outages/`; a slash at its end may be missing.
    ///
    /// # Errors
    /// When it is not the address of a folder on a web server.
    pub fn new(site: Option<&str>) -> Result<Self, Error> {
        let Some(text) = site.map(str::trim).filter(|s| !s.is_empty()) else {
            return Ok(Self(None));
        };
        let wrong = |why: &str| {
            Error::Usage(format!(
                "--site: {text}: {why}, expected an address such as https://example.org/outages/"
            ))
        };
        let mut url = Url::parse(text).map_err(|e| wrong(&e.to_string()))?;
        if !matches!(url.scheme(), "https" | "http") {
            return Err(wrong("no web address"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(wrong("more than a folder"));
        }
        if !url.path().ends_with('/') {
            let path = format!("{}/", url.path());
            url.set_path(&path);
        }
        Ok(Self(Some(url)))
    }

    /// The whole address of a file of the site; `None` where the site's own is not known.
    pub(super) fn of(&self, path: &str) -> Option<String> {
        let url = self.0.as_ref()?.join(path).ok()?;
        Some(url.to_string())
    }

    /// The whole address of a file of the site, or, where the site's own is not known, the way there from a page: `root` leads
    /// from it to the site's folder.
    pub(super) fn or_relative(&self, path: &str, root: &str) -> String {
        self.of(path).unwrap_or_else(|| format!("{root}{path}"))
    }

    /// Everybody may read everything. A crawler looks for this at the top of a host only.
    pub(super) fn robots(&self) -> String {
        let map = self.of("sitemap.xml");
        let map = map.map_or_else(String::new, |map| format!("\nSitemap: {map}\n"));
        format!("User-agent: *\nAllow: /\n{map}")
    }

    /// The map of the site (sitemaps.org, protocol 0.9), which has whole addresses only.
    pub(super) fn map<'a>(&self, stories: impl Iterator<Item = &'a str>) -> Option<String> {
        let pages = stories.map(|id| format!("{STORIES}/{id}/"));
        let pages = [String::new(), format!("{STORIES}/")]
            .into_iter()
            .chain(pages);
        let mut map = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
        );
        for page in pages {
            let place = escaped(&self.of(&page)?);
            map.push_str(&format!("<url><loc>{place}</loc></url>\n"));
        }
        map.push_str("</urlset>\n");
        Some(map)
    }

    /// What was left out for want of the address.
    pub(super) fn notes(&self) -> Vec<String> {
        if self.0.is_some() {
            return Vec::new();
        }
        vec![
            "the site's address is not known (--site, or WIB_SITE): canonical links and preview pictures are relative, \
             which some services do not follow; oEmbed documents are links without a frame; there is no sitemap.xml"
                .to_owned(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_a_folder_of_a_web_server() {
        let site = Address::new(Some("https://example.org/outages")).unwrap();
        assert_eq!(
            site.of("stories/a/").as_deref(),
            Some("https://example.org/outages/stories/a/")
        );
        for wrong in [
            "example.org",
            "ftp://example.org/",
            "https://example.org/?a=1",
            "javascript:alert(1)",
        ] {
            let told = Address::new(Some(wrong)).unwrap_err().to_string();
            assert!(told.contains(wrong) && told.contains("expected"), "{told}");
        }
    }

    #[test]
    fn without_a_site_addresses_are_relative_and_there_is_no_map() {
        let none = Address::new(None).unwrap();
        assert_eq!(none.or_relative("a.png", "../../"), "../../a.png");
        assert_eq!(none.map(["a"].into_iter()), None);
        assert_eq!(none.notes().len(), 1);
        assert!(!none.robots().contains("Sitemap"));
    }

    #[test]
    fn the_map_names_every_story() {
        let site = Address::new(Some("https://example.org/x/")).unwrap();
        let map = site.map(["a", "b"].into_iter()).unwrap();
        assert_eq!(map.matches("<loc>").count(), 4);
        assert!(map.contains("<loc>https://example.org/x/stories/b/</loc>"));
        assert!(
            site.robots()
                .contains("Sitemap: https://example.org/x/sitemap.xml")
        );
    }
}
