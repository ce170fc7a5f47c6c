import { analyze, type SessionFacts } from "../../../../src/analysis/analyze.ts";
import type { Finding, FindingKind } from "../../../../src/analysis/finding.ts";
import type { RecordedEvent } from "../../../../src/format/events.ts";
import { click, el, event, idleUntil, inc, load, signal, type Spec, T0 } from "../../dom/page.ts";

/** Far enough behind the last act that nothing is left unknown. */
export const END = 40_000;

export function factsOf(events: readonly RecordedEvent[], end = END): SessionFacts {
  const sorted = [...events, idleUntil(end)].toSorted((a, b) => a.timestamp - b.timestamp);
  return analyze({ id: "s", startedAt: T0, endedAt: T0 + end }, [
    { tabId: "t", segments: [{ index: 0, events: sorted }] },
  ]);
}

/** What is found, the worst first. */
export const found = (events: readonly RecordedEvent[], end?: number): Finding[] =>
  factsOf(events, end).findings;

export const kindsOf = (events: readonly RecordedEvent[], end?: number): FindingKind[] =>
  found(events, end).map(({ kind }) => kind);

/** Those of one kind only. */
export const only = (kind: FindingKind, events: readonly RecordedEvent[], end?: number) =>
  found(events, end).filter((one) => one.kind === kind);

export const BUTTON = 10;
export const OUTPUT = 90;
export const button = (id = BUTTON, name = "Pay"): Spec => el(id, "button", {}, name);
export const shop = (...more: Spec[]): RecordedEvent[] =>
  load([button(), button(11, "Help"), el(OUTPUT, "div", { id: "out" }), ...more]);

/** A page like the shop at another address. */
export const goTo = (at: number, path: string, ...body: Spec[]): RecordedEvent[] =>
  load(body.length > 0 ? body : [button()], { at, href: `http://shop.test${path}` });

export const route = (at: number, path: string, how = "push"): RecordedEvent =>
  signal(at, "waymark.navigation", { how, url: `http://shop.test${path}` });

let nextRequest = 1;

interface Asked {
  url?: string;
  method?: string;
  how?: string;
  /** Milliseconds; null while it is open. */
  took?: number | null;
  status?: number;
  failed?: boolean;
}

/** A request from start to end. */
export function request(
  at: number,
  { url = "/api/pay", method = "POST", how = "fetch", took = 200, status, failed }: Asked = {},
): RecordedEvent[] {
  const id = `r${nextRequest++}`;
  const whole = url.startsWith("http") ? url : `http://shop.test${url}`;
  const start = signal(at, "waymark.network", { id, phase: "start", how, method, url: whole });
  if (took === null) return [start];
  const outcome = failed ? { failed } : { status: status ?? 200 };
  const end = { id, phase: "end", how, durationMs: took, ...outcome };
  return [start, signal(at + took, "waymark.network", end)];
}

export const thrown = (at: number, message: string): RecordedEvent =>
  signal(at, "waymark.error", { what: "error", message });

/** As rrweb's console plugin writes it. */
export const logged = (at: number, message: string, level = "error"): RecordedEvent =>
  event(at, 6, {
    plugin: "rrweb/console@1",
    payload: { level, payload: [JSON.stringify(message)], trace: [] },
  });

/** Focus and `keys` keystrokes, 100 ms apart. */
export function type(at: number, id: number, keys = 4): RecordedEvent[] {
  const strokes = Array.from({ length: keys }, (_, i) =>
    inc(at + 20 + i * 100, 5, { id, text: "****", isChecked: false, userTriggered: true }),
  );
  return [inc(at, 2, { type: 5, id }), ...strokes, inc(at + 30 + keys * 100, 2, { type: 6, id })];
}

/** `count` clicks with `gap` ms from press to press. */
export const clicks = (at: number, count: number, gap: number, id = BUTTON): RecordedEvent[] =>
  Array.from({ length: count }, (_, i) => click(at + i * gap, id)).flat();

export {
  appears,
  click,
  el,
  event,
  idleUntil,
  inc,
  load,
  mutation,
  setAttributes,
  signal,
  T0,
} from "../../dom/page.ts";
