//! What an address asks for, and what is shown where it asks for what there is not.

use crate::page::{Page, read};
use crate::site::Site;
use crate::told;

/// One bad address: what it says, what its notice has to name, the step and the time that are shown instead.
struct Bad {
    query: &'static str,
    names: &'static str,
    step: usize,
    clock: &'static str,
}

const BAD: [Bad; 12] = [
    bad("?story=google-2020", "google-2020", 1, "08:41:06"),
    bad(
        "?story=..%2F..%2Fetc%2Fpasswd",
        "../../etc/passwd",
        1,
        "08:41:06",
    ),
    bad("?story=", "", 1, "08:41:06"),
    bad("?step=99", "99", 7, "20:45:00"),
    bad("?step=0", "0", 1, "08:41:06"),
    bad("?step=-4", "-4", 1, "08:41:06"),
    bad("?step=five", "five", 1, "08:41:06"),
    bad(
        "?step=99999999999999999999",
        "99999999999999999999",
        1,
        "08:41:06",
    ),
    bad("?t=10:24", "10:24", 1, "08:41:06"),
    bad("?step=5&t=yesterday", "yesterday", 5, "10:24:07"),
    bad(
        "?t=2015-03-12T09:00:00Z",
        "2015-03-12T09:00:00Z",
        1,
        "22:00:00",
    ),
    bad("?voice=shouting", "shouting", 1, "08:41:06"),
];

const fn bad(query: &'static str, names: &'static str, step: usize, clock: &'static str) -> Bad {
    Bad {
        query,
        names,
        step,
        clock,
    }
}

#[test]
fn a_bad_address_gives_one_plain_line_and_the_nearest_valid_state() {
    let stage = told::stage();
    let site = Site::built();
    read(&site, async |page| {
        for bad in &BAD {
            page.open(bad.query).await;
            let step = bad.step.to_string();
            let time = told::at(bad.clock).to_string();
            page.shows(&[
                ("data-story", told::STORY),
                ("data-step", &step),
                ("data-time", &time),
            ])
            .await;
            let notices = page.texts(".notice").await;
            let plain =
                |n: &String| n.contains(bad.names) && n.ends_with('.') && n.lines().count() == 1;
            assert!(
                notices.len() == 1 && notices.iter().all(plain),
                "{}: expected one line that names {:?}, saw {notices:?}",
                bad.query,
                bad.names
            );
            assert_usable(page, &stage, bad.step).await;
        }
    });
}

/// The page goes on from here as ever.
async fn assert_usable(page: &Page, stage: &where_it_broke::incident::Stage, step: usize) {
    let words = &stage.story.page.page;
    let title = stage.story.text.steps.get(step).map(|s| &s.title);
    page.press(&format!(
        "{}: {}",
        words.next,
        title.unwrap_or(&words.again)
    ))
    .await;
    told::shows_step(page, stage, step % stage.story.steps.len()).await;
}

#[test]
fn a_good_address_opens_what_it_says_without_a_notice() {
    let stage = told::stage();
    let site = Site::built();
    read(&site, async |page| {
        page.open("?v=1&story=apple-2015&step=6&voice=technical&theme=dark&utm_source=mail")
            .await;
        told::shows_step(page, &stage, 5).await;
        page.shows(&[("data-voice", "technical"), ("data-theme", "dark")])
            .await;
        assert_eq!(page.texts(".notice").await, [""; 0]);
        page.open("?t=2015-03-11T21:00:00Z").await;
        told::shows_time(page, &stage, told::at("21:00:00")).await;
        assert_eq!(page.texts(".notice").await, [""; 0]);
    });
}

#[test]
fn what_an_address_says_is_shown_as_text_and_never_run() {
    let site = Site::built();
    read(&site, async |page| {
        page.open("?step=%3Cimg%20src%3Dx%20onerror%3D%22window.ran%3D1%22%3E&voice=%3Cb%3Eloud")
            .await;
        let notices = page.texts(".notice").await;
        assert!(
            notices.iter().any(|n| n.contains("<img src=x"))
                && notices.iter().any(|n| n.contains("<b>loud")),
            "expected the address's own characters, saw {notices:?}"
        );
        let ran = page
            .script("return [window.ran ?? 0, document.images.length]")
            .await;
        assert_eq!(ran.to_string(), "[0,0]");
    });
}
