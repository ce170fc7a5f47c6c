/**
 * What a page may hold before anybody touches it, a place each: the name says what must become of its
 * secret (see vault.ts). `OTHER` stands for another origin.
 */
export const MARKUP: Readonly<Record<string, (s: string) => string>> = {
  // Controls of every type, prefilled.
  ...Object.fromEntries(
    ["text", "search", "tel", "url", "email", "number", "date", "datetime-local", "month", "week"]
      .concat(["time", "color", "range", "checkbox", "radio", "image", "nonsense"])
      .map((type) => [
        `control: input ${type} prefilled`,
        (s: string) => `<input type="${type}" value="${s}" alt="x">`,
      ]),
  ),
  "control: submit button with a filled-in caption": (s) => `<input type="submit" value="${s}">`,
  "control: reset button with a filled-in caption": (s) => `<input type="reset" value="${s}">`,
  "control: button input with a filled-in caption": (s) => `<input type="button" value="${s}">`,
  "control: button value": (s) => `<button type="button" value="${s}">Value of a button</button>`,
  "control: textarea prefilled": (s) => `<textarea>${s}</textarea>`,
  "control: select option text": (s) => `<select><option>${s}</option></select>`,
  "control: select option value": (s) => `<select><option value="${s}">x</option></select>`,
  "control: select option label": (s) => `<select><option label="${s}">x</option></select>`,
  "control: optgroup label": (s) =>
    `<select><optgroup label="${s}"><option>x</option></optgroup></select>`,
  "control: datalist value": (s) =>
    `<input list="d1"><datalist id="d1"><option value="${s}"></option></datalist>`,
  "control: datalist text": (s) =>
    `<input list="d2"><datalist id="d2"><option>${s}</option></datalist>`,
  "control: custom element value": (s) => `<x-field value="${s}"></x-field>`,
  "control: param value": (s) => `<object><param name="p" value="${s}"></object>`,
  "control: aria-valuetext": (s) => `<div role="slider" aria-valuetext="${s}">Slider</div>`,
  "never: password prefilled": (s) => `<input type="password" value="${s}">`,
  "never: hidden input": (s) => `<input type="hidden" name="state" value="${s}">`,
  "never: card number": (s) => `<input autocomplete="cc-number" value="${s}">`,
  "never: card code by name": (s) => `<input name="cvv" value="${s}">`,
  "never: one-time code": (s) => `<input autocomplete="one-time-code" value="${s}">`,
  "never: new password": (s) =>
    `<input type="text" autocomplete="section-a new-password" value="${s}">`,
  "never: secret by name": (s) => `<input name="api_key" value="${s}">`,
  "never: card month in a list": (s) =>
    `<select autocomplete="cc-exp-month"><option value="${s}">x</option></select>`,

  // Editors.
  "control: contenteditable": (s) => `<div contenteditable="true">${s}</div>`,
  "control: contenteditable, child": (s) => `<div contenteditable><p><b>${s}</b></p></div>`,
  "control: contenteditable plaintext-only": (s) =>
    `<div contenteditable="plaintext-only">${s}</div>`,
  "control: role textbox": (s) => `<div role="textbox">${s}</div>`,
  "control: role searchbox": (s) => `<span role="searchbox">${s}</span>`,
  "control: link in an editor": (s) => `<div contenteditable><a href="/w/${s}">w</a></div>`,
  "control: picture label in an editor": (s) => `<div contenteditable><img alt="${s}"></div>`,
  "control: CodeMirror lines": (s) =>
    `<div class="CodeMirror cm-s-x"><textarea></textarea><pre class="CodeMirror-line">${s}</pre></div>`,
  "control: Monaco lines": (s) =>
    `<div class="monaco-editor"><textarea class="inputarea"></textarea><div class="view-line">${s}</div></div>`,
  "control: Ace lines": (s) =>
    `<pre class="ace_editor"><textarea></textarea><div class="ace_line">${s}</div></pre>`,

  // Attributes.
  ...Object.fromEntries(
    ["onclick", "srcdoc-like", "ping", "nonce", "data-secret", "data-note", "data-user-email"]
      .concat(["data-props", "data-value", "data-replicated-value", "aria-keyshortcuts"])
      .concat(["aria-current", "itemtype2", "x-bind:model", "ng-init", "v-model", "data-csrf"])
      .map((name) => [`gone: attribute ${name}`, (s: string) => `<p ${name}="${s}">x</p>`]),
  ),
  "gone: attribute name": (s) => `<p data-${s.toLowerCase()}qr0x1k2j3h4g5f6d7s8a9p0o>x</p>`,
  "gone: JSON in an attribute": (s) => `<p data-state='{"user":"${s}"}'>x</p>`,
  "control: input in a srcdoc": (s) => `<iframe srcdoc="<input value='${s}'>"></iframe>`,
  "pattern: title": (s) => `<p title="Write to ${s}">Words for people stay</p>`,
  "pattern: aria-label": (s) => `<p aria-label="Write to ${s}">x</p>`,
  "pattern: aria-description": (s) => `<p aria-description="${s}">x</p>`,
  "pattern: alt": (s) => `<img alt="${s}">`,
  "pattern: placeholder": (s) => `<input placeholder="${s}">`,
  "pattern: class": (s) => `<p class="row ${s}">x</p>`,
  "pattern: id": (s) => `<p id="${s}">x</p>`,
  "pattern: data-testid": (s) => `<p data-testid="${s}">x</p>`,
  "pattern: table summary": (s) => `<table summary="${s}"></table>`,
  "pattern: label of a track": (s) => `<video><track label="${s}"></video>`,

  // URLs.
  "gone: link query": (s) => `<a href="/next?token=${s}">x</a>`,
  "gone: link query without a name": (s) => `<a href="/next?${s}">x</a>`,
  "gone: link fragment": (s) => `<a href="/next#${s}">x</a>`,
  "gone: fragment alone, with a value": (s) => `<a href="#token=${s}">x</a>`,
  "gone: user and password in a link": (s) => `<a href="https://u:${s}@h.example/">x</a>`,
  "gone: mailto": (s) => `<a href="mailto:a?subject=${s}">x</a>`,
  "gone: tel": (s) => `<a href="tel:${s}">x</a>`,
  "gone: javascript": (s) => `<a href="javascript:void('${s}')">x</a>`,
  "gone: deep link of an app": (s) => `<a href="bankapp://pay/${s}">x</a>`,
  "gone: form action": (s) => `<form action="/pay?session=${s}"></form>`,
  "gone: form action of a button": (s) => `<button formaction="/pay?s=${s}">Pay now</button>`,
  "gone: image query": (s) => `<img src="/p.png?sig=${s}" alt="">`,
  "gone: srcset": (s) => `<img srcset="/p.png?sig=${s} 2x" alt="">`,
  "gone: picture source": (s) => `<picture><source srcset="/p.png?sig=${s}"><img alt=""></picture>`,
  "gone: image as data": (s) => `<img alt="" src="data:image/png;base64,${btoa(s)}">`,
  "gone: video poster": (s) => `<video poster="/p.png?sig=${s}"></video>`,
  "gone: audio source": (s) => `<audio src="/a.mp3?sig=${s}"></audio>`,
  "gone: iframe query": (s) => `<iframe src="/inner?k=${s}"></iframe>`,
  "gone: object data": (s) => `<object data="/inner?k=${s}"></object>`,
  "gone: embed src": (s) => `<embed src="/inner?k=${s}">`,
  "gone: base of quotes": (s) => `<blockquote cite="/q?k=${s}">x</blockquote>`,
  "pattern: path": (s) => `<a href="/users/${s}/edit">x</a>`,

  // Styles.
  "gone: CSS comment": (s) => `<style>/* ${s} */ .a { color: #336699 }</style>`,
  "gone: CSS url": (s) => `<style>.b { background: url("/b.png?sig=${s}") }</style>`,
  "gone: CSS import": (s) => `<style>@import "/i.css?sig=${s}";</style>`,
  "gone: CSS image-set": (s) => `<style>.c { background: image-set("/c.png?sig=${s}" 1x) }</style>`,
  "gone: CSS font": (s) =>
    `<style>@font-face { font-family: C; src: url("/c.woff2?sig=${s}") }</style>`,
  "gone: CSS drawing": (s) =>
    `<style>.d { background: url("data:image/svg+xml;utf8,<svg><text>${s}</text></svg>") }</style>`,
  "gone: style attribute": (s) => `<p style="background: url(/d.png?sig=${s})">x</p>`,
  "pattern: CSS content": (s) => `<style>.e::after { content: "${s}" }</style>`,
  "pattern: custom property": (s) => `<p style="--mail: '${s}'">x</p>`,
  "gone: attr() in content": (s) =>
    `<style>.f::after { content: attr(data-line) }</style><p class="f" data-line="${s}">x</p>`,

  // What is not seen.
  "gone: comment": (s) => `<!-- ${s} -->`,
  "gone: noscript": (s) => `<noscript>${s}</noscript>`,
  "gone: inline script": (s) => `<script>window.planted = "${s}"</script>`,
  "gone: JSON script": (s) => `<script type="application/json">{"a":"${s}"}</script>`,
  "gone: template": (s) => `<template><p>${s}</p><input value="${s}"></template>`,
  "gone: meta": (s) => `<meta name="csrf-token" content="${s}">`,
  "gone: og meta": (s) => `<meta property="og:title" content="${s}">`,
  "gone: link rel": (s) => `<link rel="prefetch" href="/l.css?sig=${s}">`,

  // Drawings.
  "pattern: SVG text": (s) => `<svg><text y="9">${s}</text></svg>`,
  "pattern: SVG title": (s) => `<svg><title>${s}</title></svg>`,
  "pattern: SVG foreignObject": (s) =>
    `<svg><foreignObject><p xmlns="http://www.w3.org/1999/xhtml">${s}</p></foreignObject></svg>`,
  "control: input in SVG foreignObject": (s) =>
    `<svg><foreignObject><input xmlns="http://www.w3.org/1999/xhtml" value="${s}"></foreignObject></svg>`,
  "gone: SVG image": (s) => `<svg><image href="/s.png?sig=${s}"/></svg>`,
  "gone: SVG use": (s) => `<svg><use href="/s.svg?sig=${s}#a"/></svg>`,
  "gone: SVG path that is none": (s) => `<svg><path d="${s}"/></svg>`,

  // Other elements.
  "pattern: text": (s) => `<p>Mail ${s} today</p>`,
  "pattern: dialog": (s) => `<dialog open><p>${s}</p></dialog>`,
  "pattern: details": (s) => `<details><summary>More</summary>${s}</details>`,
  "pattern: popover": (s) => `<div popover>${s}</div>`,
  "pattern: output": (s) => `<output>${s}</output>`,
  "pattern: table cell": (s) => `<table><tr><td>${s}</td></tr></table>`,
  "control: meter whose value is no number": (s) => `<meter value="${s}"></meter>`,
  "gone: declarative shadow root, comment": (s) =>
    `<div><template shadowrootmode="open"><!-- ${s} --></template></div>`,
  "control: declarative shadow root, input": (s) =>
    `<div><template shadowrootmode="open"><input value="${s}"></template></div>`,
  "control: declarative closed shadow root, input": (s) =>
    `<div><template shadowrootmode="closed"><input value="${s}"></template></div>`,
  "never: declarative shadow root, password": (s) =>
    `<div><template shadowrootmode="open"><input type="password" value="${s}"></template></div>`,
  "control: editor whose role is set in a shadow root": (s) =>
    `<div><template shadowrootmode="open"><div role="textbox">${s}</div></template></div>`,

  // Marks, of every vendor.
  ...Object.fromEntries(
    [
      "data-waymark-mask",
      "data-rr-mask",
      "data-sentiero-mask",
      'class="rr-mask"',
      'class="sentry-mask"',
      'class="ph-mask"',
      'class="ph-sensitive"',
      "data-hj-suppress",
      "data-hj-mask",
      'data-clarity-mask="True"',
      'class="fs-mask"',
      'class="fs-mask-without-consent"',
      "data-openreplay-obscured",
      "data-openreplay-masked",
      'data-dd-privacy="mask"',
      'class="dd-privacy-mask"',
      'class="highlight-mask"',
      'data-private="lipsum"',
    ].map((mark) => [
      `never: masked by ${mark.replaceAll('"', "'")}`,
      (s: string) => `<div ${mark}>${s}<b title="${s}">${s}</b><input value="${s}"></div>`,
    ]),
  ),
  ...Object.fromEntries(
    [
      "data-waymark-block",
      "data-rr-block",
      "data-sentiero-block",
      'class="rr-block"',
      'class="sentry-block"',
      'class="ph-no-capture"',
      "data-ph-no-capture",
      'class="fs-exclude"',
      'class="fs-block"',
      "data-openreplay-hidden",
      "data-openreplay-htmlmasked",
      'data-dd-privacy="hidden"',
      'class="dd-privacy-hidden"',
      'class="highlight-block"',
      "data-private",
      'class="_lr-hide"',
    ].map((mark) => [
      `gone: blocked by ${mark.replaceAll('"', "'")}`,
      (s: string) =>
        `<div ${mark} title="${s}">${s}<p data-a="b">${s}</p><input value="${s}"></div>`,
    ]),
  ),
};

/** What a page in a frame holds. */
export const FRAME_MARKUP: Readonly<Record<string, (s: string) => string>> = {
  "control: input": (s) => `<input value="${s}">`,
  "control: editor": (s) => `<div contenteditable>${s}</div>`,
  "never: password": (s) => `<input type="password" value="${s}">`,
  "gone: comment": (s) => `<!-- ${s} -->`,
  "gone: link query": (s) => `<a href="/x?k=${s}">x</a>`,
  "pattern: text": (s) => `<p>Mail ${s}</p>`,
};

/** What an honest recording must still show. */
export const CONTROL_TEXTS = [
  "Checkout for everyone",
  "Add to cart",
  "Delivery in 3 days, order 2024-000123",
  "Words for people stay",
  "Value of a button",
  "Pay now",
  "col-md-6 panel-heading",
  "open-state",
  "rgb(51, 102, 153)",
  "Text of the frame",
  "Text of the other origin",
  "Text of the srcdoc frame",
  "Text of the sandbox",
  "Text in the shadow",
  "Text of the late closed root",
  "Text that came later",
  "A plain error stays",
  "/api/plain",
] as const;
