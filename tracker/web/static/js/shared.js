/* What the desk's scripts share: finding elements, the page's own words, and memory that may be refused. */

export const all = function (selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); };
export const words = document.body.dataset;
export const say = function (template, values) {
  return template.replace(/\{(\w+)\}/g, function (_whole, name) { return values[name]; });
};

export function announce(text) {
  const place = document.getElementById("desk-announcer");
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
export const tab = memory(function () { return window.sessionStorage; });
export const machine = memory(function () { return window.localStorage; });

/* Is the element on the screen at all? */
export function isShown(element) { return element.getClientRects().length > 0; }
