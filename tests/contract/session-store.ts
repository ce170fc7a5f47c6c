import { describe } from "vitest";
import type { SessionStore } from "../../src/store/session-store.ts";
import { belongings } from "./session-store/belongings.ts";
import { makeSuite, type SuiteOptions } from "./session-store/cases.ts";
import { cutting } from "./session-store/cutting.ts";
import { doors } from "./session-store/doors.ts";
import { limits } from "./session-store/limits.ts";
import { listing } from "./session-store/listing.ts";
import { againstModel } from "./session-store/model.ts";
import { redacting } from "./session-store/redacting.ts";
import { removal } from "./session-store/removal.ts";
import { sealing } from "./session-store/sealing.ts";
import { segments } from "./session-store/segments.ts";
import { sessions } from "./session-store/sessions.ts";
import { tail } from "./session-store/tail.ts";

/**
 * What every driver of SessionStore must do. `open` gives a new, empty store each time. Imports no
 * Node module, so that it can also run in a browser page.
 */
export function describeSessionStore(
  name: string,
  open: () => Promise<SessionStore>,
  options: SuiteOptions,
): void {
  describe(`SessionStore: ${name}`, () => {
    const suite = makeSuite(open, options);
    for (const part of [
      doors,
      sessions,
      listing,
      tail,
      sealing,
      segments,
      cutting,
      redacting,
      belongings,
      removal,
      limits,
      againstModel,
    ]) {
      part(suite);
    }
  });
}
