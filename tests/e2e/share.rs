//! “Share this view”: a link, a snippet and plain text, copied or selected.

use serde_json::json;

use crate::page::{Page, read};
use crate::site::Site;
use crate::told;

/// Opens the control. A press that comes before what it does is not lost.
async fn opened(page: &Page) {
    page.script("document.querySelector('.share > summary').click()")
        .await;
    page.wake().await;
    page.until("the three ways to share", async || {
        let fields = page
            .script("return document.querySelectorAll('.share textarea').length")
            .await;
        (fields == 3).then_some(()).ok_or(fields.to_string())
    })
    .await;
}

async fn field(page: &Page, n: usize) -> String {
    let script = format!("return document.querySelectorAll('.share textarea')[{n}].value");
    page.script(&script).await.as_str().unwrap().to_owned()
}

#[test]
fn the_link_of_a_view_opens_it_again() {
    let stage = told::stage();
    let site = Site::built();
    read(&site, async |page| {
        page.open("?step=5&voice=technical&theme=dark&a.r=0.9")
            .await;
        opened(page).await;
        let link = field(page, 0).await;
        let query = "v=1&story=apple-2015&step=5&voice=technical&theme=dark&a.r=0.9";
        assert_eq!(link, format!("{}?{query}", site.address()));
        let snippet = field(page, 1).await;
        assert!(
            snippet.starts_with("<iframe src=\"http")
                && snippet.contains("embed.html?v=1&amp;story="),
            "{snippet}"
        );
        let text = field(page, 2).await;
        assert!(
            text.contains(&link) && text.contains(&stage.story.sources[0].title),
            "{text}"
        );
        page.goto(&link).await;
        page.shows(&[
            ("data-ready", "true"),
            ("data-step", "5"),
            ("data-voice", "technical"),
            ("data-theme", "dark"),
        ])
        .await;
        opened(page).await;
        assert_eq!(field(page, 0).await, link);
    });
}

#[test]
fn where_the_browser_does_not_copy_the_text_is_selected() {
    let stage = told::stage();
    let t = &stage.story.page.share;
    let site = Site::built();
    read(&site, async |page| {
        page.open("").await;
        opened(page).await;
        page.script("navigator.clipboard.writeText = () => Promise.reject(new Error('denied'))")
            .await;
        page.press(&format!("{}: {}", t.copy, t.text)).await;
        page.until("the sentence about it", async || {
            let said = page.texts(".share [role=status]").await;
            said.contains(&t.selected)
                .then_some(())
                .ok_or(format!("{said:?}"))
        })
        .await;
        let selected = page
            .script("const f = document.activeElement; return [f.tagName, f.selectionStart, f.selectionEnd === f.value.length]")
            .await;
        assert_eq!(selected, json!(["TEXTAREA", 0, true]));
    });
}
