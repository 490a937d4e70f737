//! nginx, which serves the built site in the tests as a host would.

use std::path::{Path, PathBuf};

use crate::run::run;
use crate::say::{Trouble, step};
use crate::{apt, paths};

/// The server, and its module for files that brotli has compressed.
const PACKAGES: [&str; 2] = ["nginx", "libnginx-mod-http-brotli-static"];

/// Finds or installs nginx. The one that the installation starts is stopped: the tests start their own.
///
/// # Errors
///
/// It is missing and could not be installed; with the command to type.
pub(crate) fn find() -> Result<PathBuf, Trouble> {
    if let Some(nginx) = program() {
        return Ok(nginx);
    }
    // Not every distribution has the module; the tests do without.
    let packages: Vec<&str> = PACKAGES
        .into_iter()
        .filter(|package| *package == PACKAGES[0] || apt::offers(package))
        .collect();
    apt::install(&packages, "the host of the site in the tests")?;
    if Path::new("/run/systemd/system").exists()
        && let Some(mut stop) = apt::privileged("systemctl")
    {
        step("stopping the nginx that its installation has started");
        run(stop.args(["disable", "--now", "nginx"]))?;
    }
    program().ok_or_else(|| Trouble::try_this("nginx is not to be found", "which nginx"))
}

/// Debian keeps it where only root has its PATH.
fn program() -> Option<PathBuf> {
    let usual = ["/usr/sbin/nginx", "/usr/local/sbin/nginx"];
    let found = usual.iter().map(PathBuf::from).find(|file| file.is_file());
    paths::on_path("nginx").or(found)
}
