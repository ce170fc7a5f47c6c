/** What libraries and pages put in the place of built-ins, before all other scripts of a page. */
export const PATCHES: Readonly<Record<string, string>> = {
  // As Prototype 1.6 and MooTools 1.2 extended what they found.
  "Prototype and MooTools": `
    Array.prototype.toJSON = function () { return "[" + this.map((item) => JSON.stringify(item)).join(", ") + "]"; };
    String.prototype.toJSON = function () { return '"' + this + '"'; };
    Function.prototype.bind = function (self) {
      const run = this, first = Array.prototype.slice.call(arguments, 1);
      return function () { return run.apply(self, first.concat(Array.prototype.slice.call(arguments))); };
    };
    Array.prototype.reduce = function (run, start) { let at = 0, sum = arguments.length > 1 ? start : this[at++]; for (; at < this.length; at++) sum = run(sum, this[at], at, this); return sum; };
    Array.prototype.each = Array.prototype.forEach;
    Array.prototype.include = function (item) { return this.indexOf(item) >= 0; };
    Array.from = function (list, run) { const out = []; for (let i = 0; i < list.length; i++) out.push(run ? run(list[i], i) : list[i]); return out; };
    Element.prototype.hide = function () { this.style.display = "none"; return this; };
    Element.prototype.getStyle = function (name) { return this.style[name]; };
    Element.prototype.set = function (name, value) { this.setAttribute(name, value); return this; };
    Element.prototype.matches = Element.prototype.webkitMatchesSelector;
    Object.prototype.extend = function (more) { return Object.assign(this, more); };
    Number.prototype.toJSON = function () { return isFinite(this) ? String(this) : "null"; };
    Date.now = function () { return +new Date(); };`,
  // A page that breaks what masks in it: what the first gate lets through, the second must stop.
  "a first gate that is blind": `
    const { test } = RegExp.prototype;
    RegExp.prototype.test = function (text) { return window.blind ? false : test.call(this, text); };
    const { has } = Set.prototype;
    Set.prototype.has = function (item) { return window.blind ? false : has.call(this, item); };
    const { startsWith } = String.prototype;
    String.prototype.startsWith = function (...args) { return window.blind ? false : startsWith.apply(this, args); };
    const { matches, closest } = Element.prototype;
    Element.prototype.matches = function (selector) { return window.blind ? false : matches.call(this, selector); };
    Element.prototype.closest = function (selector) { return window.blind ? null : closest.call(this, selector); };
    const { get } = Map.prototype;
    const { charCodeAt } = String.prototype;
    String.prototype.charCodeAt = function (at) { return window.blind ? 32 : charCodeAt.call(this, at); };
    window.blind = true;`,
};

/** Bundles that a page loads first, from their packages. */
export const LIBRARIES: Readonly<Record<string, string>> = {
  "core-js": "core-js-bundle/minified.js",
  "zone.js": "zone.js/bundles/zone.umd.js",
};
