//! The built site behind a real nginx, in a folder of the host, with the lines of docs/hosting.md and the policy in them.
//!
//! A suite of its own, as it needs nginx: `cargo xtask test` installs it. `WIB_NGINX` names the program where it is not on the
//! PATH.

use std::env;
use std::fs;
use std::io::Read as _;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::key::Key;

use crate::page::Reader;
use crate::site::dist;
use crate::support;

/// The folder in the lines of the document.
const FOLDER: &str = "/outages/";
/// Debian's module for files that brotli has compressed.
const BROTLI: &str = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so";

/// nginx on a port of its own, until it is dropped.
struct Nginx {
    process: Child,
    port: u16,
    folder: PathBuf,
}

impl Nginx {
    /// Starts it with the lines of the document.
    fn start(test: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("nginx-{test}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let settings = folder.join("nginx.conf");
        fs::write(&settings, conf(&folder, port)).unwrap();
        let program = env::var_os("WIB_NGINX").unwrap_or_else(|| "nginx".into());
        let process = Command::new(program)
            .arg("-p")
            .arg(&folder)
            .arg("-c")
            .arg(&settings)
            .args(["-e", "stderr"])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|e| panic!("nginx does not start: {e}. Try: apt-get install nginx"));
        let mut nginx = Self {
            process,
            port,
            folder,
        };
        let end = Instant::now() + Duration::from_secs(10);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if let Ok(Some(status)) = nginx.process.try_wait() {
                let mut said = String::new();
                let errors = nginx.process.stderr.take();
                let _ = errors.map(|mut e| e.read_to_string(&mut said));
                panic!("nginx ended ({status}): {said}");
            }
            assert!(Instant::now() < end, "nginx does not answer");
            std::thread::sleep(Duration::from_millis(20));
        }
        nginx
    }

    fn address(&self) -> String {
        format!("http://127.0.0.1:{}{FOLDER}", self.port)
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The lines in the document, in order.
fn documented() -> Vec<String> {
    let document =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/hosting.md")).unwrap();
    let blocks = document.split("```nginx\n").skip(1);
    blocks
        .map(|b| b.split("```").next().unwrap().to_owned())
        .collect()
}

/// The settings: what every nginx has, and the lines of the document where it says that they go.
fn conf(folder: &Path, port: u16) -> String {
    let blocks = documented();
    let [http, server] = blocks.as_slice() else {
        panic!("expected two blocks in the document, saw {}", blocks.len());
    };
    let site = fs::canonicalize(dist()).unwrap();
    let mut server = server.replace("/srv/where-it-broke/dist/", &format!("{}/", site.display()));
    let brotli = Path::new(BROTLI).is_file();
    if !brotli {
        server = server.replace("brotli_static on;", "");
    }
    let load = if brotli {
        format!("load_module {BROTLI};\n")
    } else {
        String::new()
    };
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .iter()
        .map(|kind| format!("{kind}_temp_path {}/{kind};\n", folder.display()))
        .collect();
    format!(
        "{load}daemon off;\nmaster_process off;\npid {folder}/nginx.pid;\nevents {{}}\nhttp {{\n\
         include /etc/nginx/mime.types;\ndefault_type application/octet-stream;\naccess_log off;\n{temporary}{http}\
         server {{\nlisten 127.0.0.1:{port};\nroot {folder};\n{server}}}\n}}\n",
        folder = folder.display()
    )
}

/// The policy in the lines of the document.
fn policy() -> String {
    let lines = documented().concat();
    let (_, rest) = lines.split_once("Content-Security-Policy \"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[test]
fn every_host_in_the_document_is_given_the_same_policy_and_it_is_strict() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = fs::read_to_string(root.join("docs/hosting.md")).unwrap();
    let headers = fs::read_to_string(dist().join("_headers")).unwrap();
    let policy = policy();
    assert!(headers.contains(&policy), "_headers has another policy");
    let named = document.matches("default-src").count();
    assert_eq!(document.matches(&policy).count(), named);
    assert!(
        !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
        "{policy}"
    );
    assert!(
        !policy.contains("http") && !policy.contains('*'),
        "{policy}"
    );
    assert!(policy.contains("default-src 'none'") && policy.contains("'wasm-unsafe-eval'"));
}

#[test]
fn in_a_folder_of_a_real_nginx_every_page_comes_alive_under_the_policy() {
    let nginx = Nginx::start("alive");
    let ids = support::ids();
    Reader::default().read_at(&nginx.address(), async |page| {
        let mut pages = vec![(String::new(), "apple-2015".to_owned())];
        pages.extend(ids.iter().map(|id| (format!("stories/{id}/"), id.clone())));
        // One story is asked for at the site's own address, too.
        pages.push((
            "?story=slack-2021&voice=technical".to_owned(),
            "slack-2021".to_owned(),
        ));
        for (path, id) in pages {
            page.open(&path).await;
            page.shows(&[("data-story", id.as_str())]).await;
            assert_eq!(page.texts(".notice").await, [""; 0], "{path}");
            let console = page.console().await;
            assert!(console.is_empty(), "{path}: the console says {console:?}");
        }
        // What a reader does: the theme, the voice, a slider.
        page.open("?step=5").await;
        page.press("Technical").await;
        page.script("document.querySelector('[role=slider]').focus()")
            .await;
        page.key(Key::Right, 2).await;
        page.shows(&[("data-voice", "technical")]).await;
        page.visit("stories/").await;
        page.until("the filters", async || {
            let forms = page.texts("#filters").await;
            (forms.len() == 1).then_some(()).ok_or(format!("{forms:?}"))
        })
        .await;
        let console = page.console().await;
        assert!(console.is_empty(), "the console says {console:?}");
        let own = nginx.address();
        let asked = page.requested().await;
        let away: Vec<_> = asked.iter().filter(|a| !a.starts_with(&own)).collect();
        assert!(!asked.is_empty() && away.is_empty(), "{away:?}");
    });
}

#[test]
fn the_policy_holds_what_a_page_does_not_say_itself() {
    let nginx = Nginx::start("policy");
    Reader::default().read_at(&nginx.address(), async |page| {
        page.open("").await;
        let ran = page
            .script(
                "window.ran = 0; const s = document.createElement('script'); s.textContent = 'window.ran = 1';
                 document.body.append(s); return window.ran;",
            )
            .await;
        assert_eq!(ran, 0, "a script that stands in the page was run");
        let console = page.console().await;
        assert!(
            console.iter().any(|line| line.contains("Content Security Policy")),
            "{console:?}"
        );
    });
}

#[test]
fn every_file_has_its_type_its_compression_and_its_time_to_be_kept() {
    let nginx = Nginx::start("files");
    let files = fs::read_dir(dist().join("files")).unwrap();
    let mut paths: Vec<(String, &str)> = files
        .map(|f| f.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| {
            let kind = match name.rsplit('.').next()? {
                "wasm" => "application/wasm",
                "js" => "javascript",
                "css" => "text/css",
                "svg" => "image/svg+xml",
                _ => return None,
            };
            Some((format!("files/{name}"), kind))
        })
        .collect();
    assert!(paths.len() > 5, "{paths:?}");
    paths.push((String::new(), "text/html"));
    paths.push(("stories/".to_owned(), "text/html"));
    paths.push(("stories/apple-2015/".to_owned(), "text/html"));
    paths.push((
        "stories/apple-2015.wib".to_owned(),
        "application/octet-stream",
    ));
    paths.push((
        "stories/apple-2015/oembed.json".to_owned(),
        "application/json",
    ));
    paths.push(("stories/apple-2015/preview.png".to_owned(), "image/png"));
    for (path, kind) in &paths {
        for coding in ["br", "gzip"] {
            if coding == "br" && !Path::new(BROTLI).is_file() {
                continue;
            }
            let head = head_of(&nginx, path, coding);
            let says = |name: &str, value: &str| {
                head.lines().any(|line| {
                    line.to_ascii_lowercase().starts_with(&format!("{name}:"))
                        && line.contains(value)
                })
            };
            assert!(head.starts_with("HTTP/1.1 200"), "{path}: {head}");
            assert!(
                says("content-type", kind),
                "{path}: expected {kind}, saw {head}"
            );
            let kept = if path.starts_with("files/") {
                "immutable"
            } else {
                "no-cache"
            };
            assert!(says("cache-control", kept), "{path}: {head}");
            assert!(says("content-security-policy", &policy()), "{path}: {head}");
            assert!(says("access-control-allow-origin", "*"), "{path}: {head}");
            assert!(
                path.ends_with(".png") || says("content-encoding", coding),
                "{path}: expected {coding}, saw {head}"
            );
        }
    }
    let lost = head_of(&nginx, "stories/nosuch.wib", "gzip");
    assert!(lost.starts_with("HTTP/1.1 404"), "{lost}");
}

/// The headers with which a path is answered.
fn head_of(nginx: &Nginx, path: &str, coding: &str) -> String {
    use std::io::Write as _;
    let mut stream = TcpStream::connect(("127.0.0.1", nginx.port)).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    write!(
        stream,
        "HEAD {FOLDER}{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: {coding}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut head = String::new();
    stream.read_to_string(&mut head).unwrap();
    head
}
