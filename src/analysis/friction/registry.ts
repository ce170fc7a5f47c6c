import type { Finding } from "../finding.ts";
import { deadClick } from "./dead-click.ts";
import type { Detector } from "./detector.ts";
import type { TabEvidence } from "./evidence/types.ts";
import { rageClick } from "./rage-click.ts";

/** Every detector there is. A new one is a file beside these and a line here. */
export const DETECTORS: readonly Detector[] = [rageClick, deadClick];

/** All findings of one tab, in order of time. */
export function findFriction(evidence: TabEvidence): Finding[] {
  return DETECTORS.flatMap((detector) => detector.find(evidence)).toSorted(
    (a, b) => a.window.fromOffsetMs - b.window.fromOffsetMs,
  );
}
