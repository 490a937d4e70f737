//! The page's own address, and the files of its site.

use std::sync::OnceLock;

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::{document, static_data};

/// The names and values of the page's address.
pub fn address_pairs() -> Vec<(String, String)> {
    let search = web_sys::window()
        .and_then(|w| w.location().search().ok())
        .unwrap_or_default();
    let Ok(params) = web_sys::UrlSearchParams::new_with_str(&search) else {
        return Vec::new();
    };
    let mut pairs = Vec::new();
    for pair in js_sys::try_iter(params.as_ref())
        .ok()
        .flatten()
        .into_iter()
        .flatten()
        .flatten()
    {
        let pair = js_sys::Array::from(&pair);
        if let (Some(name), Some(value)) = (pair.get(0).as_string(), pair.get(1).as_string()) {
            pairs.push((name, value));
        }
    }
    pairs
}

/// The bytes at a relative address of this site; an error says why there are none.
///
/// # Errors
/// When the request fails or the answer is not a success.
pub async fn fetch_bytes(address: &str) -> Result<Vec<u8>, String> {
    let said = |e: JsValue| {
        e.as_string()
            .unwrap_or_else(|| js_sys::Error::from(e).message().into())
    };
    let window = web_sys::window().ok_or("the browser’s window")?;
    let response = JsFuture::from(window.fetch_with_str(address))
        .await
        .map_err(said)?;
    let response: web_sys::Response = response.dyn_into().map_err(said)?;
    if !response.ok() {
        return Err(format!("{address}: HTTP {}", response.status()));
    }
    let buffer = JsFuture::from(response.array_buffer().map_err(said)?)
        .await
        .map_err(said)?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// The way from the page to a file in the site's folder. A story's page stands in a folder of its own, and the static page
/// says how to get out of it: that is read once, as the live page takes the static one's place.
pub fn of_site(path: &str) -> String {
    static ROOT: OnceLock<String> = OnceLock::new();
    let root = ROOT.get_or_init(|| static_data("data-root").unwrap_or_default());
    format!("{root}{path}")
}

/// The absolute address of something relative to the page.
pub fn absolute(relative: &str) -> String {
    let base = document().and_then(|d| d.base_uri().ok().flatten());
    let address = base.and_then(|base| web_sys::Url::new_with_base(relative, &base).ok());
    address.map_or_else(|| relative.to_owned(), |a| a.href())
}
