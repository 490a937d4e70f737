// The filters and the search of the catalogue. Every outage is in the page; this hides those that were not asked for.
(function () {
  "use strict";
  // A page that was built without its site's address says its canonical link in full where it stands.
  var canonical = document.querySelector("[rel=canonical]");
  if (canonical) canonical.href = canonical.href;
  var form = document.getElementById("filters");
  var found = document.getElementById("found");
  if (!form || !found) return;
  var outages = Array.prototype.slice.call(document.querySelectorAll("[data-outage]"));
  var texts = outages.map(function (o) { return plain(o.textContent); });
  function plain(text) {
    return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[’‘]/g, "'");
  }
  function apply() {
    var words = plain(form.elements.q.value).split(/\s+/);
    var shown = 0;
    outages.forEach(function (o, n) {
      var fits = ["link", "kind", "year"].every(function (name) {
        var wanted = form.elements[name].value;
        return !wanted || o.getAttribute("data-" + name) === wanted;
      }) && words.every(function (word) { return texts[n].indexOf(word) >= 0; });
      o.hidden = !fits;
      if (fits) shown += 1;
    });
    found.textContent = found.getAttribute("data-words").replace("{n}", shown).replace("{of}", outages.length);
  }
  // An address may ask for some: ?kind=rejected. What is not on offer is left alone.
  new URLSearchParams(location.search).forEach(function (value, name) {
    var field = form.elements[name];
    if (!field || field.type === "submit" || field.type === "reset") return;
    var before = field.value;
    field.value = value.slice(0, 100);
    if (field.options && field.selectedIndex < 0) field.value = before;
  });
  form.addEventListener("input", apply);
  form.addEventListener("reset", function () { setTimeout(apply); });
  form.addEventListener("submit", function (e) { e.preventDefault(); });
  form.hidden = false;
  apply();
})();
