import type { Batch } from "../protocol.ts";
import type { UplinkCommand, Welcome } from "../uplink.ts";

/**
 * The isolated half, as what watches it in its own world sees it. That comes into recorded pages only:
 * the half itself is in every tab of a granted site, where each byte counts (`record.injected`).
 */
export interface Half {
  readonly life: AbortController;
  /** How the document was welcomed last. */
  welcome?: Welcome;
  /** Stops, drops what is unsent, and tells the background why. */
  withdraw?(code: string, why: string): void;
  /** Set by the watch: hears of all before it is sent on. It may withdraw. */
  see?(said: Batch | UplinkCommand | Welcome): void;
  /** Set by the watch: shows the indicator, or takes it away. */
  indicate?(on: boolean): void;
}

/** Where the half is to be found. Pages do not see this world's globals. */
export const world = globalThis as { waymarkHalf?: Half };
