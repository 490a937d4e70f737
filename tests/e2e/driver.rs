//! The browser's driver: the one that runs already, or one of our own, which ends with the test.

use std::env;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A driver that listens.
pub(crate) struct Driver {
    address: String,
    own: Option<Child>,
}

impl Driver {
    /// The driver that `WIB_WEBDRIVER` names, or a new one. Without either the test fails with what to type.
    pub(crate) fn find() -> Self {
        if let Ok(address) = env::var("WIB_WEBDRIVER") {
            return Self { address, own: None };
        }
        let program = env::var_os("CHROMEDRIVER").unwrap_or_else(|| OsString::from("chromedriver"));
        let mut own = Command::new(&program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|e| {
                panic!("{}: {e}. Try: cargo xtask test", program.to_string_lossy())
            });
        let mut lines = BufReader::new(own.stdout.take().unwrap()).lines();
        let mut driver = Self {
            address: String::new(),
            own: Some(own),
        };
        let port = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| port_in(&line));
        let port = port.unwrap_or_else(|| panic!("chromedriver ended without saying its port"));
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
        if self.own.is_none() {
            return;
        }
        let _ = self.ask_to_end();
        let Some(own) = &mut self.own else { return };
        let end = Instant::now() + Duration::from_secs(5);
        while Instant::now() < end && matches!(own.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(20));
        }
        // Where it has ended already these do nothing.
        let _ = own.kill();
        let _ = own.wait();
    }
}

/// Reads `ChromeDriver was started successfully on port 41823.`
fn port_in(line: &str) -> Option<u16> {
    let (_, port) = line.split_once("started successfully on port ")?;
    port.trim_end_matches('.').parse().ok()
}
