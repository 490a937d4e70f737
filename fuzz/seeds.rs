//! Writes first inputs for the fuzz targets: `fuzz_seeds OUT`, from the incidents of this repository. `cargo xtask fuzz` calls it.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use where_it_broke::clock::Time;
use where_it_broke::dns::message::Edns;
use where_it_broke::dns::sign::{Denial, Validity, ZoneKey, sign};
use where_it_broke::dns::{Message, Name, Rcode, Rtype, Zone, zonefile};
use where_it_broke::sim::authority::{answer_from, attest};

/// From the start of 1970 until as late as signatures can say.
const ALWAYS: Validity = Validity {
    from: Time::from_ms(0),
    until: Time::from_ms(2_000_000_000_000),
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let out = PathBuf::from(env::args_os().nth(1).ok_or("where to? fuzz_seeds OUT")?);
    let incidents = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/incidents");
    for file in zone_files(&incidents)? {
        let text = fs::read_to_string(&file)?;
        let stem: Vec<&str> = file
            .iter()
            .rev()
            .take(2)
            .filter_map(|part| part.to_str())
            .collect();
        let stem = stem.join("-");
        write(&out.join("zone_file"), &stem, text.as_bytes())?;
        let Ok(zone) = zonefile::parse(&text, &Name::root()) else {
            continue;
        };
        replies(&out, &stem, &zone)?;
        for (word, denial) in [
            ("nsec", Denial::Nsec),
            ("nsec3", Denial::Nsec3 { iterations: 0 }),
        ] {
            let key = ZoneKey::generate(zone.apex())?;
            let signed = sign(&zone, &key, ALWAYS, denial)?;
            replies(&out, &format!("{stem}-{word}"), &signed)?;
        }
    }
    where_it_broke::host::pack::pack(&[], &out.join("story")).map_err(|e| e.to_string())?;
    let address = "story=apple-2015&step=3&t=2015-03-11T10:24:00Z&voice=technical&theme=dark";
    write(&out.join("address"), "all", address.as_bytes())?;
    Ok(())
}

/// The master files of the incidents.
fn zone_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for incident in fs::read_dir(folder)? {
        for file in fs::read_dir(incident?.path())? {
            let path = file?.path();
            if path.extension().is_some_and(|end| end == "zone") {
                files.push(path);
            }
        }
    }
    Ok(files)
}

/// What a server of the zone says about each of its first names, and about names that are not there.
fn replies(out: &Path, stem: &str, zone: &Zone) -> io::Result<()> {
    let sets = zone
        .rrsets()
        .take(12)
        .map(|(name, set)| (name.clone(), set.rtype));
    let denied = zone.apex().wildcard().map(|name| (name, Rtype::A));
    for (number, (name, rtype)) in sets.chain(denied).enumerate() {
        let mut reply = Message::query(1, name.clone(), rtype).reply(Rcode::NOERROR);
        answer_from(zone, &name, &mut reply);
        attest(zone, &name, &mut reply);
        reply.edns = Some(Edns {
            errors: vec![(22, "nobody".into())],
            ..Edns::new(1232)
        });
        if let Ok(wire) = reply.to_wire(1232) {
            write(&out.join("message"), &format!("{stem}-{number}"), &wire)?;
        }
    }
    Ok(())
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join(name), bytes)
}
