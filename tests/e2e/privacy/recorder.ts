import { record } from "rrweb";
import type { RecordedEvent } from "../../../src/format/events.ts";
import { createGate1 } from "../../../src/privacy/page/gate1.ts";
import { DEFAULT_PAGE_POLICY, type PagePolicy } from "../../../src/privacy/policy.ts";

/** Runs in the test's page as its first script: rrweb with gate 1, or bare for what gate 2 meets alone. */
declare global {
  interface Window {
    recorded: string[];
    hits: Record<string, number>;
    startRecording(gated: boolean, policy?: Partial<PagePolicy>): void;
  }
}

window.recorded = [];
window.startRecording = (gated, policy) => {
  if (!gated) {
    record({
      emit: (event) => window.recorded.push(JSON.stringify(event)),
      recordAfter: "DOMContentLoaded",
      collectFonts: true,
    });
    return;
  }
  const gate = createGate1(
    { ...DEFAULT_PAGE_POLICY, ...policy },
    { document, mirror: record.mirror },
  );
  record({
    ...gate.options,
    recordAfter: "DOMContentLoaded",
    collectFonts: true,
    emit(event) {
      const kept = gate.filter(event as unknown as RecordedEvent);
      if (kept) window.recorded.push(JSON.stringify(kept));
      window.hits = { ...window.hits, ...gate.takeHits() };
    },
  });
};
