//! `wib preview`: one incident in the built page, on this machine only. The page's own files come from a build that is
//! there already; the story is compiled anew each time the page asks for it, so a reload shows the file as it is now.

use std::fs;
use std::path::{Component, Path, PathBuf};

use tiny_http::{Header, Request, Response, Server};

use super::{Error, catalogue, checked};
use crate::incident::pack::{Files, encode};

/// A page that is ready to be served.
pub struct Preview {
    server: Server,
    incident: String,
    story: String,
    dist: PathBuf,
}

impl Preview {
    /// Checks the incident, and listens on 127.0.0.1; port 0: any that is free.
    ///
    /// # Errors
    /// What the check finds; when there is no built page in `dist`; when nobody may listen on that port.
    pub fn new(incident: &str, dist: &Path, port: u16) -> Result<Self, Error> {
        let story = catalogue::open(incident)?.id;
        if !dist.join("index.html").is_file() {
            return Err(Error::Missing(format!(
                "{}: there is no built page, expected what `cargo xtask build` makes (it takes some minutes the first time); another folder can be named by --dist",
                dist.display()
            )));
        }
        let server = Server::http(("127.0.0.1", port)).map_err(|e| {
            Error::Missing(format!("cannot listen on 127.0.0.1 port {port} ({e}), expected a port that is free, such as --port 0"))
        })?;
        Ok(Self {
            server,
            incident: incident.to_owned(),
            story,
            dist: dist.to_owned(),
        })
    }

    /// Where to look at it.
    pub fn address(&self) -> String {
        format!("http://{}/?story={}", self.server.server_addr(), self.story)
    }

    /// Answers one request. `tell` is called with what the check finds wrong, and once more when all is well again.
    pub fn answer_one(&self, tell: &mut impl FnMut(&str)) {
        let Ok(request) = self.server.recv() else {
            return;
        };
        let (path, query) = {
            let url = request.url();
            let (path, query) = url.split_once('?').unwrap_or((url, ""));
            (path.to_owned(), query.to_owned())
        };
        let name = path.strip_prefix("/stories/").unwrap_or_default();
        match name.strip_prefix(self.story.as_str()) {
            Some(".wib") => return self.compiled(request, tell, |files| files.story),
            Some(".world.wib") => return self.compiled(request, tell, |files| files.world),
            _ => {}
        }
        if path == "/" && !query.contains("story=") {
            let to = header("Location", &self.address());
            return send(request, with(Response::empty(302), to));
        }
        let Some(file) = self.file(&path) else {
            return send(
                request,
                Response::from_string("not here").with_status_code(404),
            );
        };
        match fs::read(&file) {
            Ok(octets) => {
                let kind = header("Content-Type", media_type(&file));
                send(request, with(Response::from_data(octets), kind));
            }
            Err(_) => send(
                request,
                Response::from_string("not here").with_status_code(404),
            ),
        }
    }

    /// One of the two files of the story as it is now.
    fn compiled(&self, request: Request, tell: &mut impl FnMut(&str), pick: fn(Files) -> Vec<u8>) {
        let story = catalogue::open(&self.incident).and_then(|mut story| {
            checked::tell(&mut story)?;
            encode(&story).map_err(|e| Error::Missing(e.to_string()))
        });
        let story = story.map(pick);
        match story {
            Ok(octets) => {
                tell("");
                let kind = header("Content-Type", "application/octet-stream");
                let fresh = header("Cache-Control", "no-store");
                let response = with(Response::from_data(octets), kind);
                send(request, with(response, fresh));
            }
            Err(e) => {
                let wrong = e.to_string();
                tell(&wrong);
                send(request, Response::from_string(wrong).with_status_code(422));
            }
        }
    }

    /// The file of the built page that a path names; none outside of its folder.
    fn file(&self, path: &str) -> Option<PathBuf> {
        let path = path.trim_start_matches('/');
        let path = Path::new(if path.is_empty() { "index.html" } else { path });
        let plain = path.components().all(|c| matches!(c, Component::Normal(_)));
        let file = self.dist.join(path);
        (plain && file.is_file()).then_some(file)
    }
}

fn send<R: std::io::Read>(request: Request, response: Response<R>) {
    // A browser that went away needs no answer.
    let _ = request.respond(response);
}

/// A header; none where it does not read, which ours all do.
fn header(name: &str, value: &str) -> Vec<Header> {
    Header::from_bytes(name, value).into_iter().collect()
}

/// A response with more headers.
fn with<R: std::io::Read>(response: Response<R>, headers: Vec<Header>) -> Response<R> {
    headers.into_iter().fold(response, Response::with_header)
}

fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|e| e.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    }
}
