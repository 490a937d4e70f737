//! The built site, served from a folder of a host, with parts missing or changed where a test wants that.

use std::convert::Infallible;
use std::env;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE,
};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};

use crate::slow::Line;

/// Where on the host the site stands: anywhere but the root, so that only relative addresses work.
const FOLDER: &str = "/news/outages/";

/// What is served in place of a file.
pub(crate) enum Instead {
    /// Nothing: 404.
    Missing,
    /// These bytes.
    Bytes(Vec<u8>),
    /// A page of a host that embeds the site, with its content security policy.
    Page(String, &'static str),
}

/// What a browser asked for.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// The method and the address, as in `GET /news/outages/`.
    pub(crate) line: String,
    /// The names of the headers that carry something about the reader.
    pub(crate) cookies: bool,
    /// What it got.
    pub(crate) status: u16,
}

/// The site on a port of its own, until it is dropped.
pub(crate) struct Site {
    at: SocketAddr,
    end: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    asked: Arc<Mutex<Vec<Asked>>>,
    line: Option<Line>,
    held: watch::Sender<Option<&'static str>>,
}

/// What a test has in place of a file, by its path in the site.
type Changes = Box<dyn Fn(&str) -> Option<Instead> + Send + Sync>;

impl Site {
    /// The site as it was built.
    pub(crate) fn built() -> Self {
        Self::with(|_| None)
    }

    /// The site with changes: `instead` is asked about each file.
    pub(crate) fn with(instead: impl Fn(&str) -> Option<Instead> + Send + Sync + 'static) -> Self {
        Self::serving(instead, true)
    }

    /// The same on a host that lets only its own pages read its files.
    pub(crate) fn unshared() -> Self {
        Self::serving(|_| None, false)
    }

    /// The site whose pages run no scripts: in a sandbox that does not allow them a page is as in a browser without scripts
    /// (HTML, "scripting is disabled"), down to what stands in `noscript`.
    pub(crate) fn without_scripts() -> Self {
        Self::with(|path| {
            let html = path.ends_with(".html").then(|| file(path))?;
            let html = String::from_utf8(html).unwrap();
            Some(Instead::Page(html, "sandbox allow-same-origin"))
        })
    }

    /// The site as it was built, at the other end of a slow line.
    pub(crate) fn over_a_slow_line() -> Self {
        let mut site = Self::built();
        let line = Line::to(site.at);
        site.at = line.at();
        site.line = Some(line);
        site
    }

    /// The site as it was built, but files with this in their paths come only after [`Site::let_go`].
    pub(crate) fn holding(part: &'static str) -> Self {
        let site = Self::built();
        site.held.send_replace(Some(part));
        site
    }

    /// Sends what was held back.
    pub(crate) fn let_go(&self) {
        self.held.send_replace(None);
    }

    /// Another site than the built one, as it is in a folder.
    pub(crate) fn of(folder: PathBuf) -> Self {
        Self::in_folder(folder, |_| None, true)
    }

    /// The same with changes.
    pub(crate) fn of_with(
        folder: PathBuf,
        instead: impl Fn(&str) -> Option<Instead> + Send + Sync + 'static,
    ) -> Self {
        Self::in_folder(folder, instead, true)
    }

    fn serving(
        instead: impl Fn(&str) -> Option<Instead> + Send + Sync + 'static,
        shared: bool,
    ) -> Self {
        Self::in_folder(dist(), instead, shared)
    }

    fn in_folder(
        folder: PathBuf,
        instead: impl Fn(&str) -> Option<Instead> + Send + Sync + 'static,
        shared: bool,
    ) -> Self {
        let asked = Arc::default();
        let (held, holds) = watch::channel(None);
        let host = Arc::new(Host {
            folder,
            instead: Box::new(instead),
            shared,
            asked: Arc::clone(&asked),
            holds,
        });
        let (end, ended) = oneshot::channel();
        let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let at = socket.local_addr().unwrap();
        socket.set_nonblocking(true).unwrap();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            runtime.unwrap().block_on(async {
                tokio::select! {
                    () = serve(socket, host) => {}
                    _ = ended => {}
                }
            });
        });
        Self {
            at,
            end: Some(end),
            thread: Some(thread),
            asked,
            line: None,
            held,
        }
    }

    /// The host, as `http://127.0.0.1:41823`.
    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.at)
    }

    /// The page's address.
    pub(crate) fn address(&self) -> String {
        format!("{}{FOLDER}", self.origin())
    }

    /// What browsers asked for so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.line.take();
        // The thread goes away with its sender, and its connections with it.
        self.end.take();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What answers.
struct Host {
    folder: PathBuf,
    instead: Changes,
    shared: bool,
    asked: Arc<Mutex<Vec<Asked>>>,
    holds: watch::Receiver<Option<&'static str>>,
}

/// Answers everybody who connects.
async fn serve(socket: std::net::TcpListener, host: Arc<Host>) {
    let socket = TcpListener::from_std(socket).unwrap();
    while let Ok((stream, _)) = socket.accept().await {
        let host = host.clone();
        let answer = service_fn(move |request| {
            let host = host.clone();
            async move {
                let path = request.uri().path();
                let goes = |held: &Option<&str>| !held.is_some_and(|part| path.contains(part));
                // A site that goes away while it holds something back sends it.
                let _ = host.holds.clone().wait_for(goes).await;
                Ok::<_, Infallible>(host.answer(&request))
            }
        });
        let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), answer);
        // A browser that went away meanwhile misses nothing.
        tokio::spawn(async { connection.await.unwrap_or(()) });
    }
}

impl Host {
    fn answer(&self, request: &Request<Incoming>) -> Response<Full<Bytes>> {
        let file = match request.uri().path().strip_prefix(FOLDER) {
            Some(folder) if folder.is_empty() || folder.ends_with('/') => {
                Some(format!("{folder}index.html"))
            }
            file => file.map(str::to_owned),
        };
        let file = file.as_deref();
        let mut policy = "";
        let found = file.and_then(|file| match (self.instead)(file) {
            Some(Instead::Missing) => None,
            Some(Instead::Bytes(bytes)) => Some(bytes),
            Some(Instead::Page(html, its)) => {
                policy = its;
                Some(html.into_bytes())
            }
            None => inside(&self.folder, file).and_then(|path| fs::read(path).ok()),
        });
        let status = if found.is_some() { 200 } else { 404 };
        self.asked.lock().unwrap().push(Asked {
            line: format!("{} {}", request.method(), request.uri()),
            cookies: request.headers().contains_key(COOKIE),
            status,
        });
        let mut response = Response::builder();
        if !policy.is_empty() {
            response = response.header(CONTENT_SECURITY_POLICY, policy);
        }
        if self.shared {
            // What an embed without an origin of its own needs; hosts are told to send it.
            response = response.header(ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        }
        response
            .status(status)
            .header(CONTENT_TYPE, mime(file.unwrap_or_default()))
            .header(CACHE_CONTROL, "no-store")
            .body(Full::from(found.unwrap_or_default()))
            .unwrap()
    }
}

/// The bytes of a file of the built site.
pub(crate) fn file(path: &str) -> Vec<u8> {
    fs::read(dist().join(path)).unwrap_or_else(|e| panic!("{path} of the built site: {e}"))
}

/// The folder of the built site. Without one the test fails with what to type.
pub(crate) fn dist() -> PathBuf {
    let folder = env::var_os("WIB_DIST").map_or_else(|| PathBuf::from("dist"), PathBuf::from);
    assert!(
        folder.join("index.html").is_file(),
        "there is no built site in {}. Try: cargo xtask build",
        folder.display()
    );
    folder
}

/// A file of the folder, and never one outside it.
fn inside(folder: &Path, file: &str) -> Option<PathBuf> {
    let plain = !file.split('/').any(|part| part.is_empty() || part == "..");
    plain.then(|| folder.join(file))
}

/// What a static host says of a file by its name.
fn mime(file: &str) -> &'static str {
    match file.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css",
        "js" => "text/javascript",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "json" => "application/json",
        _ => "application/octet-stream",
    }
}
