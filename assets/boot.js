// Shows one line where the live page cannot start: no WebAssembly, or a file that did not load. The story stays readable. And
// writes the canonical link out in full: a page that was built without its site's address cannot say it, and where it stands it can.
(function () {
  "use strict";
  function say(what) {
    var main = document.getElementById("wib");
    var line = document.getElementById("missing");
    if (!line || !main || main.getAttribute("data-ready") === "true") return;
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
    // Not every browser says what it is that it cannot compile: "wasm validation error: at offset 8".
    say(/assembly/i.test(what) || !/^(Compile|Link)Error/.test(e.reason && e.reason.name) ? what : "WebAssembly: " + what);
  });
  var canonical = document.querySelector("[rel=canonical]");
  if (canonical) canonical.href = canonical.href;
})();
