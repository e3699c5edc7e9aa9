/* Pages with charts: draws them, and asks for the figures anew every so often unless nobody looks. */

import { drawCharts, dropCharts } from "./charts.js";

function focusedId() {
  const at = document.activeElement;
  const figure = at && at.closest ? at.closest("[data-chart]") : null;
  return at && at.tagName === "SUMMARY" && figure ? figure.id : "";
}

/* What the reader has opened, and where the eye rests, outlives the new figures. */
function startRefreshing(place) {
  let open = [];
  let focused = "";
  let top = 0;
  place.addEventListener("htmx:beforeSwap", function (event) {
    if (!event.detail.shouldSwap) { return; } /* an error leaves what is shown */
    focused = focusedId();
    top = window.scrollY;
    open = dropCharts();
  });
  place.addEventListener("htmx:afterSettle", function () {
    drawCharts(place, open);
    window.scrollTo(0, top);
    const summary = focused && document.querySelector("#" + focused + " summary");
    if (summary) { summary.focus({ preventScroll: true }); }
  });
  window.setInterval(function () {
    if (!document.hidden && window.htmx) { window.htmx.trigger(place, "refresh"); }
  }, Number(place.dataset.refreshSeconds) * 1000);
}

drawCharts(document, []);
const place = document.querySelector("[data-refresh-seconds]");
if (place) { startRefreshing(place); }
