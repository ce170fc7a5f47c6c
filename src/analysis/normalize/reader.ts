import type { SignalPayload, SignalTag } from "../../format/signals/signals.ts";
import type { NormalizedEvent } from "../event.ts";
import type { Context, Place } from "./context.ts";

/** Says what one signal is, as at most one event: a picture of how the page looks is none. */
export type Reader<T extends SignalTag> = (
  context: Context,
  place: Place,
  payload: SignalPayload<T>,
) => NormalizedEvent | null;
