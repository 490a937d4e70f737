//! The browser's driver: the one that runs already, or one of our own, which ends with the test.

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// The browsers that the tests can run in: `WIB_BROWSER`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Browser {
    Chromium,
    Firefox,
    WebKit,
}

impl Browser {
    /// The one that is asked for; Chromium where none is.
    pub(crate) fn wanted() -> Self {
        match env::var("WIB_BROWSER").as_deref() {
            Err(_) | Ok("" | "chromium") => Self::Chromium,
            Ok("firefox") => Self::Firefox,
            Ok("webkit") => Self::WebKit,
            Ok(other) => panic!("WIB_BROWSER={other}: expected chromium, firefox or webkit"),
        }
    }

    /// Its driver, listening on a port of its own choice, or on this one where it chooses none.
    fn driver(self, port: u16, folder: &Path) -> Command {
        let program = |variable: &str, name: &str| {
            Command::new(env::var_os(variable).unwrap_or_else(|| OsString::from(name)))
        };
        match self {
            Self::Chromium => {
                let mut driver = program("CHROMEDRIVER", "chromedriver");
                driver.arg("--port=0");
                driver
            }
            Self::Firefox => {
                let mut driver = program("GECKODRIVER", "geckodriver");
                driver.args(["--port", "0"]);
                driver
            }
            Self::WebKit => {
                let mut driver = program("WEBKITDRIVER", "WebKitWebDriver");
                driver.arg(format!("--port={port}"));
                // It has to draw in software, and may not shut itself in where it runs as root.
                driver
                    .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
                    .env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1")
                    .env("LIBGL_ALWAYS_SOFTWARE", "1")
                    .env("XDG_CONFIG_HOME", folder);
                driver
            }
        }
    }
}

/// What Firefox and WebKit cannot be asked by their drivers, with the reason: the one place for it. Every test runs in them all
/// the same, and holds everything else; a run says again which tests went without.
#[derive(Clone, Copy, Debug)]
pub(crate) enum NotHeld {
    /// They know no `layout-shift` entries, so that what jumps in a host's page between two frames is measured in Chromium
    /// alone. The heights, the places and the sizes in the end are held everywhere.
    LayoutShift,
    /// Their drivers have no log, so that the console's silence is held in Chromium alone.
    Console,
}

impl NotHeld {
    /// Says so in the output of the run, whether the test passes or not.
    pub(crate) fn say(self) {
        static SAID: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
        let thread = std::thread::current();
        let test = thread.name().unwrap_or_default();
        let what = match self {
            Self::LayoutShift => "layout shifts, which this browser does not measure",
            Self::Console => "the console, which this browser's driver does not tell",
        };
        let line = format!("not held in {:?} by {test}: {what}\n", Browser::wanted());
        if SAID.lock().unwrap().insert(line.clone()) {
            // Past the test runner, which swallows what a test that passes prints.
            let _ = std::io::stderr().write_all(line.as_bytes());
        }
    }
}

/// A driver that listens.
pub(crate) struct Driver {
    address: String,
    own: Option<Child>,
    /// What WebKit shows its windows on.
    screen: Option<Child>,
    folder: PathBuf,
}

impl Driver {
    /// The driver that `WIB_WEBDRIVER` names, or a new one, for a reader whose system lets things move or not. Without either the test fails with what to type.
    pub(crate) fn find(motion: bool) -> Self {
        let browser = Browser::wanted();
        let mut driver = Self {
            address: String::new(),
            own: None,
            screen: None,
            folder: PathBuf::new(),
        };
        if let Ok(address) = env::var("WIB_WEBDRIVER") {
            driver.address = address;
            return driver;
        }
        let port = free_port();
        let mut command = if browser == Browser::WebKit {
            driver.folder = settings(motion);
            let mut command = browser.driver(port, &driver.folder);
            if env::var_os("DISPLAY").is_none() {
                let (screen, display) = screen();
                driver.screen = Some(screen);
                command.env("DISPLAY", display);
            }
            command
        } else {
            browser.driver(port, &driver.folder)
        };
        let own = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|e| {
                panic!(
                    "{}: {e}. Try: cargo xtask test",
                    command.get_program().display()
                )
            });
        let own = driver.own.insert(own);
        let mut lines = BufReader::new(own.stdout.take().unwrap()).lines();
        let port = if browser == Browser::WebKit {
            wait_for(port);
            port
        } else {
            let port = lines
                .by_ref()
                .map_while(Result::ok)
                .find_map(|line| port_in(&line));
            port.unwrap_or_else(|| {
                panic!("the driver of {browser:?} ended without saying its port")
            })
        };
        driver.address = format!("http://127.0.0.1:{port}");
        // It goes on writing; somebody has to read, or it would stop at a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        driver
    }

    /// Where clients find it.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Asks our own driver to end, which closes the browsers that it started.
    fn ask_to_end(&self) -> std::io::Result<()> {
        let host = self.address.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host)?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        write!(
            stream,
            "GET /shutdown HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        )?;
        stream.read_to_end(&mut Vec::new()).map(drop)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Only Chromium's can be asked; the others have no browser left when a test closes its own.
        if self.own.is_some() && Browser::wanted() == Browser::Chromium {
            let _ = self.ask_to_end();
            let end = Instant::now() + Duration::from_secs(5);
            let own = self.own.as_mut();
            if let Some(own) = own {
                while Instant::now() < end && matches!(own.try_wait(), Ok(None)) {
                    std::thread::sleep(Duration::from_millis(20));
                }
            }
        }
        // Where they have ended already these do nothing.
        for process in [&mut self.own, &mut self.screen].into_iter().flatten() {
            let _ = process.kill();
            let _ = process.wait();
        }
        if self.folder.is_dir() {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// A screen in memory, and its name.
fn screen() -> (Child, String) {
    let mut screen = Command::new("Xvfb")
        .args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1600x1200x24",
            "-nolisten",
            "tcp",
        ])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|e| panic!("Xvfb: {e}. Try: cargo xtask test"));
    let mut line = String::new();
    let read = BufReader::new(screen.stdout.take().unwrap()).read_line(&mut line);
    read.unwrap_or_else(|e| panic!("Xvfb said nothing: {e}"));
    (screen, format!(":{}", line.trim()))
}

/// How the browser's own buttons, which are out of sight in the windows of the tests, leave room for narrow ones.
const NARROW: &str = "button { min-width: 0; padding: 0; margin: 0; border-width: 0 }
    button image { -gtk-icon-transform: scale(0.01) } headerbar { padding: 0 }";

/// A folder of settings in which things move or do not, and nothing but the page says how wide a window has to be.
fn settings(motion: bool) -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let n = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder = env::temp_dir().join(format!("wib-webkit-{}-{n}", std::process::id()));
    let settings = folder.join("gtk-3.0");
    fs::create_dir_all(&settings).unwrap();
    let text = format!("[Settings]\ngtk-enable-animations={}\n", u8::from(motion));
    fs::write(settings.join("settings.ini"), text).unwrap();
    fs::write(settings.join("gtk.css"), NARROW).unwrap();
    folder
}

/// A port that nobody listens on now.
fn free_port() -> u16 {
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    socket.local_addr().unwrap().port()
}

/// Waits until somebody listens on a port.
fn wait_for(port: u16) {
    let end = Instant::now() + Duration::from_secs(20);
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < end, "nobody listens on port {port}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Reads `ChromeDriver was started successfully on port 41823.` and geckodriver's `Listening on 127.0.0.1:41823`.
fn port_in(line: &str) -> Option<u16> {
    let marks = ["started successfully on port ", "Listening on 127.0.0.1:"];
    let (_, port) = marks.iter().find_map(|mark| line.split_once(mark))?;
    port.trim_end_matches('.').parse().ok()
}
