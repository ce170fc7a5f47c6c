import { asJsonText } from "../../../format/size.ts";
import { formatOffset } from "../../../format/time.ts";
import type { Level } from "../../../privacy/policy.ts";
import type { RecorderStatus, RewindState } from "../../messages.ts";
import { wholeNumber } from "../../../format/count.ts";
import type { FindingCount } from "../watch-findings.ts";
import { LEVEL_NAMES, NEVER_RECORDED, plural } from "./shared.ts";

/** Every word that the popup shows. */
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
  markForm: {
    type: "Type",
    note: "Note",
    hint: "Enter saves, Shift+Enter begins a new line.",
    save: "Save mark",
    cancel: "Cancel",
  },
  marksTitle: (count: number) => plural(count, "mark", "marks"),
  editMark: "Edit",
  marked: "Mark saved.",

  elapsed: "Recorded time",
  events: "Events",
  size: "Size as JSON",
  errors: "Errors",
  tabs: "Tabs",
  findings: "Findings",
  findingCount: ({ count, atLeast }: FindingCount) =>
    atLeast ? `≥ ${wholeNumber(count)}` : wholeNumber(count),
  findingsAtLeast: "At least so many: of a long recording its newest part is looked through here.",

  waitingTitle: "Waiting for the page's consent",
  waiting: (managed: boolean) =>
    `Nothing of this page is recorded yet. ${managed ? "Your company" : "You"} set this site to need its page's consent. Answer what the page asks about being recorded; recording begins as it says so. Stop ends the wait and keeps nothing of this page.`,

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
      ...(seen ? [formatOffset(seen.elapsedMs), asJsonText(seen.bytes)] : []),
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
