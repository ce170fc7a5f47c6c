// oxlint-disable no-control-regex -- control characters are what these tests look for
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { COMMANDS } from "../../../cli/commands.ts";
import type { RecordedEvent } from "../../../src/format/events.ts";
import { openSqliteStore } from "../../../src/store/node/sqlite-store.ts";
import { aSegment, aSession } from "../../contract/session-store/samples.ts";
import { checkout } from "../../fixtures/recordings/make-checkout.ts";
import { CHECKOUT, program, VISIT, waymark } from "./waymark.ts";

const folder = mkdtempSync(join(tmpdir(), "waymark-ask-"));
const db = join(folder, "waymark.db");

beforeAll(async () => {
  const events = checkout();
  const store = openSqliteStore(db);
  const startedAt = events[0]!.timestamp;
  await store.putSession(aSession("checkout", { startedAt, endedAt: startedAt + 25_000 }));
  for (const [index, at] of [0, 12, 24].entries()) {
    await store.putSegment(await aSegment("checkout", index, events.slice(at, at + 12)));
  }
  await store.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("human output", () => {
  test("of window, by the real program", async () => {
    const { code, out, err } = await program([
      "window",
      CHECKOUT,
      "--kind",
      "error",
      "--before",
      "2s",
    ]);
    expect([code, err]).toEqual([0, []]);
    expect(out).toBe(`Around 0:10.650, from 0:08.650 to 0:40.650
Matched: TypeError: order is undefined (t1/0/18)

The user
TIME      KIND        WHAT                               SELECTOR             POINTER
0:09.000  click       Click on "Pay now"                 [data-testid="pay"]  t1/0/14
0:12.000  click       Click on "Pay now"                 [data-testid="pay"]  t1/0/21
0:12.450  click       Click on "Pay now"                 [data-testid="pay"]  t1/0/25
0:12.900  click       Click on "Pay now"                 [data-testid="pay"]  t1/0/29
0:20.000  scroll      Scrolled the page                                       t1/0/34
0:24.000  navigation  Went to https://shop.example/help                       t1/0/35

Problems
TIME      KIND     WHAT                           SELECTOR  POINTER
0:09.020  network  POST /v1/orders 500                      t1/0/15
0:10.650  error    TypeError: order is undefined            t1/0/18
0:12.020  network  POST /v1/orders 500                      t1/0/22
0:12.470  network  POST /v1/orders 500                      t1/0/26
0:12.920  network  POST /v1/orders 500                      t1/0/30

Changes of the page, the largest first
TIME      LENGTH  CHANGES  POINTER
0:10.620  0 ms    1        t1/0/17
0:24.050  0 ms    1        t1/0/36
`);
  });

  test("of search: events, and when the text stood on the page", async () => {
    const { out } = await waymark(["search", CHECKOUT, "payment failed"]);
    expect(out).toBe(`No event says so.

On the page
FROM      TO        TEXT                               SELECTOR  POINTER
0:10.620  0:24.050  Payment failed. Please try again.  #note     t1/0/17
`);
  });

  test("of dom --history: what changed, and what came before it", async () => {
    const args = [
      "dom",
      CHECKOUT,
      "--selector",
      "#note",
      "--history",
      "--from",
      "10s",
      "--to",
      "11s",
    ];
    expect((await waymark(args)).out).toBe(`0:10.620  changed  #note  t1/0/17
  text: "This coupon is not known." -> "Payment failed. Please try again."
  1620 ms after: Click on "Pay now" (t1/0/14)
  1600 ms after: POST /v1/orders 500 (t1/0/15)
`);
  });

  test("colours on a terminal only, and never with NO_COLOR; lines for people cut to it", async () => {
    const args = ["struggles", VISIT];
    expect((await waymark(args)).out).not.toContain("\u001b");
    expect((await waymark(args, {}, { terminal: true })).out).toContain(
      "\u001b[31mhigh  \u001b[0m",
    );
    expect((await waymark(args, { NO_COLOR: "1" }, { terminal: true })).out).not.toContain(
      "\u001b",
    );
  });

  test("a recommended command names the session as it was named, and the store", async () => {
    const file = JSON.parse((await waymark(["struggles", VISIT, "--json"])).out);
    expect(file.findings[0].nextCommand).toBe(`waymark window ${VISIT} --at 95137ms`);
    const store = ["--store", folder];
    const { out } = await waymark(["struggles", "latest", ...store, "--json"]);
    expect(JSON.parse(out).struggles[0].nextCommand).toMatch(
      new RegExp(`^waymark window checkout --tab t --from \\d+ms --to \\d+ms --store ${folder}$`),
    );
  });
});

describe("JSON", () => {
  test.each([
    [
      ["events", CHECKOUT, "--limit", "2"],
      ["sessionId", "events", "left", "nextCursor"],
    ],
    [
      ["struggles", CHECKOUT],
      ["sessionId", "score", "scoreParts", "findings", "struggles", "left"],
    ],
    [
      ["stats", CHECKOUT],
      ["sessionId", "session", "stats", "score", "findings"],
    ],
    [
      ["search", CHECKOUT, "pay"],
      ["sessionId", "text", "hits", "left", "visible"],
    ],
    [
      ["window", CHECKOUT, "--at", "9s"],
      ["sessionId", "atOffsetMs", "fromOffsetMs", "toOffsetMs", "groups", "changes", "left"],
    ],
    [
      ["dom", CHECKOUT, "--selector", "#pay", "--history"],
      ["sessionId", "changes", "left"],
    ],
    [
      ["narrative", CHECKOUT],
      ["sessionId", "title", "entries", "left", "format"],
    ],
  ])("%j is one object", async (args, keys) => {
    const { code, out } = await waymark([...args, "--json"]);
    expect(code).toBe(0);
    expect(Object.keys(JSON.parse(out))).toEqual(keys);
  });

  test("--jsonl prints one event a line and what there is beside it on standard error", async () => {
    const { out, err } = await waymark(["events", CHECKOUT, "--limit", "3", "--jsonl"]);
    const lines = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ kind }) => kind)).toEqual(["navigation", "network", "input"]);
    expect(err).toEqual([expect.stringMatching(/^\d+ more: --cursor /)]);
    expect((await waymark(["events", CHECKOUT, "--json", "--jsonl"])).code).toBe(2);
  });

  test("a walk by cursors on the command line neither skips nor repeats", async () => {
    const whole = JSON.parse((await waymark(["events", CHECKOUT, "--limit", "0", "--json"])).out);
    const walked: unknown[] = [];
    let cursor: string[] = [];
    for (;;) {
      const args = ["events", CHECKOUT, "--limit", "5", "--json", ...cursor];
      const page = JSON.parse((await waymark(args)).out);
      walked.push(...page.events);
      if (page.nextCursor === undefined) break;
      cursor = ["--cursor", page.nextCursor];
    }
    expect(walked).toEqual(whole.events);
  });

  test("the same answers from a file, a folder and a database, but for pointers", async () => {
    const texts = async (args: string[]) =>
      JSON.parse((await waymark(["narrative", ...args, "--json"])).out).entries.map(
        ({ text }: { text: string }) => text,
      );
    const file = await texts([CHECKOUT]);
    expect(await texts(["latest", "--store", folder])).toEqual(file);
    expect(await texts(["checkout", "--store", `sqlite:${db}`])).toEqual(file);
  });
});

describe("R4 recorded text cannot drive a terminal", () => {
  const HOSTILE = "\u001b]0;owned\u0007\u001b[2J\u009b31m\u202eevil\u2028\r\nline\uf8f0re";
  const DRIVING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
  const file = join(folder, "hostile.json");

  beforeAll(() => {
    const json = JSON.stringify(checkout());
    const escaped = JSON.stringify(HOSTILE).slice(1, -1);
    const hostile = json
      .replaceAll("Apply coupon", `Apply ${escaped}`)
      .replaceAll("Payment failed.", escaped)
      .replaceAll("order is undefined", escaped)
      .replaceAll("v1/coupons", `v1/${escaped}`)
      .replaceAll('"Checkout"', `"${escaped}"`);
    writeFileSync(file, hostile);
  });

  const verbs = [
    ["events", file, "--include", "all"],
    ["window", file, "--at", "9s"],
    ["stats", file],
    ["struggles", file],
    ["narrative", file],
    ["narrative", file, "--format", "markdown"],
    ["narrative", file, "--format", "csv"],
    ["report", file],
    ["search", file, "evil"],
    ["dom", file, "--at", "11s"],
    ["dom", file, "--at", "11s", "--as", "html"],
    ["dom", file, "--at", "11s", "--as", "text"],
    ["dom", file, "--selector", "#note", "--history"],
    ["dom", file, "--as", "form"],
  ];
  test.each(verbs.flatMap((args) => [[args], [[...args, "--json"]]]))("%j", async (args) => {
    const { code, out, err } = await waymark(args);
    expect(code).toBe(0);
    expect(out).toContain(args.includes("struggles") || args.includes("form") ? "" : "evil");
    expect(`${out}${err.join("\n")}`).not.toMatch(DRIVING);
    expect(() => (args.includes("--json") ? JSON.parse(out) : out)).not.toThrow();
  });

  test("nor can it write our own styles", async () => {
    const { out } = await waymark(["events", file], {}, { terminal: true });
    expect(out).toContain("evil");
    expect(out).not.toMatch(/\u001b\[2J|\u001b\]|\uf8f0/);
  });

  test("nor through an error", async () => {
    const { err } = await waymark(["events", `./no\u001b[2Jfile.json`]);
    expect(err.join()).not.toMatch(DRIVING);
  });
});

describe("R4 exit codes", () => {
  const bad = join(folder, "bad.json");
  beforeAll(() => {
    writeFileSync(bad, "{");
    writeFileSync(join(folder, "other.json"), '{"a": 1}');
    writeFileSync(join(folder, "future.json"), '{"format": 99, "sessionId": "a", "tabs": {}}');
  });
  test.each<[number, string[]]>([
    [2, ["events"]],
    [2, ["events", CHECKOUT, "--kind", "klick"]],
    [2, ["events", CHECKOUT, "--from", "soon"]],
    [2, ["events", CHECKOUT, "--limit", "many"]],
    [2, ["window", CHECKOUT]],
    [2, ["window", CHECKOUT, "--at", "1s", "--contains", "x"]],
    [2, ["dom", CHECKOUT, "--as", "picture"]],
    [2, ["dom", CHECKOUT, "--from", "1s"]],
    [2, ["narrative", CHECKOUT, "--format", "pdf"]],
    [2, ["events", "http://127.0.0.1:1/nothing"]],
    [2, ["events", "latest"]],
    [2, ["cache", "wipe"]],
    [2, ["completion", "cmd"]],
    [2, ["fetch", "latest", "--store", folder]],
    [3, ["events", "nowhere.json"]],
    [3, ["events", "nobody", "--store", folder]],
    [3, ["events", "x", "--store", "sqlite:/nowhere/x.db"]],
    [3, ["events", "x", "--store", "./nowhere"]],
    [3, ["window", CHECKOUT, "--contains", "refund"]],
    [3, ["dom", CHECKOUT, "--selector", "#refund"]],
    [3, ["events", CHECKOUT, "--tab", "t9"]],
    [4, ["events", bad]],
    [4, ["events", join(folder, "other.json")]],
    [4, ["events", join(folder, "future.json")]],
    [4, ["events", "./tests"]],
    [4, ["events", CHECKOUT, "--cursor", "x"]],
    [4, ["dom", CHECKOUT, "--selector", "a::before"]],
    [4, ["search", CHECKOUT, " "]],
  ])("%i for %j, with one sentence", async (exit, args) => {
    const { code, out, err } = await waymark(args, { WAYMARK_KEY: "k" });
    expect([code, out, err.length]).toEqual([exit, "", 1]);
    expect(err[0]).toMatch(/^waymark: .*[.?]$|^waymark: .*JSON/);
    const json = await waymark([...args, "--json"], { WAYMARK_KEY: "k" });
    expect(Object.keys(JSON.parse(json.err[0] ?? "").error)).toEqual(["code", "message"]);
  });

  test("6 for a server that is not there", async () => {
    const args = ["events", "http://127.0.0.1:1/#/sessions/abc?t=5", "--json"];
    const { code, err } = await waymark(args, { WAYMARK_KEY: "k" });
    expect([code, JSON.parse(err[0] ?? "").error.code]).toEqual([6, "network"]);
  });

  test("R7 7 for an answer in part: what is missing is named", async () => {
    const { DatabaseSync } = await import("node:sqlite");
    const broken = new DatabaseSync(db);
    const kept = broken.prepare("SELECT gzip FROM segments WHERE idx = 1").get() as {
      gzip: Uint8Array;
    };
    broken.exec("UPDATE segments SET gzip = x'1f8b' WHERE idx = 1");
    for (const verb of ["events", "stats", "struggles", "narrative", "report", "dom"]) {
      const { code, out } = await waymark([verb, "checkout", "--store", folder, "--json"]);
      expect([verb, code, JSON.parse(out).missing[0].why]).toEqual([
        verb,
        7,
        expect.stringContaining("Segment 1"),
      ]);
    }
    const smoke = await waymark(["smoke", "--store", folder]);
    expect([smoke.code, smoke.out]).toEqual([4, expect.stringContaining("failed  They are whole")]);
    broken.prepare("UPDATE segments SET gzip = ? WHERE idx = 1").run(kept.gzip);
    broken.close();
    expect((await waymark(["smoke", "--store", folder])).code).toBe(0);
  });

  test("a command that is broken off exits 1 and says so", async () => {
    const stop = new AbortController();
    stop.abort();
    const { code, err } = await waymark(["events", CHECKOUT], {}, { signal: stop.signal });
    expect([code, err]).toEqual([1, ["waymark: Cancelled; nothing was changed."]]);
  });
});

describe("import", () => {
  test("puts a file into a store, once", async () => {
    const to = ["--store", `sqlite:${join(folder, "imported.db")}`];
    const { code, out } = await waymark(["import", VISIT, ...to, "--title", "A visit", "--json"]);
    // Seven of its 80 told each key of a field, which gate 2 makes one and counts once.
    expect([code, JSON.parse(out)]).toMatchObject([
      0,
      { sessionId: "visit", tabs: 1, events: 73, dropped: 0, masked: { input: 1 } },
    ]);
    const stats = JSON.parse((await waymark(["stats", "latest", ...to, "--json"])).out);
    expect(stats.session).toMatchObject({ title: "A visit", site: "trails.example" });
    expect((await waymark(["import", VISIT, ...to])).code).toBe(4);
  });

  test("P1 P5 what holds a secret is masked by gate 2 before it is stored, and that is said", async () => {
    const events = JSON.parse(readFileSync(CHECKOUT, "utf8")) as RecordedEvent[];
    events.push({ type: 5, data: { tag: "note", payload: "ann@mail.example" }, timestamp: 1.8e12 });
    const leaky = join(folder, "leaky.json");
    writeFileSync(leaky, JSON.stringify(events));
    const to = ["--store", `sqlite:${join(folder, "leaky.db")}`];
    const { code, out } = await waymark(["import", leaky, ...to]);
    expect([code, out]).toEqual([0, expect.stringContaining("1 e-mail address")]);
    const { out: stored } = await waymark([
      "events",
      "leaky",
      ...to,
      "--raw",
      "--json",
      "--include",
      "all",
    ]);
    expect(stored).toContain("[email]");
    expect(stored).not.toContain("ann@");
  });
});

describe("help", () => {
  test.each(COMMANDS.map((command) => [command.name, command] as const))(
    "%s has a description, examples that parse, and options that are described",
    async (name, { examples, def }) => {
      const { code, out } = await waymark([name, "--help"]);
      expect(code).toBe(0);
      for (const example of examples) expect(out).toContain(example);
      expect(out).not.toMatch(/ $/m);
      expect(examples.length).toBeGreaterThan(0);
      for (const [flag, arg] of Object.entries(def.args ?? {})) {
        expect([flag, Boolean(arg.description)]).toEqual([flag, true]);
      }
    },
  );

  test("--version is that of the package", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect(await waymark(["--version"])).toMatchObject({ code: 0, out: `${version}\n` });
  });

  test.each(["bash", "zsh", "fish"])("completion for %s knows every verb", async (shell) => {
    const { code, out } = await waymark(["completion", shell]);
    expect(code).toBe(0);
    for (const { name } of COMMANDS) expect(out).toContain(name);
    expect(out).toContain("no-cache");
  });

  test("the bash completion is a script that completes", async () => {
    const { spawnSync } = await import("node:child_process");
    const script = (await waymark(["completion", "bash"])).out;
    const ask = (words: string, at: number) =>
      spawnSync(
        "bash",
        [
          "-c",
          `${script}\nCOMP_WORDS=(${words}); COMP_CWORD=${at}; _waymark; printf '%s\\n' "\${COMPREPLY[@]}"`,
        ],
        { encoding: "utf8" },
      ).stdout.trim();
    expect(ask("waymark strug", 1)).toBe("struggles");
    expect(ask("waymark events --kin", 2)).toBe("--kind");
  });

  test("the skill names verbs and options that there are", async () => {
    const { out } = await waymark(["skill"]);
    for (const [, verb] of out.matchAll(/`waymark ([a-z]+)/g)) {
      expect(COMMANDS.map(({ name }) => name)).toContain(verb);
    }
  });
});
