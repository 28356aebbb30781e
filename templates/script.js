// Folds, theme and a filter: conveniences only, everything can be read without them. Text is read, never written as markup.
(function () {
  "use strict";
  var root = document.documentElement;
  var byId = function (id) { return document.getElementById(id); };
  var each = function (selector, act) { document.querySelectorAll(selector).forEach(act); };

  each(".controls, .filter", function (part) { part.hidden = false; });

  byId("b-theme").addEventListener("click", function () {
    var dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });

  var folds = byId("b-folds");
  var open = function (yes) {
    each("details", function (fold) { fold.open = yes; });
    if (folds) {
      folds.setAttribute("aria-pressed", String(yes));
      folds.textContent = yes ? "Close all folds" : "Open all folds";
    }
  };
  if (folds) {
    folds.addEventListener("click", function () { open(folds.getAttribute("aria-pressed") !== "true"); });
  }

  var closed = [];
  addEventListener("beforeprint", function () {
    each("details:not([open])", function (fold) { closed.push(fold); fold.open = true; });
  });
  addEventListener("afterprint", function () {
    closed.forEach(function (fold) { fold.open = false; });
    closed = [];
  });

  var reveal = function () {
    var target = location.hash.length > 1 && byId(decodeURIComponent(location.hash.slice(1)));
    var fold = target && (target.closest("details") || target.querySelector(".fold"));
    if (fold) { fold.open = true; }
  };
  addEventListener("hashchange", reveal);
  reveal();

  var filter = byId("i-filter");
  if (filter) {
    filter.addEventListener("input", function () {
      var word = filter.value.trim().toLowerCase();
      var shown = 0;
      each("[data-criterion]", function (part) {
        part.hidden = word !== "" && !part.textContent.toLowerCase().includes(word);
        shown += part.hidden ? 0 : 1;
      });
      each(".dimension", function (fold) {
        var some = fold.querySelector("[data-criterion]:not([hidden])") !== null;
        fold.hidden = word !== "" && !some;
        if (word !== "") { fold.open = some; }
      });
      byId("m-filter").textContent = word === "" ? "" : shown + (shown === 1 ? " criterion" : " criteria");
    });
  }
})();
