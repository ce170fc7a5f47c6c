import type { SignalSource } from "./signal-source.ts";

/** The tab coming to the front or leaving it, and printing. */
export const watchVisibility: SignalSource = ({ global, primitives, say }) => {
  const ends = [
    primitives.listen(global.document, "visibilitychange", () =>
      say("waymark.browser", {
        what: global.document.visibilityState === "visible" ? "visible" : "hidden",
      }),
    ),
    primitives.listen(global, "beforeprint", () => say("waymark.browser", { what: "print" })),
  ];
  return () => ends.forEach((end) => end());
};
