import type { Finding, FindingKind } from "../finding.ts";
import { consoleError } from "./console-error.ts";
import { cursorThrash } from "./cursor-thrash.ts";
import { deadClick } from "./dead-click.ts";
import type { Detector } from "./detector.ts";
import { errorClick } from "./error-click.ts";
import type { TabEvidence } from "./evidence/types.ts";
import { failedRequest } from "./failed-request.ts";
import { formAbandon } from "./form-abandon.ts";
import { hydrationError } from "./hydration-error.ts";
import { idleAfterAction } from "./idle-after-action.ts";
import { jsError } from "./js-error.ts";
import { mutationBurst } from "./mutation-burst.ts";
import { poorVital } from "./poor-vital.ts";
import { quickBack } from "./quick-back.ts";
import { rageClick } from "./rage-click.ts";
import { refilledInput } from "./refilled-input.ts";
import { repeatedClick } from "./repeated-click.ts";
import { routeChurn } from "./route-churn.ts";
import { scrollThrash } from "./scroll-thrash.ts";
import { slowClick } from "./slow-click.ts";
import { slowRequest } from "./slow-request.ts";

/** Every detector there is. A new one is a file beside these and a line here. */
export const DETECTORS: readonly Detector[] = [
  rageClick,
  deadClick,
  errorClick,
  slowClick,
  repeatedClick,
  failedRequest,
  slowRequest,
  consoleError,
  jsError,
  hydrationError,
  poorVital,
  mutationBurst,
  idleAfterAction,
  refilledInput,
  formAbandon,
  quickBack,
  routeChurn,
  scrollThrash,
  cursorThrash,
];

/** One thing is told once: findings of these kinds say all that those on the right say of the same events. */
const TELLS_MORE: Partial<Record<FindingKind, readonly FindingKind[]>> = {
  "repeated-click": ["dead-click", "slow-click"],
  "error-click": ["dead-click"],
  "idle-after-action": ["slow-click", "slow-request"],
  "slow-click": ["slow-request"],
};

/** All findings of one tab, in order of time. */
export function findFriction(evidence: TabEvidence): Finding[] {
  const found = DETECTORS.flatMap((detector) => detector.find(evidence));
  return withoutTold(found).toSorted((a, b) => a.window.fromOffsetMs - b.window.fromOffsetMs);
}

function withoutTold(found: readonly Finding[]): Finding[] {
  const told = new Map<FindingKind, Set<string>>();
  for (const { kind, evidence } of found) {
    for (const less of TELLS_MORE[kind] ?? []) {
      const places = told.get(less) ?? new Set();
      for (const pointer of evidence) places.add(placeOf(pointer));
      told.set(less, places);
    }
  }
  return found.filter(
    ({ kind, evidence }) => !evidence.every((pointer) => told.get(kind)?.has(placeOf(pointer))),
  );
}

const placeOf = ({ segmentIndex, frameIndex }: Finding["evidence"][number]) =>
  `${segmentIndex}.${frameIndex}`;
