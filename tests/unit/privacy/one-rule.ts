import { NO_REQUEST_RULES } from "../../../src/privacy/request-rules.ts";
import { createRedactor } from "../../../src/privacy/redaction/redactor.ts";
import type { Context } from "../../../src/privacy/sanitize/context.ts";
import { describe as describeNode } from "../../../src/privacy/sanitize/facts.ts";
import { NodeCounts } from "../../../src/privacy/sanitize/node-counts.ts";
import { NodeMap } from "../../../src/privacy/sanitize/node-map.ts";
import { element, find, pass, snapshot } from "./build.ts";

/** For tests of one rule each. */
export const OPEN = { level: "open" as const };
export const SHOWN = { "data-waymark-unmask": "" };
export const NO_EVENT = { type: 1, data: {}, timestamp: 5 };

export const contextWith = (over: Partial<Context> = {}): Context => ({
  map: new NodeMap(),
  redactor: createRedactor(),
  hits: {},
  total: {},
  counts: new NodeCounts(),
  strict: false,
  open: false,
  leftOut: [],
  live: null,
  canvas: false,
  requests: NO_REQUEST_RULES,
  isHidden: false,
  clean: new Set(),
  ...over,
});

export const input = (attributes: Record<string, string>, context = contextWith()) => {
  const state = context.map.add(10, null, "input");
  describeNode(state, attributes, context);
  return state;
};

/** The value of a control at level open, under an unmask mark. */
export function shownValue(tag: string, attributes: Record<string, string>): unknown {
  const page = snapshot(
    element(9, "div", SHOWN, element(10, tag, { ...attributes, value: "hush" })),
  );
  return find(pass([page], OPEN).events[0]!, 10)?.attributes?.["value"];
}
