import type { SignalTag } from "../../../format/signals/signals.ts";
import type { Category, Kind } from "../../event.ts";

/** A signal of ours that says the same as what another tool recorded. */
export interface ToldSignal {
  tag: SignalTag;
  payload: object;
  /** When it happened, in epoch milliseconds, where the event that told it came later. */
  at?: number | undefined;
}

/** What no signal of ours says. */
export interface ToldEvent {
  kind: Kind;
  category: Category;
  label: string;
  nodeId?: number | null;
  at?: number | undefined;
  data?: Record<string, unknown>;
}

export type Told = ToldSignal | ToldEvent;

/** Reads one kind of payload. Null where it is not what its name promises. */
export type ToolReader = (payload: Payload, page: PageNow) => Told[] | null;

export type Payload = Readonly<Record<string, unknown>>;

/** Where the tab is, and when the event was written (epoch milliseconds). */
export interface PageNow {
  url: string;
  at: number;
}

/** The schemas of signals check the payload where it is read. */
export const signal = (tag: SignalTag, payload: object, at?: number): ToldSignal => ({
  tag,
  payload: withoutUndefined(payload),
  at,
});

/** The schemas take a field that is absent, not one that is undefined. */
function withoutUndefined(payload: object): object {
  return Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined));
}

export const objectOf = (value: unknown): Payload =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Payload) : {};

/** The longest texts of our own signals are as long. */
const LONGEST = 8_000;

export const textOf = (value: unknown): string | undefined =>
  typeof value === "string" ? value.slice(0, LONGEST) : undefined;

export const wordOf = (value: unknown): string | undefined =>
  typeof value === "string" ? value.slice(0, 200) : undefined;

/** Not negative, as times and sizes are. */
export const amountOf = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : undefined;

export const wholeOf = (value: unknown): number | undefined => {
  const amount = amountOf(value);
  return amount === undefined ? undefined : Math.round(amount);
};

/** The last moment of which seconds could be milliseconds, and the other way round (September 1970, 2286). */
const SECONDS_UP_TO = 9_999_999_999;

/** A moment that may be in seconds, as in Sentry's payloads, in epoch milliseconds. */
export function msOf(value: unknown): number | undefined {
  const at = amountOf(value);
  if (at === undefined || at === 0) return undefined;
  return Math.round(at > SECONDS_UP_TO ? at : at * 1_000);
}

/** An address that may be a path, as it stands on the page. */
export function absolute(url: string | undefined, base: string): string | undefined {
  if (!url) return undefined;
  try {
    return new URL(url, base || undefined).href.slice(0, LONGEST);
  } catch {
    return url; // no page is known to which the path would belong: told as it stands
  }
}
