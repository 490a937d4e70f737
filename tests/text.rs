//! The words: every language says what English says, and what a still shows is put into words that are true.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use support::{at, ids, name, story, texts};
use where_it_broke::dns::Rcode;
use where_it_broke::incident::{Stage, Story};
use where_it_broke::sim::Fault;
use where_it_broke::sim::fault::{Place, Verb};
use where_it_broke::sim::frame::{Frame, Said};
use where_it_broke::text::describe::Words;
use where_it_broke::text::{StoryText, Text, Voice};

/// The languages of the project: the stems of `assets/text/<lang>.toml`.
fn languages() -> Vec<String> {
    let files = fs::read_dir(texts())
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut languages: Vec<String> = files
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    languages.sort();
    assert!(languages.contains(&"en".to_owned()));
    languages
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn page_words(lang: &str) -> PathBuf {
    texts().join(format!("{lang}.toml"))
}

fn story_words(lang: &str, id: &str) -> PathBuf {
    texts().join(lang).join(format!("{id}.toml"))
}

/// Every string of a file by the keys that lead to it.
fn strings(path: &Path) -> BTreeMap<String, String> {
    fn walk(value: &toml::Value, path: &str, out: &mut BTreeMap<String, String>) {
        match value {
            toml::Value::String(text) => {
                out.insert(path.to_owned(), text.clone());
            }
            toml::Value::Table(table) => {
                for (key, inner) in table {
                    walk(inner, &format!("{path}.{key}"), out);
                }
            }
            toml::Value::Array(items) => {
                for (n, inner) in items.iter().enumerate() {
                    walk(inner, &format!("{path}.{}", n + 1), out);
                }
            }
            other => panic!("{path} is {other}, expected text"),
        }
    }
    let table: toml::Table = read(path).parse().unwrap();
    let mut out = BTreeMap::new();
    walk(&toml::Value::Table(table), "", &mut out);
    out
}

/// The `{placeholders}` of a text, each once, in order.
fn placeholders(text: &str) -> Vec<&str> {
    let parts = text.split('{').skip(1);
    let mut found: Vec<&str> = parts
        .filter_map(|part| Some(part.split_once('}')?.0))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// What differs between a file and its English original: keys, and placeholders in what both have.
fn differences(english: &Path, other: &Path) -> Vec<String> {
    let (ours, theirs) = (strings(english), strings(other));
    let mut wrong = Vec::new();
    for (key, text) in &ours {
        match theirs.get(key) {
            None => wrong.push(format!("{} lacks {key}", other.display())),
            Some(translated) if placeholders(text) != placeholders(translated) => {
                wrong.push(format!(
                    "{} has {:?} in {key}, expected {:?}",
                    other.display(),
                    placeholders(translated),
                    placeholders(text)
                ));
            }
            Some(_) => {}
        }
    }
    let extra = theirs.keys().filter(|key| !ours.contains_key(*key));
    wrong.extend(extra.map(|key| format!("{} has {key}, which English lacks", other.display())));
    wrong
}

#[test]
fn every_language_has_exactly_the_words_of_the_page() {
    for lang in languages() {
        if let Err(e) = toml::from_str::<Text>(&read(&page_words(&lang))) {
            panic!("{lang}: {e}");
        }
        let wrong = differences(&page_words("en"), &page_words(&lang));
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

#[test]
fn every_translation_of_a_story_has_its_words_and_placeholders() {
    for id in ids() {
        for lang in languages()
            .iter()
            .filter(|lang| story_words(lang, &id).is_file())
        {
            if let Err(e) = toml::from_str::<StoryText>(&read(&story_words(lang, &id))) {
                panic!("{lang}/{id}: {e}");
            }
            let wrong = differences(&story_words("en", &id), &story_words(lang, &id));
            assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        }
        assert!(
            story_words("en", &id).is_file(),
            "{id} has no English words"
        );
    }
}

#[test]
fn a_translation_that_lost_a_placeholder_is_found() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lost-placeholder");
    fs::create_dir_all(&folder).unwrap();
    let damaged = folder.join("xx.toml");
    let english = read(&page_words("en"));
    fs::write(
        &damaged,
        english
            .replace("{n} of {of}", "{n} von")
            .replace("pause = ", "halt = "),
    )
    .unwrap();
    let wrong = differences(&page_words("en"), &damaged);
    assert_eq!(wrong.len(), 3, "{}", wrong.join("\n"));
    assert!(toml::from_str::<Text>(&read(&damaged)).is_err());
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn no_string_is_empty_and_none_shouts() {
    for lang in languages() {
        let stories = ids().into_iter().map(|id| story_words(&lang, &id));
        for path in stories.filter(|p| p.is_file()).chain([page_words(&lang)]) {
            for (key, text) in strings(&path) {
                assert!(!text.trim().is_empty(), "{}{key} is empty", path.display());
                assert!(
                    !text.contains('!'),
                    "{}{key} has an exclamation mark",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn every_step_tells_its_story_in_both_voices() {
    for id in ids() {
        for (n, step) in story(&id).text.steps.iter().enumerate() {
            for (what, text) in [
                ("title", &step.title),
                ("plain", &step.plain),
                ("technical", &step.technical),
            ] {
                assert!(
                    !text.trim().is_empty(),
                    "{id}: step {} has no {what}",
                    n + 1
                );
            }
            assert_eq!(
                step.aside_plain.is_empty(),
                step.aside_technical.is_empty(),
                "{id}: the aside of step {} is there for both voices or for none",
                n + 1
            );
        }
    }
}

#[test]
fn every_step_says_in_both_voices_how_we_know() {
    for id in ids() {
        for (n, step) in story(&id).text.steps.iter().enumerate() {
            for (voice, told) in [("plain", &step.plain), ("technical", &step.technical)] {
                assert!(
                    told.contains('['),
                    "{id}: step {} has no mark in {voice}",
                    n + 1
                );
            }
        }
    }
}

#[test]
fn marks_of_emphasis_and_code_are_closed() {
    for id in ids() {
        for (key, text) in strings(&story_words("en", &id)) {
            assert_eq!(
                text.matches("**").count() % 2,
                0,
                "{id}{key} leaves ** open"
            );
            assert_eq!(
                text.matches('`').count() % 2,
                0,
                "{id}{key} leaves a backquote open"
            );
        }
    }
}

/// The sentences of all stations at 10:24:07.
fn sentences(story: &Story, voice: Voice) -> Vec<String> {
    let (frame, words) = (still(story), words(story, voice));
    (0..frame.stations.len())
        .map(|n| words.sentence(&frame, n))
        .collect()
}

fn still(story: &Story) -> Frame {
    let chain = story.chain(story.followed).unwrap();
    let trace = story.trace(story.followed, at("10:24:07")).unwrap();
    Frame::at(&chain, &trace, usize::MAX)
}

fn words(story: &Story, voice: Voice) -> Words<'_> {
    Words {
        page: &story.page,
        story: &story.text,
        voice,
        offset: story.day.offset,
    }
}

#[test]
fn the_sentence_where_it_breaks_names_the_link_and_the_reason() {
    let story = story("apple-2015");
    let broken = still(&story).broken.unwrap();
    for (voice, reason) in [
        (Voice::Plain, "“I can’t say”"),
        (Voice::Technical, "“SERVFAIL”"),
    ] {
        let sentence = &sentences(&story, voice)[broken];
        assert!(sentence.contains(reason), "{sentence}");
        assert!(
            sentence.contains("The link from Apple’s name server to The checkout is broken"),
            "{sentence}"
        );
    }
}

#[test]
fn only_the_broken_link_is_called_broken() {
    let story = story("apple-2015");
    let all = sentences(&story, Voice::Plain);
    assert_eq!(all.iter().filter(|s| s.contains("is broken")).count(), 1);
}

#[test]
fn each_kind_of_fault_gives_its_own_reason() {
    let station = |id: &str| Place::Station(id.into());
    let buy = || name("buy.itunes.apple.com.");
    let to = "192.0.2.99".parse().unwrap();
    // The place, the fault, the station that says why, and what it says in both voices.
    let cases = [
        (
            station("auth"),
            Verb::NoReply,
            5,
            "No reply",
            "timeout 1600 ms",
        ),
        (
            station("auth"),
            Verb::DeleteName { name: buy() },
            5,
            "There is no such name",
            "NXDOMAIN",
        ),
        (
            station("tld"),
            Verb::Decline {
                rcode: Rcode::REFUSED,
            },
            4,
            "I can’t say",
            "REFUSED",
        ),
        (
            station("auth"),
            Verb::ChangeAddress { name: buy(), to },
            6,
            "I am not who you asked for",
            "another host",
        ),
    ];
    for (place, verb, who, plain, technical) in cases {
        let mut story = story("apple-2015");
        story.faults = vec![Fault::new(at("08:55:00"), at("20:10:00"), place, verb)];
        for (voice, reason) in [(Voice::Plain, plain), (Voice::Technical, technical)] {
            let sentence = &sentences(&story, voice)[who];
            assert!(sentence.contains(&format!("“{reason}”")), "{sentence}");
        }
    }
}

#[test]
fn everything_that_can_be_said_has_words_without_open_placeholders() {
    let story = story("apple-2015");
    let cause = where_it_broke::sim::trace::Cause::NoReply;
    let zone = name("apple.com.");
    let all = [
        Said::Waiting { ms: 1 },
        Said::Missed,
        Said::Expired {
            at: at("09:41:06"),
            ttl: 3600,
        },
        Said::Referral { zone: zone.clone() },
        Said::RemembersReferral { zone, age: 60 },
        Said::Answer {
            data: "192.0.2.17".to_owned(),
        },
        Said::Copy {
            age: 2633,
            ttl: 967,
        },
        Said::NoSuchName,
        Said::NoData,
        Said::Error {
            rcode: Rcode::REFUSED,
        },
        Said::RemembersFailure,
        Said::Useless,
        Said::Rejected {
            flaw: where_it_broke::sim::trace::Flaw::Expired,
        },
        Said::Closed,
        Said::Local,
        Said::NoResolver,
        Said::Erred,
        Said::Silence { after_ms: 400 },
        Said::GaveUp {
            cause,
            rcode: Rcode::SERVFAIL,
        },
        Said::Open,
        Said::Reached,
        Said::Misled,
    ];
    for voice in [Voice::Plain, Voice::Technical] {
        for said in &all {
            let text = words(&story, voice).said(said);
            assert!(
                !text.is_empty() && !text.contains(['{', '}']),
                "{said:?}: {text}"
            );
        }
    }
    assert!(words(&story, Voice::Plain).said(&Said::Nothing).is_empty());
}

#[test]
fn ages_are_told_in_the_coarsest_unit_that_says_enough() {
    let story = story("apple-2015");
    let words = words(&story, Voice::Plain);
    let told: Vec<String> = [59, 60, 2633, 5399, 5400, 86_400]
        .map(|s| words.age(s))
        .into();
    // A number stays on one line with its unit.
    let units: Vec<String> = told.iter().map(|t| t.replace('\u{a0}', " ")).collect();
    assert_eq!(units, ["59 s", "1 min", "43 min", "89 min", "2 h", "24 h"]);
    assert!(told.iter().all(|t| !t.contains(' ')), "{told:?}");
}

#[test]
fn at_every_broken_step_of_every_story_the_link_and_the_reason_are_spoken() {
    let mut broken_steps = 0;
    for id in ids() {
        let story = story(&id);
        let stage = Stage::new(Rc::new(story.clone())).unwrap();
        for (n, step) in story.steps.iter().enumerate() {
            let moment = stage.moment(step.at).unwrap();
            let frame = Frame::at(stage.chain(), &moment.trace, stage.shown(n, &moment));
            for voice in [Voice::Plain, Voice::Technical] {
                let words = Words {
                    page: &story.page,
                    story: &story.text,
                    voice,
                    offset: story.day.offset,
                };
                let count = frame.stations.len();
                let spoken: Vec<String> = (0..count).map(|n| words.sentence(&frame, n)).collect();
                let name = |n: usize| story.text.station(&frame.stations[n].id);
                let whole = spoken.join(" ");
                let what = format!("{id}, step {}, {}: {whole}", n + 1, voice.name());
                let Some(link) = frame.broken else {
                    assert!(!whole.contains("is broken"), "{what}");
                    continue;
                };
                let (from, to) = (name(link), name(link + 1));
                let named = format!("The link from {from} to {to} ");
                assert_eq!(whole.matches(&named).count(), 1, "{what}");
                // The reason is what is said at the station that the question has got to, or where the wrong address led.
                let reasons = [frame.current, link, link + 1];
                let reasons = reasons.map(|n| words.said(&frame.stations[n].said));
                let given = reasons
                    .iter()
                    .any(|r| !r.is_empty() && whole.contains(&format!("“{r}”")));
                assert!(given, "{what}");
                broken_steps += 1;
            }
        }
    }
    assert!(broken_steps >= 2 * ids().len(), "{broken_steps}");
}
