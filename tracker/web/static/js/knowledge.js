/* Putting a text of the knowledge base into an answer, or any offered text into the clipboard. Nothing typed is lost, and Ctrl+Z takes the text out again. */

import { all, announce, isShown } from "./shared.js";

/* Where the caret stands is known only of a box that the person has been in; into any other the text goes at the end. */
const visited = new WeakSet();

function targetOf(button) {
  const box = button.closest("[data-lookup]");
  const name = box && box.dataset.insertInto;
  if (!name) { return null; }
  const near = box.closest("form") || document;
  return all("textarea", near).concat(all("textarea", document)).filter(function (area) {
    return (area.name === name || area.name.slice(-name.length - 1) === "-" + name) && isShown(area) && !area.disabled && !area.readOnly;
  })[0] || null;
}

function textOf(button) { return button.closest("[data-offer]").querySelector("[data-offer-text]").textContent; }

function insert(area, text) {
  if (!visited.has(area)) { area.setSelectionRange(area.value.length, area.value.length); }
  area.focus();
  const start = area.selectionStart;
  const before = area.value.slice(0, start);
  const added = (before && before.slice(-1) !== "\n" ? "\n" : "") + text;
  /* As if typed: the browser keeps it in its undo history and sends the input event. */
  let isDone = false;
  try { isDone = document.execCommand("insertText", false, added); } catch (_e) { isDone = false; }
  if (!isDone) {
    area.setRangeText(added, start, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function copy(text) {
  if (navigator.clipboard && window.isSecureContext) {
    navigator.clipboard.writeText(text).catch(function () { copySelected(text); });
    return;
  }
  copySelected(text);
}

/* In an office's plain http network, and where the browser forbids more, the clipboard is reached through a selection only. */
function copySelected(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

function onClick(event) {
  const button = event.target.closest("[data-offer] button");
  if (!button) { return; }
  if ("insert" in button.dataset) {
    const area = targetOf(button);
    if (!area) { return; }
    insert(area, textOf(button));
  }
  if ("copy" in button.dataset) { copy(textOf(button)); }
  if (button.dataset.done) {
    (button.querySelector("span") || button).textContent = button.dataset.done;
    announce(button.dataset.done);
  }
}

/* A button that could do nothing here is not shown. */
function showButtons(root) {
  all("[data-insert]", root).forEach(function (button) { button.hidden = !targetOf(button); });
  all("[data-copy]", root).forEach(function (button) { button.hidden = false; });
}

export function startKnowledge() {
  document.addEventListener("focusin", function (event) { if (event.target.tagName === "TEXTAREA") { visited.add(event.target); } });
  document.addEventListener("click", onClick);
  showButtons(document);
  document.addEventListener("htmx:afterSettle", function (event) {
    if (event.detail.target.closest("[data-lookup]")) { showButtons(event.detail.target); }
  });
  /* Opening an offer asks again: the answer's box may have come or gone meanwhile. */
  document.addEventListener("toggle", function (event) {
    if (event.target.matches("[data-offer] details")) { showButtons(event.target); }
  }, true);
}
