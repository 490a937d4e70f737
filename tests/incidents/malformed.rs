//! Each way in which an incident may be malformed is told with file, line, column and what was expected.

use crate::support::{Copy, lines};

const INCIDENT: &str = "incidents/apple-2015/incident.toml";
const ZONE: &str = "incidents/apple-2015/apple.com.zone";
const WORDS: &str = "text/en/apple-2015.toml";

/// One fault in a file.
struct Case {
    /// Its name, which is also the name of the folder that it is tried in.
    what: &'static str,
    /// The file that is damaged.
    file: &'static str,
    /// What is replaced, and by what.
    replace: (&'static str, &'static str),
    /// The text that stands where the problem is said to be, in the damaged file.
    at: &'static str,
    /// What the message says is wrong, and what it expected.
    says: [&'static str; 2],
}

const CASES: &[Case] = &[
    Case {
        what: "missing-key",
        file: INCIDENT,
        replace: ("zone = \"Europe/London\"\n", ""),
        at: "[day]",
        says: ["missing field `zone`", "expected that key"],
    },
    Case {
        what: "unknown-key",
        file: INCIDENT,
        replace: ("spread_s = 600", "spread = 600"),
        at: "spread = 600",
        says: ["unknown field `spread`", "expected one of `from`"],
    },
    Case {
        what: "wrong-type",
        file: INCIDENT,
        replace: ("round_trip_ms = 18", "round_trip_ms = \"fast\""),
        at: "\"fast\"",
        says: ["invalid type: string \"fast\"", "expected u32"],
    },
    Case {
        what: "syntax",
        file: INCIDENT,
        replace: ("format = 1", "format = "),
        at: "\nid = \"apple-2015\"",
        says: ["must be", "expected"],
    },
    Case {
        what: "unknown-station",
        file: INCIDENT,
        replace: ("station = \"auth\"\nnames", "station = \"auht\"\nnames"),
        at: "\"auht\"",
        says: ["no station `auht`", "such as `auth`"],
    },
    Case {
        what: "unknown-service",
        file: INCIDENT,
        replace: ("service = \"itunes-store\"", "service = \"itunes-stoer\""),
        at: "\"itunes-stoer\"",
        says: ["no service `itunes-stoer`", "such as `itunes-store`"],
    },
    Case {
        what: "window-ends-before-it-starts",
        file: INCIDENT,
        replace: (
            "until = 2015-03-11T13:00:00Z",
            "until = 2015-03-11T07:00:00Z",
        ),
        at: "2015-03-11T07:00:00Z",
        says: [
            "ends at 2015-03-11T07:00:00Z",
            "expected a time later than its start, 2015-03-11T09:00:00Z",
        ],
    },
    Case {
        what: "fault-ends-before-it-starts",
        file: INCIDENT,
        replace: (
            "until = 2015-03-11T20:10:00Z",
            "until = 2015-03-11T08:10:00Z",
        ),
        at: "2015-03-11T08:10:00Z",
        says: [
            "the fault ends at 2015-03-11T08:10:00Z",
            "expected no earlier than its start",
        ],
    },
    Case {
        what: "day-ends-before-it-starts",
        file: INCIDENT,
        replace: (
            "until = 2015-03-11T22:00:00Z",
            "until = 2015-03-11T02:00:00Z",
        ),
        at: "2015-03-11T02:00:00Z",
        says: ["the day ends", "expected a time later than its start"],
    },
    Case {
        what: "day-of-years",
        file: INCIDENT,
        replace: (
            "until = 2015-03-11T22:00:00Z",
            "until = 2051-03-11T22:00:00Z",
        ),
        at: "2051-03-11T22:00:00Z",
        says: ["the day shown is", "expected at most 744"],
    },
    Case {
        what: "share-above-one",
        file: INCIDENT,
        replace: ("share = 0.90", "share = 1.5"),
        at: "1.5",
        says: ["share is 1.5", "expected 0 to 1"],
    },
    Case {
        what: "share-not-a-number",
        file: INCIDENT,
        replace: ("share = 0.90", "share = nan"),
        at: "nan",
        says: ["share is NaN", "expected 0 to 1"],
    },
    Case {
        what: "time-without-zone",
        file: INCIDENT,
        replace: ("at = 2015-03-11T10:24:07Z", "at = 2015-03-11T10:24:07"),
        at: "2015-03-11T10:24:07\n",
        says: ["has no time zone", "expected a date and time such as"],
    },
    Case {
        what: "step-outside-the-day",
        file: INCIDENT,
        replace: ("at = 2015-03-11T10:24:07Z", "at = 2015-03-12T10:24:07Z"),
        at: "2015-03-12T10:24:07Z",
        says: [
            "the step is at 2015-03-12T10:24:07Z",
            "expected a time of the day shown",
        ],
    },
    Case {
        what: "unknown-source",
        file: INCIDENT,
        replace: (
            "source = [\"seed\", \"mypaper\"]",
            "source = [\"seed\", \"mypapre\"]",
        ),
        at: "\"mypapre\"",
        says: ["no source `mypapre`", "such as `mypaper`"],
    },
    Case {
        what: "no-source",
        file: INCIDENT,
        replace: ("source = [\"applovin\", \"tune\"]", "source = []"),
        at: "[]",
        says: ["names no source", "expected at least one"],
    },
    Case {
        what: "pert-out-of-order",
        file: INCIDENT,
        replace: ("pert = [0.30, 0.70, 0.95]", "pert = [0.80, 0.70, 0.95]"),
        at: "pert = [0.80",
        says: [
            "low 0.8, mode 0.7, high 0.95",
            "expected low <= mode <= high",
        ],
    },
    Case {
        what: "two-distributions",
        file: INCIDENT,
        replace: (
            "pert = [0.30, 0.70, 0.95]",
            "pert = [0.30, 0.70, 0.95]\nfixed = 0.5",
        ),
        at: "r]\nunit = \"share\"\npert",
        says: [
            "[loss.r]",
            "expected exactly one of `pert`, `lognormal` and `fixed`",
        ],
    },
    Case {
        what: "unknown-time-zone",
        file: INCIDENT,
        replace: ("Europe/London", "Europe/Londres"),
        at: "\"Europe/Londres\"",
        says: [
            "no time zone `Europe/Londres`",
            "expected a name of the tz database",
        ],
    },
    Case {
        what: "bad-name",
        file: INCIDENT,
        replace: ("lookup = \"mail.icloud.com.\"", "lookup = \"mail..com.\""),
        at: "\"mail..com.\"",
        says: ["`mail..com.` does not read", "expected a domain name"],
    },
    Case {
        what: "bad-address",
        file: INCIDENT,
        replace: ("address = \"198.51.100.4\"", "address = \"198.51.100\""),
        at: "\"198.51.100\"",
        says: ["`198.51.100` does not read", "expected an address"],
    },
    Case {
        what: "bad-code",
        file: INCIDENT,
        replace: ("rcode = \"SERVFAIL\"", "rcode = \"SRVFAIL\""),
        at: "\"SRVFAIL\"",
        says: ["`SRVFAIL` does not read", "expected a response code"],
    },
    Case {
        what: "unknown-verb",
        file: INCIDENT,
        replace: ("decline = {", "refuse = {"),
        at: "refuse = {",
        says: ["unknown variant `refuse`", "expected one of `no_reply`"],
    },
    Case {
        what: "fault-without-a-place",
        file: INCIDENT,
        replace: ("share = 0.90\nstation = \"auth\"", "share = 0.90"),
        at: "0.90\nnames",
        says: [
            "the fault has no place",
            "expected exactly one of `station`, `server` and `network`",
        ],
    },
    Case {
        what: "fault-with-two-places",
        file: INCIDENT,
        replace: (
            "share = 0.90\nstation = \"auth\"",
            "share = 0.90\nnetwork = \"203.0.113.0/24\"\nstation = \"auth\"",
        ),
        at: "\"auth\"\nnames = [\"buy",
        says: [
            "the fault has more than one place",
            "expected exactly one of `station`, `server` and `network`",
        ],
    },
    Case {
        what: "network-of-nobody",
        file: INCIDENT,
        replace: (
            "share = 0.90\nstation = \"auth\"",
            "share = 0.90\nnetwork = \"203.0.112.0/24\"",
        ),
        at: "\"203.0.112.0/24\"",
        says: [
            "nothing has an address in 203.0.112.0/24",
            "such as that of 203.0.113.5",
        ],
    },
    Case {
        what: "bad-network",
        file: INCIDENT,
        replace: (
            "share = 0.90\nstation = \"auth\"",
            "share = 0.90\nnetwork = \"203.0.113.0/33\"",
        ),
        at: "\"203.0.113.0/33\"",
        says: [
            "`203.0.113.0/33` does not read",
            "expected a network such as `192.0.2.0/24`",
        ],
    },
    Case {
        what: "more-servers-than-there-are",
        file: INCIDENT,
        replace: (
            "share = 0.90\nstation = \"auth\"",
            "share = 0.90\nservers = 3\nstation = \"auth\"",
        ),
        at: "3\nstation = \"auth\"\nnames = [\"buy",
        says: ["servers is 3", "expected 1 to 2"],
    },
    Case {
        what: "servers-without-a-station",
        file: INCIDENT,
        replace: (
            "share = 0.90\nstation = \"auth\"",
            "share = 0.90\nservers = 1\nserver = \"adns1.apple.com.\"",
        ),
        at: "1\nserver = \"adns1",
        says: [
            "`servers` is given without a station",
            "expected `station` beside it",
        ],
    },
    Case {
        what: "old-copy-of-no-zone",
        file: INCIDENT,
        replace: (
            "verb = { decline = { rcode = \"SERVFAIL\" } }",
            "verb = { serve_old_copy = { zone = \"apple.co.\", file = \"apple.com.zone\" } }",
        ),
        at: "\"apple.co.\"",
        says: ["there is no zone `apple.co.`", "such as `apple.com.`"],
    },
    Case {
        what: "old-copy-that-is-not-older",
        file: INCIDENT,
        replace: (
            "verb = { decline = { rcode = \"SERVFAIL\" } }",
            "verb = { serve_old_copy = { zone = \"apple.com.\", file = \"apple.com.zone\" } }",
        ),
        at: "\"apple.com.zone\" } }\nclaim",
        says: [
            "the old copy has the serial 2015031001",
            "expected one that is older than 2015031001",
        ],
    },
    Case {
        what: "resolver-of-nobody",
        file: INCIDENT,
        replace: (
            "[device]\nstation = \"device\"",
            "[device]\nstation = \"device\"\nresolvers = [\"198.51.100.35\"]",
        ),
        at: "\"198.51.100.35\"",
        says: ["no resolver `198.51.100.35`", "such as `198.51.100.53`"],
    },
    Case {
        what: "tries-that-are-none",
        file: INCIDENT,
        replace: (
            "[device]\nstation = \"device\"",
            "[device]\nstation = \"device\"\ntries = 0",
        ),
        at: "0\n\n# The machines",
        says: ["tries is 0", "expected 1 to 10"],
    },
    Case {
        what: "path-from-nowhere",
        file: INCIDENT,
        replace: (
            "[device]\nstation = \"device\"",
            "[device]\nstation = \"device\"\n[[path]]\nfrom = \"resover\"\nstation = \"root\"\nround_trip_ms = 90",
        ),
        at: "\"resover\"",
        says: ["no station `resover`", "such as `resolver`"],
    },
    Case {
        what: "validating-without-a-signed-root",
        file: INCIDENT,
        replace: ("max_ttl_s = 3600", "validate = true"),
        at: "true\n# A failed search",
        says: [
            "the resolver checks signatures, but the root is not signed",
            "expected a [[signed]] with the zone `\".\"`",
        ],
    },
    Case {
        what: "signed-zone-of-nobody",
        file: INCIDENT,
        replace: (
            "[device]\nstation = \"device\"",
            "[device]\nstation = \"device\"\n[[signed]]\nzone = \"aple.com.\"\nfrom = 2015-03-01T00:00:00Z\nuntil = 2015-04-01T00:00:00Z",
        ),
        at: "\"aple.com.\"",
        says: ["there is no zone `aple.com.`", "such as `apple.com.`"],
    },
    Case {
        what: "signatures-that-end-before-they-begin",
        file: INCIDENT,
        replace: (
            "[device]\nstation = \"device\"",
            "[device]\nstation = \"device\"\n[[signed]]\nzone = \".\"\nfrom = 2015-04-01T00:00:00Z\nuntil = 2015-03-01T00:00:00Z",
        ),
        at: "2015-03-01T00:00:00Z",
        says: [
            "the signatures end at 2015-03-01T00:00:00Z",
            "expected a time later than their start",
        ],
    },
    Case {
        what: "station-twice",
        file: INCIDENT,
        replace: ("id = \"device\"", "id = \"you\""),
        at: "\"you\"\nrole = \"stub\"",
        says: ["a second station `you`", "expected each id once"],
    },
    Case {
        what: "wrong-role",
        file: INCIDENT,
        replace: (
            "[device]\nstation = \"device\"",
            "[device]\nstation = \"tld\"",
        ),
        at: "\"tld\"\n\n# The machines",
        says: [
            "`tld` has the role `authority`",
            "expected one with the role `stub`",
        ],
    },
    Case {
        what: "wrong-format",
        file: INCIDENT,
        replace: ("format = 1", "format = 2"),
        at: "2\nid",
        says: ["format 2 is not known", "expected 1"],
    },
    Case {
        what: "wrong-id",
        file: INCIDENT,
        replace: ("id = \"apple-2015\"", "id = \"apple\""),
        at: "\"apple\"",
        says: [
            "the id is `apple`",
            "expected the name of the folder, `apple-2015`",
        ],
    },
    Case {
        what: "file-outside-the-folder",
        file: INCIDENT,
        replace: ("\"root.zone\"", "\"../root.zone\""),
        at: "\"../root.zone\"",
        says: ["not a plain file name", "expected a file of this folder"],
    },
    Case {
        what: "no-such-zone-file",
        file: INCIDENT,
        replace: ("\"com.zone\"", "\"net.zone\""),
        at: "\"net.zone\"",
        says: ["`net.zone` cannot be read", "expected a master file"],
    },
    Case {
        what: "another-zone",
        file: INCIDENT,
        replace: ("\"com.\" = \"com.zone\"", "\"com.\" = \"root.zone\""),
        at: "\"root.zone\" }\n\n[[server]]\nname = \"adns1",
        says: ["holds the zone `.`", "expected `com.`"],
    },
    Case {
        what: "leads-nowhere",
        file: INCIDENT,
        replace: (
            "lookup = \"testflight.apple.com.\"",
            "lookup = \"flight.apple.com.\"",
        ),
        at: "\"flight.apple.com.\"",
        says: [
            "`flight.apple.com.` leads nowhere",
            "expected it to lead to an address of [host]",
        ],
    },
    Case {
        what: "zone-syntax",
        file: ZONE,
        replace: ("192.0.2.17", "192.0.2.1700"),
        at: "192.0.2.1700",
        says: ["", "expected"],
    },
    Case {
        what: "question-before-no-step",
        file: INCIDENT,
        replace: ("before = 5", "before = 8"),
        at: "8\nchoices",
        says: [
            "before step 8",
            "expected a step of the story after the first, 2 to 7",
        ],
    },
    Case {
        what: "question-before-the-first-step",
        file: INCIDENT,
        replace: ("before = 5", "before = 1"),
        at: "1\nchoices",
        says: ["before step 1", "2 to 7"],
    },
    Case {
        what: "answer-out-of-range",
        file: INCIDENT,
        replace: ("so = 2", "so = 4"),
        at: "4\n\n# ---- The loss",
        says: ["choice 4 is said to be so", "expected one of 1 to 3"],
    },
    Case {
        what: "answer-that-the-simulation-denies",
        file: INCIDENT,
        replace: ("so = 2", "so = 3"),
        at: "{ breaks = \"auth-service\" }",
        says: [
            "choice 2 is said to be not so",
            "the simulation shows at step 5: the link auth-service breaks",
        ],
    },
    Case {
        what: "choice-of-no-link",
        file: INCIDENT,
        replace: ("breaks = \"root-tld\"", "breaks = \"root-auth\""),
        at: "{ breaks = \"root-auth\" }",
        says: [
            "there is no link `root-auth`",
            "expected one of the chain: you-device",
        ],
    },
    Case {
        what: "question-with-one-choice",
        file: INCIDENT,
        replace: (
            "[{ breaks = \"root-tld\" }, { breaks = \"auth-service\" }, \"untold\"]",
            "[\"untold\"]",
        ),
        at: "[\"untold\"]",
        says: ["1 choices", "expected at least 2"],
    },
    Case {
        what: "no-question",
        file: INCIDENT,
        replace: (
            "[[predict]]\nbefore = 5\nchoices = [{ breaks = \"root-tld\" }, { breaks = \"auth-service\" }, \"untold\"]\nso = 2\n",
            "",
        ),
        at: "question]\nservice",
        says: [
            "asks its reader nothing",
            "expected at least one [[predict]]",
        ],
    },
    Case {
        what: "empty-choice",
        file: WORDS,
        replace: (
            "plain = \"The checkout itself has gone down\"",
            "plain = \" \"",
        ),
        at: "predict]]",
        says: [
            "choice 3 of question 1 is empty",
            "expected words in both voices",
        ],
    },
    Case {
        what: "choice-without-words",
        file: WORDS,
        replace: (
            "  { plain = \"The checkout itself has gone down\", technical = \"Resolution holds; the checkout’s machines are down\" },\n",
            "",
        ),
        at: "predict]]",
        says: ["words for 2 choices", "expected 3, as in the incident file"],
    },
    Case {
        what: "missing-words",
        file: WORDS,
        replace: ("tld = \".com\"\n", ""),
        at: "stations]",
        says: ["[stations] has no `tld`", "expected its words"],
    },
    Case {
        what: "words-for-nothing",
        file: WORDS,
        replace: ("[lanes.icloud]", "[lanes.icloud-mail]"),
        at: "icloud-mail]",
        says: [
            "words for `icloud-mail`",
            "expected only what the incident file names",
        ],
    },
    Case {
        what: "mark-of-no-kind",
        file: WORDS,
        replace: (
            "cannot say where the checkout is.[guess: seed]",
            "cannot say where the checkout is.[gues: seed]",
        ),
        at: "[[steps]]\ntitle = \"The chain breaks\"",
        says: [
            "`[gues: seed]` does not say how we know",
            "expected one of reported, accounts, measured, model, guess",
        ],
    },
    Case {
        what: "mark-without-source",
        file: WORDS,
        replace: (
            "Nobody can find the checkout.**[reported: seed]",
            "Nobody can find the checkout.**[reported]",
        ),
        at: "[[steps]]\ntitle = \"The chain breaks\"",
        says: [
            "`[reported]` does not say how we know",
            "expected at least one source",
        ],
    },
    Case {
        what: "mark-of-no-source",
        file: WORDS,
        replace: (
            "Nobody can find the checkout.**[reported: seed]",
            "Nobody can find the checkout.**[reported: sead]",
        ),
        at: "[[steps]]\ntitle = \"The chain breaks\"",
        says: [
            "`[reported: sead]` does not say how we know",
            "which has no `sead`",
        ],
    },
    Case {
        what: "missing-step",
        file: WORDS,
        replace: (
            "[[steps]]\ntitle = \"You tap Buy\"",
            "[[lost]]\ntitle = \"You tap Buy\"",
        ),
        at: "lost]]",
        says: ["unknown field `lost`", "expected one of"],
    },
    Case {
        what: "missing-key-of-the-page",
        file: "text/en.toml",
        replace: ("play = \"Play the day\"\n", ""),
        at: "[strip]",
        says: ["missing field `play`", "expected that key"],
    },
];

#[test]
fn each_malformed_file_is_told_with_its_place_and_what_was_expected() {
    let mut failures = Vec::new();
    for case in CASES {
        let copy = Copy::new(case.what);
        let (from, to) = case.replace;
        copy.replace(case.file, from, to);
        let (line, column) = copy.find(case.file, case.at);
        let Err(problems) = copy.check() else {
            failures.push(format!("{}: passed the check", case.what));
            continue;
        };
        let found = problems.iter().any(|p| {
            p.file.ends_with(case.file)
                && (p.line, p.column) == (line, column)
                && case.says.iter().all(|s| p.message.contains(s))
        });
        if !found {
            let said = lines(&problems);
            failures.push(format!(
                "{}: expected {}:{line}:{column} with {:?}, got\n{said}",
                case.what, case.file, case.says
            ));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn everything_that_is_wrong_is_told_at_once_and_in_order() {
    let copy = Copy::new("several-problems");
    copy.replace(INCIDENT, "share = 0.90", "share = 1.5")
        .replace(INCIDENT, "Europe/London", "Europe/Londres")
        .replace(WORDS, "tld = \".com\"\n", "");
    let problems = copy.check().unwrap_err();
    let said: Vec<(&str, usize)> = problems
        .iter()
        .map(|p| (p.file.file_name().unwrap().to_str().unwrap(), p.line))
        .collect();
    assert_eq!(said.len(), 3, "{}", lines(&problems));
    let incident: Vec<usize> = said
        .iter()
        .filter(|s| s.0 == "incident.toml")
        .map(|s| s.1)
        .collect();
    assert!(
        incident.len() == 2 && incident.is_sorted(),
        "{}",
        lines(&problems)
    );
}
