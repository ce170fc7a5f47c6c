import { describe, expect, it } from "vitest";
import type { SerializedNode } from "../../../src/format/events.ts";
import type { SitePolicy } from "../../../src/privacy/policy.ts";
import { dataUrlPasses } from "../../../src/privacy/redaction/data-url.ts";
import { element, incremental, mutation, pass, snapshot, text } from "./build.ts";

const OPEN: Partial<SitePolicy> = { level: "open", unmask: ["*"] };
const SHOWN = { "data-waymark-unmask": "" };

const SOURCE_SELECTION = 14;
const selection = incremental(SOURCE_SELECTION, {
  ranges: [{ start: 11, startOffset: 2, end: 11, endOffset: 5 }],
});
const editor = (more: object = {}) =>
  snapshot(
    element(10, "div", { contenteditable: "true", ...SHOWN, ...more }, text(11, "sowing notes")),
  );

describe("P3 selections in an editor", () => {
  it("are recorded where its text is shown", () => {
    const { events } = pass([editor(), selection], OPEN);
    expect(events[1]!.data["ranges"]).toHaveLength(1);
  });

  it("are left out where it is masked: at another level, or by a mark", () => {
    expect(pass([editor(), selection]).events[1]!.data["ranges"]).toEqual([]);
    const marked = pass([editor({ "data-waymark-mask": "" }), selection], OPEN);
    expect(marked.events[1]!.data["ranges"]).toEqual([]);
  });
});

describe("P2 which option is chosen", () => {
  const list = (select: Record<string, string>) =>
    snapshot(
      element(10, "select", select, element(11, "option", { selected: true }, text(12, "b"))),
    );
  const chosen = (event: { data: Record<string, unknown> }) => {
    const find = (node: SerializedNode): SerializedNode | undefined =>
      node.id === 11 ? node : node.childNodes?.map(find).find((found) => found !== undefined);
    return find(event.data["node"] as SerializedNode)!.attributes!["selected"];
  };
  const removed = mutation({ attributes: [{ id: 11, attributes: { selected: null } }] });

  it("is recorded where the list is shown", () => {
    const { events } = pass([list(SHOWN), removed], OPEN);
    expect(chosen(events[0]!)).toBe(true);
    expect(events[1]!.data["attributes"]).toEqual([{ id: 11, attributes: { selected: null } }]);
  });

  it("is not recorded otherwise, and never of a card's list", () => {
    expect(chosen(pass([list(SHOWN)]).events[0]!)).toBeUndefined();
    expect(chosen(pass([list({})], OPEN).events[0]!)).toBeUndefined();
    const card = list({ ...SHOWN, autocomplete: "cc-exp-month" });
    expect(chosen(pass([card], OPEN).events[0]!)).toBeUndefined();
  });
});

describe("P4 drawn icons with a class and a rule for line widths", () => {
  const icon = (name: string, rule = "<style>* { vector-effect: non-scaling-stroke; }</style>") =>
    `data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" class="${name}" stroke="black">${rule}<path d="M6 5h3"/></svg>`;

  it("pass in a style sheet", () => {
    expect(dataUrlPasses(icon("ag-icon"), "sheet")).toBe(true);
  });

  it("do not pass as an element's picture, nor with more than a plain name or that one rule", () => {
    expect(dataUrlPasses(icon("ag-icon"), "attribute")).toBe(false);
    expect(dataUrlPasses(icon("ada-lovelace-of-london-town"), "sheet")).toBe(false);
    expect(dataUrlPasses(icon("case 4711"), "sheet")).toBe(false);
    expect(dataUrlPasses(icon("ag-icon", "<style>* { content: 'x' }</style>"), "sheet")).toBe(
      false,
    );
  });
});
