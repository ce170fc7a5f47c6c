import { markSelectors } from "../marks.ts";
import type { PagePolicy } from "../policy.ts";
import { MASK } from "../sanitize/masks.ts";
import { closestAcross, matchesSelector, wasPassword } from "./primitives.ts";

/** The part of rrweb's record options that privacy decides. */
export interface PrivacyRecordOptions {
  blockSelector?: string;
  ignoreSelector?: string;
  maskInputOptions: Record<string, boolean>;
  maskInputFn: (text: string, element: HTMLElement) => string;
  maskTextSelector: string;
  maskTextFn: (text: string) => string;
  slimDOMOptions: Record<string, boolean>;
  recordCanvas: false;
  inlineImages: false;
  recordCrossOriginIframes: false;
  keepIframeSrcFn: () => boolean;
}

/** Tags as well as types: rrweb looks both up, and its own list of types has no `hidden`, `file` or `color`. */
const EVERY_CONTROL = (
  "input textarea select option color date datetime-local email month number range search tel text time url week " +
  "password hidden file reset image submit button checkbox radio"
).split(" ");

const NEVER_SHOWN =
  'input[type="password" i], input[type="hidden" i], input[type="file" i], [data-rr-is-password], [autocomplete*="cc-" i], [autocomplete*="password" i], [autocomplete*="one-time-code" i]';

const MOST_SECRETS = 1_000;

export function recordOptions(policy: PagePolicy): PrivacyRecordOptions {
  const unmask =
    policy.level === "open" ? [...policy.unmask, ...markSelectors("unmask")].join(", ") : "";
  /** What was typed into fields of the never-list: a clone of one, of another type, has it too. */
  const secrets = new Set<string>();
  function remember(text: string): void {
    if (secrets.size >= MOST_SECRETS) secrets.clear();
    secrets.add(text);
  }
  // rrweb then compares masked with masked, so typing makes one event instead of one a key.
  const maskInputFn = (text: string, element: HTMLElement) => {
    if (text === "") return text;
    if (unmask === "") return MASK;
    if (matchesSelector(element, NEVER_SHOWN) || wasPassword(element)) {
      remember(text);
      return MASK;
    }
    return !secrets.has(text) && closestAcross(element, unmask) !== null ? text : MASK;
  };
  return {
    ...(policy.block.length > 0 ? { blockSelector: policy.block.join(", ") } : {}),
    ...(policy.ignore.length > 0 ? { ignoreSelector: policy.ignore.join(", ") } : {}),
    maskInputOptions: Object.fromEntries(EVERY_CONTROL.map((name) => [name, true])),
    maskInputFn,
    // Gate 1 masks text. Told that all of it is masked, rrweb does not look for marks node by node,
    // a twentieth of its time; without the function it would write stars.
    maskTextSelector: "*",
    maskTextFn: (text) => text,
    slimDOMOptions: {
      script: true,
      comment: true,
      headFavicon: true,
      headWhitespace: true,
      headMetaDescKeywords: true,
      headMetaSocial: true,
      headMetaRobots: true,
      headMetaHttpEquiv: true,
      headMetaAuthorship: true,
      headMetaVerification: true,
    },
    recordCanvas: false,
    inlineImages: false,
    recordCrossOriginIframes: false,
    keepIframeSrcFn: () => false,
  };
}
