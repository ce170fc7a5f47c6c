import { wholeNumber } from "../../../format/count.ts";
import type { Level } from "../../../privacy/policy.ts";
import type { OptionalPermission } from "../../optional-permissions.ts";
import type { Countdown } from "../../settings.ts";
import { NEVER_RECORDED, plural } from "./shared.ts";

/** What the options page says, but for the privacy settings in privacy.ts. */
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
  badSelector: (list: string, line: number, selector: string) =>
    `“${list}”, line ${line}: "${selector}" is not a CSS selector. Nothing was saved; correct or remove it.`,
  canvasLegend: "Canvas drawings",
  canvasName: "Record canvas pixels on these sites",
  canvasHint:
    "Sites, one a line, like maps.example.com or *.example.com. Charts, maps and drawings on a canvas are pixels: nothing in them can be masked, so no canvas is recorded anywhere else. At most two pictures a second are kept.",
  badSite: (list: string, line: number, site: string) =>
    `“${list}”, line ${line}: "${site}" is not a site. Write its name only, like maps.example.com or *.example.com. Nothing was saved.`,
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
    `Now: ${plural(sessions, "session", "sessions")}, ${size} on disk, ${wholeNumber(pinned)} pinned.`,
  retentionOff: "Without a limit nothing is ever removed.",
  retentionNone: "These rules remove nothing now.",
  retentionGone: (count: number, size: string) =>
    `These rules remove ${plural(count, "session", "sessions")} now and free ${size}:`,
  retentionListName: "Sessions that would be removed",
  retentionMore: (count: number) => `and ${wholeNumber(count)} more.`,
  untitled: "Untitled session",
  retentionPreviewFailed: (reason: string) => `What would go could not be found out: ${reason}`,
  retentionConfirm: (count: number) => `Remove ${plural(count, "session", "sessions")} now?`,
  retentionConfirmYes: (count: number) => `Save and remove ${wholeNumber(count)}`,
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
