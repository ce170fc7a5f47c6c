import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RecordedEvent, SerializedNode } from "../../../src/format/events.ts";
import { element, incremental, mutation, pass, snapshot, text } from "./build.ts";

/**
 * Random pages whose every control, editor, masked and blocked place holds a secret that no pattern
 * knows, and random changes to them: whatever happens in whatever order, gate 2 lets none through.
 */
let count = 0;
const secret = fc.constant(null).map(() => `vault${count++}x`);
const SECRET = /vault\d+x/;

/** Ids are given out afterwards, so that no two nodes share one. */
type Plan = { tag: string; attributes: Record<string, string>; inner: (Plan | string)[] };

const plan = (
  tag: string,
  attributes: Record<string, string>,
  ...inner: (Plan | string)[]
): Plan => ({
  tag,
  attributes,
  inner,
});

const TYPES = [
  "text",
  "password",
  "email",
  "tel",
  "hidden",
  "number",
  "date",
  "color",
  "radio",
  "file",
];
const field = fc
  .tuple(
    secret,
    fc.constantFrom(...TYPES),
    fc.constantFrom("", "cc-number", "new-password", "name"),
  )
  .map(([value, type, autocomplete]) => plan("input", { type, value, autocomplete }));
const other = secret.chain((value) =>
  fc.constantFrom(
    plan("textarea", {}, value),
    plan("select", {}, plan("option", { value, label: value }, value)),
    plan("datalist", {}, plan("option", { value }, value)),
    plan(
      "div",
      { contenteditable: "true" },
      value,
      plan("b", { title: value, "data-a": "b" }, value),
    ),
    plan("div", { role: "textbox" }, plan("p", {}, value)),
    plan("div", { class: "CodeMirror" }, plan("pre", {}, value)),
    plan("p", { class: "rr-mask", title: value }, value),
    plan("p", { "data-hj-suppress": "" }, plan("i", { "aria-label": value }, value)),
    plan("p", { class: "ph-no-capture", title: value }, value),
    plan("script", {}, value),
    plan("noscript", {}, value),
    plan("a", { href: `/x?k=${value}#${value}`, onclick: value, "data-user": value }),
    plan("meta", { content: value }),
    plan("x-field", { value }),
    plan("img", { src: `data:image/png;base64,${value}`, srcset: `/p.png?k=${value} 2x` }),
  ),
);
const pages = fc.array(
  fc
    .oneof(field, other)
    .chain((inner) =>
      fc.constantFrom(
        inner,
        plan("div", { class: "row" }, inner),
        plan("section", {}, "plain words", inner),
      ),
    ),
  { minLength: 1, maxLength: 6 },
);

/** Acts on the page's nth element, or on its nth text. */
const act = fc.record({
  nth: fc.nat(40),
  kind: fc.constantFrom(
    "type",
    "value",
    "text",
    "child",
    "retype",
    "move",
    "remove",
    "relabel",
    "again",
  ),
  value: secret,
});

interface Placed {
  node: SerializedNode;
  parentId: number;
  /** What is written here is a secret. */
  isSecret: boolean;
}

const CONTROLS = new Set([
  "input",
  "textarea",
  "select",
  "option",
  "datalist",
  "script",
  "noscript",
]);
const holdsSecrets = ({ tag, attributes }: Plan) =>
  CONTROLS.has(tag) ||
  "contenteditable" in attributes ||
  "role" in attributes ||
  /CodeMirror|rr-mask|ph-no-capture/.test(attributes["class"] ?? "") ||
  "data-hj-suppress" in attributes;

function place(plans: readonly Plan[]): { nodes: SerializedNode[]; placed: Placed[] } {
  let id = 10;
  const placed: Placed[] = [];
  const build = (part: Plan | string, parentId: number, inSecret: boolean): SerializedNode => {
    if (typeof part === "string") {
      const node = text(id++, part);
      placed.push({ node, parentId, isSecret: inSecret });
      return node;
    }
    const own = id++;
    const isSecret = inSecret || holdsSecrets(part);
    const node = element(own, part.tag, { ...part.attributes });
    placed.push({ node, parentId, isSecret });
    node.childNodes = part.inner.map((inner) => build(inner, own, isSecret));
    return node;
  };
  return { nodes: plans.map((each) => build(each, 3, false)), placed };
}

function eventOf(
  { nth, kind, value }: { nth: number; kind: string; value: string },
  placed: readonly Placed[],
  nextId: () => number,
): RecordedEvent | null {
  const at = placed[nth % placed.length]!;
  const { node, parentId, isSecret } = at;
  const { id } = node;
  const isElement = node.type === 2;
  switch (kind) {
    case "type":
      return isElement ? incremental(5, { id, text: value, isChecked: false }) : null;
    case "value":
      return isElement
        ? mutation({ attributes: [{ id, attributes: { value, "data-user": value } }] })
        : null;
    case "text":
      return !isElement && isSecret ? mutation({ texts: [{ id, value }] }) : null;
    case "child":
      return isElement && isSecret
        ? mutation({ adds: [{ parentId: id, nextId: null, node: text(nextId(), value) }] })
        : null;
    case "retype":
      return node.tagName === "input"
        ? mutation({ attributes: [{ id, attributes: { type: "text", value, name: "shown" } }] })
        : null;
    case "move":
      return mutation({ removes: [{ parentId, id }], adds: [{ parentId, nextId: null, node }] });
    case "remove":
      return isSecret ? mutation({ removes: [{ parentId, id }], texts: [{ id, value }] }) : null;
    case "relabel":
      return isElement && isSecret
        ? mutation({ attributes: [{ id, attributes: { "data-waymark-unmask": "", rel: "a" } }] })
        : null;
    default:
      return {
        type: 4,
        data: { href: `https://x.example/?k=${value}#${value}`, width: 1, height: 1 },
        timestamp: 9,
      };
  }
}

describe("random pages", () => {
  it.each(["balanced", "strict"] as const)(
    "P1 P2 P3 P4 P6 keep their secrets at level %s",
    (level) => {
      fc.assert(
        fc.property(pages, fc.array(act, { maxLength: 12 }), (plans, acts) => {
          const { nodes, placed } = place(plans);
          let id = 5_000;
          const events = [
            snapshot(...nodes),
            ...acts.flatMap((each) => eventOf(each, placed, () => id++) ?? []),
          ];
          expect(JSON.stringify(events)).toMatch(SECRET);
          const passed = pass(events, { level });
          expect(passed.json).not.toMatch(SECRET);
          const isPlain = level === "balanced" && JSON.stringify(nodes).includes("plain words");
          expect(passed.json.includes("plain words")).toBe(isPlain);
        }),
        { numRuns: 400 },
      );
    },
  );

  it("P2 one field's events never add up to what was typed, whatever the keys were", () => {
    const keys = fc.array(fc.constantFrom("a", "b", "7", "é", "😀", "\b"), {
      minLength: 2,
      maxLength: 20,
    });
    fc.assert(
      fc.property(keys, fc.boolean(), (typed, isEditor) => {
        const page = isEditor
          ? snapshot(element(10, "div", { contenteditable: "" }, text(11, "")))
          : snapshot(element(10, "input"));
        let value = "";
        const events = typed.map((key, i) => {
          value = key === "\b" ? value.slice(0, -1) : value + key;
          if (!isEditor) return incremental(5, { id: 10, text: value, isChecked: false });
          // A letter an element, as some editors write.
          const span = element(100 + 2 * i, "span", { "data-char": key }, text(101 + 2 * i, key));
          return mutation({ adds: [{ parentId: 10, nextId: null, node: span }] });
        });
        const { json, events: kept } = pass([page, ...events]);
        expect(json).not.toMatch(/"(?:text|textContent|value|data-char)":"[ab7é😀]/u);
        // Empty or not is all that can be told of a field, and only where it changes.
        const shown = isEditor ? [] : kept.slice(1).map((event) => event.data["text"]);
        expect(shown.every((each, i) => each !== shown[i - 1] || each === "")).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
