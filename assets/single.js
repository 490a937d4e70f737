// Answers what the page asks for from what stands in this file, and nothing else: a story in one file asks no network.
(function () {
  "use strict";
  var files = {/* files */};
  window.fetch = function (what) {
    var name = String((what && what.url) || what).split(/[?#]/)[0].split("/").pop();
    if (!Object.prototype.hasOwnProperty.call(files, name)) return Promise.resolve(new Response(null, { status: 404 }));
    var text = atob(files[name]);
    var bytes = new Uint8Array(text.length);
    for (var n = 0; n < text.length; n += 1) bytes[n] = text.charCodeAt(n);
    var type = /\.wasm$/.test(name) ? "application/wasm" : "application/octet-stream";
    return Promise.resolve(new Response(bytes, { headers: { "Content-Type": type } }));
  };
})();
