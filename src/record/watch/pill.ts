import { isKnownRule, maskedWords } from "../../privacy/rule-words.ts";
import type { Level } from "../../privacy/policy.ts";
import { INDICATOR_CSS } from "./style.ts";
import { type IndicatorState, indicatorWords as words } from "./words.ts";

/** Namespace of what a page is made of, whatever kind of document it is. */
export const HTML = "http://www.w3.org/1999/xhtml";

/** What the pill says. */
export interface Said {
  state: IndicatorState;
  level: Level;
  hits: Readonly<Record<string, number>>;
}

const CORNERS = ["bottom-right", "bottom-left", "top-left", "top-right"] as const;
/** Less is a click by an unsteady hand. */
const DRAG_PX = 8;

/** What a page is not to hear of: to it, a click on the sign is none beside its dialog. */
const OWN_EVENTS =
  "click dblclick auxclick contextmenu mousedown mouseup pointerdown pointerup touchstart touchend keydown keyup keypress focusin focusout";

export interface Pill {
  /** Builds it anew in its root: a page that opened its document anew has taken the listeners away. */
  build(): void;
  show(said: Said): void;
}

/** The sign and what opens from it, in a shadow root. What it shows is set as text only. */
export function makePill(document: Document, root: ShadowRoot): Pill {
  let corner = 0;
  let small = false;
  /** It opens for any of these. */
  const why = { pinned: false, hovered: false, focused: false };
  let said: Said | null = null;
  let parts = makeParts(document);

  const isOpen = () => why.pinned || why.hovered || why.focused;

  function draw(): void {
    const { shell, sign, word, spoken, smaller } = parts;
    shell.dataset["corner"] = CORNERS[corner]!;
    shell.toggleAttribute("data-small", small);
    shell.toggleAttribute("data-open", isOpen());
    sign.setAttribute("aria-expanded", String(isOpen()));
    smaller.textContent = small ? words.larger : words.smaller;
    if (!said) return;
    const state = words.state[said.state];
    shell.dataset["state"] = said.state;
    word.textContent = state;
    sign.setAttribute("aria-label", `${words.name}: ${state}`);
    // Spoken when it changes only: the counts would drown a screen reader.
    if (spoken.textContent !== state) spoken.textContent = state;
    if (isOpen()) drawPanel(said);
  }

  function drawPanel({ state, level, hits }: Said): void {
    const { title, lead, masked, list } = parts;
    title.textContent = `${words.name}: ${words.state[state]}`;
    lead.textContent = words.lead[state];
    const counted = Object.entries(hits)
      .filter(([rule, count]) => isKnownRule(rule) && count > 0)
      .toSorted(([, a], [, b]) => b - a)
      .map(([rule, count]) => element(document, "li", maskedWords(rule, count)));
    masked.replaceChildren(
      element(document, "p", `${words.level[level]} ${words.never}`),
      element(document, "h2", words.masked),
      counted.length > 0 ? list : element(document, "p", words.nothing, "soft"),
    );
    masked.hidden = state === "waiting";
    list.replaceChildren(...counted);
  }

  function set(change: Partial<typeof why>): void {
    Object.assign(why, change);
    draw();
  }

  /** Returns whether the click that comes next was the end of a drag. */
  function makeDraggable({ shell, sign }: typeof parts): () => boolean {
    let from: { x: number; y: number } | null = null;
    let dragged = false;
    sign.addEventListener("pointerdown", (event) => {
      dragged = false;
      if (event.button !== 0) return;
      from = { x: event.clientX, y: event.clientY };
      sign.setPointerCapture(event.pointerId);
    });
    sign.addEventListener("pointermove", (event) => {
      if (!from) return;
      const [x, y] = [event.clientX - from.x, event.clientY - from.y];
      dragged ||= Math.hypot(x, y) > DRAG_PX;
      if (dragged) shell.style.transform = `translate(${x}px, ${y}px)`;
    });
    const drop = (event: PointerEvent): void => {
      if (from && dragged) {
        const { innerWidth, innerHeight } = document.defaultView!;
        const side = event.clientX < innerWidth / 2 ? "left" : "right";
        const end = event.clientY < innerHeight / 2 ? "top" : "bottom";
        corner = CORNERS.indexOf(`${end}-${side}`);
      }
      from = null;
      shell.style.transform = "";
      draw();
    };
    sign.addEventListener("pointerup", drop);
    sign.addEventListener("pointercancel", drop);
    return () => dragged;
  }

  function listen(): void {
    const { shell, sign, move, smaller } = parts;
    const wasDragged = makeDraggable(parts);
    for (const type of OWN_EVENTS.split(" ")) root.addEventListener(type, stay);
    shell.addEventListener("pointerenter", () => set({ hovered: true }));
    shell.addEventListener("pointerleave", () => set({ hovered: false }));
    shell.addEventListener("focusin", () => set({ focused: true }));
    shell.addEventListener("focusout", () => set({ focused: false, pinned: false }));
    shell.addEventListener("keydown", ({ key }) => {
      if (key === "Escape") set({ pinned: false, hovered: false, focused: false });
    });
    sign.addEventListener("click", () => {
      if (wasDragged()) return;
      if (why.pinned) set({ pinned: false, hovered: false, focused: false });
      else set({ pinned: true });
    });
    move.addEventListener("click", () => {
      corner = (corner + 1) % CORNERS.length;
      draw();
    });
    smaller.addEventListener("click", () => {
      small = !small;
      draw();
    });
  }

  return {
    build() {
      parts = makeParts(document);
      Object.assign(why, { pinned: false, hovered: false, focused: false });
      root.replaceChildren(parts.shell);
      dress(document, root);
      listen();
      draw();
    },
    show(next) {
      const isNew = said?.state !== next.state || said.level !== next.level;
      said = next;
      // Counts that nobody sees are not drawn.
      if (isNew || isOpen()) draw();
    },
  };
}

const stay = (event: Event) => event.stopPropagation();

function makeParts(document: Document) {
  const make = <K extends keyof HTMLElementTagNameMap>(tag: K, text = "", name = "") =>
    element(document, tag, text, name);
  const shell = make("div", "", "shell");
  const sign = make("button", "", "sign");
  sign.type = "button";
  sign.setAttribute("aria-controls", "panel");
  const word = make("span", "", "word");
  sign.append(make("span", "", "dot"), word);
  const spoken = make("span", "", "spoken");
  spoken.setAttribute("role", "status");
  const panel = make("section", "", "panel");
  panel.id = "panel";
  const title = make("h2");
  const lead = make("p");
  const masked = make("div", "", "masked");
  const list = make("ul");
  const move = make("button", words.move);
  const smaller = make("button", words.smaller);
  for (const button of [move, smaller]) button.type = "button";
  const row = make("div", "", "row");
  row.append(move, smaller);
  panel.append(title, lead, masked, make("p", words.stop), make("p", words.own, "soft"), row);
  shell.append(sign, panel, spoken);
  return { shell, sign, word, spoken, title, lead, masked, list, move, smaller };
}

function element<K extends keyof HTMLElementTagNameMap>(
  document: Document,
  tag: K,
  text: string,
  name = "",
): HTMLElementTagNameMap[K] {
  const made = document.createElementNS(HTML, tag) as HTMLElementTagNameMap[K];
  if (text !== "") made.textContent = text;
  if (name !== "") made.className = name;
  return made;
}

function dress(document: Document, root: ShadowRoot): void {
  try {
    // A sheet of this kind is no inline style, which the page's content security policy may forbid.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(INDICATOR_CSS);
    root.adoptedStyleSheets = [sheet];
  } catch {
    // Firefox lets no extension's script set them; there an element of its own is let through.
    root.append(element(document, "style", INDICATOR_CSS));
  }
}
