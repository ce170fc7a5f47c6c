import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { unzipSync, zipSync } from "fflate";
import { CHECKOUT, waymark } from "./waymark.ts";

const folder = mkdtempSync(join(tmpdir(), "waymark-import-"));
afterAll(() => rmSync(folder, { recursive: true }));

let stores = 0;
const newStore = () => ["--store", `sqlite:${join(folder, `${stores++}.db`)}`];
const inFolder = (name: string) => join(folder, name);
const json = async (args: string[]) => JSON.parse((await waymark([...args, "--json"])).out);

const UPSTREAM = "tests/fixtures/upstream";
const THEIRS: [file: string, found: string][] = [
  ["rrweb-input.json", "Chose in"],
  ["rrweb-shadow-dom.json", "shadow dom two"],
  ["rrweb-iframe.json", "localhost"],
  ["posthog-snapshots.jsonl", "Capture event"],
  ["sentry-segments.json", "orders"],
];

describe("recordings of other tools", () => {
  test.each(THEIRS)(
    "%s is imported and answers stats, struggles and search",
    async (name, words) => {
      const to = newStore();
      const file = join(UPSTREAM, name);
      const { sessionId, dropped } = await json(["import", file, ...to]);
      expect(dropped).toBe(0);
      const stats = await json(["stats", sessionId, ...to]);
      const asked = await json(["stats", file]);
      expect(stats.stats.durationMs).toBe(asked.stats.durationMs);
      const urls = ({ stats: { routes } }: { stats: { routes: { url: string }[] } }) =>
        routes.map(({ url }) => url);
      expect(urls(stats)).toEqual(urls(asked));
      const ofStore = await json(["struggles", sessionId, ...to, "--limit", "0"]);
      const ofFile = await json(["struggles", file, "--limit", "0"]);
      const kinds = ({ findings }: { findings: { kind: string }[] }) => findings.map((f) => f.kind);
      expect(kinds(ofStore)).toEqual(kinds(ofFile));
      const { hits, visible } = await json(["search", sessionId, words, ...to]);
      expect([...(hits ?? []), ...(visible ?? [])].length).toBeGreaterThan(0);
    },
  );

  test("PostHog's rage clicks and Sentry's failed request are found", async () => {
    const kinds = async (name: string) =>
      (await json(["struggles", join(UPSTREAM, name), "--limit", "0"])).findings.map(
        ({ kind }: { kind: string }) => kind,
      );
    expect(await kinds("posthog-snapshots.jsonl")).toEqual(["rage-click", "rage-click"]);
    expect(await kinds("sentry-segments.json")).toEqual(
      expect.arrayContaining(["failed-request", "console-error", "poor-vital"]),
    );
  });

  test("P1 P2 P5 P9 nothing that must not be kept of them reaches the store", async () => {
    const to = newStore();
    const { masked } = await json(["import", join(UPSTREAM, "sentry-segments.json"), ...to]);
    expect(masked).toMatchObject({ email: 2, "request-content": expect.any(Number) });
    const stored = (
      await waymark(["events", "latest", ...to, "--raw", "--json", "--include", "all"])
    ).out;
    for (const secret of ["ann@mail", "Bearer abc", "pw=1", "token=abc123def"]) {
      expect(stored).not.toContain(secret);
    }
    expect(stored).toContain("/api/orders");
    const input = newStore();
    await json(["import", join(UPSTREAM, "rrweb-input.json"), ...input]);
    const typed = (await waymark(["events", "latest", ...input, "--raw", "--json"])).out;
    expect(typed).not.toContain("test input");
  });

  test("a broken line costs itself, is named, and the exit code says so", async () => {
    const [first = "", second = ""] = readFileSync(
      join(UPSTREAM, "posthog-snapshots.jsonl"),
      "utf8",
    ).split("\n");
    const file = inFolder("broken.jsonl");
    writeFileSync(file, [first, "{cut off", second].join("\n"));
    const { code, out } = await waymark(["import", file, ...newStore()]);
    expect(code).toBe(7);
    expect(out).toMatch(/2 tabs.*\n(?:.*\n)*Left out: 1 entry.*\n {2}Line 2 is not JSON/);
  });

  test.each([
    ["[]", "holds no events"],
    ['{"a":1}', "holds no events"],
    ["[{", "not JSON"],
    ["", "not JSON"],
    ["\u0000\u0001\ufffd", "not JSON"],
  ])("R4 %j is refused in a sentence and stores nothing", async (content, words) => {
    const file = inFolder("wrong.json");
    writeFileSync(file, content);
    const to = newStore();
    const { code, err } = await waymark(["import", file, ...to]);
    expect([code, err[0]]).toEqual([4, expect.stringContaining(words)]);
    expect(existsSync(to[1]!.slice("sqlite:".length))).toBe(false);
  });
});

describe("bundles", () => {
  async function exported(): Promise<string> {
    const from = newStore();
    await json(["import", CHECKOUT, ...from]);
    const file = inFolder(`checkout-${stores}.waymark.zip`);
    const { code } = await waymark(["export", "latest", ...from, "--out", file]);
    expect(code).toBe(0);
    return file;
  }

  test("every verb that asks takes the file, and says the same as of the store", async () => {
    const from = newStore();
    await json(["import", CHECKOUT, ...from]);
    const file = inFolder("asked.waymark.zip");
    const written = await json(["export", "latest", ...from, "--format", "bundle", "--out", file]);
    expect(written).toMatchObject({ sessionId: "checkout", file, segments: 1, leftOut: [] });
    expect(written.bytes).toBe(readFileSync(file).length);
    const questions = [
      ["stats"],
      ["struggles"],
      ["narrative"],
      ["events"],
      ["report"],
      ["search", "coupon"],
      ["window", "--at", "3s"],
      ["dom", "--at", "11s"],
    ];
    for (const [verb = "", ...rest] of questions) {
      const [word = [], flags = []] = rest[0]?.startsWith("--") ? [[], rest] : [rest, []];
      const ofFile = await waymark([verb, file, ...word, ...flags]);
      const ofStore = await waymark([verb, "latest", ...word, ...flags, ...from]);
      const same = (text: string) =>
        text
          .replaceAll(file, "X")
          .replaceAll(/window \S+ (--at \w+)(?: --store [^\s`]+)?/g, "window X $1");
      expect([verb, ofFile.code, same(ofFile.out)]).toEqual([verb, 0, same(ofStore.out)]);
    }
  });

  test("import puts it into a store whole, once", async () => {
    const file = await exported();
    const to = newStore();
    const told = await json(["import", file, ...to]);
    expect(told).toMatchObject({
      sessionId: "checkout",
      tabs: 1,
      segments: 1,
      events: 37,
      dropped: 0,
    });
    const again = inFolder("again.waymark.zip");
    await waymark(["export", "latest", ...to, "--out", again]);
    const without = ({ "session.json": record, ...rest }: Record<string, Uint8Array>) => {
      const { rev: _, ...session } = JSON.parse(new TextDecoder().decode(record));
      return { session, rest };
    };
    expect(without(unzipSync(readFileSync(again)))).toEqual(without(unzipSync(readFileSync(file))));
    const { code, err } = await waymark(["import", file, ...to]);
    expect([code, err[0]]).toEqual([4, expect.stringContaining("already")]);
  });

  test("goes on as rrweb JSON and to another store without one in between", async () => {
    const file = await exported();
    const out = inFolder("from-bundle.json");
    expect((await waymark(["export", file, "--out", out])).code).toBe(0);
    expect(JSON.parse(readFileSync(out, "utf8"))).toHaveLength(37);
    const to = inFolder("pushed.db");
    expect((await waymark(["push", file, "--to", `sqlite:${to}`])).code).toBe(0);
    expect((await json(["sessions", "--store", `sqlite:${to}`])).sessions).toHaveLength(1);
  });

  test("P1 one that holds a secret is refused whole, with rule and place", async () => {
    const files = unzipSync(readFileSync(await exported()));
    const record = JSON.parse(new TextDecoder().decode(files["session.json"]));
    files["session.json"] = new TextEncoder().encode(
      JSON.stringify({ ...record, title: "ann@mail.example" }),
    );
    const leaky = inFolder("leaky.waymark.zip");
    writeFileSync(leaky, zipSync(files));
    const to = newStore();
    const { code, err } = await waymark(["import", leaky, ...to]);
    expect([code, err[0]]).toEqual([5, expect.stringContaining("email at title")]);
    expect(existsSync(to[1]!.slice("sqlite:".length))).toBe(false);
  });

  test("R7 a damaged segment is left out and named; with nothing sound, nothing is stored", async () => {
    const file = await exported();
    const files = unzipSync(readFileSync(file));
    files["segments/t1/0.json.gz"]!.fill(7, 20, 40);
    const damaged = inFolder("damaged.waymark.zip");
    writeFileSync(damaged, zipSync(files));
    const { code, err } = await waymark(["import", damaged, ...newStore()]);
    expect([code, err[0]]).toEqual([4, expect.stringContaining("Segment 0 of tab t1")]);
    const stats = await json(["stats", damaged]);
    expect(stats.missing).toHaveLength(1);
  });

  test("P10 an export that something stops leaves no file, and no half of one", async () => {
    const from = newStore();
    await json(["import", CHECKOUT, ...from]);
    const to = inFolder("no-such-folder/x.waymark.zip");
    const { code, err } = await waymark(["export", "latest", ...from, "--out", to]);
    expect([code, err.at(-1)]).toEqual([3, expect.stringContaining("cannot be written")]);
    const dry = await json(["export", "latest", ...from, "--format", "bundle", "--dry-run"]);
    expect(dry).toMatchObject({ file: null, manifest: { form: "bundle", leaks: [] } });
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  test.each([
    [["--format", "tar"], "rrweb or bundle"],
    [["--format", "bundle", "--out", "-"], "no text"],
  ])("export %j exits 2", async (flags, words) => {
    const { code, err } = await waymark(["export", "latest", ...newStore(), ...flags]);
    expect([code, err[0]]).toEqual([2, expect.stringContaining(words)]);
  });
});
