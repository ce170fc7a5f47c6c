import { wholeNumber } from "../../../format/count.ts";
import { plural } from "./shared.ts";

/** The privacy settings beyond the level and the lists of selectors. */
export const privacyStrings = {
  contents: "Sections",
  sections: {
    privacy: "Privacy",
    everywhere: "Everywhere",
    rules: "Rules for sites",
    sites: "Which sites",
    file: "Policy file",
  },
  notSaved: (why: string) => `Nothing was saved: ${why}.`,
  nothingSaved: "Nothing was saved.",

  openWarning:
    "Open shows what people type in the fields that you list under “Unmask”, and in those that a page itself marks as harmless. Use it only where nobody types what is real: on test systems with made-up data.",

  patternsLegend: "Patterns of your own",
  patternsHint:
    "Regular expressions without slashes, with a name. What they find in texts is replaced by [redacted] before anything is stored. Pages never learn them.",
  patternName: (row: number) => `Name of pattern ${row}`,
  pattern: (row: number) => `Pattern ${row}`,
  patternNameExample: "order",
  patternExample: "ORD-\\d{6}",
  addPattern: "Add a pattern",
  removePattern: (row: number) => `Remove pattern ${row}`,
  tryText: "Try it on a text",
  tryTextHint:
    "Paste a text: below stands what would be stored of it. The text itself is kept nowhere.",
  tryResult: "This would be stored.",
  tryFound: (hits: readonly string[]) =>
    hits.length === 0 ? "Nothing in it is replaced." : `Replaced: ${hits.join(", ")}.`,
  tryHit: (rule: string, count: number) => `${rule} × ${wholeNumber(count)}`,

  numbersLegend: "Numbers",
  phone: "Take out phone numbers",
  ssn: "Take out US social security numbers",
  numbersHint: "Off by default, because ordinary numbers look like them.",

  urlsLegend: "Web addresses",
  urlsHint: "What stays of the part after “?”. Scheme, host and path stay, whatever you choose.",
  urlModes: {
    strip: { name: "Strip values", hint: "Names stay, values become *. Fragments go." },
    filter: {
      name: "Keep short values",
      hint: "Values of up to 64 characters stay. Fragments go.",
    },
    keep: { name: "Keep all", hint: "Values and fragments stay, but for what patterns find." },
  },
  urlAllow: "Always keep these names",
  urlDeny: "Never keep these names",
  urlNamesHint:
    "Names as they stand in the address, one a line. “Never” wins, and names of secrets, such as token or password, are never kept.",

  rulesLead:
    "What holds on some sites in place of what holds everywhere. The rule whose site name is the most specific holds: shop.example before *.example. Of two that are equally specific, the later one in this list holds. Its selectors and patterns are added to those of everywhere; all else in it replaces.",
  noRules: "There are no rules: all sites are treated alike.",
  addRule: "Add a rule",
  removeRule: "Remove this rule",
  newRule: "New rule",
  ruleName: (sites: readonly string[]) => `Rule for ${sites.join(", ")}`,
  ruleSites: "Sites of this rule",
  sitesHint: "One a line, like shop.example or *.shop.example, with a port where there is one.",
  inRule: (index: number, sites: string, sentence: string) =>
    `Rule ${index}${sites === "" ? "" : ` (${sites})`}: ${sentence}`,
  ruleWithoutSites: "It names no site. Name one or remove the rule. Nothing was saved.",
  ruleLevel: "How much is masked here",
  ruleUrls: "Web addresses here",
  rulePhone: "Phone numbers here",
  ruleSsn: "US social security numbers here",
  ruleSelectors: "Selectors that are added",
  rulePatterns: "Patterns that are added",
  leftOut: "Leave out of recordings",
  leftOutHint:
    "Beside the picture of the page all of this is recorded, masked and redacted like everything else. What is ticked is not.",
  ruleLeftOut: "Leave out as well",
  parts: {
    console: "Console messages",
    errors: "Errors",
    network: "Requests",
    vitals: "Web vitals and long tasks",
    interactions: "Forms, keys, dialogs and what is under a click",
    tracking: "What the page tells by the Waymark API",
  },
  ruleRequests: "Requests",
  ruleRequestsHint:
    "What a user types stands in what a page sends. Login data, cookies, files and pictures are never recorded; the rest goes through the patterns.",
  ruleHeaders: "Record headers",
  ruleBodies: "Record bodies and socket messages of these paths",
  ruleBodiesHint: "One a line, such as /api/*. JSON, text and forms, up to 64 KB each.",
  badPath: (line: number, path: string) =>
    `“Record bodies and socket messages of these paths”, line ${line}: "${path}" is not a path: it begins with / and is no more than 200 signs, such as /api/*. Nothing was saved.`,
  asEverywhere: "As everywhere",
  takeOut: "Take out",
  leave: "Leave",

  tryLegend: "Try an address",
  tryAddress: "Address to try",
  tryAddressHint: "Shows what would hold for it with the settings as they stand here.",
  tryWrong: (sentence: string) => `Correct the settings first. ${sentence}`,
  tryFacts: {
    recorded: "Recorded",
    by: "By",
    consent: "Consent",
    canvas: "Canvas pixels",
  },
  tryNoAddress: "This is no address. Type one like shop.example/cart.",
  tryYes: "Yes, when you start a recording.",
  tryEverywhere: "what holds everywhere",
  tryRule: (index: number, sites: readonly string[]) => `rule ${index} (${sites.join(", ")})`,
  tryConsent: "Nothing is recorded until the page asks its user and says yes.",
  tryNoConsent: "Not needed.",

  sitesLead: "Where Waymark may record at all, whatever the rules say.",
  allowName: "Record only these sites",
  allowHint: "One a line. Empty allows all sites.",
  denyName: "Never record these sites",
  denyHint: "One a line. They are not recorded even where the other list names them.",
  consentName: "Record these sites only with consent",
  consentHint:
    "One a line. Nothing is recorded there until the page calls window.Waymark.optIn() after asking its user.",
  indicator: "Show on recorded pages that they are being recorded",

  fileLead:
    "All privacy settings as one file: for a colleague, another browser, or an administrator who sets them for a whole company.",
  exportFile: "Export policy file",
  exportHint: "The file holds what is saved.",
  importFile: "Import policy file…",
  importFailed: (reason: string) =>
    `The policy file was not imported, and nothing was changed. ${reason}`,
  importSame: "This policy file says what is set already. Nothing was changed.",
  imported: "Policy file imported.",
  tooLarge: "It is larger than 2 MB, which no policy file is.",

  confirmSave: "Save these changes?",
  confirmImport: "Import this policy file?",
  saveAndStop: (count: number) => `Save and stop ${plural(count, "recording", "recordings")}`,
  importYes: "Import",
  willStop: (count: number) =>
    `${plural(count, "recording", "recordings")} that this concerns will stop. What they have not stored yet is dropped.`,
  editsLost: "What you edited here and did not save is lost.",
  changesName: "What changes",
  gone: "Removed:",
  come: "Added:",
  order: { about: "Order", changes: "Entries stand in another order." },

  managed:
    "Your organization set these privacy settings. They hold in this browser in place of your own, and cannot be changed here.",
  managedFacts: "What is set",
  facts: {
    level: "Level",
    patterns: "Patterns",
    phone: "Phone numbers",
    ssn: "US social security numbers",
    urls: "Web addresses",
    urlAllow: "Query names always kept",
    urlDeny: "Query names never kept",
    canvas: "Sites with canvas pixels",
    allow: "Only these sites",
    deny: "Never these sites",
    consent: "Only with consent",
    indicator: "Sign on recorded pages",
    leftOut: "Left out",
    headers: "Headers of requests",
    bodies: "Bodies of requests to",
    recorded: "recorded",
    found: "taken out",
    notFound: "not looked for",
    shown: "shown",
    hidden: "not shown",
    asEverywhere: "as everywhere",
    none: "none",
  },
} as const;
