/** Every word that the popup and the options page show, in one place for translation. */
import type { Level } from "../../privacy/policy.ts";
import { formatOffset } from "../../format/time.ts";
import type { RecorderStatus, RewindState } from "../messages.ts";
import type { OptionalPermission } from "../optional-permissions.ts";
import type { Countdown } from "../settings.ts";
import { formatBytes, formatCount } from "./quantities.ts";
import type { FindingCount } from "./watch-findings.ts";

const grouped = new Intl.NumberFormat("en");

function plural(count: number, one: string, many: string): string {
  return `${grouped.format(count)} ${count === 1 ? one : many}`;
}

export const NEVER_RECORDED =
  "Never recorded: passwords, payment cards, one-time codes, hidden fields and file names.";

export const LEVEL_NAMES: Record<Level, string> = {
  balanced: "Balanced",
  strict: "Strict",
  open: "Open",
};

export const popupStrings = {
  title: "Waymark",
  library: "Library",
  settings: "Settings",
  loading: "Asking the recorder about this tab…",
  noTab: "There is no tab to record here. Open a page and press the Waymark button again.",
  badTab: (text: string) =>
    `"${text}" is not the number of a tab. Open this page from the Waymark button instead.`,
  noSite: "This tab",
  addressHidden:
    "Opened as a page, Waymark sees this tab's address only once it may see all sites. Start asks for that.",

  start: "Start recording",
  pause: "Pause",
  resume: "Resume",
  stop: "Stop",
  controls: "Recording",
  busy: {
    start: "Starting…",
    pause: "Pausing…",
    resume: "Resuming…",
    stop: "Stopping…",
    "save-rewind": "Saving…",
    "accept-ask": "Starting…",
    "decline-ask": "One moment…",
    mark: "Marking…",
    "edit-mark": "Saving…",
  },

  status: {
    idle: "Not recording",
    counting: "Starting",
    waiting: "Waiting",
    recording: "Recording",
    paused: "Paused",
  } satisfies Record<RecorderStatus, string>,
  counting: (seconds: number) =>
    seconds > 0 ? `Recording starts in ${plural(seconds, "second", "seconds")}.` : "Starting…",
  countingHint: "Close this and go to the page; the button in the toolbar counts on.",
  automatic: "Recorded by the rule of its site. It ends when the tab leaves the site.",
  ask: {
    title: (site: string) => `Record this visit to ${site}?`,
    hint: "A rule of yours asks on this site. Nothing is recorded before you say yes; the recording ends when the tab leaves the site.",
    yes: "Record this visit",
    no: "Not now",
  },
  charter: "Charter",
  charterAsk: "Say what this session is to explore",
  charterHint: "One or two sentences, kept with the session.",

  mark: "Mark",
  markTitle: (clock: string) => `Mark at ${clock}`,
  editTitle: (clock: string) => `Edit the mark at ${clock}`,
  markType: "Type",
  markNote: "Note",
  markHint: "Enter saves, Shift+Enter begins a new line.",
  saveMark: "Save mark",
  cancelMark: "Cancel",
  marksTitle: (count: number) => plural(count, "mark", "marks"),
  editMark: "Edit",
  marked: "Mark saved.",

  elapsed: "Recorded time",
  events: "Events",
  size: "Size",
  errors: "Errors",
  tabs: "Tabs",
  findings: "Findings",
  findingCount: ({ count, atLeast }: FindingCount) =>
    atLeast ? `≥ ${formatCount(count)}` : formatCount(count),
  findingsAtLeast: "At least so many: of a long recording its newest part is looked through here.",

  waitingTitle: "Waiting for the page's consent",
  waiting:
    "Nothing of this page is recorded yet. You set this site to need its page's consent. Answer what the page asks about being recorded; recording begins as it says so. Stop ends the wait and keeps nothing of this page.",

  refusedTitle: "Waymark does not record here",
  endedTitle: "Nothing was recorded",
  pageRefusedTitle: "This page is not recorded",
  problemTitle: "That did not work",

  scopeLegend: "Ask the browser for access to",
  scopeSite: (site: string) => (site === "" ? "this site" : site),
  scopeAll: "all sites",
  scopeHint:
    "Waymark reads a page only while you record it. You can take the access back any time.",
  denied:
    "The browser gave no access to this site, so nothing is recorded. Press Start recording to be asked again.",
  askFailed: (reason: string) => `The browser did not ask for access to this site: ${reason}`,

  storageTitle: { low: "Storage is running out", full: "Storage is full" },
  storageLow: (free: string, recording: boolean) =>
    recording
      ? `${free} are left. Recording stops before they are used up; everything recorded until then is kept.`
      : `${free} are left: a recording may have to stop early.`,
  storageFull: (free: string) => `${free} are left, too little to record.`,
  freeInLibrary: "Free space in the library",
  setRetention: "Set retention",

  maskedTitle: "Masked so far",
  maskedNothing: "Nothing had to be masked yet.",
  maskedTotalTitle: "Masked",
  maskedLevel: (level: Level) => `Privacy level: ${LEVEL_NAMES[level]}.`,
  always: {
    balanced: `What people type is masked, and so are e-mail addresses, card numbers and keys in texts. ${NEVER_RECORDED}`,
    strict: `All text is masked and images are left out. ${NEVER_RECORDED}`,
    open: `Only the fields that you listed are readable, everything else typed is masked. ${NEVER_RECORDED}`,
  } satisfies Record<Level, string>,

  rewind: {
    title: "Rewind",
    status: {
      on: "On",
      busy: "Pausing",
      elsewhere: "Waiting",
      off: "Starting",
      "no-permission": "Off",
    } satisfies Record<RewindState["status"], string>,
    hint: ({ status, keptMs, minutes, refusal }: RewindState) => {
      if (status === "off" && refusal) return `Nothing is kept here: ${refusal}`;
      const kept = `${formatOffset(keptMs)} of at most ${minutes} min kept.`;
      if (status === "on") return kept;
      if (status === "busy") return `Rewind pauses: this page is busy. ${kept}`;
      if (status === "elsewhere") return `This page is not of a site that you allowed. ${kept}`;
      if (status === "off") return "Nothing is kept of this page yet. Reload it if it stays so.";
      return "The browser gives Waymark no access to this site, so nothing is kept.";
    },
    openSettings: "Allow it in the settings",
    save: (minutes: number) => `Save the last ${plural(minutes, "minute", "minutes")}`,
    saving: "Saving the last minutes…",
    savedSaid: "The last minutes are saved.",
    open: "Open rewind",
  },

  doneTitle: "Recorded",
  /** What else was counted is known only to a popup that watched the session. */
  doneCounts: (events: number, seen: { elapsedMs: number; bytes: number; errors: number } | null) =>
    [
      plural(events, "event", "events"),
      ...(seen ? [formatOffset(seen.elapsedMs), formatBytes(seen.bytes)] : []),
      ...(seen ? [seen.errors === 0 ? "no errors" : plural(seen.errors, "error", "errors")] : []),
    ].join(" · "),
  openReplay: "Open replay",

  shortcut: "to start or stop",
  noShortcut: "No keyboard shortcut is set.",

  said: {
    recording: "Recording started.",
    resumed: "Recording goes on.",
    paused: "Recording is paused.",
    waiting: "Waiting for the page's consent.",
    ended: "Nothing was recorded.",
    counting: "Recording is about to start.",
    cancelled: "The start was cancelled. Nothing was recorded.",
    stopped: (events: number) => `Recording stopped. ${plural(events, "event", "events")} stored.`,
  },

  unreachable: "The recorder is not answering. Trying again…",
  silent: "The recorder did not answer in time. Trying again…",
  oddAnswer: "The recorder answered something that this page does not understand. Trying again…",
  shortcutUnknown: (reason: string) => `The keyboard shortcut could not be read: ${reason}`,
} as const;

export const optionsStrings = {
  title: "Waymark settings",
  lead: "Recordings stay in this browser until you push them to a server.",
  library: "Library",
  loadFailed: (reason: string) => `The settings could not be read: ${reason}`,
  saveFailed: (reason: string) => `The settings could not be saved: ${reason}`,

  serverTitle: "Team server",
  serverLead: "Where “Push” sends a session. Nothing is sent by itself.",
  serverUrl: "Address",
  serverUrlHint: "For example https://waymark.team.example",
  serverKey: "Ingest key",
  serverKeyHint: "The server printed it at its first start. It is kept in this browser only.",
  serverSet: (url: string) => `Sessions can be pushed to ${url}.`,
  serverUnset: "No server is set.",
  check: "Check connection",
  checking: "Asking the server…",
  saveServer: "Save server",
  removeServer: "Remove server",
  serverSaved: "Server saved.",
  serverRemoved: "Server removed. Its key is gone from this browser.",
  plainHttp:
    "This address is not encrypted: anyone on the way can read what you push, and the key.",

  urlMissing: "Enter the address of the server.",
  urlBad: (text: string) =>
    `"${text}" is not a web address. It should look like https://waymark.team.example`,
  urlScheme: "The address must begin with https:// or http://",
  urlCredentials: "Leave user name and password out of the address; the key goes in its own field.",
  urlQuery: "Leave out everything from “?” or “#” on.",
  keyMissing: "Enter the ingest key.",
  keyBad: "The key contains a space or a character that no key has. Copy it again.",

  checkOk: "Connected. The server takes this key.",
  checkUnreachable: (host: string) =>
    `${host} did not answer. Is the address right, and is the server running?`,
  checkRedirected: (host: string) =>
    `${host} passes visitors on to another address. Enter the address where they arrive.`,
  checkSlow: (host: string, seconds: number) =>
    `${host} did not answer within ${seconds} seconds. Is the server running?`,
  checkNotWaymark: (host: string) =>
    `${host} answers, but not as a Waymark server. Check the address and the port.`,
  checkWrongKey: "This is a Waymark server, but it does not take this key.",
  checkForbidden:
    "The server knows this key, but the key may not push sessions. Use an ingest key.",
  checkFailed: (status: number, reason: string) =>
    `The server answered with an error (${status}${reason === "" ? "" : `: ${reason}`}).`,

  privacyTitle: "Privacy",
  privacyLead: `${NEVER_RECORDED} No choice changes that.`,
  levelLegend: "How much is masked",
  levels: {
    balanced:
      "What people type is masked. Text stays readable, but e-mail addresses, card numbers, tokens and keys in it are taken out.",
    strict:
      "All text is masked, typed or not; images and videos are left out. The layout stays. For sites that show personal data.",
    open: "Like Balanced, but fields that you list under “Unmask” are recorded as typed. For your own test sites.",
  } satisfies Record<Level, string>,
  selectorsLegend: "Elements with rules of their own",
  selectorsHint: "CSS selectors, one a line.",
  lists: {
    block: { name: "Block", hint: "Replaced by an empty box of the same size." },
    mask: { name: "Mask", hint: "Text and values inside are masked." },
    ignore: { name: "Ignore", hint: "Typing in these fields is not recorded at all." },
    unmask: { name: "Unmask", hint: "Recorded as typed." },
  },
  unmaskInactive: "Has an effect only at level Open.",
  badSelector: (list: string, selector: string) =>
    `${list}: "${selector}" is not a CSS selector. Nothing was saved; correct or remove it.`,
  canvasLegend: "Canvas drawings",
  canvasName: "Record canvas pixels on these sites",
  canvasHint:
    "Sites, one a line, like maps.example.com or *.example.com. Charts, maps and drawings on a canvas are pixels: nothing in them can be masked, so no canvas is recorded anywhere else. At most two pictures a second are kept.",
  badSite: (site: string) =>
    `"${site}" is not a site. Write its name only, like maps.example.com or *.example.com. Nothing was saved.`,
  savePrivacy: "Save privacy",
  privacySaved: "Privacy saved.",
  unsaved: "Not saved yet.",

  recordingTitle: "How recordings begin",
  countdown: "Countdown after Start",
  countdownHint: "Time to get ready; the button in the toolbar counts.",
  countdowns: { 0: "None", 3: "3 seconds", 5: "5 seconds" } satisfies Record<Countdown, string>,
  autoSites: "Record automatically on these sites",
  autoSitesHint:
    "Sites, one a line, like test.example.com or *.example.com. A session begins as soon as a page of them is opened in a tab, with the sign on the page as always, and ends when the tab closes or leaves the sites. Never in private windows, never where a page or your own lists do not want it. The browser asks you for access to them. Empty turns it off: recordings then begin only when you ask for them.",
  askSites: "Ask on these sites",
  askSitesHint:
    "Sites, as above. When a page of them is opened in a tab, the button in the toolbar shows “?” and the popup asks whether to record. “Not now” stands until the tab leaves the site. A site in both lists is asked about.",
  autoMissing: (sites: readonly string[]) =>
    `The browser gives Waymark no access to ${sites.join(", ")}, so nothing begins there by itself. Save again to be asked.`,
  saveRecording: "Save",
  recordingSaved: (sites: number, asked: number) => {
    const said = [
      sites > 0 &&
        `Pages of ${plural(sites, "site name", "site names")} are recorded from when they are opened next.`,
      asked > 0 && `You are asked on pages of ${plural(asked, "site name", "site names")}.`,
    ].filter(Boolean);
    return `Saved. ${said.join(" ") || "Recordings begin when you ask for them."}`;
  },

  rewindTitle: "Rewind",
  rewindLead:
    "On these sites Waymark always keeps the last minutes of each tab, so that you can save them after something went wrong. Nothing is in the library, or is sent anywhere, until you save it. What is older goes, and so does everything when the browser closes.",
  rewindSites: "Keep the last minutes on these sites",
  rewindSitesHint:
    "Sites, one a line, like shop.example.com or *.example.com. The browser asks you for access to them. Empty turns rewind off.",
  rewindMinutes: "Minutes",
  rewindMinutesHint: "From 1 to 60.",
  badMinutes: "Minutes: enter a whole number from 1 to 60. Nothing was saved.",
  rewindMissing: (sites: readonly string[]) =>
    `The browser gives Waymark no access to ${sites.join(", ")}, so nothing is kept there. Save again to be asked.`,
  rewindAskFailed: (reason: string) => `The browser did not ask for access: ${reason}`,
  saveRewind: "Save rewind",
  rewindSaved: "Rewind saved.",
  rewindOff: "Rewind is off.",

  permissions: {
    webRequest: {
      title: "Requests",
      lead: "Of a recorded page Waymark sees what its scripts ask for. With this permission the browser also tells it of every other request of recorded tabs: failures, redirects, what came from the cache. It looks only while a recording runs, and unless a rule for the site says so it keeps no bodies, and of headers only what names the site’s build.",
      on: "The browser tells Waymark of all requests of recorded tabs.",
      off: "The browser does not tell Waymark of requests.",
    },
    downloads: {
      title: "Downloads",
      lead: "Of a recorded page Waymark sees that a link to save a file was clicked. With this permission the browser also tells it of what recorded tabs save in other ways. It looks only while a recording runs, and keeps the type, the size and the host, never a file’s name or address.",
      on: "The browser tells Waymark of downloads of recorded tabs.",
      off: "The browser does not tell Waymark of downloads.",
    },
  } satisfies Record<OptionalPermission, Record<"title" | "lead" | "on" | "off", string>>,
  permissionGive: "Allow",
  permissionTake: "Take back",
  permissionName: (act: string, title: string) => `${act}: ${title}`,
  permissionRefused: "The browser did not allow it. Recordings go on without.",
  permissionFailed: (reason: string) => `The browser could not be asked: ${reason}`,

  storageTitle: "Storage",
  storageUsed: "Used by Waymark",
  storageFree: "Free",
  storageKept: "Persistent",
  storageUnknown: "not known",
  yes: "yes",
  no: "no",
  storageFailed: (reason: string) => `The browser does not say how much is used: ${reason}`,
  persistedHint: "The browser has promised to keep recordings when space is short.",
  notPersistedHint:
    "The browser has not marked this storage as persistent. Waymark holds its permission for unlimited storage, with which Chromium takes nothing away when space is short.",
  persistAsk: "Ask the browser to make it persistent",
  persistGranted: "The browser keeps recordings from now on, also when space is short.",
  persistDenied:
    "The browser did not mark it as persistent; it may later, when Waymark was used more.",
  persistFailed: (reason: string) => `The browser could not be asked: ${reason}`,

  retentionTitle: "Retention",
  retentionLead:
    "Oldest sessions go first. Pinned ones, the one being recorded and one that a popup still offers to open always stay. Checked every hour and after each recording.",
  retentionFields: {
    sessions: "Most sessions",
    size: "Most space on disk",
    days: "Oldest, in days",
  },
  retentionUnit: "Unit of space",
  retentionNoLimit: "no limit",
  retentionBad: {
    sessions: "Sessions: enter a whole number from 1, or nothing for no limit.",
    size: "Space: enter a number above 0 such as 500 or 1.5, or nothing for no limit.",
    days: "Days: enter a whole number from 1, or nothing for no limit.",
  },
  retentionNow: (sessions: number, pinned: number, size: string) =>
    `Now: ${plural(sessions, "session", "sessions")}, ${size} on disk, ${grouped.format(pinned)} pinned.`,
  retentionOff: "Without a limit nothing is ever removed.",
  retentionNone: "These rules remove nothing now.",
  retentionGone: (count: number, size: string) =>
    `These rules remove ${plural(count, "session", "sessions")} now and free ${size}:`,
  retentionListName: "Sessions that would be removed",
  retentionMore: (count: number) => `and ${grouped.format(count)} more.`,
  untitled: "Untitled session",
  retentionPreviewFailed: (reason: string) => `What would go could not be found out: ${reason}`,
  retentionConfirm: (count: number) => `Remove ${plural(count, "session", "sessions")} now?`,
  retentionConfirmYes: (count: number) => `Save and remove ${grouped.format(count)}`,
  cancel: "Cancel",
  saveRetention: "Save retention",
  retentionSaved: (count: number, size: string) =>
    count === 0
      ? "Retention saved."
      : `Retention saved. ${plural(count, "session was", "sessions were")} removed, ${size} freed.`,
  removalsTitle: "Removed so far",
  removalsFailed: (reason: string) => `What was removed so far could not be read: ${reason}`,
  removal: (at: number, sessions: number, size: string) =>
    `${new Date(at).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" })}: ${plural(sessions, "session", "sessions")}, ${size}`,

  shortcutsTitle: "Keyboard shortcuts",
  shortcutNone: "not set",
  shortcutChange: "Change shortcuts",
  shortcutsFailed: (reason: string) => `The shortcuts could not be read: ${reason}`,
  shortcutOpenFailed:
    "The browser does not open that page by itself. Look for “shortcuts” on its page of extensions.",
} as const;

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
  tryHit: (rule: string, count: number) => `${rule} × ${grouped.format(count)}`,

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
  ruleWithoutSites: "This rule names no site. Name one or remove the rule. Nothing was saved.",
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
  badPath: (path: string) =>
    `“${path}” is not a path: it begins with / and is no more than 200 signs, such as /api/*. Nothing was saved.`,
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
