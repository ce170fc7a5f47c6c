import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DomMirror } from "../../../src/dom/mirror.ts";
import { isElement, type MirrorNode, walk } from "../../../src/dom/node.ts";
import { matchesSelector, parseSelector } from "../../../src/dom/selector-match.ts";
import { selectorOf } from "../../../src/dom/selector.ts";
import type { RecordedEvent } from "../../../src/format/events.ts";
import { storedEvents } from "../../contract/session-store/samples.ts";
import { randomFrom, randomRecording } from "../dom/random-page.ts";
import { SECRET, stored, redact } from "./redact-store.ts";

describe("any page, any element, any moment", () => {
  /** A random recording in which everything that ever was in one element says the secret. */
  function planted(seed: number, moment: number) {
    const events = randomRecording(randomFrom(seed), 250);
    const mirror = new DomMirror();
    const stoppedAt = (events[Math.floor(events.length * moment)] as RecordedEvent).timestamp;
    // A moment is all of its millisecond.
    for (const each of events) if (each.timestamp <= stoppedAt) mirror.apply(each);
    const nodes: MirrorNode[] = [];
    if (mirror.root)
      walk(
        mirror.root,
        (node) =>
          void (
            isElement(node) &&
            !["html", "head", "body"].includes(node.tag) &&
            nodes.push(node)
          ),
      );
    const target = nodes[seed % Math.max(1, nodes.length)];
    if (!target) return null;
    const inside = insideOf(events, target.id, mirror.epoch);
    plant(events, inside, mirror.epoch);
    return {
      events,
      target: target.id,
      epoch: mirror.epoch,
      inside,
      at: stoppedAt,
    };
  }

  it("P5 leaves the secret nowhere, every frame in its place, and the rest of the page as it was", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1_000_000),
        fc.double({ min: 0.05, max: 0.99, noNaN: true }),
        async (seed, moment) => {
          const given = planted(seed, moment);
          if (!given) return;
          const { events, target, inside, epoch } = given;
          const store = await stored(events, 4);
          const before = await storedEvents(store, "s");
          await redact(store, {
            kind: "element",
            tabId: "t",
            nodeId: target,
            at: given.at,
            everywhere: false,
          });
          const after = await storedEvents(store, "s");
          expect(JSON.stringify(after)).not.toContain(SECRET);
          expect(after.map(({ timestamp }) => timestamp)).toEqual(
            before.map(({ timestamp }) => timestamp),
          );
          sameOutside(before, after, inside, epoch);
        },
      ),
      { numRuns: 30, examples: [[701_841, 0.864]] },
    );
  }, 60_000);

  it("has a selector that names it", () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), (seed) => {
        const mirror = new DomMirror();
        for (const each of randomRecording(randomFrom(seed), 120)) mirror.apply(each);
        if (!mirror.root) return;
        walk(mirror.root, (node) => {
          if (!isElement(node)) return;
          const parts = parseSelector(selectorOf(node) ?? "");
          expect(parts, selectorOf(node) ?? "").not.toBeNull();
          expect(matchesSelector(node, parts!), selectorOf(node) ?? "").toBe(true);
        });
      }),
      { numRuns: 40 },
    );
  });
});

/** By asking the mirror after every event, apart from how the code under test does it. */
function insideOf(events: readonly RecordedEvent[], id: number, epoch: number): Set<number> {
  const inside = new Set([id]);
  const mirror = new DomMirror();
  for (const each of events) {
    mirror.apply(each);
    const top = mirror.epoch === epoch ? mirror.get(id) : undefined;
    if (top) walk(top, (node) => void inside.add(node.id));
  }
  return inside;
}

type Json = Record<string, unknown>;

function plant(events: readonly RecordedEvent[], inside: ReadonlySet<number>, epoch: number): void {
  let number = 0;
  const inTree = (node: Json) => {
    if (inside.has(node["id"] as number)) {
      if (typeof node["textContent"] === "string") node["textContent"] += SECRET;
      if (node["type"] === 2) (node["attributes"] as Json)["title"] = SECRET;
    }
    for (const child of (node["childNodes"] ?? []) as Json[]) inTree(child);
  };
  for (const { type, data } of events) {
    if (type === 2) number++;
    if (number !== epoch) continue;
    if (type === 2) inTree(data["node"] as Json);
    for (const add of (data["adds"] ?? []) as Json[]) if (add["node"]) inTree(add["node"] as Json);
    for (const each of (data["texts"] ?? []) as Json[])
      if (inside.has(each["id"] as number)) each["value"] = SECRET;
    for (const each of (data["attributes"] ?? []) as Json[]) {
      if (inside.has(each["id"] as number)) (each["attributes"] as Json)["title"] = SECRET;
    }
    if (typeof data["text"] === "string" && inside.has(data["id"] as number)) data["text"] = SECRET;
  }
}

/** Applies both side by side: outside of the element the pages are the same after every event. */
function sameOutside(
  before: readonly RecordedEvent[],
  after: readonly RecordedEvent[],
  inside: ReadonlySet<number>,
  epoch: number,
): void {
  const [old, now] = [new DomMirror(), new DomMirror()];
  for (const [i, each] of before.entries()) {
    old.apply(each);
    now.apply(after[i] as RecordedEvent);
    if (i % 25 !== 0 && i < before.length - 1) continue;
    const hidden = old.epoch === epoch ? inside : new Set<number>();
    expect(outline(now, hidden)).toEqual(outline(old, hidden));
  }
  expect(now.skipped).toBeLessThanOrEqual(old.skipped);
}

function outline(mirror: DomMirror, hidden: ReadonlySet<number>): unknown[] {
  const lines: unknown[] = [];
  if (!mirror.root) return lines;
  walk(mirror.root, (node) => {
    const { id, tag, parent, prev } = node;
    const place = [id, tag, parent?.id ?? null, prev?.id ?? null];
    if (hidden.has(id)) {
      lines.push(place);
      return false;
    }
    const styles = node.styleOps ? [...node.styleOps] : null;
    lines.push([...place, node.text, { ...node.attributes }, node.value, node.checked, styles]);
    return true;
  });
  const scrolls = [...mirror.scroll].filter(([id]) => !hidden.has(id));
  return [...lines, scrolls, mirror.href, mirror.viewport];
}
