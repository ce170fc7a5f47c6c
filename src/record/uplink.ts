import type { Consent } from "../format/session.ts";
import type { PageRefusal } from "../privacy/page/refusal.ts";
import type { Level, PagePolicy } from "../privacy/policy.ts";
import type { BeginReason, Batch, Leaving } from "./protocol.ts";

/** What the isolated half says of its document when it reports for duty. */
export interface PageFacts {
  url: string;
  viewport: { width: number; height: number };
  locale: string;
  userAgent: string;
  /** Set when the page or the user forbids recording (rule P7). */
  refusal: PageRefusal | null;
  /** Set once the page has said that it may be recorded. */
  consent?: Consent | undefined;
}

export type Welcome =
  | { record: true; policy: PagePolicy; because: BeginReason; session: string; shown: Shown }
  /** `waits`: nothing is recorded until the page gives its consent. */
  | { record: false; waits?: Shown };

/** What the page's user is shown of it. */
export interface Shown {
  /** Whether the page itself shows it. */
  indicator: boolean;
  level: Level;
  /** It is recorded by its page's consent. */
  byConsent: boolean;
}

export type UplinkCommand =
  | { type: "pause" }
  | { type: "resume" }
  /** Hands over what there is, and goes on. */
  | { type: "flush" }
  | { type: "stop"; drop: boolean; reason: string };

/**
 * Where recorded batches go. The extension's uplink is the background; an embedded script would
 * bring its own. Nothing in `src/record` knows which.
 */
export interface Uplink {
  /** @param returningTo the session that the document belonged to, when it comes back from the back-forward cache */
  hello(page: PageFacts, returningTo: string | null): Promise<Welcome>;
  /** Resolves when the batches are stored. Rejects when they must be sent again. */
  send(batches: Batch[], leaving: Leaving): Promise<void>;
  /** Tells why this document is not, or no longer, recorded: a sentence, or a word for `refusalSentence`. */
  refuse(code: string, why: string): Promise<void>;
  /** True once the other side is gone for good (the extension was updated or removed). */
  readonly orphaned: boolean;
  /** The handler's promise resolves when the command has taken effect and what was recorded is stored. */
  onCommand(handler: (command: UplinkCommand) => Promise<void>, life: AbortSignal): void;
}
