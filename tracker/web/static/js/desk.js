/* The desk's keyboard, forms and tables. Every page works without these files; how to use them: docs/ui.md. */

import { refreshFields, startFields } from "./fields.js";
import { startFiles } from "./files.js";
import { startForms } from "./forms.js";
import { startKeyboard } from "./keyboard.js";
import { startKnowledge } from "./knowledge.js";
import { startLists } from "./lists.js";
import { all, announce, words } from "./shared.js";

/* On a phone a row is a card: each value needs its column's label, and the roles that display: block takes away. */
function labelCells(table) {
  const heads = all("thead th", table);
  const labels = heads.map(function (head) { return head.textContent.trim(); });
  table.setAttribute("role", "table");
  all("thead, tbody", table).forEach(function (part) { part.setAttribute("role", "rowgroup"); });
  all("tr", table).forEach(function (row) {
    row.setAttribute("role", "row");
    Array.prototype.forEach.call(row.cells, function (cell, at) {
      const isHead = cell.tagName === "TH";
      cell.setAttribute("role", isHead ? (cell.scope === "row" ? "rowheader" : "columnheader") : "cell");
      if (heads[at] && heads[at].classList.contains("cell-minor")) { cell.classList.add("cell-minor"); }
      if (!isHead && labels[at] && !cell.hasAttribute("data-label") && !cell.hasAttribute("colspan")) { cell.dataset.label = labels[at]; }
    });
  });
}

/* Table heads stick below the page head, however high it is. */
function measureHead() {
  const head = document.querySelector("[data-page-head]");
  if (!head || !window.ResizeObserver) { return; }
  new ResizeObserver(function () {
    const isStuck = window.getComputedStyle(head).position === "sticky";
    document.documentElement.style.setProperty("--head-height", (isStuck ? head.offsetHeight : 0) + "px");
  }).observe(head);
}

/* What was refused says why, beside what was pressed; a server that does not answer is only announced. */
function tellFailure(event) {
  const answer = event.detail.xhr;
  const isPlain = answer && answer.status >= 400 && (answer.getResponseHeader("Content-Type") || "").indexOf("text/plain") === 0;
  announce(isPlain ? answer.responseText : words.sayFailed);
  if (!isPlain) { return; }
  all("[data-refused]").forEach(function (old) { old.remove(); });
  const told = document.createElement("p");
  told.className = "notice notice--bad";
  told.dataset.refused = "";
  told.textContent = answer.responseText;
  const asked = event.detail.elt;
  (asked.closest("form") || asked).insertAdjacentElement("afterend", told);
}

function startHtmx() {
  document.addEventListener("htmx:configRequest", function (event) {
    event.detail.headers["X-CSRFToken"] = document.querySelector("meta[name=csrf-token]").content;
  });
  document.addEventListener("htmx:afterSettle", function (event) {
    const place = event.detail.target.parentNode || document;
    refreshFields(place);
    all(".table-desk--cards", place).forEach(labelCells);
    const revealed = document.querySelector(".masked--open [data-focus]");
    /* The pressed button is gone with what it revealed. */
    if (revealed && document.activeElement === document.body) { revealed.focus(); }
  });
  ["htmx:responseError", "htmx:sendError"].forEach(function (name) {
    document.addEventListener(name, tellFailure);
  });
}

startKeyboard();
startForms();
startFields();
startFiles();
startHtmx();
startKnowledge();
startLists();
all("[data-print]").forEach(function (button) {
  button.hidden = false;
  button.addEventListener("click", function () { window.print(); });
});
all(".table-desk--cards").forEach(labelCells);
measureHead();
const summary = document.querySelector("[data-error-summary]");
if (summary) { summary.focus(); }
