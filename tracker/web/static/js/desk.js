/* The desk's keyboard, its drafts and its guards. Every page works without this file; how to use it: docs/ui.md. */
(function () {
  "use strict";

  var all = function (selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); };
  var words = document.body.dataset;
  var say = function (template, values) {
    return template.replace(/\{(\w+)\}/g, function (_whole, name) { return values[name]; });
  };

  function announce(text) {
    var place = document.getElementById("desk-announcer");
    if (place) { place.textContent = text; }
  }

  /* Storage may be refused by policy: the desk then works without memory. */
  function memory(store) {
    return {
      get: function (key) { try { return store().getItem(key); } catch (_e) { return null; } },
      set: function (key, value) { try { store().setItem(key, value); } catch (_e) { return; } },
      drop: function (key) { try { store().removeItem(key); } catch (_e) { return; } },
      keys: function () { try { return Object.keys(store()); } catch (_e) { return []; } }
    };
  }
  var tab = memory(function () { return window.sessionStorage; });
  var machine = memory(function () { return window.localStorage; });

  /* 1. Keyboard ------------------------------------------------------------------------------------------------ */
  var waiting = "";
  var waitingTimer = 0;

  function isTyping(target) {
    return target.isContentEditable || target.tagName === "TEXTAREA" || target.tagName === "SELECT" ||
      (target.tagName === "INPUT" && ["checkbox", "radio", "button", "submit", "file"].indexOf(target.type) < 0);
  }

  function isShown(element) { return element.getClientRects().length > 0; }

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
    var links = all("main tbody th[scope=row] a, main .order-link").filter(isShown);
    if (!links.length) { return false; }
    var row = document.activeElement && document.activeElement.closest("tr");
    var at = links.findIndex(function (link) { return link.closest("tr") === row; });
    var next = at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + step, 0), links.length - 1);
    links[next].focus();
    links[next].closest("tr").scrollIntoView({ block: "nearest" });
    return true;
  }

  function singleKeysAreOff() { return machine.get("desk-single-keys") === "off"; }

  function submitCurrent(event) {
    var form = event.target.closest && event.target.closest("form");
    if (!form || form.method !== "post") {
      var main = document.querySelector("main [data-main-submit]");
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
    var keys = waiting ? waiting + " " + event.key : event.key;
    waiting = "";
    if (keys === "g") {
      waiting = "g";
      window.clearTimeout(waitingTimer);
      waitingTimer = window.setTimeout(function () { waiting = ""; }, 1500);
      return;
    }
    var holder = holderOf(keys);
    if (holder) { event.preventDefault(); use(holder); return; }
    if ((keys === "j" || keys === "k") && moveAlongRows(keys === "j" ? 1 : -1)) { event.preventDefault(); }
  }

  function onEscape(event) {
    if (document.querySelector("dialog[open]")) { return; }
    if (window.location.hash === "#main-navigation" || window.location.hash === "#help-shortcuts") { window.location.hash = "main-content"; return; }
    if (isTyping(event.target)) { event.target.blur(); }
  }

  /* 2. Windows, notices, confirmations -------------------------------------------------------------------------- */
  function openDialog(id) {
    var dialog = document.getElementById(id);
    if (!dialog || !dialog.showModal) { return false; }
    if (!dialog.open) { dialog.showModal(); }
    return true;
  }

  function onClick(event) {
    var target = event.target.closest("a, button");
    if (!target) {
      if (event.target.tagName === "DIALOG" && event.target.open) { event.target.close(); }  /* the backdrop */
      return;
    }
    if (target.dataset.dialog && openDialog(target.dataset.dialog)) { event.preventDefault(); return; }
    if ("dialogClose" in target.dataset) {
      var dialog = target.closest("dialog");
      if (dialog.open) { event.preventDefault(); dialog.close(); }
      return;
    }
    if ("dismiss" in target.dataset) { target.closest(".notice").remove(); return; }
    if ("historyBack" in target.dataset) { event.preventDefault(); window.history.back(); return; }
    if ("leaves" in target.dataset) {
      all("form[data-draft]").forEach(function (form) { tab.drop(draftKey(form)); });
      isLeaving = true;
    }
  }

  /* 3. Submitting once -------------------------------------------------------------------------------------------- */
  var isLeaving = false;

  function onSubmit(event) {
    var form = event.target;
    if (event.defaultPrevented) { return; }
    if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) { event.preventDefault(); return; }
    if (form.method !== "post" || form.hasAttribute("hx-post")) { return; }
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
    var face = button.querySelector("span") || button;
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

  /* 4. Drafts and unsaved work ------------------------------------------------------------------------------------- */
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
      var pick = control.type === "checkbox" || control.type === "radio" ? "=" + control.value : "";
      return [control.name + pick, valueOf(control)];
    });
  }

  function keepDraft(form) { tab.set(draftKey(form), JSON.stringify(snapshot(form))); }

  function fill(form, kept) {
    var values = {};
    kept.forEach(function (pair) { values[pair[0]] = pair[1]; });
    entries(form).forEach(function (control) {
      var isPick = control.type === "checkbox" || control.type === "radio";
      var name = control.name + (isPick ? "=" + control.value : "");
      if (!(name in values)) { return; }
      if (isPick) { control.checked = values[name]; }
      else if (control.multiple) { all("option", control).forEach(function (o) { o.selected = values[name].indexOf(o.value) >= 0; }); }
      else { control.value = values[name]; }
    });
  }

  function offerDraft(form) {
    var key = draftKey(form);
    var isRejected = Boolean(document.querySelector("[data-error-summary]"));
    var isSent = tab.get("sent:" + key);
    tab.drop("sent:" + key);
    if (isRejected) { return; }                    /* the server has sent everything back */
    if (isSent) { tab.drop(key); return; }         /* accepted: this is a fresh form */
    var kept = tab.get(key);
    if (!kept) { return; }
    var fresh = JSON.stringify(snapshot(form));
    if (kept === fresh) { return; }
    try { fill(form, JSON.parse(kept)); } catch (_e) { tab.drop(key); return; }
    form.prepend(draftNote(form, key, JSON.parse(fresh)));
    form.dataset.isDirty = "yes";
  }

  function draftNote(form, key, fresh) {
    var note = document.createElement("div");
    note.className = "notice draft-note";
    note.setAttribute("role", "status");
    var text = document.createElement("span");
    text.className = "notice-words";
    text.textContent = words.sayRestored;
    var button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-quiet btn-tiny";
    button.textContent = words.sayDiscard;
    button.addEventListener("click", function () {
      tab.drop(key);
      fill(form, fresh);
      delete form.dataset.isDirty;
      note.remove();
      refresh(form);
      var first = entries(form).filter(isShown)[0];
      if (first) { first.focus(); }
    });
    note.append(text, button);
    return note;
  }

  function forgetAccepted() {
    /* Sent from another page and not shown again with errors: it was accepted. */
    if ("keepDrafts" in words) { return; }
    var here = all("form[data-draft]").map(draftKey);
    tab.keys().filter(function (key) { return key.indexOf("sent:draft:") === 0; }).forEach(function (sent) {
      var key = sent.slice(5);
      if (here.indexOf(key) < 0) { tab.drop(key); tab.drop(sent); }
    });
    if (words.person) {
      var own = "draft:" + words.person + ":";
      draftKeys().forEach(function (key) { if (key.replace(/^sent:/, "").indexOf(own) !== 0) { tab.drop(key); } });
    }
  }

  function onInput(event) {
    var form = event.target.form;
    if (!form || event.target.matches("[type=search]")) { return; }
    form.dataset.isDirty = "yes";
    calmDown(event.target);
    if (form.dataset.draft) { keepDraft(form); }
  }

  /* The error was about the last submit; the words stay where they are, so that nothing jumps. */
  function calmDown(control) {
    var field = control.closest(".field");
    if (!field || !field.querySelector(".field-error")) { return; }
    field.classList.add("field--edited");
    all(".is-invalid", field).forEach(function (part) { part.classList.remove("is-invalid"); });
    all("[aria-invalid]", field).forEach(function (part) { part.removeAttribute("aria-invalid"); });
  }

  function onBeforeUnload(event) {
    var isDirty = all("form[data-warn-dirty]").some(function (form) { return form.dataset.isDirty && !form.dataset.draft; });
    if (isDirty && !isLeaving) { event.preventDefault(); event.returnValue = ""; }
  }

  /* 5. Fields that depend on others, counters, long lists ------------------------------------------------------------ */
  function isMet(condition, form) {
    var parts = condition.split(/(!?=)/);
    var control = form.elements[parts[0]];
    var value = "";
    if (control) {
      var isBox = control.type === "checkbox";
      value = isBox ? (control.checked ? "y" : "") : control.value;
    }
    return (parts[2].split("|").indexOf(value) >= 0) === (parts[1] === "=");
  }

  function showWhen(root) {
    all("[data-show-when]", root).forEach(function (group) {
      var form = group.closest("form");
      var isOn = form ? isMet(group.dataset.showWhen, form) : true;
      group.hidden = !isOn;
      /* What is not seen is not sent. */
      entries(group).forEach(function (control) { control.disabled = !isOn; });
    });
  }

  function count(control) {
    var place = document.getElementById(control.dataset.count);
    if (!place) { return; }
    var n = Array.from(control.value.replace(/\r\n/g, "\n")).length;
    var most = Number(place.dataset.most);
    var form = most ? (n > most ? words.sayOver : words.sayLeft) : words.sayCount;
    place.textContent = say(form, { n: n, left: most - n, over: n - most });
    place.classList.toggle("is-over", Boolean(most) && n > most);
  }

  function narrow(search) {
    var wanted = search.value.trim().toLowerCase();
    all(".form-check", document.getElementById(search.dataset.checklistSearch)).forEach(function (item) {
      var isPicked = item.querySelector("input").checked;
      item.hidden = !isPicked && item.textContent.toLowerCase().indexOf(wanted) < 0;
    });
  }

  /* 6. Tables as cards ---------------------------------------------------------------------------------------------- */
  function labelCells(table) {
    var heads = all("thead th", table);
    var labels = heads.map(function (head) { return head.textContent.trim(); });
    table.setAttribute("role", "table");
    all("thead, tbody", table).forEach(function (part) { part.setAttribute("role", "rowgroup"); });
    all("tr", table).forEach(function (row) {
      row.setAttribute("role", "row");
      Array.prototype.forEach.call(row.cells, function (cell, at) {
        var isHead = cell.tagName === "TH";
        cell.setAttribute("role", isHead ? (cell.scope === "row" ? "rowheader" : "columnheader") : "cell");
        if (heads[at] && heads[at].classList.contains("cell-minor")) { cell.classList.add("cell-minor"); }
        if (!isHead && labels[at] && !cell.hasAttribute("data-label") && !cell.hasAttribute("colspan")) { cell.dataset.label = labels[at]; }
      });
    });
  }

  /* 7. Start ---------------------------------------------------------------------------------------------------------- */
  function refresh(root) {
    showWhen(root);
    all("[data-count]", root).forEach(count);
    all("[data-checklist-search]", root).forEach(function (search) { search.hidden = false; narrow(search); });
    all(".table-desk--cards", root).forEach(labelCells);
  }

  function measureHead() {
    var head = document.querySelector("[data-page-head]");
    if (!head || !window.ResizeObserver) { return; }
    new ResizeObserver(function () {
      var isStuck = window.getComputedStyle(head).position === "sticky";
      document.documentElement.style.setProperty("--head-height", (isStuck ? head.offsetHeight : 0) + "px");
    }).observe(head);
  }

  function setUpSwitch() {
    all("[data-shortcuts-switch]").forEach(function (box) {
      box.checked = !singleKeysAreOff();
      box.addEventListener("change", function () { machine.set("desk-single-keys", box.checked ? "on" : "off"); });
    });
  }

  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
  document.addEventListener("submit", onSubmit);
  document.addEventListener("input", onInput);
  document.addEventListener("input", function (event) {
    if (event.target.dataset.count) { count(event.target); }
    if (event.target.dataset.checklistSearch) { narrow(event.target); }
  });
  document.addEventListener("change", function (event) { if (event.target.form) { onInput(event); showWhen(event.target.form); } });
  window.addEventListener("beforeunload", onBeforeUnload);
  window.addEventListener("pageshow", function (event) {
    isLeaving = false;
    if (event.persisted) { all("form[data-is-sent]").forEach(makeReady); }
  });
  document.addEventListener("htmx:configRequest", function (event) {
    event.detail.headers["X-CSRFToken"] = document.querySelector("meta[name=csrf-token]").content;
  });
  document.addEventListener("htmx:afterSettle", function (event) {
    refresh(event.detail.target.parentNode || document);
    var first = document.querySelector(".masked--open [data-focus]");
    /* The pressed button is gone with what it revealed. */
    if (first && document.activeElement === document.body) { first.focus(); }
  });
  ["htmx:responseError", "htmx:sendError"].forEach(function (name) {
    document.addEventListener(name, function () { announce(words.sayFailed); });
  });

  forgetAccepted();
  all("form[data-draft]").forEach(offerDraft);
  refresh(document);
  measureHead();
  setUpSwitch();
  all("[data-history-back]").forEach(function (link) { link.hidden = window.history.length < 2; });
  var summary = document.querySelector("[data-error-summary]");
  if (summary) { summary.focus(); }
}());
