/* Shortcuts (g then a letter, / n j k ?, Ctrl+Enter) and the windows they open. Listed for people under ?. */

import { all, isShown, machine } from "./shared.js";

let waiting = "";
let waitingTimer = 0;

function isTyping(target) {
  return target.isContentEditable || target.tagName === "TEXTAREA" || target.tagName === "SELECT" ||
    (target.tagName === "INPUT" && ["checkbox", "radio", "button", "submit", "file"].indexOf(target.type) < 0);
}


function holderOf(keys) {
  return all("[data-shortcut]").filter(function (element) {
    return element.dataset.shortcut.split(",").indexOf(keys) >= 0;
  }).sort(function (a, b) { return isShown(b) - isShown(a); })[0];
}

function use(element) {
  if (element.matches("input, textarea, select")) {
    element.focus();
    if (element.select) { element.select(); }
  } else {
    element.click();
  }
}

function moveAlongRows(step) {
  const links = all("main tbody th[scope=row] a, main .order-link").filter(isShown);
  if (!links.length) { return false; }
  const row = document.activeElement && document.activeElement.closest("tr");
  const at = links.findIndex(function (link) { return link.closest("tr") === row; });
  const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + step, 0), links.length - 1);
  links[next].focus();
  links[next].closest("tr").scrollIntoView({ block: "nearest" });
  return true;
}

function singleKeysAreOff() { return machine.get("desk-single-keys") === "off"; }

function submitCurrent(event) {
  let form = event.target.closest && event.target.closest("form");
  if (!form || form.method !== "post") {
    const main = document.querySelector("main [data-main-submit]");
    form = main && main.form;
  }
  if (form) {
    event.preventDefault();
    form.requestSubmit ? form.requestSubmit(form.querySelector("[data-main-submit], [type=submit]")) : form.submit();
  }
}

function onKey(event) {
  if (event.isComposing || event.keyCode === 229) { return; }  /* an input method is at work */
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { submitCurrent(event); return; }
  if (event.key === "Escape") { onEscape(event); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || singleKeysAreOff()) { return; }
  if (document.querySelector("dialog[open]")) { return; }
  const keys = waiting ? waiting + " " + event.key : event.key;
  waiting = "";
  if (keys === "g") {
    waiting = "g";
    window.clearTimeout(waitingTimer);
    waitingTimer = window.setTimeout(function () { waiting = ""; }, 1500);
    return;
  }
  const holder = holderOf(keys);
  if (holder) { event.preventDefault(); use(holder); return; }
  if ((keys === "j" || keys === "k") && moveAlongRows(keys === "j" ? 1 : -1)) { event.preventDefault(); }
}

function onEscape(event) {
  if (document.querySelector("dialog[open]")) { return; }
  if (window.location.hash === "#main-navigation" || window.location.hash === "#help-shortcuts") { window.location.hash = "main-content"; return; }
  if (isTyping(event.target)) { event.target.blur(); }
}

function openDialog(id) {
  const dialog = document.getElementById(id);
  if (!dialog || !dialog.showModal) { return false; }
  if (!dialog.open) { dialog.showModal(); }
  return true;
}

function onClick(event) {
  const target = event.target.closest("a, button");
  if (!target) {
    if (event.target.tagName === "DIALOG" && event.target.open) { event.target.close(); }  /* the backdrop */
    return;
  }
  if (target.dataset.dialog && openDialog(target.dataset.dialog)) { event.preventDefault(); return; }
  if ("dialogClose" in target.dataset) {
    const dialog = target.closest("dialog");
    if (dialog.open) { event.preventDefault(); dialog.close(); }
    return;
  }
  if ("dismiss" in target.dataset) { target.closest(".notice").remove(); return; }
  if ("historyBack" in target.dataset) { event.preventDefault(); window.history.back(); return; }
}

function setUpSwitch() {
  all("[data-shortcuts-switch]").forEach(function (box) {
    box.checked = !singleKeysAreOff();
    box.addEventListener("change", function () { machine.set("desk-single-keys", box.checked ? "on" : "off"); });
  });
}

export function startKeyboard() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
  setUpSwitch();
  all("[data-history-back]").forEach(function (link) { link.hidden = window.history.length < 2; });
}
