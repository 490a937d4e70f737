//! Every file of a release also compressed, for hosts that send such files as they are.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::finish::files;
use crate::run::run;
use crate::say::{Outcome, Trouble};

/// The endings of files that become smaller. Pictures for link previews are compressed in themselves.
const ENDINGS: [&str; 9] = [
    "css", "html", "js", "json", "svg", "txt", "wasm", "wib", "xml",
];

/// Writes `.br` and `.gz` beside every file of the site that becomes smaller by it. Node carries both, and is there for the
/// tools of the release build.
pub(crate) fn all(site: &Path) -> Outcome {
    const SCRIPT: &str = "const z = require('zlib'), fs = require('fs');
        for (const f of process.argv.slice(1)) { const b = fs.readFileSync(f);
            fs.writeFileSync(f + '.gz', z.gzipSync(b, {level: 9})); fs.writeFileSync(f + '.br', z.brotliCompressSync(b)) }";
    let found =
        compressible(site).map_err(|error| Trouble::new(format!("{}: {error}", site.display())))?;
    // A command line has its limits.
    for some in found.chunks(200) {
        run(Command::new("node").args(["-e", SCRIPT, "--"]).args(some))?;
    }
    Ok(())
}

fn compressible(site: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = files(site)?;
    found.retain(|file| {
        let ending = file.extension().unwrap_or_default();
        ENDINGS.iter().any(|e| *e == ending)
    });
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_wasm_are_compressed_and_pictures_are_not() {
        let folder = std::env::temp_dir().join(format!("wib-compress-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("stories")).unwrap();
        for name in [
            "a.wasm",
            "stories/index.html",
            "stories/preview.png",
            "_headers",
        ] {
            std::fs::write(folder.join(name), "").unwrap();
        }
        let found = compressible(&folder).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(
            found,
            [folder.join("a.wasm"), folder.join("stories/index.html")]
        );
    }
}
