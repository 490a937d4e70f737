// Shows one line where the live page cannot start: no WebAssembly, a file that did not load, or a first drawing that broke off.
// The story stays readable. And writes the canonical link out in full: a page that was built without its site's address cannot say it, and where it stands it can.
(function () {
  "use strict";
  var page = document.getElementById("page");
  var article = page && page.firstElementChild;
  function say(what) {
    var line = document.getElementById("missing");
    if (!line || !article || page.querySelector("[data-ready=true] .chain")) return;
    // The live page has taken its place without its picture. Of the article it had only the record.
    if (!page.contains(article)) {
      var record = page.querySelector(".record");
      if (record) article.firstElementChild.append(record);
      page.replaceChildren(article);
      what = "the drawing broke off: " + what;
    }
    var detail = line.querySelector("[data-detail]");
    if (detail && what) detail.textContent = what;
    line.hidden = false;
  }
  if (typeof WebAssembly !== "object") say("this browser has no WebAssembly");
  // A script or a module that cannot be fetched, and an error on the way to the first picture.
  addEventListener("error", function (e) {
    var what = e.target && (e.target.src || e.target.href);
    say(what ? what.split("/").pop() : e.message || "the page’s own script");
  }, true);
  addEventListener("unhandledrejection", function (e) {
    var what = String((e.reason && e.reason.message) || e.reason).slice(0, 200);
    // Firefox: “wasm validation error”.
    say(/assembly/i.test(what) || !/^(Compile|Link)Error/.test(e.reason && e.reason.name) ? what : "WebAssembly: " + what);
  });
  var canonical = document.querySelector("[rel=canonical]");
  if (canonical) canonical.href = canonical.href;
})();
