import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCall, writeCall } from "../../../src/format/frame-call.ts";
import type { RecordedEvent, SerializedNode } from "../../../src/format/events.ts";
import { eachNode, ID_RANGE, mapIds } from "../../../src/privacy/gate2/frame-ids.ts";
import { createFrameStream, eventsOf } from "../../../src/privacy/gate2/frame-stream.ts";
import { signalEvent } from "../../../src/format/signals/signals.ts";
import { createGate2, type Gate2 } from "../../../src/privacy/gate2/gate2.ts";
import { DEFAULT_SITE_POLICY } from "../../../src/privacy/policy.ts";
import { element, incremental, mutation, snapshot, text } from "./build.ts";

const BASE = 3 * ID_RANGE;
const place = { base: BASE, hostId: 40 };

const ID_NAMES = /^(?:id|parentId|nextId|previousId|rootId|styleId|start|end)$/;

/** Every id by its name, wherever it stands, without asking the code under test where ids are. */
const ids = (event: RecordedEvent): number[] => {
  const found: number[] = [];
  const visit = (value: unknown, name: string): void => {
    // A node's own attributes are none of rrweb's names.
    if (name === "attributes" && !Array.isArray(value)) return;
    if (typeof value === "number" && value > 0 && (ID_NAMES.test(name) || name === "styleIds[]")) {
      found.push(value);
    } else if (Array.isArray(value)) value.forEach((item) => visit(item, `${name}[]`));
    else if (typeof value === "object" && value !== null)
      for (const [key, inner] of Object.entries(value)) visit(inner, key);
  };
  visit(event.data, "");
  return found;
};

const nodeId = fc.integer({ min: 1, max: ID_RANGE - 1 });
const anyId = fc.oneof(nodeId, fc.constantFrom(-1, -2));
const tree: fc.Arbitrary<SerializedNode> = fc.letrec<{ node: SerializedNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    fc.record({ type: fc.constant(3), id: nodeId, textContent: fc.string() }),
    fc.record({
      type: fc.constant(2),
      id: nodeId,
      tagName: fc.constant("ol"),
      // Numbers that are no ids.
      attributes: fc.record({ start: nodeId, id: fc.string() }),
      childNodes: fc.array(tie("node"), { maxLength: 3 }),
    }),
  ) as fc.Arbitrary<SerializedNode>,
})).node;

const point = fc.integer({ min: 0, max: 900 });
const event: fc.Arbitrary<RecordedEvent> = fc.oneof(
  tree.map((node) => mutation({ adds: [{ parentId: 5, nextId: null, previousId: 6, node }] })),
  fc.record({ parentId: nodeId, id: nodeId }).map((removed) => mutation({ removes: [removed] })),
  nodeId.map((id) => mutation({ texts: [{ id, value: "x" }] })),
  nodeId.map((id) => mutation({ attributes: [{ id, attributes: { start: "7" } }] })),
  fc
    .record({ id: anyId, x: point, y: point, timeOffset: point })
    .map((position) => incremental(1, { positions: [position] })),
  nodeId.map((id) => incremental(2, { type: 2, id, x: 1, y: 2 })),
  nodeId.map((id) => incremental(3, { id, x: 1, y: 2 })),
  nodeId.map((id) => incremental(5, { id, text: "", isChecked: false })),
  nodeId.map((id) => incremental(7, { id, type: 0 })),
  nodeId.map((id) => incremental(8, { id, adds: [{ rule: "a {}", index: 4 }] })),
  nodeId.map((styleId) => incremental(8, { styleId, removes: [{ index: 4 }] })),
  nodeId.map((styleId) => incremental(13, { styleId, index: [2] })),
  fc
    .record({ id: nodeId, styleId: nodeId })
    .map(({ id, styleId }) =>
      incremental(15, { id, styleIds: [styleId], styles: [{ styleId, rules: [] }] }),
    ),
  fc
    .record({ start: nodeId, end: nodeId })
    .map((range) => incremental(14, { ranges: [{ ...range, startOffset: 3, endOffset: 9 }] })),
);

const looks: fc.Arbitrary<RecordedEvent> = fc.oneof(
  nodeId.map((id) => signalEvent("waymark.state", { id, what: "popover", on: true }, 2_000)),
  nodeId.map((id) => signalEvent("waymark.canvas", { id, width: 1, height: 1 }, 2_000)),
);

describe("a frame's events in its tab's stream", () => {
  test("every id moves into the frame's range, and nothing else changes", () => {
    fc.assert(
      fc.property(fc.oneof(event, looks), (original) => {
        const [moved, ...more] = createFrameStream(place).convert(structuredClone(original));
        expect(more).toEqual([]);
        for (const id of ids(moved!)) {
          expect(id).toBeGreaterThanOrEqual(BASE);
          expect(id).toBeLessThan(BASE + ID_RANGE);
        }
        mapIds(moved!, (id) => id - BASE);
        expect(moved).toEqual(original);
      }),
    );
  });

  test("ranges of two frames, and of their tab, never meet", () => {
    fc.assert(
      fc.property(
        event,
        event,
        fc.integer({ min: 0, max: 1_000 }),
        fc.integer({ min: 1, max: 1_000 }),
        (a, b, first, apart) => {
          const at = (base: number, one: RecordedEvent) =>
            createFrameStream({ base, hostId: 1 }).convert(structuredClone(one));
          const [inA] = at(first * ID_RANGE, a);
          const [inB] = at((first + apart) * ID_RANGE, b);
          const other = new Set(ids(inB!));
          expect(ids(inA!).filter((id) => other.has(id))).toEqual([]);
        },
      ),
    );
  });

  test("what the stream has of a frame leads back to what the frame said", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 8 }), (events) => {
        const stream = createFrameStream(place);
        const said = [snapshot(element(10, "p", {}, text(11, "in the frame"))), ...events];
        const foreign = [snapshot(element(40, "iframe")), incremental(3, { id: 40, x: 0, y: 1 })];
        const stored = [
          ...structuredClone(foreign),
          ...said.flatMap((one) => stream.convert(structuredClone(one))),
        ];
        const back = eventsOf(structuredClone(stored), place);
        // Their documents are named now, which changes nothing about who they are.
        const named = createFrameStream({ base: 0, hostId: 40 });
        const expected = said
          .flatMap((one) => (one.type === 2 ? [one] : named.convert(structuredClone(one))))
          .filter((one) => ids(one).length > 0);
        const bare = (all: RecordedEvent[]) =>
          structuredClone(all).map((one) => {
            const nodes = [
              one.data["node"] as SerializedNode | undefined,
              ...((one.data["adds"] ?? []) as { node?: SerializedNode }[]).map(({ node }) => node),
            ];
            for (const node of nodes) if (node) eachNode(node, (each) => delete each.rootId);
            return one;
          });
        expect(bare(back)).toEqual(bare(expected));
        expect(eventsOf(structuredClone(stored), null)).toEqual(foreign);
      }),
    );
  });

  test("a snapshot becomes the iframe's document, its nodes name it, and its scroll follows", () => {
    const said = snapshot(element(10, "p", {}, text(11, "hello")));
    said.data["initialOffset"] = { left: 0, top: 120 };
    const [attached, scroll] = createFrameStream(place).convert(said);
    expect(attached!.data).toMatchObject({ source: 0, isAttachIframe: true });
    const [add] = attached!.data["adds"] as { parentId: number; node: SerializedNode }[];
    expect(add).toMatchObject({ parentId: 40, nextId: null, node: { id: BASE + 1 } });
    expect(add!.node.rootId).toBeUndefined();
    eachNode(add!.node.childNodes![0]!, (node) => expect(node.rootId).toBe(BASE + 1));
    expect(scroll!.data).toEqual({ source: 3, id: BASE + 1, x: 0, y: 120 });
  });

  test("ids that no document may use are refused, so that no page reaches into a frame", () => {
    const forged = incremental(3, { id: BASE + 7, x: 0, y: 1 });
    for (const frame of [null, place]) {
      const gate = createGate2({ policy: DEFAULT_SITE_POLICY, ...(frame && { frame }) });
      const json = JSON.stringify([forged, incremental(3, { id: 7, x: 0, y: 1 })]);
      const passed = gate.pass(json, address)!;
      expect(passed.eventCount).toBe(1);
      expect(passed.hits).toMatchObject({ malformed: 1 });
    }
  });

  test("P1 no signal paints another frame's elements, and a refused snapshot teaches the gate nothing", () => {
    const page = snapshot(element(10, "canvas"), element(ID_RANGE + 10, "canvas"));
    for (const frame of [null, place]) {
      const gate = createGate2({ policy: DEFAULT_SITE_POLICY, ...(frame && { frame }) });
      gate.setCanvas(true);
      const said = [ID_RANGE + 10, BASE + 10].flatMap((id) => [
        signalEvent("waymark.state", { id, what: "popover", on: true }, 2_000),
        signalEvent("waymark.canvas", { id, width: 1, height: 1 }, 2_000),
        signalEvent("waymark.error", { what: "error", message: "x", frame: id }, 2_000),
      ]);
      expect(gate.pass(JSON.stringify([page, ...said]), address)).toBeNull();
      expect(gate.aroundNode(ID_RANGE + 10)).toBe("masked");
      expect(gate.aroundNode(10)).toBe("masked");
    }
  });

  test("R1 keeps the sign of a batch of which nothing may be kept, or it would be sent for ever", () => {
    const gate = createGate2({ policy: DEFAULT_SITE_POLICY, frame: place });
    const payload = { reason: "Nothing of this batch may be kept." };
    const json = JSON.stringify([
      { type: 5, data: { tag: "waymark.redacted", payload }, timestamp: 1 },
    ]);
    const address = { sessionId: "s", tabId: "t1", producer: "p", seq: 0 };
    expect(gate.pass(json, address)?.eventCount).toBe(1);
  });

  test("news of a frame is not taken for news of its tab", () => {
    const stream = createFrameStream(place);
    const signal = (tag: string, payload: object) =>
      stream.convert({ type: 5, data: { tag, payload }, timestamp: 1 });
    const meta = { href: "https://in.example/", width: 1, height: 1 };
    expect(stream.convert({ type: 4, data: meta, timestamp: 1 })[0]!.data).toEqual({
      tag: "waymark.frame",
      payload: { what: "shown", id: 40, url: "https://in.example/" },
    });
    expect(signal("waymark.navigation", { how: "push", url: "https://in.example/b" })).toEqual([
      {
        type: 5,
        timestamp: 1,
        data: {
          tag: "waymark.frame",
          payload: { what: "shown", id: 40, url: "https://in.example/b" },
        },
      },
    ]);
    expect(signal("waymark.lifecycle", { what: "start", reason: "navigation" })).toEqual([]);
    expect(signal("waymark.browser", { what: "hidden" })).toEqual([]);
    expect(stream.convert(incremental(4, { width: 1, height: 1 }))).toEqual([]);
    const request = { id: "a-1", phase: "start", how: "fetch" };
    expect(signal("waymark.network", request)[0]!.data["payload"]).toMatchObject({
      id: "3-a-1",
      frame: 40,
    });
    const gap = signal("waymark.lifecycle", { what: "gap", reason: "an error" });
    expect(gap[0]!.data["payload"]).toEqual({ what: "gap", id: 40, reason: "an error" });
  });
});

const address = { sessionId: "s1", tabId: "t1", producer: "doc", seq: 0 };

describe("links to frames", () => {
  const gateOf = (...body: SerializedNode[]): Gate2 => {
    const gate = createGate2({ policy: DEFAULT_SITE_POLICY });
    gate.pass(JSON.stringify([snapshot(...body)]), address);
    gate.takeNews();
    return gate;
  };
  const link = (gate: Gate2, id: number) => {
    const said = { type: 5, data: { tag: "waymark.link", payload: { id, nonce: 9 } } };
    const stored = gate.pass(JSON.stringify([{ ...said, timestamp: 5 }]), address);
    expect(stored).toBeNull();
    return gate.takeNews().links;
  };

  test("an iframe is linked, and the link itself is not stored", () => {
    expect(link(gateOf(element(10, "iframe")), 10)).toEqual([{ id: 10, nonce: 9 }]);
  });

  test("P6 a link under a mask says so, and one under a block is refused", () => {
    const masked = element(9, "div", { "data-waymark-mask": "" }, element(10, "iframe"));
    expect(link(gateOf(masked), 10)).toEqual([{ id: 10, nonce: 9, masked: true }]);
    const blocked = element(9, "div", { "data-waymark-block": "" }, element(10, "iframe"));
    expect(link(gateOf(blocked), 10)).toEqual([]);
  });

  test("R4 what is no iframe, or not there, is not linked", () => {
    const gate = gateOf(element(10, "div"));
    expect(link(gate, 10)).toEqual([]);
    expect(link(gate, 77)).toEqual([]);
    expect(link(gate, ID_RANGE + 10)).toEqual([]);
  });

  test("P6 a frame whose place is masked keeps no text, one that is blocked keeps nothing", () => {
    const json = JSON.stringify([snapshot(element(10, "p", {}, text(11, "hello there")))]);
    for (const [around, kept] of [
      ["plain", true],
      ["masked", false],
      ["blocked", false],
    ] as const) {
      const gate = createGate2({ policy: DEFAULT_SITE_POLICY, frame: place });
      gate.setPlace(around);
      expect(String(gate.pass(json, address)?.json).includes("hello there"), around).toBe(kept);
    }
  });
});

test("a call survives its way as text, and nothing else is taken for one", () => {
  fc.assert(
    fc.property(fc.nat(), fc.array(fc.nat({ max: 500 }), { maxLength: 10 }), (nonce, path) => {
      expect(readCall(writeCall({ nonce, path }))).toEqual({ nonce, path });
    }),
  );
  for (const other of [
    null,
    {},
    "",
    '{"waymark":"frame"}',
    `${writeCall({ nonce: 1, path: [] })} `,
  ])
    expect(readCall(other)).toBeNull();
});
