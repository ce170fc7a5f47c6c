import type { RecordedEvent } from "../../../format/events.ts";
import { readSignal, type SignalPayload } from "../../../format/signals/signals.ts";
import { controlOf } from "../../../dom/control.ts";
import { classesOf } from "../../../dom/css/match.ts";
import { labelOf, shorten } from "../../../dom/label.ts";
import { attribute, type MirrorNode } from "../../../dom/node.ts";
import { selectorOf } from "../../../dom/selector.ts";
import type { Normalizer } from "../../normalize/normalizer.ts";
import { excuseOf } from "./excuses.ts";
import { ANSWER_WINDOW_MS, AT_ONCE_MS } from "./limits.ts";
import type { ClickFacts, ClickRecord, ClickTarget } from "./types.ts";

type Click = SignalPayload<"waymark.click">;
type Network = SignalPayload<"waymark.network">;

/** Requests that were sent longer before a click are streams and long polls, which are always open. */
const SENT_BEFORE_MS = 10_000;
/** Requests that are open at once; pages that leak them must not make this grow for ever. */
const MOST_OPEN = 500;

interface Seen {
  at: number;
  facts: ClickFacts;
  /** Of a control that let the click through: what was clicked on, for whoever looked at it. */
  target: ClickTarget | null;
  key: string;
}

/**
 * What is known of clicks beside their place: what the page's half saw under the pointer, and which
 * requests were on their way. Both come in a recording after the click itself.
 */
export class ClickFactsBook {
  readonly #normalizer: Normalizer;
  readonly #seen: Seen[] = [];
  readonly #open = new Map<string, { at: number; name: string }>();

  constructor(normalizer: Normalizer) {
    this.#normalizer = normalizer;
  }

  /** A signal of the tab, once the mirror has what came before it. */
  note(event: RecordedEvent, clicks: readonly ClickRecord[]): void {
    const click = readSignal(event, "waymark.click");
    if (click) this.#clicked(event.timestamp, click);
    const network = click ? null : readSignal(event, "waymark.network");
    if (network) this.#requested(event.timestamp, network, clicks);
  }

  /** Gives each click what is known of it, and a target to those that a control let through. */
  finish(clicks: readonly ClickRecord[]): void {
    for (const seen of this.#seen) {
      const click = nearest(clicks, seen.at);
      if (!click || click.facts) continue;
      click.facts = seen.facts;
      if (click.target || !seen.target) continue;
      click.target = seen.target;
      click.controlKey = seen.key;
    }
    for (const request of this.#open.values()) hold(clicks, request, Infinity);
  }

  #clicked(at: number, click: Click): void {
    const { mirror, styles } = this.#normalizer;
    const { missed, prevented = false } = click;
    const node = missed && mirror.get(missed.id);
    const top = mirror.get(click.stack[0] ?? click.id);
    const control = node && (controlOf(node, styles)?.node ?? node);
    this.#seen.push({
      at,
      facts: {
        missed: missed && control ? { why: missed.why, name: nameOf(control) } : null,
        by: top ? markupOf(top) : null,
        prevented,
      },
      target: control && missed?.why === "pointer-events-none" ? this.#targetFor(control) : null,
      key: control ? `${mirror.epoch}/${control.id}` : "",
    });
  }

  #targetFor(control: MirrorNode): ClickTarget {
    return {
      nodeId: control.id,
      selector: selectorOf(control),
      label: labelOf(control),
      sign: controlOf(control, this.#normalizer.styles)?.sign ?? "native",
      excuse: excuseOf(control, this.#normalizer, "", new Set()),
      disabled: true,
    };
  }

  #requested(at: number, network: Network, clicks: readonly ClickRecord[]): void {
    const { id, phase, how, method, url = "" } = network;
    if (phase === "start") {
      if (how !== "fetch" && how !== "xhr") return;
      const [oldest] = this.#open.size >= MOST_OPEN ? this.#open.keys() : [];
      if (oldest !== undefined) this.#open.delete(oldest);
      this.#open.set(id, {
        at,
        name: `${method ?? "Request"} ${shorten(url.split("?")[0] ?? "")}`,
      });
      return;
    }
    if (phase !== "end") return;
    const request = this.#open.get(id);
    this.#open.delete(id);
    if (request) hold(clicks, request, at);
  }
}

/** Notes a request with the clicks that it was on its way for, from before them until no answer could come any more. */
function hold(
  clicks: readonly ClickRecord[],
  request: { at: number; name: string },
  endAt: number,
): void {
  for (let i = clicks.length - 1; i >= 0; i--) {
    const click = clicks[i] as ClickRecord;
    if (click.clickAt < request.at) return;
    const sentBefore = click.downAt - request.at;
    const isHeldUp = sentBefore > 0 && sentBefore <= SENT_BEFORE_MS;
    if (isHeldUp && endAt >= click.clickAt + ANSWER_WINDOW_MS) click.pending ??= request.name;
  }
}

/** Presses that no click followed are told so much later. */
const TOLD_LATE_MS = 1_000;

/** The click at that moment; null where none was recorded then. */
function nearest(clicks: readonly ClickRecord[], at: number): ClickRecord | null {
  const off = (click: ClickRecord) => Math.abs(click.clickAt - at);
  let best: ClickRecord | null = null;
  for (let i = clicks.length - 1; i >= 0; i--) {
    const click = clicks[i] as ClickRecord;
    if (click.clickAt < at - TOLD_LATE_MS) break;
    if (off(click) <= AT_ONCE_MS && (!best || off(click) < off(best))) best = click;
  }
  return best;
}

function nameOf(node: MirrorNode): string {
  const label = labelOf(node);
  return label && !/^[*•\s]+$/.test(label) ? `"${label}"` : markupOf(node);
}

/** As people speak of an element without a name: `<div.overlay>`. */
function markupOf(node: MirrorNode): string {
  const id = attribute(node, "id");
  const [first] = classesOf(node);
  return `<${node.tag}${id ? `#${shorten(id, 40)}` : first ? `.${shorten(first, 40)}` : ""}>`;
}
