import { beforeEach, expect, test, vi } from "vitest";
import {
  DEFAULT_PRIVACY,
  type PrivacySettings,
  siteVerdict,
  writePolicyFile,
} from "../../../src/privacy/privacy-settings.ts";

/** What the two areas hold; `managed` may also throw, as it does in a Firefox without an administrator. */
const stored = { local: {} as Record<string, unknown>, managed: async (): Promise<object> => ({}) };
const storage = {
  local: {
    get: async () => stored.local,
    set: async (items: object) => void Object.assign(stored.local, items),
  },
  managed: { get: () => stored.managed() },
};
vi.stubGlobal("chrome", {
  runtime: { id: "w" },
  storage,
  tabs: { get: async () => ({ url: "https://shop.example/", title: "Shop" }) },
  permissions: { contains: async () => true },
});
const { readSettings, writeSettings } = await import("../../../src/extension/settings.ts");
const { recordingRole } = await import("../../../src/extension/role.ts");
const { createRewind } = await import("../../../src/extension/rewind.ts");
const { createSessionStart } = await import("../../../src/extension/session-start.ts");

const OWN: PrivacySettings = { ...DEFAULT_PRIVACY, deny: ["own.example"] };
const COMPANY: PrivacySettings = { ...DEFAULT_PRIVACY, deny: ["bank.example"], indicator: false };
const set = (policyFile: unknown) => (stored.managed = async () => ({ policyFile }));

beforeEach(() => {
  stored.local = { settings: { privacy: OWN, server: null } };
  stored.managed = async () => ({});
});

test("P8 an administrator's policy holds in place of the user's own", async () => {
  set(writePolicyFile(COMPANY));
  const { privacy, managed } = await readSettings();
  expect(privacy).toEqual(COMPANY);
  expect(managed).toEqual({ privacy: COMPANY, refusal: null });
});

test("P8 without an administrator the user's own settings hold, in every browser", async () => {
  const nobody = [
    async () => ({}),
    async () => Promise.reject(new Error("Managed storage manifest not found")),
  ];
  for (const managed of nobody) {
    stored.managed = managed;
    expect(await readSettings()).toMatchObject({ privacy: OWN, managed: null });
  }
  vi.stubGlobal("chrome", { runtime: { id: "w" }, storage: { local: storage.local } });
  expect(await readSettings()).toMatchObject({ privacy: OWN, managed: null });
});

test.each([
  ["a text that is no policy file", () => set("strict"), /not JSON/],
  ["no text", () => set({ level: "strict" }), /must be the text of a policy file/],
  [
    "a selector that is none",
    () => set('{"waymark":"privacy","version":1,"policy":{"mask":["div[["]}}'),
    /mask selector "div\[\["/,
  ],
  [
    "a storage that fails",
    () => (stored.managed = async () => Promise.reject(new Error("the disk is gone"))),
    /the disk is gone/,
  ],
])("P8 %s from an administrator lets nothing be recorded, and says why", async (_, given, why) => {
  given();
  const { privacy, managed } = await readSettings();
  expect(managed?.refusal).toMatch(why);
  for (const url of ["https://shop.example/", "http://127.0.0.1:8080/"]) {
    expect(siteVerdict(privacy, url)).toBe("not-allowed");
  }
});

test("P8 a start under a wrong policy of an administrator is refused with its sentence", async () => {
  set("{");
  const recordings = {
    byTab: () => undefined,
    refusals: {},
    starts: {},
    waits: {},
    asks: {},
    charters: {},
    save: async () => {},
  };
  const role = { ...recordingRole({} as never, {} as never), showBadge: async () => {} };
  role.keepEarlyScripts = async () => {};
  const { start } = createSessionStart({} as never, recordings as never, {} as never, role);
  await expect(start(1)).rejects.toMatchObject({
    refusal: { code: "bad-policy", sentence: expect.stringMatching(/administrator.*not JSON/) },
  });
});

/** As an older version, or a hand in the storage, may have left them. */
const UNUSABLE = [
  ["that lack a list", { deny: undefined }],
  ["without a policy", { policy: undefined }],
  ["with a level that is none", { policy: { ...OWN.policy, level: "lax" } }],
  ["with a selector that is none", { policy: { ...OWN.policy, mask: ["div[["] } }],
  ["with a rule for no site", { rules: [{ sites: ["Not A Site"], policy: {} }] }],
] as const;

test.each(UNUSABLE)(
  "P8 under stored settings %s nothing is recorded nor kept",
  async (_, change) => {
    const url = "https://shop.example/";
    const rewind = { sites: ["shop.example"], minutes: 5 };
    stored.local = { settings: { privacy: OWN, rewind } };
    const role = recordingRole({} as never, {} as never);
    const keeper = createRewind({ rewinds: { recordings: {} } } as never);
    expect([await role.mayRecord(url), await keeper.mayKeep(url)]).toEqual([true, true]);
    stored.local = { settings: { privacy: { ...OWN, ...change }, rewind } };
    expect([await role.mayRecord(url), await keeper.mayKeep(url)]).toEqual([false, false]);
  },
);

test("what is written are the user's own settings, never the administrator's", async () => {
  set(writePolicyFile(COMPANY));
  await writeSettings({ server: { url: "https://team.example", key: "k" } });
  expect(stored.local["settings"]).toMatchObject({ privacy: OWN });
  stored.managed = async () => ({});
  expect((await readSettings()).privacy).toEqual(OWN);
});
