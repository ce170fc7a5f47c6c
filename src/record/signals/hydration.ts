import type { HydrationBy } from "../../format/signals/error.ts";

/**
 * How frameworks say that the page they were given by the server is not the one that they would draw.
 * From their sources; the number after a React or Angular error is all that a production build says.
 *
 * | Framework | Words | Where |
 * | --- | --- | --- |
 * | Next.js | links to `react-hydration-error` | `next`: `client/components/react-dev-overlay` |
 * | React | "Hydration failed because", "while hydrating", "did not match. Server:" (to 18), "didn't match the client properties" (19), #418, #419, #421 to #425 | `react-dom`: `ReactFiberHydrationContext.js`, `scripts/error-codes/codes.json` |
 * | Vue, Nuxt | "Hydration ... mismatch", "Hydration completed but contains mismatches" | `@vue/runtime-core`: `hydration.ts` |
 * | Svelte | `hydration_mismatch`, `hydration_failed`, `hydration_html_changed`, `hydration_attribute_changed` | `svelte`: `messages/client-{warnings,errors}` |
 * | Angular | NG0500 to NG0507 | `@angular/core`: `errors.ts` |
 */
const WORDS: readonly (readonly [HydrationBy, RegExp])[] = [
  ["next", /nextjs\.org\/docs\/messages\/react-hydration-error/],
  [
    "vue",
    /Hydration (?:node |text content |text |children |attribute |class |style )?mismatch|Hydration completed but contains mismatches/,
  ],
  ["svelte", /\bhydration_(?:mismatch|failed|html_changed|attribute_changed)\b/],
  ["angular", /\bNG0?50[0-7]\b/],
  // The last, as others use its words.
  [
    "react",
    /Hydration failed because|(?:error )?while hydrating|did not match\. Server:|didn['’]t match the client properties|does not match server-rendered HTML|Expected server HTML to contain|Minified React error #(?:418|419|42[1-5])\b/,
  ],
];
/** What is read of a message: the words come first. */
const LONGEST_READ = 2_000;

/** The framework that says in a message that hydration failed; null for any other message. */
export function hydrationIn(message: string): HydrationBy | null {
  const text = message.slice(0, LONGEST_READ);
  return WORDS.find(([, words]) => words.test(text))?.[0] ?? null;
}
