import { expect, test } from "vitest";
import { checkPolicy } from "../../../src/privacy/check-policy.ts";
import { isLeftOut, OPTIONAL_PARTS } from "../../../src/privacy/left-out.ts";
import { DEFAULT_SITE_POLICY } from "../../../src/privacy/policy.ts";
import {
  DEFAULT_PRIVACY,
  policyFor,
  readPolicyFile,
  stricter,
} from "../../../src/privacy/privacy-settings.ts";
import { createSanitizer } from "../../../src/privacy/sanitize/sanitizer.ts";
import { pass } from "./build.ts";

const signal = (tag: string, payload: object) => ({
  type: 5,
  data: { tag, payload },
  timestamp: 1,
});
const SIGNALS = {
  console: signal("waymark.console", { level: "log", message: "hello" }),
  errors: signal("waymark.error", { what: "error", message: "boom" }),
  network: signal("waymark.network", { id: "1", phase: "start", how: "fetch", url: "/x" }),
  vitals: signal("waymark.vital", { name: "CLS", value: 0.1 }),
  interactions: signal("waymark.browser", { what: "print" }),
  tracking: signal("waymark.track", { name: "paid", by: "api" }),
};
const all = () => structuredClone(Object.values(SIGNALS));
const tags = (events: readonly { data: Record<string, unknown> }[]) =>
  events.map(({ data }) => data["tag"]);

test("by default no part of the capture is left out", () => {
  expect(tags(pass(all()).events)).toEqual(tags(all()));
});

test.each(OPTIONAL_PARTS)("what is left out of %s passes neither gate", (part) => {
  const left = tags(all()).filter((tag) => tag !== SIGNALS[part].data.tag);
  expect(tags(pass(all(), { leftOut: [part] }).events)).toEqual(left);

  const gate1 = createSanitizer({ level: "balanced", leftOut: [part] });
  expect(tags(all().filter((event) => gate1.sanitize(event)))).toEqual(left);
});

test("where a page goes, which tab is seen and what a recording misses is never left out", () => {
  for (const tag of ["waymark.navigation", "waymark.lifecycle", "waymark.capture"] as const) {
    expect(isLeftOut(tag, {}, OPTIONAL_PARTS)).toBe(false);
  }
  expect(isLeftOut("waymark.browser", { what: "tab-activated" }, OPTIONAL_PARTS)).toBe(false);
  expect(isLeftOut("waymark.browser", { what: "hidden" }, OPTIONAL_PARTS)).toBe(false);
});

test("P6 a rule leaves out more than everywhere, and a frame what the page around it leaves out", () => {
  const settings = {
    ...DEFAULT_PRIVACY,
    policy: { ...DEFAULT_PRIVACY.policy, leftOut: ["console" as const] },
    rules: [{ sites: ["a.example"], policy: { leftOut: ["network" as const] } }],
  };
  const page = policyFor(settings, "https://a.example/");
  expect(page.leftOut).toEqual(["console", "network"]);
  const frame = { ...DEFAULT_SITE_POLICY, leftOut: ["vitals" as const] };
  expect(stricter(page, frame).leftOut).toEqual(["console", "network", "vitals"]);
});

test("P8 a part that does not exist is refused by name; a file that says nothing of it leaves nothing out", () => {
  const bad = { ...DEFAULT_SITE_POLICY, leftOut: ["cookies" as never] };
  expect(() => checkPolicy(bad)).toThrow(/"leftOut" must be a list of console, errors/);
  const { policy } = readPolicyFile('{"waymark":"privacy","version":1}');
  expect(policy.leftOut).toEqual([]);
});
