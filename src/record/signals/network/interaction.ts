import type { SignalPayload } from "../../../format/signals/signals.ts";
import type { SignalContext } from "../signal-source.ts";

type Interaction = NonNullable<SignalPayload<"waymark.network">["interaction"]>;

/** What follows an act of the user within this may be due to it. */
const WITHIN_MS = 1_000;
const ACTS = { click: "click", keydown: "key", submit: "submit" } as const;

/** Says what the user did last, if that was a moment ago. Events that a script made do not count. */
export function watchInteractions({
  global,
  listen,
  primitives,
}: Pick<SignalContext, "global" | "listen" | "primitives">): () => Interaction | null {
  let last: Interaction | null = null;
  for (const [type, what] of Object.entries(ACTS)) {
    listen(global, type, ({ isTrusted }) => {
      if (isTrusted) last = { what, at: primitives.now() };
    });
  }
  return () => (last && primitives.now() - last.at <= WITHIN_MS ? last : null);
}
