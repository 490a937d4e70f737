//! Numbers and days as the reader's language writes them, by the browser's own formatting.

use std::cell::RefCell;

use wasm_bindgen::JsValue;

use crate::clock::Time;

/// A sum of money to two significant figures, by the browser's own number formatting: `$3.6m`.
pub fn money(lang: &str, currency: &str, amount: f64) -> String {
    written(lang, currency, crate::loss::two_figures(amount), 2)
}

/// A sum of money as it was given, to three significant figures.
pub fn money_exact(lang: &str, currency: &str, amount: f64) -> String {
    written(lang, currency, amount, 3)
}

/// A sum of money to two significant figures with its unit in words: `$3.6 million`. Browsers have no such form for
/// currencies, so it is put together where the language counts in thousands; elsewhere it is the short form.
pub fn money_long(lang: &str, currency: &str, amount: f64) -> String {
    let amount = crate::loss::two_figures(amount);
    let counted = number(
        lang,
        amount,
        2,
        &[("notation", "compact"), ("compactDisplay", "long")],
    );
    let scale = match amount.abs() {
        n if n >= 1e9 => 1e9,
        n if n >= 1e6 => 1e6,
        n if n >= 1e3 => 1e3,
        _ => 1.0,
    };
    match counted.split_once([' ', '\u{a0}']) {
        Some((figure, word)) if figure == number(lang, amount / scale, 2, &[]) => {
            let money = [
                ("style", "currency"),
                ("currency", currency),
                ("currencyDisplay", "narrowSymbol"),
            ];
            format!("{} {word}", number(lang, amount / scale, 2, &money))
        }
        _ => written(lang, currency, amount, 2),
    }
}

fn written(lang: &str, currency: &str, amount: f64, figures: u32) -> String {
    let options = [
        ("style", "currency"),
        ("currency", currency),
        ("currencyDisplay", "narrowSymbol"),
        ("notation", "compact"),
    ];
    number(lang, amount, figures, &options)
}

/// A number by the browser's own formatting, with at most so many significant figures.
fn number(lang: &str, amount: f64, figures: u32, options: &[(&str, &str)]) -> String {
    // Making a format is slow and the page writes many sums at once, always in few ways: they are kept.
    thread_local! {
        static FORMATS: RefCell<Vec<(String, js_sys::Function)>> = const { RefCell::new(Vec::new()) };
    }
    let mut key = format!("{lang} {figures}");
    for (name, value) in options {
        key.push_str(name);
        key.push_str(value);
    }
    let format = FORMATS.with_borrow_mut(|kept| {
        if let Some((_, f)) = kept.iter().find(|(k, _)| *k == key) {
            return f.clone();
        }
        let made = number_format(lang, figures, options);
        kept.push((key, made.clone()));
        made
    });
    format
        .call1(&JsValue::UNDEFINED, &amount.into())
        .ok()
        .and_then(|v| v.as_string())
        .unwrap_or_default()
}

fn number_format(lang: &str, figures: u32, wanted: &[(&str, &str)]) -> js_sys::Function {
    let options = js_sys::Object::new();
    for (key, value) in wanted {
        // Setting a key of a fresh object does not fail.
        let _ = js_sys::Reflect::set(&options, &(*key).into(), &(*value).into());
    }
    let _ = js_sys::Reflect::set(
        &options,
        &"maximumSignificantDigits".into(),
        &figures.into(),
    );
    let locales = js_sys::Array::of1(&lang.into());
    js_sys::Intl::NumberFormat::new(&locales, &options).format()
}

/// The day of a time in words, in UTC: `22 November 2026`.
#[expect(clippy::cast_precision_loss, reason = "milliseconds, far below 2^53")]
pub fn date(lang: &str, time: Time) -> String {
    let options = js_sys::Object::new();
    for (key, value) in [("dateStyle", "long"), ("timeZone", "UTC")] {
        let _ = js_sys::Reflect::set(&options, &key.into(), &value.into());
    }
    let date = js_sys::Date::new(&JsValue::from_f64(time.ms() as f64));
    date.to_locale_date_string(lang, &options).into()
}
