import { describe, expect, it } from "vitest";
import type { RecordedEvent } from "../../../src/format/events.ts";
import { readSignal } from "../../../src/format/signals/signals.ts";
import { cleanSession } from "../../../src/privacy/after/belongings.ts";
import { createGate2 } from "../../../src/privacy/gate2/gate2.ts";
import { sanitizePatch } from "../../../src/privacy/gate2/sessions.ts";
import { DEFAULT_SITE_POLICY, type SitePolicy } from "../../../src/privacy/policy.ts";
import { aSession } from "../../contract/session-store/samples.ts";
import { element, pass, snapshot, text } from "./build.ts";

/** What gate 2 makes of what a page tells: its title, its events, its metadata, its circumstances. */
const signal = (tag: string, payload: object): RecordedEvent => ({
  type: 5,
  data: { tag, payload },
  timestamp: 2_000,
});

const page = snapshot(
  element(10, "title", {}, text(11, "Shop")),
  element(20, "title", { "data-waymark-mask": "" }, text(21, "Shop")),
  element(30, "div", { "data-waymark-block": "" }),
  element(40, "button", {}, text(41, "Buy")),
);

/** The payload as it is stored; undefined for an event that is not. */
function told(tag: string, payload: object, policy: Partial<SitePolicy> = {}): unknown {
  const { events } = pass([page, signal(tag, payload)], policy);
  return events[1]?.data["payload"];
}

describe("a title", () => {
  const title = (change: object = {}, policy: Partial<SitePolicy> = {}) =>
    told(
      "waymark.navigation",
      { how: "title", url: "https://x.example/a?q=hush", id: 10, title: "Mail a@b.co", ...change },
      policy,
    );

  it("P5 runs through the patterns, and its address is treated as one", () => {
    expect(title()).toEqual({
      how: "title",
      url: "https://x.example/a?q=*",
      id: 10,
      title: "Mail [email]",
    });
  });
  it("P4 P6 is told of an element that is plainly recorded only, and at no level strict", () => {
    expect(title({ id: 20 }), "masked").toBeUndefined();
    expect(title({ id: 30 }), "blocked").toBeUndefined();
    expect(title({ id: 99 }), "unknown").toBeUndefined();
    expect(title({ id: undefined }), "of nothing").toBeUndefined();
    expect(title({}, { level: "strict" }), "strict").toBeUndefined();
  });
  it("R4 of no sensible length is not stored", () => {
    expect(title({ title: "x".repeat(601) })).toBeUndefined();
  });
});

it("P4 where a page came from is treated as an address", () => {
  const from = "https://mail.example/inbox?who=hush#hush";
  expect(
    told("waymark.navigation", { how: "load", url: "https://x.example/", type: "reload", from }),
  ).toMatchObject({ from: "https://mail.example/inbox?who=*#" });
  const app = { how: "load", url: "https://x.example/", from: "android-app://bank/hush" };
  expect(told("waymark.navigation", app)).toMatchObject({ from: "android-app:" });
});

describe("an event that a page tells", () => {
  it("P5 runs through the patterns, and values under secret names go whole", () => {
    const data = { mail: "a@b.co", password: "hunter2", deep: [{ token: "abc", "a@b.co": 1 }] };
    expect(told("waymark.track", { name: "done", by: "api", data })).toEqual({
      name: "done",
      by: "api",
      data: { mail: "[email]", password: "[secret]", deep: [{ token: "[secret]", "[email]": 1 }] },
    });
  });
  it("P6 by an attribute in what is blocked is not stored", () => {
    const act = { name: "chosen", by: "click", data: { a: 1 } };
    expect(told("waymark.track", { ...act, id: 40 })).toEqual({ ...act, id: 40 });
    expect(told("waymark.track", { ...act, id: 30 })).toBeUndefined();
    expect(told("waymark.track", act), "of no element").toBeUndefined();
  });
  it("R4 with a name or data that the page's half would have refused is not stored", () => {
    const event = { name: "done", by: "api" };
    expect(told("waymark.track", { ...event, name: "no name" })).toBeUndefined();
    expect(told("waymark.track", { ...event, data: { a: "x".repeat(9_000) } })).toBeUndefined();
    expect(told("waymark.track", { ...event, more: 1 })).toBeUndefined();
  });
});

describe("a vital", () => {
  const vital = { name: "LCP", value: 100, source: "https://x.example/p.png?sig=hush" };
  it("P4 P6 names no element and no picture of what is blocked, and no picture at level strict", () => {
    expect(told("waymark.vital", { ...vital, id: 40 })).toEqual({
      ...vital,
      id: 40,
      source: "https://x.example/p.png?sig=*",
    });
    expect(told("waymark.vital", { ...vital, id: 30 })).toEqual({ name: "LCP", value: 100 });
    const strict = told("waymark.vital", { ...vital, id: 40 }, { level: "strict" });
    expect(strict).toEqual({ name: "LCP", value: 100, id: 40 });
  });
});

describe("what the tab's own document tells of the session", () => {
  const address = { sessionId: "s1", tabId: "t1", producer: "doc", seq: 0 };
  const news = (events: RecordedEvent[], frame?: { base: number; hostId: number }) => {
    const gate = createGate2({ policy: DEFAULT_SITE_POLICY, ...(frame && { frame }) });
    gate.pass(JSON.stringify([page, ...events]), address);
    return gate.takeNews();
  };
  const identify = (metadata: object) => signal("waymark.identify", { metadata });

  it("P5 is known only as it is stored", () => {
    const { metadata, circumstances } = news([
      identify({ plan: "pro", who: "a@b.co", password: "hunter2" }),
      identify({ plan: "team" }),
      signal("waymark.circumstances", {
        url: "https://x.example/?k=hush",
        referrer: "https://y.example/?k=hush",
        build: "of a@b.co",
      }),
    ]);
    expect(metadata).toEqual({ plan: "team", who: "[email]", password: "[secret]" });
    expect(circumstances).toEqual({
      url: "https://x.example/?k=*",
      referrer: "https://y.example/?k=*",
      build: "of [email]",
    });
  });
  it("is not told by a frame of another origin", () => {
    const frame = { base: 2 ** 28, hostId: 5 };
    const said = news([identify({ plan: "pro" }), signal("waymark.circumstances", {})], frame);
    expect([said.metadata, said.circumstances]).toEqual([null, null]);
  });
});

describe("the circumstances in a session's record", () => {
  const environment = {
    url: "https://x.example/a?q=hush",
    referrer: "https://y.example/a?q=hush",
    build: "a@b.co",
    browser: "a@b.co",
    os: "a@b.co",
    timeZone: "a@b.co",
    colorScheme: "dark" as const,
    reducedMotion: true,
    screen: { width: 1, height: 2 },
    connection: { type: "4g", rttMs: 50 },
  };
  it("P4 P5 are clean, whatever of them a pattern finds", () => {
    const clean = sanitizePatch({ environment }).environment;
    expect(clean).toEqual({
      ...environment,
      url: "https://x.example/a?q=*",
      referrer: "https://y.example/a?q=*",
      build: "[email]",
      browser: "[email]",
      os: "[email]",
      timeZone: "[email]",
    });
  });
  it("lose a text that is removed afterwards", () => {
    const matcher = {
      find: () => [],
      clean: (from: string) => from.replaceAll("Ridge", "[redacted]"),
      replacement: "[redacted]",
    };
    const session = aSession("s", {
      environment: { ...environment, url: "https://ridge.example/Ridge", build: "Ridge 3" },
    });
    const cleaned = cleanSession(session, matcher as never).environment;
    expect(cleaned).toMatchObject({
      url: "https://ridge.example/[redacted]",
      build: "[redacted] 3",
      colorScheme: "dark",
      screen: environment.screen,
    });
  });
});

it("a load and another title are no more navigations than a page has", () => {
  const signals = [
    { how: "load", url: "/" },
    { how: "title", url: "/", id: 10, title: "x" },
    { how: "push", url: "/a" },
  ].map((payload) => signal("waymark.navigation", payload));
  expect(signals.every((event) => readSignal(event, "waymark.navigation"))).toBe(true);
  expect(pass([page, ...signals]).adds.navigations).toBe(1);
});
