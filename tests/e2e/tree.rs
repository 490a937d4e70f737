//! The accessibility tree of a page, as lists of nodes in the form that Chromium's development tools give.
//!
//! Other browsers do not hand out their tree. There it is put together from the roles and the names that the browser itself
//! computed for each element, which WebDriver tells, and from the texts that are rendered and not hidden from screen readers.

use fantoccini::elements::Element;
use serde_json::{Value, json};

use crate::driver::Browser;
use crate::page::Page;

/// What may have a role that a test asks for.
const WITH_ROLES: &str = "main, h1, h2, h3, h4, h5, h6, ol, ul, li, button, a[href], summary, details, fieldset, \
                          figure, svg, img, input, [role]";

/// Every element and every text that is met, each with the number of what is below; and for elements with a role their place
/// among those that the selector finds.
const MET: &str = "const nodes = [], all = [...document.querySelectorAll(arguments[0])];
    const walk = node => {
        if (node.nodeType === Node.TEXT_NODE) {
            const name = node.data.replace(/\\s+/g, ' ');
            return name.trim() ? nodes.push({ name, tag: '', childIds: [] }) - 1 : null;
        }
        if (node.nodeType !== Node.ELEMENT_NODE || node.getAttribute('aria-hidden') === 'true') return null;
        // What is laid out as its contents has no box, and is met all the same.
        const style = getComputedStyle(node);
        if (style.display !== 'contents' && !node.checkVisibility({ visibilityProperty: true })) return null;
        const met = { tag: node.localName, place: all.indexOf(node) };
        const n = nodes.push(met) - 1;
        met.childIds = [...node.childNodes].map(walk).filter(c => c !== null).map(String);
        return n;
    };
    walk(document.body);
    return nodes;";

/// The nodes of the page's tree, in the order of the page.
pub(crate) async fn nodes(page: &Page) -> Vec<Value> {
    if Browser::wanted() == Browser::Chromium {
        let tree = page
            .devtools("Accessibility.getFullAXTree", json!({}))
            .await;
        return tree["nodes"].as_array().cloned().unwrap_or_default();
    }
    let met = page.script_with(MET, vec![json!(WITH_ROLES)]).await;
    let elements = page.all(WITH_ROLES).await;
    let mut nodes = Vec::new();
    for (n, node) in met.as_array().into_iter().flatten().enumerate() {
        let place = node["place"].as_u64().and_then(|p| usize::try_from(p).ok());
        let element = place.and_then(|p| elements.get(p));
        let mut told = match element {
            Some(element) => told(page, element, node["tag"].as_str().unwrap_or_default()).await,
            None if node["tag"] == "" => said("StaticText", node["name"].clone()),
            None => json!({ "ignored": true }),
        };
        told["nodeId"] = n.to_string().into();
        told["childIds"] = node["childIds"].clone();
        nodes.push(told);
    }
    nodes
}

/// A node with a role and a name.
fn said(role: &str, name: Value) -> Value {
    json!({ "role": { "value": role }, "name": { "value": name } })
}

/// What the browser tells of an element.
async fn told(page: &Page, element: &Element, tag: &str) -> Value {
    // WebKit has no role for what it does not tell screen readers, and answers with an error.
    let (role, name) = match page.computed(element, "role").await {
        Ok(role) => (role, page.computed(element, "label").await.unwrap()),
        Err(_) => return json!({ "ignored": true }),
    };
    // By the names that Chromium has for them.
    let role = match (tag, role.as_str()) {
        ("summary", _) => "DisclosureTriangle",
        ("svg", _) => "SvgRoot",
        (_, "" | "none" | "presentation" | "generic") => return json!({ "ignored": true }),
        (_, "img") => "image",
        (_, role) => role,
    };
    let mut node = said(role, name.into());
    if let Some(level) = tag.strip_prefix('h').and_then(|l| l.parse::<u8>().ok()) {
        node["properties"] = json!([{ "name": "level", "value": { "value": level } }]);
    }
    node
}
