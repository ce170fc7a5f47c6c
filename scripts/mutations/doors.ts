import { inFile, type Mutation } from "./mutation.ts";

/** What refuses to record, and what lets nothing out that was not judged. */

export const REFUSALS = [
  ...inFile("page/refusal.ts", [
    ["refusal: Global Privacy Control", "if (gpc) return gpc;", ""],
    [
      "refusal: Global Privacy Control set by a one",
      'gpc === true || gpc === 1 || gpc === "1"',
      "gpc === true",
    ],
    ["refusal: the page's meta element", 'if (isMetaRefusing(document)) return "meta";', ""],
    ["refusal: cookie", 'if (isSet(readCookie(document, OPT_OUT_NAME))) return "cookie";', ""],
    [
      "refusal: storage",
      'return isSet(readStorage(document, OPT_OUT_NAME)) ? "storage" : null;',
      "return null;",
    ],
    [
      "refusal: any value but no, nothing and zero stands",
      '!["", "0", "false"].includes(value.trim().toLowerCase())',
      'value === "1"',
    ],
    [
      "refusal: no, nothing and zero do not stand",
      '!["", "0", "false"].includes(value.trim().toLowerCase())',
      "true",
    ],
    ["opting out is kept", 'writeEntry(document, OPT_OUT_NAME, "1");', ""],
    ["opting out takes a consent back", "forgetConsent(document);", ""],
    ["opting in lifts it", "writeEntry(document, OPT_OUT_NAME, null);", ""],
  ]),
  ...inFile("page/site-entry.ts", [
    [
      "refusal: the property of the document, not an element of its name",
      "return Reflect.get(plain, name, document) as Document[K];",
      "return document[name];",
    ],
    ["a choice is kept in the cookie", "document.cookie = `${name}=", "`${name}="],
    ["a choice is kept in the storage", "else storage?.setItem(name, value);", ""],
    [
      "a choice that is lifted leaves the cookie",
      "const maxAge = value === null ? 0 : ONE_YEAR_S;",
      "const maxAge = ONE_YEAR_S;",
    ],
    [
      "a choice that is lifted leaves the storage",
      "if (value === null) storage?.removeItem(name);",
      "if (value === null) return;",
    ],
  ]),
  ...inFile("refusal-sentence.ts", [
    ["a page's own sentence is not endless", "why.length <= LONGEST ? why :", "true ? why :"],
  ]),
  ...inFile("check-policy.ts", [
    ["policy: levels", "if (!LEVELS.includes(policy.level)) {", "if (false) {"],
    [
      "policy: lists of selectors",
      "if (!Array.isArray(selectors) || selectors.length > MOST_SELECTORS) {",
      "if (!Array.isArray(selectors)) continue; if (false) {",
    ],
    ["policy: so many selectors", "|| selectors.length > MOST_SELECTORS", ""],
    ["policy: selectors are texts", 'typeof selector !== "string" ||', ""],
    ["policy: empty selectors", 'selector.trim() === "" ||', ""],
    ["policy: long selectors", "selector.length > LONGEST_SELECTOR ||", ""],
    ["policy: what a browser does not take", "!isSelector(selector)\n", "false\n"],
    ["policy: brackets close", "open.length === 0 &&", "true &&"],
    ["policy: signs that no selector has", "!/[\"'{}<;!@$%]|", "!/"],
    ["policy: patterns", "for (const pattern of policy.patterns) compilePattern(pattern);", ""],
    [
      "policy: patterns are a list",
      "if (!Array.isArray(policy.patterns)) throw refusal('\"patterns\" must be a list');",
      "if (!Array.isArray(policy.patterns)) return;",
    ],
    ["policy: URL modes", 'if (!["strip", "filter", "keep"].includes(mode))', "if (false)"],
    [
      "policy: names of URL values",
      'if (!Array.isArray(names) || names.some((name) => typeof name !== "string" || name === "")) {',
      "if (false) {",
    ],
  ]),
  ...inFile("left-out.ts", [
    [
      "parts that are left out",
      "return part !== undefined && leftOut.includes(part);",
      "return false;",
    ],
    [
      "acts of the user are left out with the interactions",
      'isAct ? "interactions" : PART_OF[tag]',
      "PART_OF[tag]",
    ],
  ]),
  ...inFile("policy.ts", [
    [
      "a page learns no patterns",
      "  const { headers, bodies, backsOff = false } = policy;\n  return {",
      "  const { headers, bodies, backsOff = false } = policy;\n  return {\n    ...policy,",
    ],
  ]),
];

export const DOORS = [
  ...inFile("accept.ts", [
    [
      "door: sessions",
      'return accepted(checkSession(value), "session");',
      "return mint(checkSession(value));",
    ],
    [
      "door: patches",
      'return accepted(checkSessionPatch(value), "session patch");',
      "return mint(checkSessionPatch(value));",
    ],
    [
      "door: annotations",
      'return accepted(checkAnnotation(value), "annotation");',
      "return mint(checkAnnotation(value));",
    ],
    [
      "door: shapes of sessions",
      "return accepted(checkSession(value),",
      "return accepted(value as Session,",
    ],
    ["door: events of batches", 'refuseHits(scanJson(batch.json, "batch"), "batch");', ""],
    ["door: the rest of batches", 'refuseHits(scanValue(rest, IDS), "batch");', ""],
    [
      "door: shapes of batches",
      "const batch = checkTailBatch(value);",
      "const batch = value as TailBatch;",
    ],
    ["door: segments", 'refuseHits(scanJson(json, "segment"), "segment");', ""],
    ["door: shapes of segments", "const info = checkSegmentInfo(rest);", "const info = rest;"],
    ["door: bytes of segments", "if (!(gzip instanceof Uint8Array)) {", "if (false) {"],
    [
      "door: empty and endless blobs",
      "if (bytes.length === 0 || bytes.length > LARGEST_BLOB) {",
      "if (false) {",
    ],
    ["door: blobs that are nothing known", "if (bytes.includes(0)) {", "if (false) {"],
    [
      "door: texts as blobs",
      "isPictureOrFont(bytes) ? [] : scanValue(new TextDecoder().decode(bytes))",
      "[]",
    ],
    [
      "door: texts that are not JSON",
      'throw new WaymarkError("invalid-input", `The events of this ${what} are not JSON.`, { cause });',
      "return [];",
    ],
  ]),
  ...inFile("scan-events.ts", [
    ["door: keys", "if (key.length >= 6) scanText(key, inside, hits);", ""],
    ["door: lists", "todo.push({ value: item, key: i, parent: place });", ""],
    ["door: objects", "todo.push(inside);", ";"],
    [
      "door: the refusal never shows a secret",
      "/^[\\w$-]{1,40}$/.test(key) && !findSecrets(key)",
      "true",
    ],
  ]),
];

export const SETTINGS: readonly Mutation[] = [
  ...inFile("privacy-settings.ts", [
    ["sites that are never recorded", 'if (isOnSites(deny, url)) return "denied";', ""],
    ["only the sites of the list", "allow.length === 0 || isOnSites(allow, url)", "true"],
    ["sites that need a consent", "isOnSites(consent, url);", "consent === null || url === null;"],
    [
      "the rule that names a site most closely",
      "if (its < rank || its < 0) continue;",
      "if (its < 0) continue;",
    ],
    ["what a rule masks, over what is masked everywhere", "mask: add(policy.mask, mask),", ""],
    ["what a rule's patterns find", "patterns: add(policy.patterns, patterns),", ""],
    [
      "a frame shows no more than the page around it",
      "level: least(LEVELS, page.level, frame.level),",
      "",
    ],
    ["a frame masks what the page's site masks", "mask: [...page.mask, ...frame.mask],", ""],
    ["a frame blocks what the page's site blocks", "block: [...page.block, ...frame.block],", ""],
    [
      "query names that the page's site denies",
      "deny: [...page.urls.deny, ...frame.urls.deny],",
      "deny: frame.urls.deny,",
    ],
    ["a change of the lists counts", "siteVerdict(a, url) === siteVerdict(b, url) &&", ""],
    ["a change of consent counts", "needsConsent(a, url) === needsConsent(b, url)", "true"],
  ]),
  ...inFile("consent.ts", [
    [
      "a consent says who asked",
      "!isShortText(source) || !isShortText(version)",
      "!isShortText(version)",
    ],
    [
      "a consent says to what",
      "!isShortText(source) || !isShortText(version)",
      "!isShortText(source)",
    ],
  ]),
  ...inFile("page/kept-consent.ts", [
    ["a consent that was taken back is gone", "writeEntry(document, CONSENT_NAME, null);", ""],
  ]),
];
