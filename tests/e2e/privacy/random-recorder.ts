/** Evaluated first in a random page: records it, with gate 1 or bare, and does the acts. */
import { record } from "rrweb";
import type { PagePolicy } from "../../../src/privacy/policy.ts";
import { startCapture } from "../../../src/record/capture.ts";
import { installHook } from "../../../src/record/hook.ts";
import { randomFrom } from "../../unit/dom/random-page.ts";
import { ACTS, documents } from "./random-acts.ts";

export interface PlannedAct {
  name: string;
  secret: string;
  word: string;
  seed: number;
}

export interface Visit {
  /** JSON of each event. */
  events: string[];
  /** What must be stored of what the acts wrote. */
  words: string[];
  /** Acts that threw, with the error. */
  failed: string[];
}

export interface RandomVisit {
  begin(policy: PagePolicy | null): void;
  act(acts: readonly PlannedAct[]): Promise<Visit>;
}

const events: string[] = [];
const failed: string[] = [];
/** What happened in a turn is told in it or in the next. */
const turn = () => new Promise((next) => setTimeout(next));
const SETTLED_MS = 150;

function begin(policy: PagePolicy | null): void {
  customElements.define("x-card", class extends HTMLElement {});
  if (!policy) {
    record({
      emit: (event) => void events.push(JSON.stringify(event)),
      recordAfter: "DOMContentLoaded",
      // Of an element that is marked with its own class later rrweb tells no more, the mark neither, and goes on in the
      // frames within.
      blockClass: "of-no-element",
    });
    return;
  }
  const kit = installHook(window);
  if (!kit) throw new Error("Another recorder is at work in this page.");
  startCapture(
    window,
    kit,
    policy,
    "start",
    (json) => void events.push(json),
    () => {},
    (error) => void failed.push(`the recorder: ${String(error)}`),
  );
}

async function act(acts: readonly PlannedAct[]): Promise<Visit> {
  const words: string[] = [];
  document.addEventListener("submit", (event) => event.preventDefault());
  const { mirror } = record as unknown as { mirror: { getId(node: Node): number } };
  const isRecorded = (node: Node) => node.isConnected && mirror.getId(node) > 0;
  const steady = new Set<Node>(documents());
  const isSteady = (node: Node) =>
    isRecorded(node) && node.getRootNode() === node.ownerDocument && steady.has(node.getRootNode());
  for (const { name, secret, word, seed } of acts) {
    try {
      const random = randomFrom(seed);
      const written = ACTS[name]!.run({ secret, word, random, isRecorded, isSteady });
      if (written) words.push(written);
    } catch (error) {
      failed.push(`${name}: ${String(error)}`);
    }
    await turn();
  }
  await new Promise((settled) => setTimeout(settled, SETTLED_MS));
  return { events, words, failed };
}

(globalThis as { randomVisit?: RandomVisit }).randomVisit = { begin, act };
