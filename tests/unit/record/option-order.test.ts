import { expect, test } from "vitest";
import { DomMirror } from "../../../src/dom/mirror.ts";
import type { MirrorNode } from "../../../src/dom/node.ts";
import type { RecordedEvent, SerializedNode } from "../../../src/format/events.ts";
import { orderOptions } from "../../../src/record/complements/option-order.ts";
import { el, inc, load, serialize } from "../dom/page.ts";

const add = (parentId: number, nextId: number | null, node: SerializedNode) => ({
  parentId,
  nextId,
  node,
});
const option = (id: number) => serialize(el(id, "option"));

/** What is added comes in this order after the complement has seen it, and makes this page. */
function see(adds: ReturnType<typeof add>[], before = load([el(10, "form")])) {
  const event = inc(1, 0, { adds, removes: [], texts: [], attributes: [] });
  const pages = [event, seen(event)].map((each) => {
    const mirror = new DomMirror();
    for (const one of [...before, each]) mirror.apply(one);
    return idsBelow(mirror.root!);
  });
  expect(pages[1], "the page is the same").toEqual(pages[0]);
  return (seen(event).data["adds"] as ReturnType<typeof add>[]).map(({ node }) => node.id);
}

function seen(event: RecordedEvent): RecordedEvent {
  const copy = structuredClone(event);
  expect(orderOptions().see!(copy)).toBe(true);
  return copy;
}

function idsBelow(node: MirrorNode): number[] {
  const ids = [node.id];
  for (let child = node.first; child; child = child.next) ids.push(...idsBelow(child));
  return ids;
}

test("the options of a list that arrives are told from the first to the last", () => {
  const adds = [
    add(10, null, serialize(el(20, "select"))),
    add(20, null, option(23)),
    add(20, 23, option(22)),
    add(22, null, serialize("two")),
    add(20, 22, option(21)),
  ];
  const [select, ...options] = see(adds).filter((id) => id < 10_000);
  expect([select, ...options]).toEqual([20, 21, 22, 23]);
});

test("so are groups, options in groups, and what comes at the end of a list that was there", () => {
  const page = load([el(20, "select", {}, el(21, "option"))]);
  const adds = [
    add(20, null, serialize(el(23, "optgroup"))),
    add(20, 23, serialize(el(22, "optgroup"))),
    add(22, null, option(25)),
    add(22, 25, option(24)),
  ];
  expect(see(adds, page)).toEqual([22, 23, 24, 25]);
});

test("options that come between others, and all that are none, are told as rrweb tells them", () => {
  const page = load([el(20, "select", {}, el(21, "option"), el(22, "option")), el(10, "ul")]);
  const between = [add(20, 22, option(24)), add(20, 24, option(23))];
  expect(see(between, page)).toEqual([24, 23]);
  const items = [add(10, null, serialize(el(31, "li"))), add(10, 31, serialize(el(30, "li")))];
  expect(see(items, page)).toEqual([31, 30]);
});
