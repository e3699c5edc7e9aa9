/* Lists: tick every row at once, say how many are ticked, and close a folded choice that was left. */

import { all, say, words } from "./shared.js";

function startSelection(form) {
  const ticks = all("input[name=pick][form=" + form.id + "]");
  const option = form.querySelector("option[value=picked]");
  if (!ticks.length || !option) { return; }
  const plain = option.textContent;
  const head = ticks[0].closest("table").querySelector("thead th");
  const every = document.createElement("input");
  every.type = "checkbox";
  every.className = "form-check-input";
  every.setAttribute("aria-label", words.sayTickAll);
  head.classList.add("cell-pick");
  head.textContent = "";
  head.appendChild(every);

  function tell() {
    const count = ticks.filter(function (tick) { return tick.checked; }).length;
    every.checked = count === ticks.length;
    every.indeterminate = count > 0 && count < ticks.length;
    option.textContent = count ? say(option.dataset.say, { n: count }) : plain;
  }

  every.addEventListener("change", function () {
    ticks.forEach(function (tick) { tick.checked = every.checked; });
    tell();
  });
  ticks.forEach(function (tick) { tick.addEventListener("change", tell); });
  window.addEventListener("pageshow", tell);
  tell();
}

/* One folded choice is open at a time; Escape and a click beside it close it. */
function startPicks() {
  const boxes = all("[data-pick]");
  function close(but) { boxes.forEach(function (box) { if (box !== but) { box.open = false; } }); }
  document.addEventListener("click", function (event) { close(event.target.closest("[data-pick]")); });
  document.addEventListener("keydown", function (event) {
    const box = event.key === "Escape" && event.target.closest("[data-pick][open]");
    if (box) { box.open = false; box.querySelector("summary").focus(); }
  });
}

export function startLists() {
  all("[data-bulk]").forEach(startSelection);
  startPicks();
}
