import { expect, type Page, test } from "@playwright/test";
import { EventType } from "../../src/format/events.ts";
import { DEFAULT_PRIVACY, type EverywherePolicy } from "../../src/privacy/privacy-settings.ts";
import { dumpOf } from "./support/dump.ts";
import { type ExtensionBrowser, launchExtension } from "./support/extension.ts";
import { setPrivacy } from "./support/privacy-settings.ts";
import { servePages } from "./support/serve-pages.ts";
import { startRecording, stopRecording, storedSession } from "./support/session.ts";
import { IS_LONG } from "./support/long.ts";

/**
 * Pages that got past a rule: each is the smallest that shows it. A secret begins with `Secret` and must be
 * nowhere in what is stored; a word of `shows` must be, unless the record tells of a gap.
 */
interface Attack {
  html: string;
  type?: string;
  policy?: Partial<EverywherePolicy>;
  /** Before Start, in a page that is there already. Default: the page is loaded while it is recorded. */
  before?: string;
  act?: string | ((page: Page) => Promise<unknown>);
  shows?: readonly string[];
  /** Stands in the page, and must be stored no second time. */
  once?: string;
  /** Takes its time: in `npm run test:long` only. */
  isLong?: boolean;
  /** What must be false in the page afterwards, or a recording was felt by it. */
  changed?: string;
}

const page = (inside: string) =>
  `<!doctype html><title>Attacked</title><body>${inside}<p id="end">.</p>`;
const UNMASKED: Partial<EverywherePolicy> = { level: "open", unmask: ["#z"] };
const CONTEXT = `<div class="account"><p id="a">plain</p><img id="i" alt="x"></div>`;
const IN_CONTEXT = `
  document.body.classList.add("private");
  await turn();
  a.firstChild.nodeValue = "Secret-text";
  i.alt = "Secret-alt words";
  a.title = "Secret-title words";`;
const SHADOW = `h.attachShadow({ mode: "open" }).innerHTML = "<p>in-shadow</p>"; await turn();`;

const ATTACKS: Readonly<Record<string, Attack>> = {
  "P3 roles are lists, of which a browser takes the first that it knows": {
    html: page(
      `<div role="searchbox textbox">Secret-search</div><div role="textbox group">Secret-box</div>`,
    ),
  },
  "P3 an element with an edit context": {
    html: page(`<div id="h" tabindex="0" style="height: 50px">start</div>`),
    act: async (tab) => {
      await tab.evaluate(`{
        const context = (h.editContext = new EditContext());
        context.addEventListener("textupdate", () => (h.textContent = context.text));
      }`);
      await tab.locator("#h").click();
      await tab.keyboard.type("Secret-typed");
    },
  },
  "P3 an element that a style makes editable": {
    html: page(`<div id="h" style="-webkit-user-modify: read-write-plaintext-only">start</div>`),
    act: async (tab) => {
      await tab.locator("#h").click();
      await tab.keyboard.type("Secret-typed");
    },
  },
  "P3 what was written while an element was edited": {
    html: page(`<div id="h">start</div>`),
    act: async (tab) => {
      await tab.evaluate(`{
        h.ondblclick = () => { h.contentEditable = "true"; h.focus(); };
        h.onblur = () => { h.contentEditable = "false"; document.body.append(h); };
      }`);
      await tab.locator("#h").dblclick();
      await tab.keyboard.type("Secret-typed");
      await tab.evaluate(`h.blur()`);
    },
  },
  "P3 links and labels in a document whose design mode came later": {
    html: page(`<div id="z">x</div>`),
    act: `
      document.designMode = "on";
      await turn();
      z.insertAdjacentHTML("beforeend", '<a href="https://host.example/Secret-path" title="Secret-title words">x</a><img alt="Secret-alt words">');
      await turn();
      document.designMode = "off";`,
  },
  "P2 the copy of the chosen option that a browser shows": {
    html: page(
      `<style>select, ::picker(select) { appearance: base-select }</style><select id="s"><button><selectedcontent></selectedcontent></button>` +
        `<option value="a"><i class="one"></i></option><option value="b"><i class="picture-of-two"></i></option></select>`,
    ),
    act: `s.value = "b";`,
    once: "picture-of-two",
  },
  "P2 P3 words of an option beside its text": {
    html: page(
      `<select><option title="Secret-title words" aria-label="Secret-label words" data-content="Secret-content words">x</option></select>`,
    ),
  },
  "P2 a field that is named like one for cards only after it was recorded": {
    policy: UNMASKED,
    html: page(`<div id="z"><input id="i"></div>`),
    act: `
      i.name = "card-number";
      await turn();
      i.value = "Secret-card";`,
  },
  "P2 a list that is named like one for cards": {
    policy: UNMASKED,
    html: page(
      `<div id="z"><select name="card_exp_month"><option>x</option><option value="Secret-month">x</option></select></div>`,
    ),
    act: `document.querySelector("select").selectedIndex = 1;`,
  },
  "P2 a password that is shown by a clone of its field": {
    policy: UNMASKED,
    html: page(`<div id="z"><input type="password"></div>`),
    act: `
      const field = z.firstChild;
      field.value = "Secret-password";
      await turn();
      const clone = field.cloneNode();
      clone.type = "text";
      field.replaceWith(clone);`,
  },
  "P6 an unmask selector that holds no longer": {
    policy: { level: "open", unmask: ["body.demo #z"] },
    html: page(`<div id="z"><div id="a" contenteditable>abc</div></div>`),
    before: `document.body.className = "demo";`,
    act: `
      document.body.className = "";
      await turn();
      a.firstChild.nodeValue = "Secret-text";`,
  },
  "P6 a block selector that holds because of what is around": {
    policy: { block: ["body.private .account"] },
    html: page(CONTEXT),
    act: IN_CONTEXT,
  },
  "P6 labels where a mask selector holds because of what is around": {
    policy: { mask: ["body.private .account"] },
    html: page(CONTEXT),
    act: IN_CONTEXT,
  },
  "P6 what is moved out of a shadow root into what is blocked": {
    html: page(
      `<div id="h"></div><div id="b" data-waymark-block style="width: 9px; height: 9px"></div>`,
    ),
    act: `
      ${SHADOW}
      const moved = h.shadowRoot.firstChild;
      b.append(moved);
      await turn();
      moved.insertAdjacentHTML("beforeend", '<img src="/Secret-picture.png" class="Secret-class">');`,
  },
  "P6 what is moved out of a frame into what is blocked": {
    html: page(
      `<iframe id="f" srcdoc="<p>in-frame</p>"></iframe><div id="b" data-waymark-block style="width: 9px; height: 9px"></div>`,
    ),
    act: `
      await turn();
      const moved = f.contentDocument.querySelector("p");
      b.append(moved);
      await turn();
      moved.insertAdjacentHTML("beforeend", '<img src="/Secret-picture.png" class="Secret-class">');`,
  },
  "P6 text of what is called style, and is none, under a mark": {
    html: page(
      `<div data-waymark-mask><math><style>Secret-math</style></math><x:style>Secret-prefixed</x:style></div>` +
        `<div contenteditable><svg><style>Secret-drawn</style></svg></div>`,
    ),
  },
  "P6 text of what is called style, and is none, at level strict": {
    policy: { level: "strict" },
    html: page(`<math><style>Secret-math</style></math><x:style>Secret-prefixed</x:style>`),
  },
  "P3 a style element that is edited": {
    html: page(`<style contenteditable style="display: block" id="a">Secret-text</style>`),
  },
  "P6 the title of a page that is masked": {
    html: `<!doctype html><html data-waymark-mask><title>Secret-title</title><body><p id="end">.</p>`,
    before: "",
  },
  "P6 the title in a head that is blocked": {
    html: `<!doctype html><head data-waymark-block><title>Secret-title</title></head><body><p id="end">.</p>`,
    before: "",
  },
  "P6 a title with a mark": {
    html: `<!doctype html><title class="rr-mask">Secret-title</title><body><p id="end">.</p>`,
    before: "",
  },
  "P6 words in styles and short words in attributes under a mark": {
    html: page(
      `<div data-waymark-mask><style>.m::before { content: "Secret-content" } .m::after { content: attr(data-name) }</style>` +
        `<p class="m" data-name="Secretjane Doe" style="--n: 'Secret-custom'">x</p></div>`,
    ),
  },
  "P6 what is slotted is marked by what it is written in": {
    html: page(
      `<div id="h"><p>slotted-words</p></div><div data-waymark-mask><div id="b"><p>Secret-slotted</p></div></div>`,
    ),
    act: `
      for (const host of [h, b]) {
        host.attachShadow({ mode: "open" }).innerHTML = "<div data-waymark-mask><slot></slot></div>";
      }`,
    shows: ["slotted-words"],
  },
  "P6 words in styles at level strict": {
    policy: { level: "strict" },
    html: page(
      `<style>.a::before { content: attr(x) "Secret-after-attr" } .b::before { content: "x" / "Secret-alternative" }
       .c { quotes: "Secret-quote" "b" } .d { list-style-type: "Secret-list" } @counter-style e { symbols: "Secret-counter" }
       .f { --x: "Secret-custom" } .g::before { content: counter(n) url(a.png) "Secret-after-url" } .h::before { content: var(--y, "Secret-fallback") }</style>
       <p data-name="Secretjane Doe" style="c\\6fntent: 'Secret-escaped'; --z: 'Secret-own'">x</p>`,
    ),
  },
  "P2 fields of a document of its own kind, with a prefix that has a dot": {
    html: page(`<div id="z"></div>`),
    act: `
      for (const tag of ["textarea", "option", "noscript"]) {
        const made = document.createElementNS("http://www.w3.org/1999/xhtml", "a.b:" + tag);
        made.append("Secret-" + tag);
        z.append(made);
      }`,
  },

  "R3 what is moved out of a shadow root goes on being recorded": {
    html: page(`<div id="h"></div><div id="b"></div>`),
    act: `
      ${SHADOW}
      const moved = h.shadowRoot.firstChild;
      b.append(moved);
      await turn();
      moved.firstChild.nodeValue = "moved-text";
      moved.title = "moved title";
      moved.insertAdjacentHTML("beforeend", "<b>moved-child</b>");`,
    shows: ["moved-text", "moved title", "moved-child"],
  },
  "R3 what is moved from a shadow root into an older one goes on being recorded": {
    html: page(`<div id="h"></div><div id="older"></div>`),
    act: `
      older.attachShadow({ mode: "open" }).innerHTML = "<i></i>";
      ${SHADOW}
      const moved = h.shadowRoot.firstChild;
      older.shadowRoot.append(moved);
      await turn();
      moved.firstChild.nodeValue = "moved-text";`,
    shows: ["moved-text"],
  },
  "R3 what is moved out of a frame goes on being recorded": {
    html: page(`<iframe id="f" srcdoc="<p>in-frame</p>"></iframe><div id="b"></div>`),
    act: `
      await turn();
      const moved = f.contentDocument.querySelector("p");
      b.append(moved);
      await turn();
      moved.firstChild.nodeValue = "moved-text";
      moved.insertAdjacentHTML("beforeend", "<b>moved-child</b>");`,
    shows: ["moved-text", "moved-child"],
  },
  "R3 fields of an XHTML document": {
    type: "application/xhtml+xml",
    html: `<html xmlns="http://www.w3.org/1999/xhtml"><head><title>Attacked</title></head><body><input id="i"/><input type="checkbox" id="c"/><p id="end">.</p></body></html>`,
    act: async (tab) => {
      await tab.locator("#i").fill("typed");
      await tab.locator("#c").check();
    },
    shows: [`"source":5`],
  },
  "R3 a drawing that is opened by itself": {
    type: "image/svg+xml",
    html: `<svg xmlns="http://www.w3.org/2000/svg"><text y="20">drawn-words</text><g id="end"/></svg>`,
    shows: ["drawn-words"],
  },
  "R3 a picture called readyState": {
    html: page(`<img name="readyState" alt=""><p>plain-words</p>`),
    shows: ["plain-words"],
  },
  "R4 the methods that a page puts on every object": {
    html: `<!doctype html><title>Attacked</title><script>Object.prototype.extend = function () {};</script><body><p id="end">.</p>`,
    act: `console.error("told-by-console"); setTimeout(() => { throw new Error("thrown-in-page"); });`,
    shows: [`"reason":"navigation"`, "told-by-console", "thrown-in-page"],
  },
  "R4 radio buttons whose name has quotes": {
    html: page(
      Array.from({ length: 8 }, (_, i) => `<input type="radio" name='q["${i}"]' id="r${i}">`).join(
        "",
      ),
    ),
    act: async (tab) => {
      for (let i = 0; i < 8; i++) {
        await tab.locator(`#r${i}`).click();
        await tab.waitForTimeout(60);
      }
    },
  },
  "R4 an element of no known kind whose style attribute changes": {
    html: page(`<div id="z"></div>`),
    act: `
      const odd = document.createElementNS("urn:odd", "odd");
      z.append(odd);
      for (let i = 0; i < 8; i++) {
        await turn();
        odd.setAttribute("style", "margin: " + i + "px");
      }`,
  },
  "R4 a page does not find an attribute of the recorder on its password field": {
    html: page(`<input id="i" type="password">`),
    act: `i.type = "text"; await turn();`,
    changed: `document.getElementById("i").hasAttribute("data-rr-is-password")`,
  },
  "R4 a page keeps its own Array.from": {
    html: `<!doctype html><title>Attacked</title><script>
        var own = (Array.from = (item) => (item == null ? [] : item.length >= 0 ? [].slice.call(item) : [item]));
      </script><body><p id="end">.</p>`,
    changed: `Array.from !== own`,
  },
  // Last, as its session is a large one.
  "R3 two hundred thousand and one new siblings, or a gap": {
    html: page(`<div id="z"></div>`),
    act: `
      const all = document.createDocumentFragment();
      for (let i = 0; i < 200_001; i++) all.append(document.createElement("i"));
      all.lastChild.textContent = "last-of-all";
      z.append(all);`,
    shows: ["last-of-all"],
    isLong: true,
  },
};

const NAMES = Object.keys(ATTACKS);
/** Queries are not recorded. */
const pathOf = (name: string) => `/${NAMES.indexOf(name)}`;

let pages: Awaited<ReturnType<typeof servePages>>;
let origin: string;
let browser: ExtensionBrowser;

test.beforeAll(async () => {
  pages = await servePages(({ pathname }) => {
    const attack: Attack = ATTACKS[NAMES[Number(pathname.slice(1))] ?? ""] ?? { html: page("") };
    return { body: attack.html, ...(attack.type && { type: attack.type }) };
  });
  ({ origin } = pages);
  browser = await launchExtension();
});
test.afterAll(async () => {
  await browser?.close();
  await pages?.close();
});

const run = (tab: Page, script: string) =>
  tab.evaluate(`(async () => {
    const turn = () => new Promise((next) => setTimeout(next, 60));
    ${script}
    await turn();
  })()`);

/**
 * One recording each in `npm run test:long`; else those that need nothing of their own are pages of one recording,
 * one after the other.
 */
function groups(): [string, string[]][] {
  const all = NAMES.filter((name) => IS_LONG || !ATTACKS[name]!.isLong);
  if (IS_LONG) return all.map((name) => [name, [name]]);
  const byNeeds = new Map<string, string[]>();
  for (const name of all) {
    const { before, policy } = ATTACKS[name]!;
    const needs = before === undefined ? JSON.stringify(policy ?? {}) : name;
    byNeeds.set(needs, [...(byNeeds.get(needs) ?? []), name]);
  }
  return [...byNeeds.values()].map((names) => [
    names.length === 1
      ? names[0]!
      : `${names[0]}, and ${names.length - 1} more with the same policy`,
    names,
  ]);
}

let ends = 0;
for (const [title, names] of groups()) {
  test(title, async () => {
    test.setTimeout(60_000 + names.length * 10_000);
    const { policy, before } = ATTACKS[names[0]!]!;
    await setPrivacy(browser, { policy: { ...DEFAULT_PRIVACY.policy, ...policy } });
    const tab = await browser.context.newPage();
    const address = (name: string) => origin + pathOf(name);
    await tab.goto(before === undefined ? `${origin}/none` : address(names[0]!));
    if (before !== undefined) await run(tab, before);
    const popup = await startRecording(browser, tab);
    for (const name of names) {
      const { act, changed } = ATTACKS[name]!;
      if (before === undefined) await tab.goto(address(name));
      await tab.waitForTimeout(300);
      if (typeof act === "string") await run(tab, act);
      else await act?.(tab);
      if (changed) expect(await tab.evaluate(changed), name).toBe(false);
      // A class passes at every level, and text does not.
      await tab.evaluate((last) => {
        document.getElementById("end")!.setAttribute("class", last);
      }, `end-${++ends}.`);
    }
    await expect.poll(() => dumpOf(browser), { timeout: 20_000 }).toContain(`end-${ends}.`);
    const id = await stopRecording(popup);
    const { session, events } = await storedSession(browser, id);
    expect(session.state).toBe("finished");
    expect(secretsIn(session)).toEqual([]);
    const starts = events.map(({ type, data }, at) =>
      type === EventType.Meta ? { at, href: String(data["href"]) } : null,
    );
    for (const name of names) {
      const meta = starts.findIndex((start) => start?.href === address(name));
      const next = starts.findIndex(
        (start, i) => i > meta && start !== null && start.href !== starts[meta]?.href,
      );
      // What a page tells before its first picture comes before its Meta.
      let from = meta;
      while (events[from - 1]?.type === EventType.Custom) from--;
      const own = events.slice(from, next === -1 ? undefined : next);
      const stored = JSON.stringify(names.length === 1 ? events : own);
      checkPage(name, stored);
    }
    await tab.close();
    await popup.close();
  });
}

const secretsIn = (stored: unknown) => [...new Set(JSON.stringify(stored).match(/Secret[\w-]*/g))];

function checkPage(name: string, stored: string): void {
  const { once, shows = [] } = ATTACKS[name]!;
  expect(stored, name).toContain("end-");
  expect([...new Set(stored.match(/Secret[\w-]*/g))], name).toEqual([]);
  if (once) expect(stored.split(once).length - 1, name).toBe(1);
  if (stored.includes('"what":"gap"')) return;
  expect(
    shows.filter((word) => !stored.includes(word)),
    name,
  ).toEqual([]);
}
