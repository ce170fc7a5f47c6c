import type { SignalPayload } from "../../format/signals/signals.ts";
import { createLimiter } from "./limiter.ts";
import { isFocused } from "./page-reads.ts";
import type { SignalSource } from "./signal-source.ts";

type What = SignalPayload<"waymark.browser">["what"];

const LIMIT = { burst: 20, perSecond: 1 };

/** The browser's own events that are told as they come. */
const OF_WINDOW: Readonly<Record<string, What>> = {
  beforeprint: "print",
  online: "online",
  offline: "offline",
};
const OF_DOCUMENT: Readonly<Record<string, What>> = { freeze: "frozen", resume: "thawed" };

/** The tab coming to the front or leaving it, its window's focus, printing, the network coming and going. */
export const watchVisibility: SignalSource = {
  part: "visibility",
  watch(context) {
    const { global, listen, say } = context;
    const { document } = global;
    const limiter = createLimiter(context, "visibility", LIMIT);
    const tell = (what: What) => {
      if (limiter.take()) say("waymark.browser", { what });
    };
    listen(document, "visibilitychange", () =>
      tell(document.visibilityState === "visible" ? "visible" : "hidden"),
    );
    for (const [type, what] of Object.entries(OF_WINDOW)) listen(global, type, () => tell(what));
    for (const [type, what] of Object.entries(OF_DOCUMENT)) {
      listen(document, type, () => tell(what));
    }

    let focused = isFocused(document);
    const look = ({ target }: Event) => {
      // Elements' own come by here as well; and where a frame in the page has it, the window has not lost it.
      if (target !== global || isFocused(document) === focused) return;
      focused = !focused;
      tell(focused ? "focus" : "blur");
    };
    listen(global, "focus", look);
    listen(global, "blur", look);
  },
};
