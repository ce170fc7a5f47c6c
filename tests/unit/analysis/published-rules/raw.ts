import { controlOf } from "../../../../src/dom/control.ts";
import { Styles } from "../../../../src/dom/css/styles.ts";
import { labelOf } from "../../../../src/dom/label.ts";
import { DomMirror } from "../../../../src/dom/mirror.ts";
import { attribute, type MirrorNode, parentElement } from "../../../../src/dom/node.ts";
import type { RecordedEvent } from "../../../../src/format/events.ts";

/** A click as the recorders of these systems see it: the click event and its target, nothing more. */
export interface RawClick {
  at: number;
  x: number;
  y: number;
  id: number;
  label: string;
  /** The nearest ancestor of these, itself included. */
  link: MirrorNode | null;
  button: MirrorNode | null;
  /** Something that takes clicks by its tag, role, handler or cursor. */
  isInteractive: boolean;
}

export interface Told {
  kind: string;
  atMs: number;
}

/** One published set of rules, run on a recording. */
export type Rules = (events: readonly RecordedEvent[]) => Told[];

export const isIncrement = ({ type, data }: RecordedEvent, source: number) =>
  type === 3 && data["source"] === source;

export function clicksOf(events: readonly RecordedEvent[]): RawClick[] {
  const mirror = new DomMirror();
  const styles = new Styles(mirror);
  const clicks: RawClick[] = [];
  for (const event of events) {
    mirror.apply(event);
    const { data, timestamp } = event;
    if (!isIncrement(event, 2) || data["type"] !== 2) continue;
    const node = mirror.get(Number(data["id"]));
    clicks.push({
      at: timestamp,
      x: Number(data["x"] ?? 0),
      y: Number(data["y"] ?? 0),
      id: Number(data["id"]),
      label: node ? labelOf(node) : "",
      link: closest(node, (at) => at.tag === "a" && attribute(at, "href") !== null),
      button: closest(node, isButton),
      isInteractive: node ? controlOf(node, styles) !== null : false,
    });
  }
  return clicks;
}

/** Whether one of `events` answers between these times. */
export const answers = (
  events: readonly RecordedEvent[],
  from: number,
  to: number,
  is: (event: RecordedEvent) => boolean,
): boolean => events.some((event) => event.timestamp >= from && event.timestamp <= to && is(event));

/** Greedy groups: a click joins the open one while `goesOn`, else it begins a new one. */
export function groups(
  clicks: readonly RawClick[],
  goesOn: (group: readonly RawClick[], next: RawClick) => boolean,
): RawClick[][] {
  const all: RawClick[][] = [];
  for (const click of clicks) {
    const open = all.at(-1);
    if (open && goesOn(open, click)) open.push(click);
    else all.push([click]);
  }
  return all;
}

export const tell = (kind: string, events: readonly RecordedEvent[], { at }: RawClick): Told => ({
  kind,
  atMs: at - (events[0]?.timestamp ?? 0),
});

function isButton(node: MirrorNode): boolean {
  const type = attribute(node, "type")?.toLowerCase();
  return (
    node.tag === "button" || (node.tag === "input" && (type === "submit" || type === "button"))
  );
}

function closest(node: MirrorNode | undefined, is: (at: MirrorNode) => boolean): MirrorNode | null {
  for (let at = node ?? null; at; at = parentElement(at)) if (is(at)) return at;
  return null;
}
