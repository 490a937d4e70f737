//! A reader with a browser: opens the page, finds buttons by role and name, presses keys, and says what is on the page.
//!
//! Nothing here waits without an end: [`Page::until`] gives up after [`PATIENCE`] and says what it saw last.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::{Duration, Instant};

use fantoccini::actions::{
    InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use crate::driver::{Browser, Driver, NotHeld};
use crate::site::Site;

/// How long the page may take over anything. A loaded machine compiles the page's wasm for seconds.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long one test may take in all.
const LIMIT: Duration = Duration::from_secs(180);

/// The attributes of the page's main element, by name.
pub(crate) type Attributes = BTreeMap<String, String>;
/// Pairs of a name and a state: the stations, or the links.
pub(crate) type States = Vec<(String, String)>;

/// What kind of reader.
#[derive(Clone, Copy)]
pub(crate) struct Reader {
    /// The width of the window in CSS pixels.
    pub(crate) width: u32,
    /// Whether the reader's system lets things move. Most tests do without, as they are sooner done.
    pub(crate) motion: bool,
    /// Whether the reader's system is dark.
    pub(crate) dark: bool,
    /// Whether what is opened is waited for until all of it has come; who does not wait reads what is there.
    pub(crate) waits: bool,
}

impl Default for Reader {
    fn default() -> Self {
        Self {
            width: 1280,
            motion: false,
            dark: false,
            waits: true,
        }
    }
}

/// The page in a browser.
pub(crate) struct Page {
    client: Client,
    address: String,
}

/// Lets a reader of the usual kind loose on the site.
pub(crate) fn read(site: &Site, body: impl AsyncFnOnce(&Page)) {
    Reader::default().read(site, body);
}

impl Reader {
    /// Starts a browser with a fresh profile and lets this reader loose on the site. Whatever happens, the browser ends.
    pub(crate) fn read(self, site: &Site, body: impl AsyncFnOnce(&Page)) {
        self.read_at(&site.address(), body);
    }

    /// The same at any address.
    pub(crate) fn read_at(self, address: &str, body: impl AsyncFnOnce(&Page)) {
        let driver = Driver::find(self.motion);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let client = runtime.block_on(async {
            let mut builder = ClientBuilder::new(connector());
            let started = builder
                .capabilities(self.capabilities())
                .connect(driver.address());
            timeout(PATIENCE * 2, started)
                .await
                .expect("the browser did not start in time")
                .unwrap_or_else(|e| panic!("the browser did not start: {e}. Try: cargo xtask test"))
        });
        let page = Page {
            client: client.clone(),
            address: address.to_owned(),
        };
        let done = catch_unwind(AssertUnwindSafe(|| {
            runtime.block_on(async {
                page.start(self).await;
                timeout(LIMIT, body(&page))
                    .await
                    .unwrap_or_else(|_| panic!("the test took more than {LIMIT:?}"));
            });
        }));
        if done.is_err() {
            let state = runtime.block_on(async { timeout(PATIENCE, page.state()).await });
            eprintln!(
                "when it failed, the page was: {}",
                state.unwrap_or_default()
            );
        }
        // A browser that is gone already cannot be closed; the driver ends it otherwise.
        let _ = runtime.block_on(async { timeout(PATIENCE, client.close()).await });
        if let Err(panic) = done {
            resume_unwind(panic);
        }
    }

    fn capabilities(self) -> Capabilities {
        let limits = json!({ "pageLoad": 30_000, "script": 30_000 });
        let load = if self.waits { "normal" } else { "none" };
        match Browser::wanted() {
            Browser::Chromium => {}
            Browser::Firefox => {
                let mut prefs = json!({ "browser.startup.page": 0, "datareporting.policy.dataSubmissionEnabled": false });
                if !self.motion {
                    prefs["ui.prefersReducedMotion"] = 1.into();
                }
                prefs["ui.systemUsesDarkTheme"] = u8::from(self.dark).into();
                let mut options = json!({ "args": ["-headless"], "prefs": prefs });
                if let Ok(program) = std::env::var("WIB_FIREFOX") {
                    options["binary"] = program.into();
                }
                let all = json!({ "browserName": "firefox", "moz:firefoxOptions": options,
                    "timeouts": limits, "pageLoadStrategy": load });
                return serde_json::from_value(all).unwrap();
            }
            Browser::WebKit => {
                let program = std::env::var("WIB_MINIBROWSER").unwrap_or_else(|_| {
                    "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser".to_owned()
                });
                let mut args = vec![
                    "--automation",
                    "--javascript-can-open-windows-automatically=true",
                ];
                if self.dark {
                    args.push("--dark-mode");
                }
                let options = json!({ "binary": program, "args": args });
                let all = json!({ "browserName": "MiniBrowser", "webkitgtk:browserOptions": options,
                    "timeouts": limits, "pageLoadStrategy": load });
                return serde_json::from_value(all).unwrap();
            }
        }
        let mut wanted: Capabilities =
            serde_json::from_str(include_str!("../../webdriver.json")).unwrap();
        let chrome = wanted.get_mut("goog:chromeOptions").unwrap();
        if let Ok(program) = std::env::var("WIB_CHROMIUM") {
            chrome["binary"] = program.into();
        }
        if !self.motion {
            let args = chrome["args"].as_array_mut().unwrap();
            args.push("--force-prefers-reduced-motion".into());
        }
        let logs = json!({ "browser": "ALL", "performance": "ALL" });
        wanted.insert("goog:loggingPrefs".into(), logs);
        wanted.insert("timeouts".into(), limits);
        wanted.insert("pageLoadStrategy".into(), load.into());
        wanted
    }
}

/// A connection without TLS: the driver is on this machine.
fn connector() -> hyper_util::client::legacy::connect::HttpConnector {
    hyper_util::client::legacy::connect::HttpConnector::new()
}

impl Page {
    /// Opens the page with a query string, and waits until it is live.
    pub(crate) async fn open(&self, query: &str) {
        self.visit(query).await;
        self.shows(&[("data-ready", "true")]).await;
    }

    /// Gives the page signs of a reader, scrolls that move nothing, until what draws the record is there: the first of them may
    /// come before the page listens.
    pub(crate) async fn wake(&self) {
        self.until("what comes at the first sign of a reader", async || {
            self.script("dispatchEvent(new Event('scroll'))").await;
            // Only the part draws the neighbours of the step.
            let there = self
                .script("return document.querySelectorAll('.sideways > .beside').length")
                .await;
            (there == 2).then_some(()).ok_or(there.to_string())
        })
        .await;
    }

    /// Goes to the page with a query string, whatever becomes of it.
    pub(crate) async fn visit(&self, query: &str) {
        let address = format!("{}{query}", self.address);
        self.client
            .goto(&address)
            .await
            .unwrap_or_else(|e| panic!("{address} could not be opened: {e}"));
    }

    /// Goes to any address.
    pub(crate) async fn goto(&self, address: &str) {
        self.client
            .goto(address)
            .await
            .unwrap_or_else(|e| panic!("{address} could not be opened: {e}"));
    }

    /// From here on everything is asked of the frame of this number, from 0, in the page; with `None` of the page again.
    pub(crate) async fn enter(&self, frame: Option<u16>) {
        let to = |id: Option<u16>| {
            let body = Some(json!({ "id": id }));
            self.command(hyper::Method::POST, "frame".to_owned(), body)
        };
        to(None).await.unwrap();
        if frame.is_some() {
            let what = format!("frame {frame:?}");
            self.until(&what, async || to(frame).await).await;
        }
    }

    /// Gives a reader the window that they have.
    async fn start(&self, reader: Reader) {
        if Browser::wanted() != Browser::Chromium {
            self.bare().await;
        }
        self.size(reader.width).await;
        if Browser::wanted() == Browser::Chromium && reader.dark {
            let dark = json!({ "features": [{ "name": "prefers-color-scheme", "value": "dark" }] });
            self.devtools("Emulation.setEmulatedMedia", dark).await;
        }
    }

    /// Goes to a window without the browser's own bars, which can be as narrow as a phone; the other one closes.
    async fn bare(&self) {
        let first = self.client.window().await.unwrap();
        self.script("window.open('about:blank', '', 'popup,noopener,width=1280,height=900')")
            .await;
        let bare = self
            .until("a second window", async || {
                let all = self.client.windows().await.map_err(|e| e.to_string())?;
                let other = all.iter().find(|w| **w != first).cloned();
                other.ok_or(format!("{all:?}"))
            })
            .await;
        self.client.close_window().await.unwrap();
        self.client.switch_to_window(bare).await.unwrap();
        if Browser::wanted() == Browser::WebKit {
            // Nobody manages the windows on its screen: the keyboard goes to the one under the pointer, in the middle.
            self.client.set_window_position(700, 0).await.unwrap();
        }
    }

    /// Makes the window as wide as this, in CSS pixels.
    pub(crate) async fn size(&self, width: u32) {
        if Browser::wanted() != Browser::Chromium {
            return self.resize(width).await;
        }
        let size =
            json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", size)
            .await;
    }

    /// Makes the window so wide that the page in it is as wide as this, where the browser has no tools for that.
    async fn resize(&self, width: u32) {
        self.client.set_window_size(width, 900).await.unwrap();
        let what = format!("a page {width} pixels wide");
        let mut outer = f64::from(width);
        self.until(&what, async || {
            let inner = self.script("return innerWidth").await.as_f64().unwrap();
            let off = f64::from(width) - inner;
            if off.abs() < 1.0 {
                return Ok(());
            }
            outer = (outer + off).clamp(100.0, 4000.0);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a window's width"
            )]
            let wide = outer as u32;
            let set = self.client.set_window_size(wide, 900).await;
            Err(format!("{inner} ({set:?})"))
        })
        .await;
    }

    /// Looks until there is something to see, or says what was there instead.
    pub(crate) async fn until<T>(
        &self,
        what: &str,
        mut look: impl AsyncFnMut() -> Result<T, String>,
    ) -> T {
        let end = Instant::now() + PATIENCE;
        loop {
            match look().await {
                Ok(found) => return found,
                Err(seen) if Instant::now() > end => panic!("waited for {what}, saw {seen}"),
                Err(_) => sleep(Duration::from_millis(30)).await,
            }
        }
    }

    /// Waits until the parts of the page that come later are there: nothing comes and nothing is drawn for a while.
    pub(crate) async fn at_rest(&self) {
        let script = "return [document.body.innerHTML.length, performance.getEntriesByType('resource').length]";
        let (mut before, mut since) = (Value::Null, Instant::now());
        self.until("an end of what comes later", async || {
            let seen = self.script(script).await;
            if seen != before {
                (before, since) = (seen, Instant::now());
            }
            let quiet = since.elapsed();
            (quiet > Duration::from_secs(3))
                .then_some(())
                .ok_or(format!("the last change {quiet:?} ago"))
        })
        .await;
    }

    /// Waits until the page's attributes are these, among others.
    pub(crate) async fn shows<V: AsRef<str>>(&self, wanted: &[(&str, V)]) {
        let list = wanted
            .iter()
            .map(|(name, value)| format!("{name}={}", value.as_ref()));
        let what = list.collect::<Vec<_>>().join(" ");
        self.until(&what, async || {
            let seen = self.attributes().await;
            let same = |(name, value): &(&str, V)| {
                seen.get(*name).map(String::as_str) == Some(value.as_ref())
            };
            if wanted.iter().all(same) {
                return Ok(());
            }
            Err(format!("{seen:?}"))
        })
        .await;
    }

    /// The attributes of the page's main element.
    pub(crate) async fn attributes(&self) -> Attributes {
        let script = "const m = document.getElementById('wib');
            return m ? Object.fromEntries([...m.attributes].map(a => [a.name, a.value])) : {};";
        serde_json::from_value(self.script(script).await).unwrap()
    }

    /// One attribute of the main element.
    pub(crate) async fn attribute(&self, name: &str) -> String {
        let seen = self.attributes().await;
        let value = seen.get(name);
        value
            .unwrap_or_else(|| panic!("the page has no {name}, but {seen:?}"))
            .clone()
    }

    /// The stations, in order, with their states.
    pub(crate) async fn stations(&self) -> States {
        self.states("station").await
    }

    /// The links, in order, with their states.
    pub(crate) async fn links(&self) -> States {
        self.states("link").await
    }

    async fn states(&self, kind: &str) -> States {
        let script = format!(
            "return [...document.querySelectorAll('[data-{kind}]')]
                .map(e => [e.dataset.{kind}, e.dataset.state]);"
        );
        serde_json::from_value(self.script(&script).await).unwrap()
    }

    /// The visible texts of all elements that a selector finds.
    pub(crate) async fn texts(&self, selector: &str) -> Vec<String> {
        let script = format!(
            "return [...document.querySelectorAll({selector:?})]
                .filter(e => e.checkVisibility()).map(e => e.innerText.trim());"
        );
        serde_json::from_value(self.script(&script).await).unwrap()
    }

    /// The text of the page, as it is shown.
    pub(crate) async fn text(&self) -> String {
        self.texts("body").await.join("\n")
    }

    /// The button of this accessible name, once there is one to see.
    pub(crate) async fn button(&self, name: &str) -> Element {
        let what = format!("a button named “{name}”");
        self.until(&what, async || self.find("button", "button", name).await)
            .await
    }

    /// Whether there is a button of this accessible name now that can be pressed.
    pub(crate) async fn offers(&self, name: &str) -> bool {
        match self.find("button", "button", name).await {
            Ok(button) => button.is_enabled().await.unwrap(),
            Err(_) => false,
        }
    }

    /// Scrolls to the button of this accessible name and presses it.
    pub(crate) async fn press(&self, name: &str) {
        let button = self.button(name).await;
        self.centre(&button).await;
        button
            .click()
            .await
            .unwrap_or_else(|e| panic!("the button “{name}” could not be clicked: {e}"));
    }

    /// Scrolls until an element is in the middle of the window, where nothing that stays at an edge covers it.
    pub(crate) async fn centre(&self, element: &Element) {
        let script = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' });";
        let argument = serde_json::to_value(element).unwrap();
        self.client.execute(script, vec![argument]).await.unwrap();
    }

    /// The slider of this accessible name.
    pub(crate) async fn slider(&self, name: &str) -> Element {
        let what = format!("a slider named “{name}”");
        self.until(&what, async || {
            self.find("[role=slider], input[type=range]", "slider", name)
                .await
        })
        .await
    }

    /// The element with this role and accessible name, as the browser tells them to a screen reader.
    async fn find(&self, selector: &str, role: &str, name: &str) -> Result<Element, String> {
        let told = |e: fantoccini::error::CmdError| e.to_string();
        let mut seen = Vec::new();
        let found = self.client.find_all(Locator::Css(selector)).await;
        for element in found.map_err(told)? {
            // WebKit computes no name for what is not rendered, and answers with an error.
            let label = match self.computed(&element, "label").await {
                Ok(label) => label,
                Err(none) => {
                    seen.push(none);
                    continue;
                }
            };
            if label == name
                && self.computed(&element, "role").await? == role
                && element.is_displayed().await.map_err(told)?
            {
                return Ok(element);
            }
            seen.push(label);
        }
        Err(format!("{seen:?}"))
    }

    /// The role or the accessible name that the browser computed for an element.
    pub(crate) async fn computed(&self, element: &Element, what: &str) -> Result<String, String> {
        let path = format!("element/{}/computed{what}", &*element.element_id());
        let value = self.command(hyper::Method::GET, path, None).await?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }

    /// The role and the accessible name of what has the keyboard's focus.
    pub(crate) async fn focused(&self) -> (String, String) {
        let element = self.client.active_element().await.unwrap();
        let role = self.computed(&element, "role").await.unwrap();
        (role, self.computed(&element, "label").await.unwrap())
    }

    /// Presses a key on the keyboard, some times over.
    pub(crate) async fn key(&self, key: Key, times: usize) {
        let mut keys = KeyActions::new("keyboard".to_owned());
        for _ in 0..times {
            keys = keys
                .then(KeyAction::Down { value: key.into() })
                .then(KeyAction::Up { value: key.into() });
        }
        self.client.perform_actions(keys).await.unwrap();
    }

    /// Presses the mouse at the first of these places in the window and drags it over the others.
    pub(crate) async fn drag(&self, places: &[(f64, f64)]) {
        let mut mouse = MouseActions::new("mouse".to_owned());
        for (n, &(x, y)) in places.iter().enumerate() {
            let duration = Some(Duration::from_millis(20));
            mouse = mouse.then(PointerAction::MoveTo { duration, x, y });
            if n == 0 {
                let button = MOUSE_BUTTON_LEFT;
                mouse = mouse.then(PointerAction::Down { button });
            }
        }
        let button = MOUSE_BUTTON_LEFT;
        mouse = mouse.then(PointerAction::Up { button });
        self.client.perform_actions(mouse).await.unwrap();
    }

    /// What a script returns.
    pub(crate) async fn script(&self, script: &str) -> Value {
        self.returned(script, Vec::new())
            .await
            .unwrap_or_else(|e| panic!("{script}: {e}"))
    }

    /// The same of a script that is given arguments, and that may fail.
    pub(crate) async fn returned(
        &self,
        script: &str,
        arguments: Vec<Value>,
    ) -> Result<Value, String> {
        let returned = self.client.execute(script, arguments).await;
        returned.map_err(|e| e.to_string())
    }

    /// The element that a script returned, if it is one.
    pub(crate) fn element(&self, returned: &Value) -> Option<Element> {
        // The key by which WebDriver names elements (section 12.1).
        let id = returned["element-6066-11e4-a52e-4f735466cecf"].as_str()?;
        Some(Element::from_element_id(
            self.client.clone(),
            id.to_owned().into(),
        ))
    }

    /// What a script's promise comes to: the script calls `done`.
    pub(crate) async fn promise(&self, script: &str) -> Value {
        let script = format!("const done = arguments[arguments.length - 1]; {script}");
        self.client
            .execute_async(&script, Vec::new())
            .await
            .unwrap_or_else(|e| panic!("{script}: {e}"))
    }

    /// The addresses that the browser's tab asked for so far, from whatever host.
    pub(crate) async fn requested(&self) -> Vec<String> {
        if Browser::wanted() != Browser::Chromium {
            // A page from the disk goes by the name of “document” in Firefox.
            let script = "return performance.getEntries().filter(e => 'initiatorType' in e)
                .map(e => e.entryType === 'navigation' ? location.href : e.name)";
            return serde_json::from_value(self.script(script).await).unwrap();
        }
        let entries = self.log("performance").await;
        let message = |e: &Value| serde_json::from_str::<Value>(e["message"].as_str()?).ok();
        let entries: Vec<Value> = entries.iter().filter_map(message).collect();
        let sent = entries
            .iter()
            .filter(|e| e["message"]["method"] == "Network.requestWillBeSent");
        let address = |e: &Value| {
            e["message"]["params"]["request"]["url"]
                .as_str()
                .map(str::to_owned)
        };
        sent.filter_map(address).collect()
    }

    /// What the browser's console says, a line each.
    pub(crate) async fn console(&self) -> Vec<String> {
        if Browser::wanted() != Browser::Chromium {
            NotHeld::Console.say();
            return Vec::new();
        }
        let entries = self.log("browser").await;
        let line = |e: &Value| e["message"].as_str().map(str::to_owned);
        entries.iter().filter_map(line).collect()
    }

    /// Switches the page's scripts off in Chromium. In the others they are as good as off on a site that
    /// [`Site::without_scripts`] gives.
    pub(crate) async fn scripts_off(&self) {
        if Browser::wanted() == Browser::Chromium {
            let off = json!({ "value": true });
            self.devtools("Emulation.setScriptExecutionDisabled", off)
                .await;
        }
    }

    async fn log(&self, kind: &str) -> Vec<Value> {
        let body = json!({ "type": kind });
        let entries = self
            .command(hyper::Method::POST, "se/log".to_owned(), Some(body))
            .await;
        entries.unwrap().as_array().cloned().unwrap_or_default()
    }

    /// One command of the browser's own development tools.
    pub(crate) async fn devtools(&self, cmd: &str, params: Value) -> Value {
        assert_eq!(Browser::wanted(), Browser::Chromium, "{cmd} is Chromium's");
        let body = json!({ "cmd": cmd, "params": params });
        self.command(
            hyper::Method::POST,
            "goog/cdp/execute".to_owned(),
            Some(body),
        )
        .await
        .unwrap_or_else(|e| panic!("{cmd}: {e}"))
    }

    async fn command(
        &self,
        method: hyper::Method,
        path: String,
        body: Option<Value>,
    ) -> Result<Value, String> {
        let command = Command { method, path, body };
        let answer = self.client.issue_cmd(command).await;
        answer.map_err(|e| e.to_string())
    }

    /// What there is to say of the page when a test fails.
    async fn state(&self) -> String {
        let script = "return document.documentElement.outerHTML.length + ' characters of HTML; ' +
            (document.getElementById('wib')?.cloneNode(false).outerHTML ?? 'no #wib') +
            (document.querySelector('#missing:not([hidden])')?.innerText ?? '');";
        let page = self.client.execute(script, Vec::new()).await;
        let page = page.map_or_else(|e| e.to_string(), |v| v.to_string());
        if Browser::wanted() != Browser::Chromium {
            return page;
        }
        format!("{page}; console: {:?}", self.console().await)
    }
}

/// A command of WebDriver that the client has no method for.
#[derive(Debug)]
struct Command {
    method: hyper::Method,
    path: String,
    body: Option<Value>,
}

impl WebDriverCompatibleCommand for Command {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!(
            "session/{}/{}",
            session.unwrap_or_default(),
            self.path
        ))
    }

    fn method_and_body(&self, _: &url::Url) -> (hyper::Method, Option<String>) {
        (
            self.method.clone(),
            self.body.as_ref().map(Value::to_string),
        )
    }
}
