/* A form is sent once, and nothing typed is lost: drafts in the tab's memory, a question before leaving. */

import { refreshFields } from "./fields.js";
import { all, announce, isShown, tab, words } from "./shared.js";

let isLeaving = false;

function onSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented) { return; }
  if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) { event.preventDefault(); return; }
  if (form.method !== "post" || form.hasAttribute("hx-post")) { return; }
  /* A button that takes a file leaves the page as it is. */
  if (event.submitter && "download" in event.submitter.dataset) { return; }
  if (form.dataset.isSent) { event.preventDefault(); return; }
  if ("forgetDrafts" in form.dataset) { draftKeys().forEach(tab.drop); }
  isLeaving = true;
  form.dataset.isSent = "yes";
  if (form.dataset.draft) { keepDraft(form); tab.set("sent:" + draftKey(form), "yes"); }
  /* Buttons are disabled after the browser has collected the form, or the pressed one would not be sent. */
  window.setTimeout(function () { all("[type=submit]", form).forEach(makeBusy); }, 0);
}

function makeBusy(button) {
  button.disabled = true;
  button.setAttribute("aria-busy", "true");
  const face = button.querySelector("span") || button;
  button.dataset.face = face.textContent;
  if ("mainSubmit" in button.dataset) {
    button.style.minWidth = button.offsetWidth + "px";
    face.textContent = button.dataset.busy || words.sayBusy;
    announce(face.textContent);
  }
}

function makeReady(form) {
  delete form.dataset.isSent;
  all("[type=submit][aria-busy]", form).forEach(function (button) {
    button.disabled = false;
    button.removeAttribute("aria-busy");
    (button.querySelector("span") || button).textContent = button.dataset.face;
  });
}

function draftKey(form) { return "draft:" + (words.person || "") + ":" + form.dataset.draft; }
function draftKeys() { return tab.keys().filter(function (key) { return /^(sent:)?draft:/.test(key); }); }

function entries(form) {
  return all("input, textarea, select", form).filter(function (control) {
    return control.name && ["hidden", "password", "file", "submit", "search"].indexOf(control.type) < 0;
  });
}

function valueOf(control) {
  if (control.type === "checkbox" || control.type === "radio") { return control.checked; }
  if (control.multiple) { return all("option", control).filter(function (o) { return o.selected; }).map(function (o) { return o.value; }); }
  return control.value;
}

function snapshot(form) {
  return entries(form).map(function (control) {
    const pick = control.type === "checkbox" || control.type === "radio" ? "=" + control.value : "";
    return [control.name + pick, valueOf(control)];
  });
}

function keepDraft(form) { tab.set(draftKey(form), JSON.stringify(snapshot(form))); }

function fill(form, kept) {
  const values = new Map();
  kept.forEach(function (pair) { values.set(pair[0], pair[1]); });
  entries(form).forEach(function (control) {
    const isPick = control.type === "checkbox" || control.type === "radio";
    const name = control.name + (isPick ? "=" + control.value : "");
    if (!values.has(name)) { return; }
    const value = values.get(name);
    if (isPick) { control.checked = value; }
    else if (control.multiple) { all("option", control).forEach(function (o) { o.selected = value.indexOf(o.value) >= 0; }); }
    else { control.value = value; }
  });
}

function offerDraft(form) {
  const key = draftKey(form);
  const isRejected = Boolean(document.querySelector("[data-error-summary]"));
  const isSent = tab.get("sent:" + key);
  tab.drop("sent:" + key);
  if (isRejected) { return; }                    /* the server has sent everything back */
  if (isSent) { tab.drop(key); return; }         /* accepted: this is a fresh form */
  const kept = tab.get(key);
  if (!kept) { return; }
  const fresh = JSON.stringify(snapshot(form));
  if (kept === fresh) { return; }
  try { fill(form, JSON.parse(kept)); } catch (_e) { tab.drop(key); return; }
  form.prepend(draftNote(form, key, JSON.parse(fresh)));
  form.dataset.isDirty = "yes";
}

function draftNote(form, key, fresh) {
  const note = document.createElement("div");
  note.className = "notice draft-note";
  note.setAttribute("role", "status");
  const text = document.createElement("span");
  text.className = "notice-words";
  text.textContent = words.sayRestored;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-quiet btn-tiny";
  button.textContent = words.sayDiscard;
  button.addEventListener("click", function () {
    tab.drop(key);
    fill(form, fresh);
    delete form.dataset.isDirty;
    note.remove();
    refreshFields(form);
    const first = entries(form).filter(isShown)[0];
    if (first) { first.focus(); }
  });
  note.append(text, button);
  return note;
}

function forgetAccepted() {
  /* Sent from another page and not shown again with errors: it was accepted. */
  if ("keepDrafts" in words) { return; }
  const here = all("form[data-draft]").map(draftKey);
  tab.keys().filter(function (key) { return key.indexOf("sent:draft:") === 0; }).forEach(function (sent) {
    const key = sent.slice(5);
    if (here.indexOf(key) < 0) { tab.drop(key); tab.drop(sent); }
  });
  if (words.person) {
    const own = "draft:" + words.person + ":";
    draftKeys().forEach(function (key) { if (key.replace(/^sent:/, "").indexOf(own) !== 0) { tab.drop(key); } });
  }
}

function onInput(event) {
  const form = event.target.form;
  if (!form || event.target.matches("[type=search]")) { return; }
  form.dataset.isDirty = "yes";
  if (form.dataset.draft) { keepDraft(form); }
}

function onBeforeUnload(event) {
  const isDirty = all("form[data-warn-dirty]").some(function (form) { return form.dataset.isDirty && !form.dataset.draft; });
  if (isDirty && !isLeaving) { event.preventDefault(); event.returnValue = ""; }
}

function onClick(event) {
  if (!event.target.closest("[data-leaves]")) { return; }
  all("form[data-draft]").forEach(function (form) { tab.drop(draftKey(form)); });
  isLeaving = true;
}

export function startForms() {
  document.addEventListener("submit", onSubmit);
  document.addEventListener("input", onInput);
  document.addEventListener("change", onInput);
  document.addEventListener("click", onClick);
  window.addEventListener("beforeunload", onBeforeUnload);
  window.addEventListener("pageshow", function (event) {
    isLeaving = false;
    if (event.persisted) { all("form[data-is-sent]").forEach(makeReady); }
  });
  forgetAccepted();
  all("form[data-draft]").forEach(offerDraft);
}
