//! `wib pack`: the compiled files of each story, which the page fetches.

use std::fs;
use std::path::{Path, PathBuf};

use super::table::{Side, grouped, table};
use super::{Error, catalogue, checked};
use crate::incident::pack::{encode, encode_words};

/// One file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    /// The story's id.
    pub story: String,
    /// The file.
    pub file: PathBuf,
    /// Its size in bytes.
    pub bytes: usize,
}

/// Compiles these incidents, or every one there is, into `out/<id>.wib`, which the page opens with, and `out/<id>.world.wib`,
/// which the simulation needs; and the words of the inspector into `out/inspector.wib`. Nothing is written unless all of them
/// pass the check.
///
/// # Errors
/// What the check finds, of all incidents; a file that cannot be written.
pub fn pack(incidents: &[String], out: &Path) -> Result<Vec<Packed>, Error> {
    let mut compiled = Vec::new();
    for story in checked::stories(incidents)? {
        let files = encode(&story).map_err(|e| Error::Missing(format!("{}: {e}", story.id)))?;
        compiled.push((story.id, files));
    }
    let unwritten = |path: &Path, e: std::io::Error| {
        Error::Write(format!("{}: cannot be written ({e})", path.display()))
    };
    fs::create_dir_all(out).map_err(|e| unwritten(out, e))?;
    let mut packed = Vec::new();
    for (story, files) in compiled {
        for (name, bytes) in [
            (format!("{story}.wib"), files.story),
            (format!("{story}.world.wib"), files.world),
        ] {
            let file = out.join(name);
            fs::write(&file, &bytes).map_err(|e| unwritten(&file, e))?;
            packed.push(Packed {
                story: story.clone(),
                file,
                bytes: bytes.len(),
            });
        }
    }
    // The words of the inspector, which the page fetches with the part that uses them.
    let words = catalogue::inspector_words(incidents.first().map(String::as_str))?;
    let bytes = encode_words(&words).map_err(|e| Error::Missing(format!("inspector: {e}")))?;
    let file = out.join("inspector.wib");
    fs::write(&file, &bytes).map_err(|e| unwritten(&file, e))?;
    Ok(packed)
}

/// For people: a line for each file with its size.
pub fn sizes(packed: &[Packed]) -> String {
    let row = |p: &Packed| {
        #[expect(clippy::cast_precision_loss, reason = "files are far below 2^52 bytes")]
        let size = grouped(p.bytes as f64);
        vec![
            p.story.clone(),
            format!("{size} bytes"),
            p.file.display().to_string(),
        ]
    };
    let rows: Vec<Vec<String>> = packed.iter().map(row).collect();
    table(&[Side::Left, Side::Right, Side::Left], &rows)
}
