//! The story as an article, for readers without WebAssembly: all of it to read, nothing to press.

use super::drawn::{apple, article, shop};

#[test]
fn the_article_tells_the_whole_story() {
    let story = apple();
    let drawn = article(&story);
    let mut wanted = vec![story.text.title.clone(), story.text.standfirst.clone()];
    for step in &story.text.steps {
        wanted.push(step.title.clone());
        // Emphasis, sums and marks of how we know are drawn apart.
        let parts = step
            .plain
            .split("**")
            .flat_map(|p| p.split(['{', '}', '[', ']']).step_by(2));
        wanted.extend(parts.map(|p| p.trim().to_owned()).filter(|p| p.len() > 3));
    }
    wanted.extend(
        story
            .text
            .services
            .values()
            .flat_map(|s| [s.name.clone(), s.saw.clone()]),
    );
    wanted.extend(story.sources.iter().map(|s| s.title.clone()));
    wanted.extend(story.text.inputs.values().cloned());
    wanted.extend(
        story
            .text
            .published
            .values()
            .flat_map(|p| [p.name.clone(), p.how.clone()]),
    );
    wanted.extend(
        story
            .text
            .assumptions
            .values()
            .flat_map(|a| [a.name.clone(), a.line.clone()]),
    );
    wanted.extend(story.text.beside.values().map(|b| b.name.clone()));
    wanted.extend(
        [
            &story.page.panel.title,
            &story.text.left_out,
            &story.text.reconstruction,
        ]
        .map(String::clone),
    );
    let lost: Vec<_> = wanted
        .iter()
        .filter(|w| !drawn.text.contains(w.as_str()))
        .collect();
    assert!(
        lost.is_empty(),
        "not in the article: {lost:#?}\n{}",
        drawn.text
    );
    assert!(
        drawn.text.contains('$') && !drawn.text.contains('{'),
        "{}",
        drawn.text
    );
}

#[test]
fn the_article_shows_the_chain_where_it_breaks() {
    let drawn = article(&apple());
    // The chain that the live page begins with stands before it, shown only while that page is on its way.
    assert_eq!(drawn.stations.len(), 14);
    assert!(
        drawn.links[..6].iter().all(|l| l.1 == "idle"),
        "{:?}",
        drawn.links
    );
    let torn: Vec<_> = drawn
        .links
        .iter()
        .filter(|l| l.1 == "broken")
        .map(|l| &*l.0)
        .collect();
    assert_eq!(torn, ["auth-service"]);
    let drawn = article(&shop());
    assert_eq!(drawn.stations.len(), 20);
}

#[test]
fn the_article_has_nothing_to_press() {
    let drawn = article(&apple());
    let controls = ["button", "input", "select", "script", "form"];
    let found: Vec<_> = drawn
        .elements
        .iter()
        .filter(|e| controls.contains(&e.as_str()))
        .collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn the_article_asks_and_answers_every_question() {
    let story = apple();
    let drawn = article(&story);
    for (asked, words) in story.predictions.iter().zip(&story.text.predict) {
        let why = &words.why_plain;
        let choices = words.choices.iter().map(|c| &c.plain);
        let so = &words.choices[asked.so].plain;
        for text in choices.chain([&words.plain, why]) {
            assert!(drawn.text.contains(text.as_str()), "{text}");
        }
        let question = drawn.text.find(words.plain.as_str()).unwrap();
        let answer = drawn.text.rfind(so.as_str()).unwrap();
        assert!(question < answer, "the answer stands after the question");
    }
}

#[test]
fn every_claim_in_the_article_says_how_we_know_it_and_what_that_means() {
    let story = apple();
    let drawn = article(&story);
    let how = &story.page.how;
    for means in [
        &how.reported_means,
        &how.accounts_means,
        &how.model_means,
        &how.guess_means,
    ] {
        assert!(drawn.text.contains(means.as_str()), "{means}");
    }
    assert!(drawn.text.contains(&story.page.page.how_known));
}
