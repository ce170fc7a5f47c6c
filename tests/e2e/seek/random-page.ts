/** Evaluated in a page of its own: does random things to the document while our recorder records it. */
import type { RecordedEvent } from "../../../src/format/events.ts";
import { DEFAULT_PAGE_POLICY, type PagePolicy } from "../../../src/privacy/policy.ts";
import { startCapture } from "../../../src/record/capture.ts";
import { takeKit } from "../../../src/record/hook.ts";
import { randomFrom, type Random } from "../../unit/dom/random-page.ts";
import { describePage, type PageFacts } from "./describe.ts";

export interface Checkpoint {
  /** Epoch milliseconds at which the page looked like this and nothing was under way. */
  at: number;
  facts: PageFacts;
}

export interface RandomVisit {
  events: RecordedEvent[];
  checkpoints: Checkpoint[];
}

export interface RandomPage {
  visit(seed: number, acts: number): Promise<RandomVisit>;
}

/** Nothing is masked, so that the replay can be held against the page itself. */
const SHOWS_ALL: PagePolicy = { ...DEFAULT_PAGE_POLICY, level: "open", unmask: ["*"] };

/** rrweb tells scroll positions at most this often; media and pointer moves later still. */
const SETTLED_MS = 160;
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

async function visit(seed: number, acts: number): Promise<RandomVisit> {
  const events: RecordedEvent[] = [];
  const checkpoints: Checkpoint[] = [];
  const random = randomFrom(seed);
  let failure: unknown = null;
  document.body.innerHTML = START;
  const capture = startCapture(
    globalThis.window,
    takeKit(globalThis.window)!,
    SHOWS_ALL,
    "start",
    (json) => void events.push(JSON.parse(json)),
    () => {},
    (error) => (failure = error),
  );
  const act = actor(random);
  for (let i = 1; i <= acts; i++) {
    act();
    await pause(2);
    if (i % 25 !== 0) continue;
    await pause(SETTLED_MS);
    capture.settle();
    checkpoints.push({ at: Date.now(), facts: describePage(document) });
    await pause(3);
  }
  document.title = "over";
  await pause(5);
  capture.stop("stop");
  if (failure) throw failure;
  return { events, checkpoints };
}

/**
 * Scroll anchoring is off: where content above moves the page, rrweb tells the new position up to
 * 100 ms later, and in between replay from the start is moved by its own browser.
 */
const START = `<style>* { overflow-anchor: none }</style><style id="s0">p { color: rgb(1, 2, 3) } .deep > b { opacity: 0.5 }</style>
<main id="m0"></main><form id="f0"><input id="r0" type="radio" name="r"><input id="r1" type="radio" name="r"></form>`;

function actor(random: Random): () => void {
  let count = 0;
  const pick = <T>(from: readonly T[]): T => from[random(from.length)] as T;
  const newId = () => `n${count++}`;
  const sheets: CSSStyleSheet[] = [];

  /** Elements below `top`, through shadow roots and frames. */
  function all(top: ParentNode, wanted: string): Element[] {
    const found: Element[] = [];
    for (const element of top.querySelectorAll("*")) {
      if (element.matches(wanted)) found.push(element);
      if (element.shadowRoot) found.push(...all(element.shadowRoot, wanted));
      const inner = (element as Partial<HTMLIFrameElement>).contentDocument;
      if (inner?.body) found.push(...all(inner, wanted));
    }
    return found;
  }
  const some = (wanted: string) => pick(all(document, wanted)) as Element | undefined;
  const somewhere = () => some("main, div, ul, section, x-host") ?? document.body;

  function make(tag: string, parent: ParentNode): Element {
    const element = (parent.ownerDocument ?? document).createElement(tag);
    element.id = newId();
    element.textContent = `words ${random(99)}`;
    parent.append(element);
    return element;
  }

  const acts: (() => void)[] = [
    () => void make(pick(["p", "b", "div", "ul", "section"]), somewhere()),
    () => void make(pick(["p", "div", "b"]), somewhere()),
    () => {
      const parent = somewhere();
      const next = pick([...parent.childNodes]);
      const fresh = document.createElement("p");
      fresh.id = newId();
      fresh.append("before", document.createElement("b"));
      parent.insertBefore(fresh, next ?? null);
    },
    () => {
      const gone = some("main p, main b, main div, main ul, section, x-host");
      gone?.remove();
    },
    () => {
      const moved = some("main p, main b, main div, main input");
      const target = somewhere();
      if (moved && !holds(moved, target) && moved.ownerDocument === target.ownerDocument) {
        target.prepend(moved);
      }
    },
    () => {
      const text = some("p, b")?.firstChild;
      if (text?.nodeType === 3) (text as Text).data = `changed ${random(999)}`;
    },
    () => some("p, div, section")?.setAttribute(pick(["class", "title", "lang"]), `v${random(9)}`),
    () => some("p, div, section")?.setAttribute("style", `margin: ${random(9)}px; top: 1px`),
    () => {
      const { style } = (some("p, div, section") ?? document.body) as HTMLElement;
      const name = pick(["margin", "margin-left", "color", "top", "--gap", "width"]);
      style.setProperty(name, pick(["3px", "7px", "red", "auto"]), pick(["", "", "important"]));
      if (random(3) === 0) style.removeProperty(pick(["margin", "color", "--gap"]));
    },
    () => {
      const host = make("x-host", somewhere());
      const shadow = host.attachShadow({ mode: "open" });
      shadow.append(document.createElement("slot"));
      make("p", shadow);
    },
    () => {
      const shadow = some("x-host")?.shadowRoot;
      if (shadow) make(pick(["p", "div"]), shadow);
    },
    () => {
      const frame = make("iframe", document.body) as HTMLIFrameElement;
      frame.replaceChildren();
      const inner = frame.contentDocument;
      if (inner) inner.body.innerHTML = `<div id="${newId()}">in a frame</div>`;
    },
    () => {
      const input = make(
        "input",
        document.querySelector("#f0") ?? document.body,
      ) as HTMLInputElement;
      input.type = pick(["text", "checkbox", "range"]);
      input.setAttribute("value", `${random(50)}`);
    },
    () => void make("textarea", document.querySelector("#f0") ?? document.body),
    () => {
      const field = some("input[type=text], textarea") as HTMLInputElement | undefined;
      if (!field) return;
      field.value = `typed ${random(99)}`;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    },
    () => {
      const box = some("input[type=checkbox], input[type=radio]") as HTMLInputElement | undefined;
      box?.click();
    },
    () => document.querySelector<HTMLFormElement>("#f0")?.reset(),
    () => some("input[type=text]")?.setAttribute("value", `attribute ${random(9)}`),
    () => {
      const select = make("select", document.querySelector("#f0") ?? document.body);
      select.replaceChildren();
      for (let i = 0; i < 4; i++) make("option", select).textContent = `option ${i}`;
    },
    () => {
      const select = some("select") as HTMLSelectElement | undefined;
      if (!select?.options.length) return;
      select.selectedIndex = random(select.options.length);
      select.dispatchEvent(new Event("change", { bubbles: true }));
    },
    () => {
      const box = make("div", document.querySelector("#m0") ?? document.body) as HTMLElement;
      box.style.cssText = "height: 60px; width: 90px; overflow: auto";
      box.innerHTML = '<div style="height: 900px; width: 400px"></div>';
    },
    () => {
      const box = some("div[style*=overflow]");
      box?.scrollTo(random(50), random(700));
    },
    () => {
      const frame = some("iframe") as HTMLIFrameElement | undefined;
      frame?.contentWindow?.scrollTo(0, random(60));
    },
    () => {
      const spacer = make("div", document.body) as HTMLElement;
      spacer.style.height = "1500px";
      window.scrollTo(0, random(1_000));
    },
    () => {
      const style = make("style", document.head);
      style.textContent = `.v${random(9)} { opacity: 0.${1 + random(8)} }`;
    },
    () => {
      const style = some("style[id]") as HTMLStyleElement | undefined;
      const { sheet } = style ?? {};
      if (!sheet) return;
      if (sheet.cssRules.length > 2 && random(3) === 0)
        sheet.deleteRule(random(sheet.cssRules.length));
      else
        sheet.insertRule(
          `.v${random(9)} { margin-left: ${random(40)}px }`,
          random(sheet.cssRules.length + 1),
        );
    },
    () => {
      const style = some("style[id]") as HTMLStyleElement | undefined;
      const rule = pick([...(style?.sheet?.cssRules ?? [])]) as CSSStyleRule | undefined;
      if (random(2) === 0) rule?.style?.setProperty("width", `${random(200)}px`);
      else if (rule?.style) rule.style.color = `rgb(0, 0, ${random(9)})`;
    },
    () => {
      const style = some("style[id]:not(#s0)");
      if (style) style.textContent = `b { color: rgb(${random(9)}, 0, 0) }`;
    },
    () => {
      if (sheets.length === 0 || random(2) === 0) {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(`p { margin-left: ${random(30)}px }`);
        sheets.push(sheet);
      }
      const host = some("x-host");
      const isHere = random(2) === 0 && host?.ownerDocument === document;
      const root = (isHere && host?.shadowRoot) || document;
      root.adoptedStyleSheets = random(4) === 0 ? sheets.slice(0, random(4)) : [pick(sheets)];
    },
    () => {
      const sheet = pick(sheets);
      if (sheet && !document.adoptedStyleSheets.includes(sheet)) {
        document.adoptedStyleSheets.push(sheet);
      }
    },
    () => {
      if (sheets.length === 0) return;
      const sheet = pick(sheets);
      if (random(3) === 0) sheet.replaceSync(`p { opacity: 0.${1 + random(8)} }`);
      else sheet.insertRule(`b { top: ${random(9)}px }`);
    },
    () => (some("input, textarea, select") as HTMLElement | undefined)?.focus(),
    () => (document.activeElement as HTMLElement | null)?.blur(),
  ];
  return () => pick(acts)();
}

/** Whether `inner` is in `outer`, also through shadow roots. */
function holds(outer: Element, inner: Node): boolean {
  const { host } = inner.getRootNode() as Partial<ShadowRoot>;
  return outer.contains(inner) || (host !== undefined && holds(outer, host));
}

(globalThis as { randomPage?: RandomPage }).randomPage = { visit };
