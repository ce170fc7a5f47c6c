import { EventType, type RecordedEvent } from "../../../format/events.ts";
import { readNetworkPlugin, readNumberedEntry } from "./network.ts";
import {
  readSentieroClick,
  readSentieroError,
  readSentieroLink,
  readSentieroSubmit,
  readSentieroVital,
} from "./sentiero.ts";
import { readBreadcrumb, readOptions, readSpan, readVideo } from "./sentry.ts";
import {
  absolute,
  objectOf,
  type PageNow,
  signal,
  textOf,
  type Told,
  type ToolReader,
  wordOf,
} from "./told.ts";

/** An address without a new document, as PostHog and SpectatorSport tell it. */
const readAddress: ToolReader = ({ href }, page) => {
  const url = absolute(textOf(href), page.url);
  if (!url) return null;
  return url === page.url ? [] : [signal("waymark.navigation", { how: "push", url })];
};

/** `spectator_sport:label` */
const readLabel: ToolReader = ({ key, value }) => {
  const name = wordOf(key)?.slice(0, 128);
  const told = typeof value === "number" || typeof value === "boolean" ? value : wordOf(value);
  if (!name || told === undefined) return null;
  return [signal("waymark.identify", { metadata: { [name]: told } })];
};

/** `spectator_sport:lifecycle` */
const readLifecycle: ToolReader = ({ reason }) => {
  const why = wordOf(reason);
  return why === undefined
    ? null
    : [{ kind: "lifecycle", category: "meta", label: `Recorder: ${why}`, data: { reason: why } }];
};

/** By the tag of a custom event. */
const TAGS: Readonly<Record<string, ToolReader>> = {
  breadcrumb: readBreadcrumb,
  performanceSpan: readSpan,
  options: readOptions,
  video: readVideo,
  error: readSentieroError,
  navigation: readSentieroLink,
  __perf: readSentieroVital,
  __click: readSentieroClick,
  __form_submit: readSentieroSubmit,
  $pageview: readAddress,
  $url_changed: readAddress,
  "spectator_sport:history": readAddress,
  "spectator_sport:label": readLabel,
  "spectator_sport:lifecycle": readLifecycle,
};

/** By the name of a plugin of rrweb. Its console plugin is read in console.ts. */
const PLUGINS: Readonly<Record<string, ToolReader>> = {
  "rrweb/network@1": readNetworkPlugin,
  "posthog/network@1": readNumberedEntry,
};

/**
 * What another tool's custom or plugin event says, in order; null where it is of a kind that is not known, or not
 * what its name promises. Pure: nothing of the event is kept.
 */
export function readOtherTool(event: RecordedEvent, page: PageNow): Told[] | null {
  const { tag, plugin, payload } = event.data;
  const name = event.type === EventType.Plugin ? plugin : tag;
  const readers = event.type === EventType.Plugin ? PLUGINS : TAGS;
  if (typeof name !== "string" || !Object.hasOwn(readers, name)) return null;
  return readers[name]?.(objectOf(payload), page) ?? null;
}
