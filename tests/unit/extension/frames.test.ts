import { expect, test, vi } from "vitest";
import { DEFAULT_SITE_POLICY } from "../../../src/privacy/policy.ts";
import { DEFAULT_PRIVACY, type PrivacySettings } from "../../../src/privacy/privacy-settings.ts";
import type { PageFacts } from "../../../src/record/uplink.ts";
import { admitFrame } from "../../../src/extension/frame-book.ts";
import type { Recording, RunningSession } from "../../../src/extension/recordings.ts";

vi.stubGlobal("chrome", { runtime: { id: "w" } });
const { createFrames } = await import("../../../src/extension/frames.ts");

const OPEN: PrivacySettings = {
  ...DEFAULT_PRIVACY,
  policy: { ...DEFAULT_PRIVACY.policy, level: "open" },
  rules: [{ sites: ["clinic.example"], policy: { level: "strict", mask: [".name"] } }],
  deny: ["bank.example"],
};

/** A recorded page with one frame of `clinic.example`, and one in that. */
function setUp() {
  const recording = {
    browserTabId: 1,
    sessionId: "s",
    policy: { ...DEFAULT_SITE_POLICY, level: "open" },
    producer: "top",
  } as Recording;
  const session = { id: "s", status: "recording", privacy: OPEN } as RunningSession;
  const recordings = { sessionOf: () => session, save: async () => {} };
  const frames = createFrames(
    recordings as never,
    { open() {} } as never,
    { say: async () => {} } as never,
    async () => {},
    async (url) => !url.includes("bank.example"),
    async () => {},
  );
  const outer = admitFrame(recording, { frameId: 5, url: "https://clinic.example/" });
  const inner = admitFrame(recording, { frameId: 6, url: "about:srcdoc" });
  Object.assign(outer, { hostId: 10, parent: "top" });
  Object.assign(inner, { hostId: 20, parent: "outer" });
  const hello = (frameId: number, producer: string, url: string) =>
    frames.hello(recording, { frameId }, producer, factsOf(url));
  return { outer, inner, hello };
}

function factsOf(url: string): PageFacts {
  const viewport = { width: 1, height: 1 };
  return { url, viewport, locale: "en", userAgent: "x", refusal: null };
}

test("P6 a text in a frame shows nothing that the site of that frame hides", async () => {
  const { hello, inner } = setUp();
  await hello(5, "outer", "https://clinic.example/");
  const welcome = await hello(6, "inner", "about:srcdoc");
  expect(welcome).toMatchObject({ record: true, policy: { level: "strict", mask: [".name"] } });
  expect(inner.policy?.level).toBe("strict");
});

test("P7 a frame that went to a site that is never recorded, since it was found, stays empty", async () => {
  const { hello, outer } = setUp();
  expect(await hello(5, "outer", "https://bank.example/")).toEqual({ record: false });
  expect(outer.state).toBe("refused");
});
