import type { SignalSource } from "./signal-source.ts";

/** The tab coming to the front or leaving it, and printing. */
export const watchVisibility: SignalSource = {
  part: "visibility",
  watch: ({ global, listen, say }) => {
    listen(global.document, "visibilitychange", () =>
      say("waymark.browser", {
        what: global.document.visibilityState === "visible" ? "visible" : "hidden",
      }),
    );
    listen(global, "beforeprint", () => say("waymark.browser", { what: "print" }));
  },
};
