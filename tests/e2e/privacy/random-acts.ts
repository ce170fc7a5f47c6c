import type { Random } from "../../unit/dom/random-page.ts";
import type { Kind } from "../canary/vault.ts";
import { type Mark, MARKS, PLACES, SELECTOR, selectorOf, type Shelter } from "./random-places.ts";

/** What one act gets. Its numbers are its own, so that the others go on as they did when it is left out. */
export interface Tools {
  secret: string;
  /** Must be stored where it is written and returned. */
  word: string;
  random: Random;
  /** True for a node that is being recorded. */
  isRecorded(node: Node): boolean;
  /**
   * As `isRecorded`, of the page's own tree or a frame that was there when the acts began: those that
   * are moved load anew. What is shown of them and of components, the specs of fidelity prove.
   */
  isSteady(node: Node): boolean;
}

export interface RandomAct {
  /** What must become of its secret (see canary/vault.ts). */
  kind: Kind;
  /** Only the live document tells of it, so that gate 2 alone cannot know. */
  gatedOnly?: true;
  /** Returns the word when the recording must show it. Does nothing where the page has no place for it. */
  run(tools: Tools): string | void;
}

/** Closed roots, which nobody finds otherwise. */
const closedRoots = new Map<Element, ShadowRoot>();
const rootOf = (element: Element) => element.shadowRoot ?? closedRoots.get(element) ?? null;

function isElement(node: unknown): node is Element {
  return (node as Node | null)?.nodeType === 1;
}

/** The documents of all frames, and the page's own. */
export function documents(): Set<Document> {
  return new Set([document, ...all("body").map((body) => body.ownerDocument)]);
}

/** Elements of the page through shadow roots and frames. */
function all(wanted: string, top: ParentNode = document): HTMLElement[] {
  const found: HTMLElement[] = [];
  for (const element of top.querySelectorAll<HTMLElement>("*")) {
    if (element.matches(wanted)) found.push(element);
    const root = rootOf(element);
    if (root) found.push(...all(wanted, root));
    const inner = (element as Partial<HTMLIFrameElement>).contentDocument;
    if (inner?.body) found.push(...all(wanted, inner));
  }
  return found;
}

function parentOf(node: Node): Node | null {
  if (node.parentNode) return node.parentNode;
  if (node.nodeType === 11) return (node as ShadowRoot).host ?? null;
  if (node.nodeType === 9) return (node as Document).defaultView?.frameElement ?? null;
  return null;
}

const KINDS = ["masked", "blocked", "editable"] as const;
const SHELTER_SELECTORS: Readonly<Record<Shelter, string>> = {
  masked: [...MARKS.masked, SELECTOR].map(selectorOf).join(", "),
  blocked: MARKS.blocked.map(selectorOf).join(", "),
  editable: MARKS.editable.map(selectorOf).join(", "),
};

/** What shelters the content of a node, by the marks around it. */
function sheltersOf(node: Node): Set<Shelter> {
  const found = new Set<Shelter>();
  for (let up: Node | null = node; up; up = parentOf(up)) {
    if (up.nodeType === 9 && (up as Document).designMode === "on") found.add("editable");
    if (!isElement(up)) continue;
    for (const kind of KINDS) if (up.matches(SHELTER_SELECTORS[kind])) found.add(kind);
  }
  return found;
}

const CONTAINERS = "div, section, article, span, li, td, th, fieldset, x-card, body";
/** Moved, copied and drawn anew as wholes. */
const MOVABLE =
  "body [id^=c], body > p, li > *, td > *, div > *, section > *, article > *, x-card > *";
const FIELDS =
  "input:not([type=checkbox]):not([type=radio]):not([type=file]):not([type=image]):not([type=submit]):not([type=button]):not([type=reset]), textarea";
const NEVER_FIELDS =
  "input[type=password], input[type=hidden], [autocomplete*=cc-], [autocomplete*=code], [autocomplete*=new-password], [name=login-pw], [name=api_key], [name=private_key], #cvc";

const pick = <T>({ random }: Tools, from: readonly T[]): T | undefined =>
  from.length > 0 ? from[random(from.length)] : undefined;
const containers = () =>
  all(CONTAINERS).filter((each) => !each.closest("svg, select, template, noscript"));
/** Where words must be recorded. */
const plain = (tools: Tools) =>
  pick(
    tools,
    containers().filter((each) => tools.isSteady(each) && sheltersOf(each).size === 0),
  );
const sheltered = (tools: Tools, shelter: Shelter) =>
  pick(
    tools,
    containers().filter((each) => sheltersOf(each).has(shelter)),
  );
const field = (tools: Tools, wanted = FIELDS) =>
  pick(
    tools,
    all(wanted).filter((each) => each.matches(NEVER_FIELDS) === (wanted !== FIELDS)),
  ) as HTMLInputElement | undefined;

function say(target: EventTarget, type = "input"): void {
  target.dispatchEvent(new InputEvent(type, { bubbles: true, composed: true }));
}

/** As users do, a key at a time; with the browser's own input events where it takes them. */
function typeInto(input: HTMLInputElement, text: string): void {
  input.focus();
  for (let i = 1; i <= text.length; i++) {
    const before = input.value;
    if (document.activeElement === input) document.execCommand("insertText", false, text[i - 1]);
    if (input.value !== before) continue;
    input.value = text.slice(0, i);
    say(input);
  }
  say(input, "change");
}

/** As a framework without a virtual document does: all that is in it is made from its markup again. */
function drawAnew(element: Element): void {
  const markup = element.innerHTML;
  element.innerHTML = markup;
}

function mark(element: Element, [name, value]: Mark): void {
  if (name === "class") element.classList.add(value);
  else element.setAttribute(name, value);
}

/** A whole that can be moved below `target` without losing what shelters it. */
function canMove(moved: Node, target: Node): boolean {
  if (moved.contains(target) || moved.nodeName === "BODY" || !moved.parentNode) return false;
  for (let up: Node | null = target; up; up = parentOf(up)) if (up === moved) return false;
  const there = sheltersOf(target);
  return there.has("blocked") || [...sheltersOf(moved.parentNode)].every((each) => there.has(each));
}

function movable(tools: Tools): HTMLElement | undefined {
  return pick(
    tools,
    all(MOVABLE).filter((each) => !each.matches("body, head, html, li, td, th, legend, summary")),
  );
}

function write(target: Element, { secret, random }: Tools): void {
  const text = target.ownerDocument.createTextNode(secret);
  const first = [...target.childNodes].find((child) => child.nodeType === 3);
  switch (random(4)) {
    case 0:
      target.append(text);
      break;
    case 1:
      target.insertAdjacentHTML("afterbegin", `<b>${secret}</b><i>x</i>`);
      break;
    case 2:
      if (first) (first as Text).data = secret;
      else target.prepend(text);
      break;
    default:
      target.append("wait");
      (target.lastChild as Text).data = secret;
  }
}

const act = (kind: Kind, run: RandomAct["run"]): RandomAct => ({ kind, run });

export const ACTS: Readonly<Record<string, RandomAct>> = {
  "type key by key": act("control", (t) => {
    const input = field(t);
    if (input) typeInto(input, t.secret);
  }),
  paste: act("control", (t) => {
    const input = field(t);
    if (!input) return;
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", t.secret);
    input.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
    input.value = t.secret;
    say(input);
  }),
  "clear and retype": act("control", (t) => {
    const input = field(t);
    if (!input) return;
    input.value = "";
    say(input);
    typeInto(input, t.secret);
  }),
  "default value": act("control", (t) => {
    const input = field(t);
    if (input) input.defaultValue = t.secret;
  }),
  "value attribute": act("control", (t) => field(t)?.setAttribute("value", t.secret)),
  "reset a form": act("control", (t) => {
    const input = field(t);
    if (input) input.value = t.secret;
    (pick(t, all("form")) as HTMLFormElement | undefined)?.reset();
  }),
  "type of a field": act("control", (t) => {
    const input = field(t);
    if (!input || input.localName !== "input") return;
    input.value = t.secret;
    input.type = pick(t, ["text", "search", "date", "number", "url", "range"])!;
    input.setAttribute("value", t.secret);
  }),
  "text in a text area": act("control", (t) => {
    const area = pick(t, all("textarea:not([name])"));
    if (area) area.textContent = t.secret;
  }),
  option: act("control", (t) => {
    const list = pick(t, all("select")) as HTMLSelectElement | undefined;
    if (!list) return;
    list.add(new Option(t.secret, t.secret));
    list.selectedIndex = t.random(list.options.length);
    say(list, "change");
  }),
  "custom field": act("control", (t) => {
    const custom = pick(t, all("x-field"));
    custom?.setAttribute("value", t.secret);
    if (custom) say(custom);
  }),
  "tick a box": act("control", (t) => pick(t, all("[type=checkbox], [type=radio]"))?.click()),
  "type a secret": act("never", (t) => {
    const input = field(t, NEVER_FIELDS);
    if (input && input.type !== "hidden") typeInto(input, t.secret);
    else if (input) input.value = t.secret;
  }),
  "toggle a password": act("never", (t) => {
    const input = field(t, "[name=login-pw]");
    if (!input || input.localName !== "input") return;
    input.type = input.type === "password" ? "text" : "password";
    if (t.random(2)) typeInto(input, t.secret);
    if (t.random(2)) input.setAttribute("value", t.secret);
  }),
  "clone a password": act("never", (t) => {
    const input = field(t, "[name=login-pw]");
    if (!input) return;
    const clone = input.cloneNode() as HTMLInputElement;
    clone.type = "text";
    clone.setAttribute("value", t.secret);
    input.after(clone);
    clone.value = `${t.secret} again`;
  }),
  "replace a password": act("never", (t) => {
    const input = field(t, "[name=login-pw]");
    if (!input || !t.isRecorded(input)) return;
    const other = input.ownerDocument.createElement("input");
    other.name = "login-pw";
    other.value = t.secret;
    input.replaceWith(other);
    say(other);
  }),
  "clear a password": act("never", (t) => {
    const input = field(t, "[name=login-pw]");
    if (!input) return;
    input.defaultValue = t.secret;
    input.value = "";
    say(input);
  }),
  file: act("control", (t) => {
    const input = document.body.appendChild(document.createElement("input"));
    input.type = "file";
    const files = new DataTransfer();
    files.items.add(new File([t.secret], `${t.secret}.pdf`));
    input.files = files.files;
    say(input, "change");
  }),

  edit: act("control", (t) => {
    const editor = sheltered(t, "editable");
    if (editor) write(editor, t);
  }),
  "edit by command": act("control", (t) => {
    const editor = pick(t, all("[contenteditable]")) as HTMLElement | undefined;
    editor?.focus();
    if (!editor || document.activeElement !== editor) return;
    for (const key of t.secret) document.execCommand("insertText", false, key);
    document.execCommand("createLink", false, `https://x.example/${t.secret}`);
  }),
  "draw an editor anew on each key": act("control", (t) => {
    const editor = sheltered(t, "editable");
    if (!editor || editor.localName === "body") return;
    for (let i = 1; i <= t.secret.length; i++) {
      editor.replaceChildren(
        ...Array.from(t.secret.slice(0, i), (key) => {
          const cell = editor.ownerDocument.createElement("span");
          cell.dataset["key"] = key;
          cell.append(key);
          return cell;
        }),
      );
    }
  }),
  "select in an editor": act("control", (t) => {
    const editor = sheltered(t, "editable");
    if (!editor) return;
    editor.append(t.secret);
    editor.ownerDocument.getSelection()?.selectAllChildren(editor);
  }),
  "edited from now on": act("control", (t) => {
    const later = plain(t);
    if (!later || later.localName === "body") return;
    mark(later, pick(t, MARKS.editable)!);
    write(later, t);
  }),
  "design mode": {
    kind: "control",
    gatedOnly: true,
    run(t) {
      const frame = pick(t, all("iframe")) as HTMLIFrameElement | undefined;
      const inner = frame?.contentDocument;
      if (!inner?.body || !t.isRecorded(inner.body)) return;
      inner.designMode = "on";
      inner.body.append(t.secret);
    },
  },

  "write where it is masked": act("never", (t) => {
    const target = sheltered(t, "masked");
    if (target) write(target, t);
  }),
  "text content where it is masked": act("never", (t) => {
    const target = sheltered(t, "masked");
    if (target && target.localName !== "body") target.textContent = t.secret;
  }),
  "label where it is masked": act("never", (t) => {
    const target = sheltered(t, "masked");
    target?.setAttribute(pick(t, ["title", "aria-label", "alt", "data-tooltip"])!, t.secret);
  }),
  "shadow root where it is masked": act("never", (t) => {
    const target = sheltered(t, "masked");
    if (!target) return;
    const host = target.appendChild(target.ownerDocument.createElement("div"));
    const mode = pick(t, ["open", "closed"] as const)!;
    const root = host.attachShadow({ mode });
    if (mode === "closed") closedRoots.set(host, root);
    root.innerHTML = `<p>${t.secret}</p><slot></slot>`;
  }),
  "masked from now on": act("never", (t) => {
    const later = plain(t);
    if (!later || later.localName === "body") return;
    mark(later, pick(t, MARKS.masked)!);
    write(later, t);
  }),
  "write where it is blocked": act("gone", (t) => {
    const target = sheltered(t, "blocked");
    if (!target) return;
    write(target, t);
    target.setAttribute("data-a", t.secret);
    target.append(`${t.secret} again`);
  }),
  "blocked from now on": act("gone", (t) => {
    const later = plain(t);
    if (!later || later.localName === "body") return;
    mark(later, pick(t, MARKS.blocked)!);
    write(later, t);
    later.title = t.secret;
  }),

  attribute: act("gone", (t) => {
    const names = ["data-note", "data-user", "onclick", "aria-current", "nonce", "x-model"];
    const name = pick(t, names)!;
    // A name that nothing has would be told in an error when it is clicked.
    const value = name === "onclick" ? `void "${t.secret}"` : t.secret;
    pick(t, all("p, a, div, li, td"))?.setAttribute(name, value);
  }),
  link: act("gone", (t) => {
    pick(t, all("a"))?.setAttribute("href", `/x?k=${t.secret}#${t.secret}`);
    plain(t)?.insertAdjacentHTML("beforeend", `<a href="?k=${t.secret}">x</a>`);
  }),
  picture: act("gone", (t) => {
    pick(t, all("img"))?.setAttribute("src", `/p.png?sig=${t.secret}`);
  }),
  "style property": act("gone", (t) => {
    plain(t)?.style.setProperty("list-style-image", `url("/s.png?k=${t.secret}")`);
  }),
  "style sheet": act("gone", (t) => {
    const style = document.head.appendChild(document.createElement("style"));
    style.textContent = `/* ${t.secret} */ q { top: 0 }`;
    style.sheet!.insertRule(`p { background: url("/r.png?k=${t.secret}") }`);
  }),
  "adopted sheet": act("gone", (t) => {
    const roots = all("*").flatMap((each) => rootOf(each) ?? []);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`p { background: url("/a.png?k=${t.secret}") }`);
    const root = pick(t, [document, ...roots.filter((one) => one.ownerDocument === document)])!;
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  }),
  comment: act("gone", (t) => {
    plain(t)?.append(document.createComment(t.secret));
  }),
  history: act("gone", (t) => history.pushState({ s: t.secret }, "", `?step=${t.secret}`)),
  hash: act("gone", (t) => void (location.hash = `t=${t.secret}`)),
  drag: act("gone", (t) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.setData("text/plain", t.secret);
    for (const type of ["dragstart", "dragover", "drop"])
      plain(t)?.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true }));
  }),
  submit: act("control", (t) => {
    const form = pick(t, all("form")) as HTMLFormElement | undefined;
    const input = form?.querySelector<HTMLInputElement>("input[type=text]");
    if (input) input.value = t.secret;
    const submit = new SubmitEvent("submit", { cancelable: true, bubbles: true });
    form?.dispatchEvent(submit);
  }),

  "e-mail in text": act("pattern", (t) => {
    const target = plain(t);
    target?.append(`Sent to ${t.secret}`);
    target?.setAttribute("title", `Of ${t.secret}`);
  }),
  "e-mail in a text node that was there": act("pattern", (t) => {
    const target = plain(t);
    const text = [...(target?.childNodes ?? [])].find((node) => node.nodeType === 3);
    if (text) (text as Text).data = `Now ${t.secret}`;
  }),
  title: act("pattern", (t) => void (document.title = `Inbox of ${t.secret}`)),

  "any place added": act("control", (t) => {
    const places = Object.values(PLACES).filter(({ kind }) => kind === "control");
    pick(t, containers())?.insertAdjacentHTML("beforeend", pick(t, places)!.html(t.secret));
  }),
  "any never place added": act("never", (t) => {
    const places = Object.values(PLACES).filter(({ kind }) => kind === "never");
    pick(t, containers())?.insertAdjacentHTML("beforeend", pick(t, places)!.html(t.secret));
  }),
  "any other place added": act("gone", (t) => {
    const places = Object.values(PLACES).filter(({ kind }) => kind === "gone");
    pick(t, containers())?.insertAdjacentHTML("beforeend", pick(t, places)!.html(t.secret));
  }),

  move: act("gone", (t) => {
    const moved = movable(t);
    const target = pick(t, containers());
    if (moved && target && canMove(moved, target))
      target[t.random(2) ? "prepend" : "append"](moved);
  }),
  "move out of sight and back": act("gone", (t) => {
    const moved = movable(t);
    const parent = moved?.parentNode;
    if (!moved || !parent) return;
    moved.remove();
    setTimeout(() => {
      if (parent.isConnected) parent.append(moved);
    });
  }),
  copy: act("gone", (t) => {
    const copied = movable(t);
    if (!copied || copied.querySelectorAll("*").length > 60) return;
    copied.after(copied.cloneNode(true));
  }),
  "copy into another document": act("gone", (t) => {
    const copied = movable(t);
    const target = pick(t, containers());
    if (!copied || !target || !canMove(copied, target)) return;
    if (copied.querySelectorAll("*").length > 60) return;
    target.append(target.ownerDocument.importNode(copied, true));
  }),
  "draw anew": act("gone", (t) => {
    const drawn = movable(t)?.parentElement;
    if (!drawn || drawn.querySelectorAll("*").length > 60) return;
    drawAnew(drawn);
  }),
  "draw anew while it is typed into": act("control", (t) => {
    const input = field(t);
    const around = input?.parentElement;
    if (!input || !around || around.querySelectorAll("*").length > 60) return;
    for (let i = 3; i <= t.secret.length; i += 3) {
      const current = around.querySelector<HTMLInputElement>("input, textarea");
      if (!current || current.matches(`${NEVER_FIELDS}, :not(${FIELDS})`)) return;
      current.value = t.secret.slice(0, i);
      say(current);
      current.setAttribute("value", current.value);
      drawAnew(around);
    }
  }),
  remove: act("gone", (t) => {
    const gone = movable(t);
    if (gone && gone.querySelectorAll("*").length < 15) gone.remove();
  }),

  "words in a plain place": act("gone", (t) => {
    const target = plain(t);
    if (!target) return;
    target.insertAdjacentHTML("beforeend", `<p>${t.word}</p>`);
    return t.word;
  }),
  "words in a shadow root": act("gone", (t) => {
    const target = plain(t);
    if (!target) return;
    const host = target.appendChild(target.ownerDocument.createElement("div"));
    host.attachShadow({ mode: "open" }).innerHTML = `<p>${t.word}</p><!-- ${t.secret} -->`;
    return t.word;
  }),
  "words in a frame": act("gone", (t) => {
    const inner = pick(
      t,
      all("iframe").filter((each) => sheltersOf(each).size === 0),
    ) as HTMLIFrameElement | undefined;
    const body = inner?.contentDocument?.body;
    if (!body || !t.isSteady(body) || sheltersOf(body).size > 0) return;
    body.append(`${t.word}`);
    return t.word;
  }),
  "words in a label": act("gone", (t) => {
    const target = plain(t);
    target?.setAttribute("aria-label", t.word);
    return target ? t.word : undefined;
  }),
};
