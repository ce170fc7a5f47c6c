import type { NormalizedEvent } from "../../../src/analysis/event.ts";
import type { Finding } from "../../../src/analysis/finding.ts";
import { scoreOf } from "../../../src/analysis/friction/score.ts";
import type { Manifest } from "../../../src/export/manifest.ts";
import type { RecordedEvent } from "../../../src/format/events.ts";
import { NO_COUNTS, type Session } from "../../../src/format/session.ts";
import type { SessionView } from "../../../src/worker/api.ts";
import { AUDIT_ACTS, type AuditEntry } from "../../../src/store/audit-log.ts";
import { packEvents } from "../../../src/worker/packed-events.ts";
import recording from "../../fixtures/recordings/visit.json" with { type: "json" };

const EVENTS = recording.events as unknown as RecordedEvent[];
const STARTED_AT = EVENTS[0]?.timestamp ?? 0;
export const DURATION_MS = (EVENTS.at(-1)?.timestamp ?? STARTED_AT) - STARTED_AT;

/** The recording as if it had been made when `session` began. */
export function eventsOf(session: Session): RecordedEvent[] {
  const by = session.startedAt - STARTED_AT;
  return EVENTS.map((event) => ({ ...event, timestamp: event.timestamp + by }));
}

export function makeSession(id: string, change: Partial<Session> = {}): Session {
  return {
    id,
    format: 1,
    title: "Ridge Walk: coupon cannot be applied",
    site: "trails.example",
    startedAt: STARTED_AT,
    endedAt: STARTED_AT + DURATION_MS,
    state: "finished",
    origin: "extension",
    metadata: { ticket: "SHOP-412" },
    tabs: [{ id: "tab1", title: "Trails", url: "http://trails.example/", startedAt: STARTED_AT }],
    environment: {
      userAgent: "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0",
      viewport: recording.viewport,
      locale: "en",
      url: "http://trails.example/",
      referrer: "https://search.example/",
      browser: "Chrome 156",
      os: "Linux",
      screen: { width: 1920, height: 1080 },
      devicePixelRatio: 2,
      timeZone: "Europe/Zurich",
      colorScheme: "dark",
      reducedMotion: true,
      connection: { type: "4g", downlinkMbps: 10, rttMs: 50, saveData: false },
      build: "2026.11.3",
    },
    privacy: {
      level: "balanced",
      consent: { source: "cookie-banner", version: "2026-11", at: STARTED_AT - 4_000 },
      hits: {
        input: 8,
        email: 1,
        canvas: 2,
        "mark:data-sentry-mask": 3,
        "mark:rr-block": 1,
        "mark:selector": 12,
      },
    },
    labels: ["checkout"],
    counts: {
      ...NO_COUNTS,
      events: EVENTS.length,
      bytes: 21_400,
      clicks: 9,
      findings: 2,
      errors: 1,
    },
    rev: 1,
    ...change,
  };
}

/** What the real worker would make of the recording, as far as these tests look at it. */
export function makeView(session: Session): SessionView {
  const at = (event: RecordedEvent) => event.timestamp - session.startedAt;
  const events: NormalizedEvent[] = [];
  const clicks: number[] = [];
  eventsOf(session).forEach((event, frameIndex) => {
    const base = {
      sessionId: session.id,
      tabId: "tab1",
      segmentIndex: 0,
      frameIndex,
      offsetMs: at(event),
      timestamp: new Date(event.timestamp).toISOString(),
      url: "http://trails.example/trail",
      nodeId: null,
      rawType: event.type,
      rawSource: null,
    };
    if (event.type === 4) {
      const url = String(event.data["href"]);
      events.push({
        ...base,
        kind: "navigation",
        category: "page",
        label: `Opened ${url}`,
        url,
        selector: null,
      });
    }
    if (event.type === 3 && event.data["source"] === 2 && event.data["type"] === 2) {
      clicks.push(at(event));
      const label = `Click on node ${String(event.data["id"])}`;
      events.push({ ...base, kind: "click", category: "user", label, selector: "button" });
    }
    if (event.type === 3 && event.data["source"] === 5) {
      events.push({
        ...base,
        kind: "input",
        category: "user",
        label: "Typed into “Coupon”",
        selector: "#coupon",
        masked: true,
      });
    }
  });
  const burst = clicks.slice(-5);
  const last = events.at(-1);
  if (last) {
    const offsetMs = last.offsetMs + 150;
    events.push({
      ...last,
      offsetMs,
      kind: "error",
      category: "problem",
      label: "TypeError: coupon.rules is undefined",
    });
  }
  if (last && session.metadata["speed"]) events.push(...speedEvents(last));
  const finding = (id: string, part: Partial<Finding>): Finding => ({
    id,
    kind: "rage-click",
    title: "Rage click",
    severity: "high",
    score: 86,
    tabId: "tab1",
    window: { fromOffsetMs: burst[0] ?? 0, toOffsetMs: burst.at(-1) ?? 0 },
    target: { selector: "#apply", label: "Apply coupon", nodeId: 1 },
    evidence: [],
    why: "“Apply coupon” was clicked 5 times within 1.6 s and nothing on the page answered.",
    nextCommand: `waymark window ${session.id} --at ${burst[0] ?? 0}ms`,
    ...part,
  });
  const findings = [
    finding("f2", {
      kind: "dead-click",
      title: "Dead click",
      severity: "medium",
      score: 51,
      why: "The button presents itself as a control; no change, request or navigation followed.",
    }),
    finding("f1", {}),
  ];
  const idleFrom = (recording.checkpoints[1]?.timestamp ?? 0) - STARTED_AT + 400;
  return {
    session,
    durationMs: DURATION_MS,
    segments: [],
    analyzed: true,
    events: packEvents(events),
    findings: session.counts.findings ? findings : [],
    score: scoreOf(session.counts.findings ? findings : []),
    idle: [{ fromOffsetMs: idleFrom, toOffsetMs: (clicks[1] ?? 0) - 100 }],
    gaps: [],
    annotations: [],
  };
}

/** What two pages said of their speed. */
function speedEvents(last: NormalizedEvent): NormalizedEvent[] {
  const vital = (url: string, what: string, label: string): NormalizedEvent => ({
    ...last,
    offsetMs: last.offsetMs + 300,
    kind: "vital",
    category: "page",
    label,
    url,
    data: { what },
  });
  const trail = "http://trails.example/trails/ridge-walk-over-the-long-pass-in-autumn/book";
  return [
    vital("http://trails.example/", "LCP good", "LCP 1.2 s (good)"),
    vital("http://trails.example/", "CLS needs-improvement", "CLS 0.18 (needs improvement)"),
    vital("http://trails.example/", "INP poor", "INP 640 ms (poor)"),
    vital("http://trails.example/", "FCP good", "FCP 800 ms (good)"),
    vital("http://trails.example/", "TTFB good", "TTFB 120 ms (good)"),
    vital(trail, "LCP poor", "LCP 4.6 s (poor)"),
    vital(trail, "CLS good", "CLS 0.02 (good)"),
  ];
}

/** A library with something of everything. */
export function makeLibrary(): Session[] {
  const named = [
    makeSession("visit"),
    makeSession("live", {
      title: "Checkout smoke test",
      state: "recording",
      endedAt: null,
      startedAt: Date.now() - 95_000,
    }),
    makeSession("crashed", {
      title: "Signup on a slow connection",
      metadata: { ticket: "SHOP-412", plan: "pro", speed: "slow" },
      state: "interrupted",
      endReason: "The tab crashed.",
      startedAt: STARTED_AT - 3_600_000,
      endedAt: STARTED_AT - 3_500_000,
    }),
    makeSession("tabs", {
      title: "Comparing two trails",
      startedAt: STARTED_AT,
      tabs: [
        { id: "tab1", title: "Trails", url: "http://trails.example/", startedAt: STARTED_AT },
        {
          id: "tab2",
          title: "Ridge Walk",
          url: "http://trails.example/trail",
          startedAt: STARTED_AT + 2_000,
        },
      ],
    }),
    makeSession("empty", {
      title: "",
      tabs: [],
      state: "interrupted",
      endReason: "The browser was closed.",
      counts: { ...NO_COUNTS },
    }),
  ];
  const many = Array.from({ length: 130 }, (_, i) =>
    makeSession(`s${String(i).padStart(3, "0")}`, {
      title: `Exploratory session ${i + 1}${i % 9 === 0 ? ", with a title that goes on for much longer than any row has room for, so that it must be cut" : ""}`,
      site: ["shop.example", "app.example:8443", "docs.example"][i % 3] as string,
      startedAt: STARTED_AT - (i + 1) * 5_400_000,
      endedAt: STARTED_AT - (i + 1) * 5_400_000 + 40_000 + i * 3_000,
      counts: {
        ...NO_COUNTS,
        events: 900 + i * 411,
        bytes: 90_000 * (i + 1),
        clicks: 12 + i,
        errors: i % 4,
        findings: i % 3,
      },
    }),
  );
  return [...named, ...many];
}

/** Two thousand entries, newest first, of every act. */
export function makeAudit(): AuditEntry[] {
  return Array.from({ length: 2_000 }, (_, i) => {
    const act = AUDIT_ACTS[i % AUDIT_ACTS.length] as AuditEntry["act"];
    return {
      at: STARTED_AT - i * 3_600_000,
      act,
      ...(act === "settings" ? {} : { sessionId: `s${String(i % 130).padStart(3, "0")}` }),
      ...(i % 3 === 0 ? { site: "shop.example" } : {}),
      detail: `Entry ${i} says what was done, how much of it, and where it went.`,
    };
  });
}

/** A list of what leaves, with two places that must not where `leaking`. */
export function makeManifest(session: Session, form: Manifest["form"], leaking: boolean): Manifest {
  return {
    sessionId: session.id,
    form,
    title: session.title,
    site: session.site,
    startedAt: session.startedAt,
    endedAt: session.endedAt,
    level: session.privacy.level,
    tabs: session.tabs.map(({ id }, i) => ({
      tabId: id,
      origins: ["http://trails.example", "https://maps.example:8443"].slice(0, 2 - i),
      segments: 3,
      events: session.counts.events,
      bytes: 1_204_000 / (i + 1),
    })),
    annotations: 2,
    blobs: { count: 1, bytes: 18_000 },
    signals: { network: 42, lifecycle: 4, error: 1, navigation: 6 },
    masked: session.privacy.hits,
    notIncluded: ["What was worked out from it: findings, keyframes and thumbnails."],
    leaks: leaking
      ? [
          {
            rule: "email",
            where: "segment 1 of tab tab1",
            path: "[12].data.node.childNodes[0].textContent",
            pointer: { tabId: "tab1", segmentIndex: 1, frameIndex: 12, offsetMs: 2_000 },
          },
          { rule: "card", where: "the session's record", path: "title" },
        ]
      : [],
  };
}
