import type { Kind } from "../canary/vault.ts";

/**
 * The promise that the random pages test: a secret is planted only in places of this table, and none
 * of them may be in what is stored. `kind` says what the levels make of it (see canary/vault.ts):
 * a `control` may be shown at level open, under an unmask mark; everything else nowhere.
 */
export interface Place {
  /** The rule that promises it. */
  rule: "P2" | "P3" | "P4" | "P5" | "P6";
  kind: Kind;
  /** May stand anywhere: what is around it only adds to its shelter. No element of it is a container. */
  html(secret: string): string;
}

const place = (rule: Place["rule"], kind: Kind, html: Place["html"]): Place => ({
  rule,
  kind,
  html,
});

const escaped = (html: string) => html.replaceAll("&", "&amp;").replaceAll('"', "&quot;");

const TYPES =
  "text search tel url email number date datetime-local month week time color range checkbox radio image nonsense".split(
    " ",
  );

/** Places that are never stored wherever they stand. */
export const PLACES: Readonly<Record<string, Place>> = {
  ...Object.fromEntries(
    TYPES.map((type) => [
      `input ${type}`,
      place("P2", "control", (s) => `<label>Field <input type="${type}" value="${s}"></label>`),
    ]),
  ),
  ...Object.fromEntries(
    ["submit", "reset", "button"].map((type) => [
      `caption of ${type} with digits`,
      place("P2", "control", (s) => `<input type="${type}" value="${s}">`),
    ]),
  ),
  "text area": place("P2", "control", (s) => `<textarea rows="2">${s}</textarea>`),
  option: place(
    "P2",
    "control",
    (s) => `<select><option>a<option value="${s}" label="${s}" selected>${s}</select>`,
  ),
  "option group": place(
    "P2",
    "control",
    (s) => `<select multiple><optgroup label="${s}"><option>${s}</optgroup></select>`,
  ),
  "data list": place(
    "P2",
    "control",
    (s) => `<input list="l"><datalist id="l"><option value="${s}">${s}</option></datalist>`,
  ),
  "button value": place("P2", "control", (s) => `<button type="button" value="${s}">Go</button>`),
  "custom field": place("P2", "control", (s) => `<x-field value="${s}"></x-field>`),
  "slider's words": place("P2", "control", (s) => `<i role="slider" aria-valuetext="${s}">x</i>`),
  meter: place("P2", "control", (s) => `<meter value="${s}"></meter>`),
  "field in SVG": place(
    "P2",
    "control",
    (s) =>
      `<svg><foreignObject><input xmlns="http://www.w3.org/1999/xhtml" value="${s}"></foreignObject></svg>`,
  ),
  password: place("P2", "never", (s) => `<input type="password" name="login-pw" value="${s}">`),
  "hidden field": place("P2", "never", (s) => `<input type="hidden" value="${s}">`),
  "card number": place("P2", "never", (s) => `<input autocomplete="cc-number" value="${s}">`),
  "one-time code": place(
    "P2",
    "never",
    (s) => `<input autocomplete="section-b one-time-code" value="${s}">`,
  ),
  "new password": place("P2", "never", (s) => `<input autocomplete="new-password" value="${s}">`),
  "field named as a secret": place("P2", "never", (s) => `<input name="api_key" value="${s}">`),
  "field named as a card code": place("P2", "never", (s) => `<input id="cvc" value="${s}">`),
  "text area named as a secret": place(
    "P2",
    "never",
    (s) => `<textarea name="private_key">${s}</textarea>`,
  ),

  editor: place("P3", "control", (s) => `<div contenteditable="true">${s}<b>${s}</b></div>`),
  "editor, plain text": place(
    "P3",
    "control",
    (s) => `<p contenteditable="plaintext-only">${s}</p>`,
  ),
  "editor with more in it": place(
    "P3",
    "control",
    (s) =>
      `<div contenteditable><ul><li data-key="${s}">${s}</li></ul><a href="/w/${s}" title="${s}">${s}</a><img alt="${s}"></div>`,
  ),
  "text box by role": place("P3", "control", (s) => `<div role="textbox"><p>${s}</p></div>`),
  "search box by role": place("P3", "control", (s) => `<span role="searchbox">${s}</span>`),
  CodeMirror: place(
    "P3",
    "control",
    (s) => `<div class="CodeMirror cm-x"><pre class="CodeMirror-line">${s}</pre></div>`,
  ),
  Monaco: place("P3", "control", (s) => `<div class="monaco-editor"><i>${s}</i></div>`),
  Ace: place("P3", "control", (s) => `<div class="ace_editor"><i>${s}</i></div>`),

  ...Object.fromEntries(
    "onclick data-note data-user data-token aria-current aria-keyshortcuts ping nonce v-model data-value itemtype2"
      .split(" ")
      .map((name) => [
        `attribute ${name}`,
        place("P4", "gone", (s) => `<p ${name}="${s}">Words</p>`),
      ]),
  ),
  "JSON in an attribute": place(
    "P4",
    "gone",
    (s) => `<p data-state="{&quot;u&quot;:&quot;${s}&quot;}">x</p>`,
  ),
  link: place("P4", "gone", (s) => `<a href="/next?token=${s}&${s}#${s}">Next</a>`),
  "link with a password": place("P4", "gone", (s) => `<a href="https://u:${s}@h.example/">x</a>`),
  "link of an app": place("P4", "gone", (s) => `<a href="bankapp://pay/${s}">x</a>`),
  "mail link": place("P4", "gone", (s) => `<a href="mailto:a?subject=${s}">x</a>`),
  "script link": place("P4", "gone", (s) => `<a href="javascript:void('${s}')">x</a>`),
  picture: place(
    "P4",
    "gone",
    (s) => `<img alt="Picture" src="/p.png?sig=${s}#${s}" srcset="/p.png?sig=${s} 2x">`,
  ),
  "picture as data": place(
    "P4",
    "gone",
    (s) => `<img alt="" src="data:image/png;base64,${btoa(s)}">`,
  ),
  media: place("P4", "gone", (s) => `<video preload="none" poster="/p.png?k=${s}"></video>`),
  "action of a button": place(
    "P4",
    "gone",
    (s) => `<button formaction="/pay?k=${s}">Pay now</button>`,
  ),
  quote: place("P4", "gone", (s) => `<blockquote cite="/q?k=${s}">x</blockquote>`),
  comment: place("P4", "gone", (s) => `<!-- ${s} -->`),
  noscript: place("P4", "gone", (s) => `<noscript>${s}</noscript>`),
  "JSON script": place("P4", "gone", (s) => `<script type="application/json">"${s}"</script>`),
  template: place("P4", "gone", (s) => `<template><p>${s}</p></template>`),
  meta: place("P4", "gone", (s) => `<meta name="csrf-token" content="${s}">`),
  "link element": place("P4", "gone", (s) => `<link rel="prefetch" href="/l.css?sig=${s}">`),
  "CSS comment": place("P4", "gone", (s) => `<style>/* ${s} */ .a { color: red }</style>`),
  "CSS address": place("P4", "gone", (s) => `<style>.b { background: url(/b.png?k=${s}) }</style>`),
  "CSS import": place("P4", "gone", (s) => `<style>@import "/i.css?sig=${s}";</style>`),
  "CSS drawing": place(
    "P4",
    "gone",
    (s) =>
      `<style>.c { background: url("data:image/svg+xml;utf8,<svg><text>${s}</text></svg>") }</style>`,
  ),
  "CSS attr()": place(
    "P4",
    "gone",
    (s) =>
      `<style>.d::after { content: attr(data-line) }</style><p class="d" data-line="${s}">x</p>`,
  ),
  "style attribute": place(
    "P4",
    "gone",
    (s) => `<p style="color: red; background: url('/d.png?k=${s}')">x</p>`,
  ),
  SVG: place(
    "P4",
    "gone",
    (s) => `<svg><image href="/s.png?k=${s}"/><use href="/s.svg?k=${s}#a"/><path d="${s}"/></svg>`,
  ),
  "field in a frame": place(
    "P2",
    "control",
    (s) =>
      `<iframe srcdoc="${escaped(`<p>In a frame</p><input value="${s}"><div contenteditable>${s}</div>`)}"></iframe>`,
  ),
  "comment and link in a frame": place(
    "P4",
    "gone",
    (s) => `<iframe srcdoc="${escaped(`<!-- ${s} --><a href="?k=${s}">x</a>`)}"></iframe>`,
  ),

  "e-mail in text": place("P5", "pattern", (s) => `<p>Mail ${s} today</p>`),
  "e-mail in a label": place("P5", "pattern", (s) => `<p title="To ${s}" aria-label="${s}">x</p>`),
  "e-mail in names": place(
    "P5",
    "pattern",
    (s) => `<p class="row ${s}" id="${s}" data-testid="${s}">x</p>`,
  ),
  "e-mail in a path": place("P5", "pattern", (s) => `<a href="/users/${s}/edit">x</a>`),
  "e-mail in SVG": place(
    "P5",
    "pattern",
    (s) => `<svg><title>${s}</title><text y="9">${s}</text></svg>`,
  ),
  "e-mail in CSS": place(
    "P5",
    "pattern",
    (s) => `<style>.e::after { content: "${s}" }</style><p style="--mail: '${s}'">x</p>`,
  ),
  "e-mail in a placeholder": place("P5", "pattern", (s) => `<input placeholder="Like ${s}">`),
};

/** What holds for all that is in an element, frames and shadow roots included. */
export type Shelter = "masked" | "blocked" | "editable";

/** Places that are never stored where a shelter is around them. */
export const SHELTERED: Readonly<Record<Shelter, readonly Place["html"][]>> = {
  masked: [
    (s) => s,
    (s) => `<p>Dear <b>${s}</b></p>`,
    (s) => `<p title="${s}" aria-label="${s}">${s}</p>`,
    (s) => `<img alt="${s}">`,
    (s) => `<input placeholder="${s}">`,
    (s) => `<svg><title>${s}</title><text>${s}</text></svg>`,
    (s) => `<details><summary>${s}</summary>${s}</details>`,
    (s) => `<input type="submit" value="Send to ${s}">`,
  ],
  blocked: [
    (s) => s,
    (s) => `<p id="${s}" data-a="b">${s}</p>`,
    (s) => `<input placeholder="${s}" name="${s}"><a href="/${s}">${s}</a>`,
    (s) => `<iframe srcdoc="${escaped(`<p id="${s}">${s}</p>`)}"></iframe>`,
    (s) => `<style>.${s} { --a: "${s}" }</style>`,
  ],
  editable: [
    (s) => s,
    (s) => `<p data-key="${s}">${s}</p>`,
    (s) => `<a href="/w/${s}" title="${s}">${s}</a>`,
    (s) => `<table><tr><td>${s}</td></tr></table>`,
    (s) => `<i contenteditable="false">${s}</i>`,
  ],
};

/** What must become of a secret under a shelter: a mask that the page itself sets nothing lifts. */
export const SHELTER_KIND: Readonly<Record<Shelter, Kind>> = {
  masked: "never",
  blocked: "gone",
  editable: "control",
};

export type Mark = readonly [name: string, value: string];
const marks = (...all: string[]): Mark[] =>
  all.map((each) => {
    const [name = "", value = ""] = each.split("=");
    return name.startsWith(".") ? ["class", name.slice(1)] : [name, value];
  });

/** The marks of all vendors, written down here once more: a mark that the gates forget must be missed. */
export const MARKS: Readonly<Record<Shelter, readonly Mark[]>> = {
  masked: marks(
    "data-waymark-mask",
    "data-rr-mask",
    "data-sentiero-mask",
    "data-sentry-mask",
    "data-highlight-mask",
    "data-hj-suppress",
    "data-hj-mask",
    "data-hj-masked",
    "data-openreplay-obscured",
    "data-openreplay-masked",
    "data-fs-mask",
    "data-clarity-mask=True",
    "data-dd-privacy=mask",
    "data-dd-privacy=mask-user-input",
    "data-private=lipsum",
    ".rr-mask",
    ".sentry-mask",
    ".ph-mask",
    ".ph-sensitive",
    ".fs-mask",
    ".fs-mask-without-consent",
    ".highlight-mask",
    ".dd-privacy-mask",
    ".dd-privacy-mask-user-input",
  ),
  blocked: marks(
    "data-waymark-block",
    "data-rr-block",
    "data-sentiero-block",
    "data-sentry-block",
    "data-highlight-block",
    "data-ph-no-capture",
    "data-openreplay-htmlmasked",
    "data-openreplay-hidden",
    "data-fs-exclude",
    "data-dd-privacy=hidden",
    "data-private",
    ".rr-block",
    ".sentry-block",
    ".ph-no-capture",
    ".fs-exclude",
    ".fs-exclude-without-consent",
    ".fs-block",
    ".fs-hide",
    ".highlight-block",
    ".dd-privacy-hidden",
    "._lr-hide",
  ),
  editable: marks(
    "contenteditable",
    "contenteditable=true",
    "contenteditable=plaintext-only",
    "role=textbox",
    "role=searchbox",
    "role=combobox",
    ".CodeMirror",
    ".monaco-editor",
    ".ace_editor",
  ),
};

/** A mask that only a selector of the policy sets; nothing in a bare recording tells of it. */
export const SELECTOR: Mark = ["class", "vip"];

/** They lift nothing but at level open. */
export const LIFTING: readonly Mark[] = marks(
  "data-waymark-unmask",
  "data-rr-unmask",
  "data-hj-allow",
  "data-hj-whitelist",
  "data-public",
  "data-clarity-unmask=true",
  "data-dd-privacy=allow",
  ".rr-unmask",
  ".sentry-unmask",
  ".fs-unmask",
  ".dd-privacy-allow",
);

export const selectorOf = ([name, value]: Mark): string =>
  name === "class" ? `.${value}` : value === "" ? `[${name}=""]` : `[${name}="${value}"]`;
