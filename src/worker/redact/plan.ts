import { DomMirror } from "../../dom/mirror.ts";
import { WaymarkError } from "../../format/errors.ts";
import { EventType, type RecordedEvent } from "../../format/events.ts";
import type { TabId } from "../../format/ids.ts";
import { readSignal } from "../../format/signals/signals.ts";
import { createCollector } from "../../privacy/after/collect.ts";
import { documentOf, emptyRemoval, frameKey, type TabRemoval } from "../../privacy/after/plan.ts";
import { createMatcher, type TextMatcher } from "../../privacy/after/text-matcher.ts";
import type { RedactionTarget } from "./api.ts";
import { createElementFinder, type ElementFinder } from "./find-elements.ts";
import { createSplitFinder } from "./find-splits.ts";
import { type Located, locate } from "./locate.ts";
import { isMutation } from "./mutation-parts.ts";
import { readEvents, readTabRuns } from "./read-tab.ts";
import { segmentsOf, type Sealed } from "./sealed.ts";

/** What is to be taken out of each tab, and what was pointed at for it. */
export interface RedactionPlan {
  tabs: Map<TabId, TabRemoval>;
  text: TextMatcher | null;
  elements: number;
  /** For people: how what was pointed at is named. */
  named: string[];
  /** What can be read in what was pointed at. */
  texts: string[];
}

/** Called for every run of segments that was read; throws where the work was cancelled. */
export type Step = (segments: number) => void;

type Pointing = Extract<RedactionTarget, { kind: "element" | "attribute" }>;
interface Wanted {
  target: Pointing;
  located: Located;
}

/**
 * Finds all that the targets mean. Throws `invalid-input`, `refused` or `not-found` for a target that
 * cannot be used, `damaged` for a session that cannot be read.
 */
export async function planRedaction(
  sealed: Sealed,
  targets: readonly RedactionTarget[],
  step: Step,
): Promise<RedactionPlan> {
  if (targets.length === 0) {
    throw new WaymarkError("invalid-input", "Say what is to be removed: nothing is named yet.");
  }
  const text = matcherOf(targets);
  const plan: RedactionPlan = { tabs: new Map(), text, elements: 0, named: [], texts: [] };
  for (const tabId of sealed.tabIds) plan.tabs.set(tabId, emptyRemoval(text));
  const wanted: Wanted[] = [];
  for (const target of targets) {
    if (target.kind === "event") await addEvent(sealed, target, plan);
    if (target.kind !== "element" && target.kind !== "attribute") continue;
    const located = await locate(sealed.store, sealed.segments, target);
    wanted.push({ target, located });
    plan.named.push(located.selector);
    plan.texts.push(...located.texts);
  }
  for (const [tabId, removal] of plan.tabs) {
    await find(sealed, tabId, removal, wanted, plan, step);
    await collect(sealed, tabId, removal, step);
  }
  return plan;
}

function matcherOf(targets: readonly RedactionTarget[]): TextMatcher | null {
  const patterns = targets.filter((target) => target.kind === "pattern");
  return createMatcher({
    texts: targets.filter((target) => target.kind === "text").map(({ text }) => text),
    patterns: patterns.map(({ pattern }, i) => ({ name: `pattern ${i + 1}`, pattern })),
  });
}

/** Elements by their selectors, and texts that are split over neighbours. */
async function find(
  sealed: Sealed,
  tabId: TabId,
  removal: TabRemoval,
  wanted: readonly Wanted[],
  plan: RedactionPlan,
  step: Step,
): Promise<void> {
  const mirror = new DomMirror();
  const here = wanted.filter(({ target }) => target.everywhere || target.tabId === tabId);
  const finders = here.map(
    (each) => [each.target, createElementFinder(each.located, tabId, mirror)] as const,
  );
  const splits =
    removal.text &&
    createSplitFinder(mirror, removal.text, () => documentOf(removal, mirror.epoch));
  if (finders.length === 0 && !splits) return;
  for await (const { parts, placed } of readTabRuns(sealed.store, segmentsOf(sealed, tabId))) {
    for (const { event } of placed) {
      for (const [, finder] of finders) finder.before(event);
      splits?.before(event);
      mirror.apply(event);
      for (const [, finder] of finders) finder.after(event);
      splits?.after(event);
    }
    step(parts.length);
  }
  for (const [target, finder] of finders) {
    finder.end();
    plan.elements += addFound(target, finder, removal);
  }
}

function addFound(target: Pointing, { found }: ElementFinder, removal: TabRemoval): number {
  let count = 0;
  for (const [number, ids] of found) {
    const { nodes, sizes, attributes } = documentOf(removal, number);
    for (const id of ids) {
      count++;
      if (target.kind === "attribute") {
        attributes.set(id, (attributes.get(id) ?? new Set()).add(target.name));
        continue;
      }
      nodes.set(id, id);
      if (target.size) sizes.set(id, target.size);
    }
  }
  return count;
}

/** All that was ever in the elements. */
async function collect(
  sealed: Sealed,
  tabId: TabId,
  removal: TabRemoval,
  step: Step,
): Promise<void> {
  if (![...removal.documents.values()].some(({ nodes }) => nodes.size > 0)) return;
  const note = createCollector(removal);
  for await (const { parts, placed } of readTabRuns(sealed.store, segmentsOf(sealed, tabId))) {
    for (const { event } of placed) note(event);
    step(parts.length);
  }
}

async function addEvent(
  sealed: Sealed,
  { tabId, segmentIndex, frameIndex }: Extract<RedactionTarget, { kind: "event" }>,
  plan: RedactionPlan,
): Promise<void> {
  const segment = segmentsOf(sealed, tabId).find(({ index }) => index === segmentIndex);
  const event = segment && (await readEvents(sealed.store, segment))[frameIndex];
  const removal = plan.tabs.get(tabId);
  if (!event || !removal) {
    throw new WaymarkError("not-found", "There is no such event in this session.");
  }
  if (holdsThePage(event)) {
    throw new WaymarkError(
      "refused",
      "This event holds the page itself; without it nothing could be replayed. Point at an element, or redact a text.",
    );
  }
  const request = readSignal(event, "waymark.network");
  if (request) removal.requests.add(request.id);
  else removal.frames.add(frameKey(segmentIndex, frameIndex));
  plan.texts.push(...stringsOf(event));
}

const holdsThePage = (event: RecordedEvent): boolean =>
  event.type === EventType.FullSnapshot || event.type === EventType.Meta || isMutation(event);

const TOLD = ["message", "url", "detail"];

function stringsOf({ data }: RecordedEvent): string[] {
  const payload = (data["payload"] ?? {}) as Record<string, unknown>;
  return TOLD.map((name) => payload[name]).filter(
    (value): value is string =>
      typeof value === "string" && value.length >= 3 && value.length <= 200,
  );
}
