// Tells the page around an embed how high the embed is: in this project's own messages, in AMP's, and in pym.js's where that
// page uses it. It needs no WebAssembly, so the static story is as high as it has to be, too. docs/embed.md lists the messages.
(function () {
  "use strict";
  if (parent === window) return;
  var root = document.documentElement;
  var child = (/[?&]childId=([\w.-]{1,80})(?:&|$)/.exec(location.search) || [])[1];
  var told = 0;
  function tell() {
    // Pages that listen do not have to know each other's format; nothing here is about the reader.
    parent.postMessage({ source: "where-it-broke", v: 1, type: "height", px: told }, "*");
    parent.postMessage({ sentinel: "amp", type: "embed-size", height: told }, "*");
    if (child) parent.postMessage(["pym", child, "height", told].join("xPYMx"), "*");
  }
  function look() {
    var px = Math.ceil(root.getBoundingClientRect().height);
    // A frame in a hidden part of its page has no height yet.
    if (px < 1 || px === told) return;
    told = px;
    tell();
  }
  new ResizeObserver(look).observe(root);
  // Out of sight nothing is laid out, and the observer says nothing.
  addEventListener("load", look);
  addEventListener("message", function (e) {
    // pym.js sends the width where it wants to hear the height again.
    if (e.source === parent && told && typeof e.data === "string" && e.data.indexOf("pymxPYMx") === 0) tell();
  });
  // A source is read in a window of its own, not in the frame.
  addEventListener("click", function (e) {
    var link = e.target.closest && e.target.closest('a[href^="http"]');
    if (link) link.target = "_blank";
  }, true);
  look();
})();
