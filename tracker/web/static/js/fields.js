/* Fields that depend on others, character counts, long lists of choices, errors that have been attended to. */

import { all, say, words } from "./shared.js";

function isMet(condition, form) {
  const parts = condition.split(/(!?=)/);
  const control = form.elements[parts[0]];
  let value = "";
  if (control) {
    const isBox = control.type === "checkbox";
    value = isBox ? (control.checked ? "y" : "") : control.value;
  }
  return (parts[2].split("|").indexOf(value) >= 0) === (parts[1] === "=");
}

function showWhen(root) {
  all("[data-show-when]", root).forEach(function (group) {
    const form = group.closest("form");
    const isOn = form ? isMet(group.dataset.showWhen, form) : true;
    group.hidden = !isOn;
    /* What is not seen is not sent. */
    all("input, textarea, select", group).forEach(function (control) { control.disabled = !isOn; });
  });
}

/* Suggest a tick; whoever has ticked or unticked the box is not asked again. */
function suggestWhen(form) {
  all("[data-suggest-when]", form).forEach(function (box) {
    if (!box.dataset.touched) { box.checked = isMet(box.dataset.suggestWhen, form); }
  });
}

/* Words that belong to a choice go into the box, unless somebody has written there. */
function fillFrom(select) {
  const box = document.getElementById(select.dataset.fills);
  const option = select.options[select.selectedIndex];
  if (!box || !option || (box.value.trim() && box.value !== box.dataset.filled)) { return; }
  box.value = box.dataset.filled = option.dataset.words || "";
  if (box.dataset.count) { count(box); }
}

function count(control) {
  const place = document.getElementById(control.dataset.count);
  if (!place) { return; }
  const n = Array.from(control.value.replace(/\r\n/g, "\n")).length;
  const most = Number(place.dataset.most);
  const form = most ? (n > most ? words.sayOver : words.sayLeft) : words.sayCount;
  place.textContent = say(form, { n: n, left: most - n, over: n - most });
  place.classList.toggle("is-over", Boolean(most) && n > most);
}

function narrow(search) {
  const wanted = search.value.trim().toLowerCase();
  all(".form-check", document.getElementById(search.dataset.checklistSearch)).forEach(function (item) {
    const isPicked = item.querySelector("input").checked;
    item.hidden = !isPicked && item.textContent.toLowerCase().indexOf(wanted) < 0;
  });
}

/* The error was about the last submit; the words stay where they are, so that nothing jumps. */
function calmDown(control) {
  const field = control.closest(".field");
  if (!field || !field.querySelector(".field-error")) { return; }
  field.classList.add("field--edited");
  all(".is-invalid", field).forEach(function (part) { part.classList.remove("is-invalid"); });
  all("[aria-invalid]", field).forEach(function (part) { part.removeAttribute("aria-invalid"); });
}

export function refreshFields(root) {
  showWhen(root);
  all("[data-count]", root).forEach(count);
  all("[data-checklist-search]", root).forEach(function (search) { search.hidden = false; narrow(search); });
}

export function startFields() {
  document.addEventListener("input", function (event) {
    calmDown(event.target);
    if (event.target.dataset.count) { count(event.target); }
    if (event.target.dataset.checklistSearch) { narrow(event.target); }
  });
  document.addEventListener("change", function (event) {
    calmDown(event.target);
    if (event.target.dataset.suggestWhen) { event.target.dataset.touched = "y"; }
    if (event.target.dataset.fills) { fillFrom(event.target); }
    if (event.target.form) { suggestWhen(event.target.form); showWhen(event.target.form); }
  });
  refreshFields(document);
}
