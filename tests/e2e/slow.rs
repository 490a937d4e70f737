//! A slow line between a browser and a site, in every browser: Lighthouse's slow 3G.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{sleep, spawn};
use std::time::Duration;

/// How long it takes until the site hears what it is asked.
const LATENCY: Duration = Duration::from_secs(2);
/// What comes through in [`TICK`], in bytes, to all connections together: 400 kbit/s.
const BYTES: usize = 2500;
/// How often something comes through.
const TICK: Duration = Duration::from_millis(50);

/// A slow line to a host, until it is dropped.
pub(crate) struct Line {
    at: SocketAddr,
    ended: Arc<AtomicBool>,
}

impl Line {
    /// A line to this host.
    pub(crate) fn to(host: SocketAddr) -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = socket.local_addr().unwrap();
        let ended = Arc::new(AtomicBool::new(false));
        let end = Arc::clone(&ended);
        spawn(move || {
            let turn = Arc::new(Mutex::new(()));
            for stream in socket.incoming().map_while(Result::ok) {
                if end.load(Ordering::Relaxed) {
                    return;
                }
                if let Ok(there) = TcpStream::connect(host) {
                    join(stream, there, &turn);
                }
            }
        });
        Self { at, ended }
    }

    /// The end that browsers connect to.
    pub(crate) fn at(&self) -> SocketAddr {
        self.at
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        // It waits for somebody to connect.
        let _ = TcpStream::connect(self.at);
    }
}

/// Carries what is asked one way and what is answered the other, until either side has said all.
fn join(browser: TcpStream, host: TcpStream, turn: &Arc<Mutex<()>>) {
    let (asks, answers) = (browser.try_clone().unwrap(), host.try_clone().unwrap());
    let turn = Arc::clone(turn);
    spawn(move || carry(asks, host, || sleep(LATENCY)));
    spawn(move || {
        carry(answers, browser, || {
            let _turn = turn.lock().unwrap();
            sleep(TICK);
        });
    });
}

/// Carries bytes from one to the other, and waits for each handful.
fn carry(mut from: TcpStream, mut to: TcpStream, wait: impl Fn()) {
    let mut bytes = [0; BYTES];
    while let Ok(n @ 1..) = from.read(&mut bytes) {
        wait();
        if to.write_all(&bytes[..n]).is_err() {
            break;
        }
    }
    // What has gone away needs no end.
    let _ = to.shutdown(Shutdown::Write);
    let _ = from.shutdown(Shutdown::Read);
}
