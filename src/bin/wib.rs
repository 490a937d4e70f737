//! The command line: reads the arguments, calls the library, prints.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use serde::Serialize;
use where_it_broke::clock::Time;
#[cfg(feature = "prerender")]
use where_it_broke::host::site;
use where_it_broke::host::{
    Error, catalogue, checked, curve, export_lab, lab, loss, new, pack, preview, rpl, schema,
    trace, verify,
};
use where_it_broke::incident::Story;
use where_it_broke::loss::{DRAWS, SEED};

/// Where It Broke: what happened to one question, how many failed, and what it cost.
///
/// Times are RFC 3339, such as 2015-03-11T10:24:07Z. INCIDENT is a folder or the id of a story under assets/incidents.
/// Exit codes: 0 done, 1 the input is at fault, 2 wrong usage.
#[derive(Parser)]
#[command(name = "wib", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check incidents; print nothing, or what is wrong and where. A line with `warning:` is about a slip, and no error.
    Check {
        /// Incident folders, their incident.toml files, or ids.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<String>,
    },
    /// Begin an incident: write its files, with comments, under assets.
    New {
        /// Its id: small letters, digits and hyphens, such as example-2024.
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Show an incident in the built page, at an address of this machine only, until it is stopped (Ctrl-C).
    ///
    /// Needs a built page (`cargo xtask build`). A reload shows the files as they are then.
    Preview {
        /// A folder, its incident.toml, or the id of a story.
        #[arg(value_name = "FILE")]
        incident: String,
        /// The folder of the built page.
        #[arg(long, value_name = "DIR", default_value = "dist")]
        dist: PathBuf,
        /// The port on 127.0.0.1; 0: any that is free.
        #[arg(long, value_name = "PORT", default_value_t = 8081)]
        port: u16,
    },
    /// Write the JSON Schemas of the incident file and of the words, for editors.
    Schema {
        /// The folder to write them to.
        #[arg(long, value_name = "DIR", default_value = "assets")]
        out: PathBuf,
    },
    /// Print the events of one lookup.
    Trace(TraceArgs),
    /// Print the share of lookups failing over the day.
    Curve(CurveArgs),
    /// Print the estimated loss: low, mid and high.
    Loss(LossArgs),
    /// Print our resolver's answers to scenarios of the lab.
    Lab {
        /// The folders of scenarios, each with a scenario.json.
        #[arg(required = true, value_name = "DIR")]
        folders: Vec<PathBuf>,
        /// Print one JSON document.
        #[arg(long)]
        json: bool,
    },
    /// Write an incident's world as a scenario of the lab.
    ExportLab {
        /// A folder, or the id of a story.
        #[arg(value_name = "INCIDENT")]
        incident: String,
        /// The folder to write to; it is made if need be.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Run scenario files of other resolvers' test suites (RPL).
    Rpl {
        /// The files.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Print one JSON document.
        #[arg(long)]
        json: bool,
    },
    /// Compare what real resolvers answered in the lab with our answers.
    Verify {
        /// The lab's results of exported stories.
        #[arg(value_name = "RESULTS")]
        results: PathBuf,
        /// The day of the check, as 2026-01-31.
        #[arg(long, value_name = "DATE")]
        date: String,
        /// Note the stories that pass in this file.
        #[arg(long, value_name = "FILE")]
        write: Option<PathBuf>,
    },
    /// Put stories into a built site: their files, a page each, the catalogue.
    #[cfg(feature = "prerender")]
    Site {
        /// The folder of the site, with the built page.
        #[arg(long, value_name = "DIR")]
        into: PathBuf,
        /// The address at which the site will stand.
        #[arg(long, value_name = "URL", env = "WIB_SITE")]
        site: Option<String>,
        /// Folders or ids; every incident where none is given.
        #[arg(value_name = "INCIDENT")]
        incidents: Vec<String>,
    },
    /// Write a story of a built site as one HTML file that opens without a host.
    Single {
        /// The id of the story.
        #[arg(value_name = "STORY")]
        story: String,
        /// The folder of the site, a release.
        #[arg(long, value_name = "DIR", default_value = "dist")]
        site: PathBuf,
        /// The file to write; its folder is made if need be.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Compile incidents into the files that the page fetches.
    Pack {
        /// The folder to write ID.wib to.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Folders or ids; every incident where none is given.
        #[arg(value_name = "INCIDENT")]
        incidents: Vec<String>,
    },
}

#[derive(Args)]
struct TraceArgs {
    /// A folder, or the id of a story.
    #[arg(value_name = "INCIDENT")]
    incident: String,
    /// When the question is put [default: the end of the day shown].
    #[arg(long, value_name = "TIME")]
    at: Option<Time>,
    /// The service whose name is asked for [default: the one that the story follows].
    #[arg(long, value_name = "ID")]
    service: Option<String>,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct CurveArgs {
    /// A folder, or the id of a story.
    #[arg(value_name = "INCIDENT")]
    incident: String,
    /// One service only.
    #[arg(long, value_name = "ID")]
    service: Option<String>,
    /// Seconds between two points.
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=86_400))]
    every: u32,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct LossArgs {
    /// A folder, or the id of a story.
    #[arg(value_name = "INCIDENT")]
    incident: String,
    /// What has been lost up to this time [default: the end of the day shown].
    #[arg(long, value_name = "TIME")]
    at: Option<Time>,
    /// Set an assumption to a value, such as r=0.7; may be repeated.
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<loss::Setting>,
    /// How many draws.
    #[arg(long, value_name = "N", default_value_t = DRAWS, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    draws: u32,
    /// The seed of the draws.
    #[arg(long, value_name = "N", default_value_t = SEED)]
    seed: u64,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli.command) {
        Ok(text) => print(&text),
        Err(e) => {
            eprintln!("{e}");
            ExitCode::from(e.exit_code())
        }
    }
}

fn run(command: Command) -> Result<String, Error> {
    match command {
        Command::Check { files } => {
            for warning in catalogue::check_each(&files)? {
                eprintln!("{warning}");
            }
            Ok(String::new())
        }
        Command::New { id } => {
            let files = new::new(&id)?;
            Ok(new::summary(&id, &files))
        }
        Command::Preview {
            incident,
            dist,
            port,
        } => preview_until_stopped(&incident, &dist, port),
        Command::Schema { out } => {
            schema::write(&out)?;
            Ok(String::new())
        }
        Command::Trace(args) => {
            let story = played(&args.incident)?;
            let report = trace::Report::new(&story, args.at, args.service.as_deref())?;
            Ok(if args.json {
                json(&report.json())
            } else {
                report.table()
            })
        }
        Command::Curve(args) => {
            let story = played(&args.incident)?;
            let report = curve::Report::new(&story, args.service.as_deref(), args.every)?;
            Ok(if args.json {
                json(&report.json())
            } else {
                report.table()
            })
        }
        Command::Loss(args) => {
            let ask = loss::Ask {
                at: args.at,
                set: args.set,
                draws: args.draws,
                seed: args.seed,
            };
            let report = loss::Report::new(catalogue::open(&args.incident)?, ask)?;
            Ok(if args.json {
                json(&report.json())
            } else {
                report.table()
            })
        }
        Command::Lab {
            folders,
            json: as_json,
        } => {
            let report = lab::run(&folders)?;
            Ok(if as_json {
                json(&report)
            } else {
                report.table()
            })
        }
        Command::ExportLab { incident, folder } => {
            let export = export_lab::Export::new(&catalogue::open(&incident)?)?;
            export.write(&folder)?;
            Ok(export.summary())
        }
        Command::Rpl {
            files,
            json: as_json,
        } => {
            let report = rpl::run(&files)?;
            Ok(if as_json {
                json(&report)
            } else {
                report.table()
            })
        }
        Command::Verify {
            results,
            date,
            write,
        } => {
            let report = verify::Report::new(&results)?;
            if let Some(file) = write {
                let mut checked = checked::Checked::read(&file)?;
                for story in &report.stories {
                    checked.story.remove(&story.story);
                }
                checked.story.extend(report.checks(&date));
                checked.write(&file)?;
            }
            let wrong = report.wrong();
            if wrong.is_empty() {
                Ok(report.table())
            } else {
                let told = format!("{}{}", report.table(), wrong.join("\n"));
                Err(Error::Missing(told))
            }
        }
        #[cfg(feature = "prerender")]
        Command::Site {
            into,
            site,
            incidents,
        } => {
            let address = site::Address::new(site.as_deref())?;
            let written = site::write(&into, &address, &incidents)?;
            for note in &written.notes {
                eprintln!("note: {note}");
            }
            Ok(format!("{} stories\n", written.stories.len()))
        }
        Command::Single { story, site, out } => {
            let html = where_it_broke::host::single::html(&site, &story)?;
            let told = |e| Error::Write(format!("{}: cannot be written ({e})", out.display()));
            if let Some(folder) = out.parent() {
                std::fs::create_dir_all(folder).map_err(told)?;
            }
            std::fs::write(&out, &html).map_err(told)?;
            Ok(format!("{}: {} bytes\n", out.display(), html.len()))
        }
        Command::Pack { out, incidents } => {
            let packed = pack::pack(&incidents, &out)?;
            Ok(pack::sizes(&packed))
        }
    }
}

/// A story that can be played. What is wrong with it besides does not change what happens, and is told in one line.
fn played(incident: &str) -> Result<Story, Error> {
    let (story, wrong) = catalogue::play(incident)?;
    if !wrong.is_empty() {
        eprintln!(
            "note: `wib check` finds {} more to mend, in the words or in what the questions foretell; what happens does not depend on it",
            wrong.len()
        );
    }
    Ok(story)
}

/// Serves the page of one incident; what the check finds later is told as it changes.
fn preview_until_stopped(
    incident: &str,
    dist: &std::path::Path,
    port: u16,
) -> Result<String, Error> {
    let preview = preview::Preview::new(incident, dist, port)?;
    eprintln!("{} (Ctrl-C stops it)", preview.address());
    let mut told = String::new();
    loop {
        preview.answer_one(&mut |wrong: &str| {
            if wrong != told {
                eprintln!(
                    "{}",
                    if wrong.is_empty() {
                        "all is well again"
                    } else {
                        wrong
                    }
                );
                wrong.clone_into(&mut told);
            }
        });
    }
}

/// One JSON document with a newline at its end.
fn json(document: &impl Serialize) -> String {
    serde_json::to_string_pretty(document).map_or_else(|e| e.to_string(), |text| text + "\n")
}

/// Prints the result; a reader who closes the pipe early, as `head` does, is no error.
fn print(text: &str) -> ExitCode {
    let mut out = std::io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    match written {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            eprintln!("cannot write to standard output: {e}");
            ExitCode::FAILURE
        }
        _ => ExitCode::SUCCESS,
    }
}
