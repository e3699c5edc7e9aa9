/* What was chosen to be uploaded is said at once: how many files, how large, and when it is too much to send. */

import { all, say } from "./shared.js";

const MB = 1024 * 1024;

function noteOf(input) {
  let note = input.parentNode.querySelector(".files-note");
  if (!note) {
    note = document.createElement("p");
    note.className = "files-note";
    note.setAttribute("role", "status");
    input.insertAdjacentElement("afterend", note);
  }
  return note;
}

function tell(input) {
  const files = Array.from(input.files || []);
  const size = files.reduce(function (sum, file) { return sum + file.size; }, 0) / MB;
  const most = Number(input.dataset.filesTotalMb);
  const note = noteOf(input);
  const values = { n: files.length, size: Math.max(size, 0.1).toFixed(1), most: most };
  note.textContent = files.length ? say(size > most ? input.dataset.sayTooMuch : input.dataset.sayFiles, values) : "";
  note.classList.toggle("is-over", size > most);
}

export function startFiles() {
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-files-total-mb]")) { tell(event.target); }
  });
  /* The browser may have kept the choice on the way back. */
  all("[data-files-total-mb]").forEach(function (input) { if (input.files && input.files.length) { tell(input); } });
}
