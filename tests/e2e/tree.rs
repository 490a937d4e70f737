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

/// Every element and every text that is met, with the places of what is below it, and where it may have a role the element itself.
const MET: &str = "const nodes = [];
    const walk = node => {
        if (node.nodeType === Node.TEXT_NODE) {
            const name = node.data.replace(/[ \\t\\n]+/g, ' ');
            return name.trim() ? nodes.push({ name, tag: '', childIds: [] }) - 1 : null;
        }
        if (node.nodeType !== Node.ELEMENT_NODE || node.getAttribute('aria-hidden') === 'true') return null;
        // What is laid out as its contents has no box, and is met all the same.
        const style = getComputedStyle(node);
        if (style.display !== 'contents' && !node.checkVisibility({ visibilityProperty: true })) return null;
        const met = { tag: node.localName, element: node.matches(arguments[0]) ? node : null };
        const n = nodes.push(met) - 1;
        // Nobody looks into a picture that says what it shows.
        const below = node.getAttribute('role') === 'img' ? [] : [...node.childNodes];
        met.childIds = below.map(walk).filter(c => c !== null).map(String);
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
    // While parts of the page arrive, elements go away between the questions about them, and WebKit is behind with its tree.
    page.at_rest().await;
    page.until("a tree that stands still", async || told(page).await)
        .await
}

/// The tree from what the browser tells of each element.
async fn told(page: &Page) -> Result<Vec<Value>, String> {
    let met = page.returned(MET, vec![json!(WITH_ROLES)]).await?;
    let mut nodes = Vec::new();
    for (n, node) in met.as_array().into_iter().flatten().enumerate() {
        let tag = node["tag"].as_str().unwrap_or_default();
        let mut told = match page.element(&node["element"]) {
            Some(element) => told_of(page, &element, tag).await?,
            None if tag.is_empty() => said("StaticText", &node["name"]),
            None => json!({ "ignored": true }),
        };
        told["nodeId"] = n.to_string().into();
        told["childIds"] = node["childIds"].clone();
        nodes.push(told);
    }
    Ok(nodes)
}

/// A node with a role and a name.
fn said(role: &str, name: &Value) -> Value {
    json!({ "role": { "value": role }, "name": { "value": name } })
}

/// What the browser tells of an element, by the names that Chromium has for the roles.
async fn told_of(page: &Page, element: &Element, tag: &str) -> Result<Value, String> {
    let role = page.computed(element, "role").await?;
    let role = match (tag, role.as_str()) {
        ("summary", _) => "DisclosureTriangle",
        ("svg", _) => "SvgRoot",
        (_, "" | "none" | "presentation" | "generic") => return Ok(json!({ "ignored": true })),
        (_, "img") => "image",
        (_, role) => role,
    };
    let name = page.computed(element, "label").await?;
    let mut node = said(role, &name.into());
    if let Some(level) = tag.strip_prefix('h').and_then(|l| l.parse::<u8>().ok()) {
        node["properties"] = json!([{ "name": "level", "value": { "value": level } }]);
    }
    Ok(node)
}
