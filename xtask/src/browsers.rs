//! Chromium and its driver, and the other browsers with theirs, which only the full test run needs.

use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::say::Trouble;
use crate::{apt, paths, tools};

/// Where Chromium and its driver are.
#[derive(Debug)]
pub(crate) struct Browser {
    pub(crate) chromium: PathBuf,
    pub(crate) driver: PathBuf,
}

/// Finds or installs Chromium and its driver.
///
/// # Errors
///
/// They are missing and could not be installed; with the command to type.
pub(crate) fn chromium() -> Result<Browser, Trouble> {
    if let Some(browser) = find() {
        return Ok(browser);
    }
    apt::install(
        &["chromium", "chromium-driver"],
        "the browser of the page's tests",
    )?;
    find().ok_or_else(|| {
        Trouble::try_this(
            "Chromium or its driver is not on the PATH",
            "which chromium chromedriver",
        )
    })
}

/// Finds or installs another browser with its driver, and answers what the tests are told of them in their environment.
///
/// # Errors
///
/// It is missing and could not be installed; with the command to type.
pub(crate) fn other(name: &str) -> Result<Vec<(&'static str, PathBuf)>, Trouble> {
    if name == "firefox" {
        let there = ["firefox", "firefox-esr"];
        let found = || there.iter().find_map(|name| paths::on_path(name));
        if found().is_none() {
            apt::install(&["firefox-esr"], "the page's tests in Firefox")?;
        }
        let firefox = found().ok_or_else(|| {
            Trouble::try_this("Firefox is not on the PATH", "which firefox firefox-esr")
        })?;
        let mut told = vec![("WIB_FIREFOX", firefox)];
        if let Some(bin) = tools::geckodriver()? {
            told.push(("GECKODRIVER", paths::program(&bin, "geckodriver")));
        }
        return Ok(told);
    }
    let driver = || paths::on_path("WebKitWebDriver");
    if driver().is_none() || (paths::on_path("Xvfb").is_none() && env::var_os("DISPLAY").is_none())
    {
        apt::install(&["webkit2gtk-driver", "xvfb"], "the page's tests in WebKit")?;
    }
    let driver = driver().ok_or_else(|| {
        Trouble::try_this(
            "WebKitWebDriver is not on the PATH",
            "which WebKitWebDriver",
        )
    })?;
    let mut told = vec![("WEBKITDRIVER", driver)];
    // The browser stands in a folder of the library, which is named by the machine.
    let libraries = ["x86_64-linux-gnu", "aarch64-linux-gnu"];
    let places =
        libraries.map(|l| PathBuf::from(format!("/usr/lib/{l}/webkit2gtk-4.1/MiniBrowser")));
    told.extend(
        places
            .into_iter()
            .find(|p| p.is_file())
            .map(|p| ("WIB_MINIBROWSER", p)),
    );
    Ok(told)
}

fn find() -> Option<Browser> {
    let chromium = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ];
    Some(Browser {
        chromium: chromium.iter().find_map(|name| paths::on_path(name))?,
        driver: env::var_os("CHROMEDRIVER")
            .map(PathBuf::from)
            .or_else(|| paths::on_path("chromedriver"))?,
    })
}

/// A running driver on a port of its own. It ends, and its browsers with it, when this is dropped.
#[derive(Debug)]
pub(crate) struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    /// Starts the driver.
    ///
    /// # Errors
    ///
    /// It does not run, or did not say its port.
    pub(crate) fn start(browser: &Browser) -> Result<Self, Trouble> {
        let mut process = Command::new(&browser.driver)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| Trouble::new(format!("{}: {error}", browser.driver.display())))?;
        let mut lines = process
            .stdout
            .take()
            .map(|output| BufReader::new(output).lines());
        let mut driver = Self { process, port: 0 };
        let port = lines
            .as_mut()
            .and_then(|lines| lines.map_while(Result::ok).find_map(|line| port_in(&line)));
        driver.port =
            port.ok_or_else(|| Trouble::new("the browser's driver did not say its port"))?;
        // The driver goes on writing; somebody has to read, or it would stop at a full pipe.
        std::thread::spawn(move || lines.into_iter().flatten().for_each(drop));
        Ok(driver)
    }

    /// Where WebDriver clients find it.
    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Asks the driver to end: it then closes the browsers that a failed test left behind.
    fn ask_to_end(&self) -> io::Result<()> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        write!(
            stream,
            "GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
        )?;
        stream.read_to_end(&mut Vec::new()).map(drop)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Whatever goes wrong in asking, the driver is ended below.
        let _ = self.ask_to_end();
        let end = Instant::now() + Duration::from_secs(5);
        while Instant::now() < end {
            if !matches!(self.process.try_wait(), Ok(None)) {
                return;
            }
            sleep(Duration::from_millis(50));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Reads `ChromeDriver was started successfully on port 41823.`
fn port_in(line: &str) -> Option<u16> {
    line.split_once("started successfully on port ")?
        .1
        .trim_end_matches('.')
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_port_that_the_driver_chose() {
        assert_eq!(
            port_in("ChromeDriver was started successfully on port 41823."),
            Some(41823)
        );
        assert_eq!(port_in("Only local connections are allowed."), None);
    }
}
