import { shorten } from "../../dom/label.ts";
import type { Finding } from "../finding.ts";
import { counted, type Detector, finding, moreOf, sentenceOf } from "./detector.ts";
import type { Problem } from "./evidence/types.ts";

/**
 * What frameworks say when the page from the server is not the one that they build: React (in words, and
 * as numbers in production), Vue and Nuxt, Svelte, Solid, Angular. From their sources and error pages.
 */
const MESSAGES = [
  /\bhydrat[a-z]*(?![a-z]).{0,60}(?:fail|mismatch|error)/i,
  /\b(?:fail|mismatch|error)\w*\b.{0,60}\bhydrat/i,
  /text content does(?: not|n't) match server-rendered html/i,
  /expected server html to contain/i,
  /did not match\. server:/i,
  /minified react error #(?:418|419|421|422|423|425)\b/i,
  /server rendered html didn't match the client/i,
  /\bNG0?50[0-7]\b/,
];
/** Then the server's page is thrown away, which people see as a flash and lost input. */
const THROWN_AWAY =
  /entire root|switch to client rendering|regenerated on the client|#(?:422|423)\b/i;

export const isHydration = (message: string): boolean => MESSAGES.some((one) => one.test(message));

/** The page that the server sent and the one that its code builds differ. */
export const hydrationError: Detector = {
  kind: "hydration-error",
  find: ({ problems }) => problems.filter(({ message }) => isHydration(message)).map(describe),
};

function describe({ message, count, seen, url }: Problem): Finding {
  const isLost = THROWN_AWAY.test(message);
  return finding({
    kind: "hydration-error",
    title: `Hydration failed: ${shorten(message, 100)}`,
    severity: isLost ? "medium" : "low",
    score: (isLost ? 38 : 24) + moreOf(count, 8),
    evidence: seen.map((one) => one.pointer),
    toOffsetMs: seen[0]?.pointer.offsetMs ?? 0,
    why: `On ${shorten(url, 120)} the page from the server is not the one that its code builds, told ${counted(count, "time")}: ${sentenceOf(message)}${
      isLost ? " The whole page was built anew, so what the user had begun may be lost." : ""
    }`,
  });
}
