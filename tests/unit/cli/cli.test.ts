import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Io } from "../../../cli/command.ts";
import { deleteCommand } from "../../../cli/commands/delete.ts";
import { exportCommand } from "../../../cli/commands/export.ts";
import { pushCommand } from "../../../cli/commands/push.ts";
import { sessionsCommand } from "../../../cli/commands/sessions.ts";
import { run } from "../../../cli/run.ts";
import { listAudit } from "../../../src/store/audit-log.ts";
import { openSqliteDocs } from "../../../src/store/node/sqlite-docs.ts";
import { openHttpStore } from "../../../src/store/http/open.ts";
import { openSqliteStore } from "../../../src/store/node/sqlite-store.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";
import { serve, type Served } from "../../../sync-server/serve.ts";
import {
  aBatch,
  aSegment,
  aSession,
  run as events,
  T0,
} from "../../contract/session-store/samples.ts";

const COMMANDS = [sessionsCommand, pushCommand, exportCommand, deleteCommand];
const folder = mkdtempSync(join(tmpdir(), "waymark-cli-"));
const file = join(folder, "mine.db");
const local = ["--store", `sqlite:${file}`];
let served: Served;
let store: SessionStore;

beforeAll(async () => {
  served = await serve({ folder: join(folder, "data"), port: 0 });
  store = openSqliteStore(file);
  await store.putSession(
    aSession("first", { title: "Checkout \u001b[2J breaks", startedAt: T0, endedAt: T0 + 83_000 }),
  );
  await store.putSession(
    aSession("second", {
      title: "Quiet",
      site: "docs.example",
      startedAt: T0 + 5,
      counts: { errors: 1 },
    }),
  );
  await store.putSegment(await aSegment("second", 0, events(3)));
  await store.appendTail(aBatch("second", 0, events(2, 10)));
  await store.appendTail(aBatch("first", 0, events(2, 10, "u"), { tabId: "u" }));
  await store.putSegment(await aSegment("first", 0, events(3, 0, "t")));
});
afterAll(async () => {
  await store.close();
  await served.close();
  rmSync(folder, { recursive: true });
});

async function waymark(args: string[], env: Record<string, string> = {}, ask?: Io["ask"]) {
  let out = "";
  const err: string[] = [];
  const code = await run(args, COMMANDS, {
    env,
    out: (text) => (out += text),
    err: (line) => err.push(line),
    terminal: false,
    signal: new AbortController().signal,
    ...(ask && { ask }),
  });
  return { code, out, err };
}

/** What the audit log beside the store says. */
async function noted() {
  const docs = openSqliteDocs(file);
  try {
    return await listAudit(docs);
  } finally {
    await docs.close();
  }
}

describe("sessions", () => {
  test("prints a table for people, newest first, in which recorded text cannot drive the terminal", async () => {
    const { code, out } = await waymark(["sessions", ...local]);
    const lines = out.trimEnd().split("\n");
    expect(code).toBe(0);
    expect(lines[0]).toMatch(/^ID +STARTED +LENGTH/);
    expect(lines[1]).toMatch(/^second .* docs\.example +Quiet$/);
    expect(lines[2]).toMatch(/^first .* 1:23 +finished /);
    expect(out).not.toContain("\u001b");
  });

  test("prints the same as one object with --json, and pages by its cursor", async () => {
    const first = JSON.parse((await waymark(["sessions", ...local, "--json", "--limit", "1"])).out);
    expect(Object.keys(first)).toEqual(["sessions", "nextCursor"]);
    expect(first.sessions[0]).toMatchObject({ id: "second", site: "docs.example" });
    const rest = await waymark([
      "sessions",
      ...local,
      "--json",
      "--limit=1",
      "--cursor",
      first.nextCursor,
    ]);
    const second = JSON.parse(rest.out);
    expect(Object.keys(second)).toEqual(["sessions"]);
    expect(second.sessions[0].id).toBe("first");
  });

  for (const [flags, ids] of [
    [["--site", "docs.example"], ["second"]],
    [["--text", "CHECKOUT breaks"], ["first"]],
    [["--errors"], ["second"]],
    [
      ["--sort", "title"],
      ["first", "second"],
    ],
    [["--state", "recording"], []],
  ] as const) {
    test(`filters with ${flags.join(" ")}`, async () => {
      const { out } = await waymark(["sessions", ...local, "--json", ...flags]);
      const { sessions } = JSON.parse(out) as { sessions: { id: string }[] };
      expect(sessions.map((session) => session.id)).toEqual(ids);
    });
  }
});

describe("push, export, delete", () => {
  test("push sends to a server, the second time nothing; the server's list shows it", async () => {
    const key = join(folder, "ingest.key");
    writeFileSync(key, `${served.keys?.ingest}\n`);
    const push = ["push", "latest", ...local, "--to", served.url, "--to-key-file", key, "--json"];
    const first = await waymark(push);
    expect([first.code, first.err.at(-1)]).toEqual([0, "Sent"]);
    expect(JSON.parse(first.out)).toMatchObject({
      sessionId: "second",
      segments: { sent: 2, skipped: 0 },
    });
    const again = JSON.parse((await waymark(push)).out);
    expect(again.segments).toMatchObject({ sent: 0, skipped: 2 });
    const list = await waymark(["sessions", "--json"], {
      WAYMARK_STORE: served.url,
      WAYMARK_KEY: served.keys?.read ?? "",
    });
    expect(JSON.parse(list.out).sessions.map((each: { id: string }) => each.id)).toEqual([
      "second",
    ]);
  });

  test("export writes one tab as a plain array, tail included", async () => {
    const out = join(folder, "second.json");
    const { code } = await waymark(["export", "second", ...local, "--out", out]);
    expect(code).toBe(0);
    expect(JSON.parse(readFileSync(out, "utf8"))).toEqual([...events(3), ...events(2, 10)]);
  });

  test("export writes several tabs by their ids, to standard output with -", async () => {
    const { code, out } = await waymark(["export", "first", ...local, "--out", "-"]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      format: 1,
      sessionId: "first",
      tabs: { t: events(3, 0, "t"), u: events(2, 10, "u") },
    });
  });

  test("P10 export and push list what leaves, for people on standard error and in --json; --dry-run does only that", async () => {
    const out = join(folder, "dry.json");
    const dry = await waymark(["export", "second", ...local, "--out", out, "--dry-run"]);
    expect([dry.code, dry.out]).toEqual([0, "Nothing was written: --dry-run.\n"]);
    expect(dry.err.join()).toMatch(/What leaves of second .*2 segments, 5 events/);
    expect(existsSync(out)).toBe(false);
    const copy = `sqlite:${join(folder, "dry.db")}`;
    const push = ["push", "second", ...local, "--to", copy, "--json"];
    const listed = await waymark([...push, "--dry-run"]);
    expect([listed.code, listed.err]).toEqual([0, []]);
    expect(JSON.parse(listed.out)).toMatchObject({
      dryRun: true,
      manifest: { form: "copy", tabs: [{ tabId: "t", events: 5 }], leaks: [] },
    });
    const before = (await noted()).length;
    expect(JSON.parse((await waymark(push)).out).manifest.sessionId).toBe("second");
    const acts = (await noted()).slice(before).map(({ act, detail }) => [act, detail]);
    expect(acts).toEqual([
      ["push", expect.stringContaining("A push begins to another file: 2 segments")],
      ["push", "Pushed to another file."],
    ]);
  });

  test("P10 what must not leave exits 5 with rule and place, and writes nothing", async () => {
    await store.putSession(aSession("leaky"));
    const leaky = [{ type: 3, data: { note: "ann@mail.example" }, timestamp: T0 }];
    await store.putSegment(await aSegment("leaky", 0, leaky));
    const out = join(folder, "leaky.json");
    const to = join(folder, "leaky.db");
    const before = (await noted()).length;
    for (const args of [
      ["export", "leaky", ...local, "--out", out],
      ["export", "leaky", ...local, "--dry-run"],
      ["push", "leaky", ...local, "--to", `sqlite:${to}`],
    ]) {
      const { code, err } = await waymark(args);
      expect(code).toBe(5);
      expect(err.join("\n")).toContain("Must not leave: email in segment 0 of tab t");
      expect(err.at(-1)).toMatch(/^waymark: Nothing has left: .*email at \[0\]\.data\.note/);
      expect(err.join()).not.toContain("ann@");
      expect((await waymark([...args, "--json"])).err).toHaveLength(1);
    }
    expect(existsSync(out)).toBe(false);
    const copied = openSqliteStore(to);
    expect((await copied.listSessions()).sessions).toEqual([]);
    await copied.close();
    expect(await noted()).toHaveLength(before);
    await store.deleteSession("leaky");
  });

  test("delete removes a session and says so", async () => {
    await store.putSession(aSession("third"));
    const { code, out } = await waymark(["delete", "third", ...local, "--json"]);
    expect([code, JSON.parse(out)]).toEqual([0, { sessionId: "third", deleted: true }]);
    expect(await store.getSession("third")).toBeNull();
    expect((await waymark(["delete", "latest.", ...local])).code).toBe(4);
    expect((await noted()).at(-1)).toMatchObject({ act: "delete", sessionId: "third" });
  });
});

describe("erase by site and time", () => {
  const erased = join(folder, "erase.db");
  const from = ["--store", `sqlite:${erased}`];
  const page = [{ type: 4, data: { href: "https://pay.example/" }, timestamp: T0 }];

  async function fill(): Promise<void> {
    const other = openSqliteStore(erased);
    for (const [i, id] of ["a", "b"].entries()) {
      const startedAt = T0 + i * 86_400_000;
      await other.putSession(aSession(id, { startedAt, endedAt: startedAt + 5 }));
      await other.putSegment(await aSegment(id, 0, id === "a" ? page : events(2)));
    }
    await other.putSession(aSession("live", { site: "pay.example", state: "recording" }));
    await other.close();
  }
  const left = async () =>
    JSON.parse((await waymark(["sessions", ...from, "--json"])).out).sessions.map(
      ({ id }: { id: string }) => id,
    );

  test("--dry-run lists what would go; without --yes it asks, and takes only yes for one", async () => {
    await fill();
    const del = ["delete", "--site", "pay.example", ...from];
    const dry = await waymark([...del, "--dry-run"]);
    expect(dry.code).toBe(7);
    expect(dry.out).toMatch(/^ID .*\na +2025-10-09 08:53 +\d+ B +shop\.example +Session a\n/);
    expect(dry.out).toContain("live is still being recorded: stop it first");
    expect((await waymark(del)).code).toBe(2);
    expect((await waymark([...del, "--json"])).err[0]).toContain("give --yes");
    const asked: string[] = [];
    const ask = async (question: string) => (asked.push(question), "y");
    expect((await waymark(del, {}, ask)).code).toBe(1);
    expect(asked).toEqual(["Erase 1 session for good? Type yes: "]);
    expect((await left()).toSorted()).toEqual(["a", "b", "live"]);
    const done = await waymark(del, {}, async () => "yes");
    expect(done.code).toBe(7);
    expect(done.out).toContain("Read back: nothing of them is left.");
    expect((await left()).toSorted()).toEqual(["b", "live"]);
  });

  test("P10 --yes erases by time, and the log beside the store says so", async () => {
    const day = new Date(T0 + 86_400_000).toISOString();
    const { code, out } = await waymark(["delete", ...from, "--from", day, "--yes", "--json"]);
    const { preview, result } = JSON.parse(out);
    expect([code, preview.items.length, result.erased, result.verified]).toEqual([
      7,
      1,
      ["b"],
      true,
    ]);
    const docs = openSqliteDocs(erased);
    expect((await listAudit(docs)).map(({ act, sessionId }) => [act, sessionId])).toEqual([
      ["erase", undefined],
      ["erase", "a"],
      ["erase", undefined],
      ["erase", "b"],
    ]);
    await docs.close();
  });

  test("a server erases with an admin key, and its own log has it", async () => {
    const server = ["--store", served.url];
    const admin = { WAYMARK_KEY: served.keys?.admin ?? "" };
    const target = openHttpStore({ baseUrl: served.url, key: admin.WAYMARK_KEY });
    await target.putSession(aSession("onserver", { site: "pay.example", endedAt: T0 + 5 }));
    await target.putSegment(await aSegment("onserver", 0, page));
    const { code, out } = await waymark(
      ["delete", "--site", "pay.example", ...server, "--yes", "--json"],
      admin,
    );
    expect([code, JSON.parse(out).result]).toMatchObject([
      0,
      { erased: ["onserver"], verified: true },
    ]);
    expect(await target.getSession("onserver")).toBeNull();
    await target.close();
    const docs = openSqliteDocs(join(folder, "data", "waymark.db"));
    expect((await listAudit(docs)).at(-1)).toMatchObject({ act: "delete", sessionId: "onserver" });
    await docs.close();
  });

  test.each([
    [["delete"], 2],
    [["delete", "a", "--site", "pay.example"], 2],
    [["delete", "--from", "yesterday"], 2],
    [["delete", "--to", "2026-13-01"], 2],
    [["delete", "--site", "https://pay.example/", "--yes"], 4],
  ])("R4 %j exits %i and changes nothing", async (args, exit) => {
    const before = await left();
    const { code, err } = await waymark([...args, ...from]);
    expect([code, err.length]).toEqual([exit, 1]);
    expect(await left()).toEqual(before);
  });
});

describe("R7 damage", () => {
  test("R7 costs what is damaged only: the rest is answered, named, and exits 7", async () => {
    const damaged = join(folder, "damaged.db");
    const other = openSqliteStore(damaged);
    for (const id of ["good", "bad"]) await other.putSession(aSession(id));
    for (const at of [0, 1, 2])
      await other.putSegment(await aSegment("good", at, events(2, at * 9)));
    await other.close();
    const db = new DatabaseSync(damaged);
    db.exec("UPDATE sessions SET doc = '{' WHERE id = 'bad'");
    db.exec("UPDATE segments SET gzip = x'1f8b' WHERE idx = 1");
    db.close();

    const from = ["--store", `sqlite:${damaged}`, "--json"];
    const list = await waymark(["sessions", ...from]);
    expect(list.code).toBe(7);
    expect(JSON.parse(list.out)).toMatchObject({ sessions: [{ id: "good" }], damaged: ["bad"] });

    const out = join(folder, "good.json");
    const written = await waymark(["export", "good", ...from, "--out", out]);
    expect([written.code, JSON.parse(written.out).events]).toEqual([7, 4]);
    expect(written.err.join()).toContain("Segment 1 of tab t");
    expect(JSON.parse(readFileSync(out, "utf8"))).toEqual([...events(2), ...events(2, 18)]);

    const to = `sqlite:${join(folder, "copy.db")}`;
    const pushed = await waymark(["push", "good", ...from, "--to", to]);
    expect(pushed.code).toBe(7);
    expect(JSON.parse(pushed.out).segments).toMatchObject({ sent: 2, damaged: [{ index: 1 }] });
    expect((await waymark(["export", "bad", ...from])).code).toBe(4);
  });
});

describe("exit codes and errors", () => {
  const cases: readonly (readonly [string, number, string, string[], Record<string, string>])[] = [
    ["an unknown verb", 2, "usage", ["fly", "--json"], {}],
    ["an unknown option", 2, "usage", ["sessions", "--stor", "x", "--json"], {}],
    ["an option without its value", 2, "usage", ["sessions", "--json", "--store"], {}],
    ["a word too many", 2, "usage", ["sessions", "x", ...local, "--json"], {}],
    ["a missing session", 2, "usage", ["export", ...local, "--json"], {}],
    ["no store", 2, "usage", ["sessions", "--json"], {}],
    ["a store of no known kind", 2, "usage", ["sessions", "--store", "ftp://x", "--json"], {}],
    [
      "a server without a key",
      2,
      "usage",
      ["sessions", "--store", "http://127.0.0.1:1", "--json"],
      {},
    ],
    ["a limit out of range", 2, "usage", ["sessions", ...local, "--limit", "0", "--json"], {}],
    [
      "a file that is not there",
      3,
      "not-found",
      ["sessions", "--store", "sqlite:/nowhere/x.db", "--json"],
      {},
    ],
    ["a session that is not there", 3, "not-found", ["export", "nobody", ...local, "--json"], {}],
    ["a sort that is none", 2, "usage", ["sessions", ...local, "--sort", "rev", "--json"], {}],
    ["an id that is none", 4, "invalid-id", ["export", "a/b", ...local, "--json"], {}],
    [
      "a server that is not there",
      6,
      "network",
      ["sessions", "--store", "http://127.0.0.1:1", "--json"],
      { WAYMARK_KEY: "x" },
    ],
  ];
  for (const [what, exit, error, args, env] of cases) {
    test(`${what} exits ${exit} with one sentence`, async () => {
      const { code, out, err } = await waymark(args, env);
      expect([code, out, err.length]).toEqual([exit, "", 1]);
      const body = JSON.parse(err[0] ?? "") as { error: { code: string; message: string } };
      expect(Object.keys(body.error)).toEqual(["code", "message"]);
      expect(body.error.code).toBe(error);
      const plain = await waymark(
        args.filter((arg) => arg !== "--json"),
        env,
      );
      expect(plain.err).toEqual([`waymark: ${body.error.message}`]);
    });
  }

  test("a wrong key exits 5 and is not repeated", async () => {
    const { code, err } = await waymark(["sessions", "--store", served.url], {
      WAYMARK_KEY: "wmk_read_wrong",
    });
    expect(code).toBe(5);
    expect(err.join()).not.toContain("wmk_read_wrong");
  });

  test("no verb exits 2 with the list of verbs, --help exits 0 and shows examples", async () => {
    const none = await waymark([]);
    expect(none.code).toBe(2);
    for (const { name, examples } of COMMANDS) {
      expect(none.out).toContain(name);
      const help = await waymark([name, "--help"]);
      expect(help.code).toBe(0);
      expect(help.out).toContain("--json");
      expect(help.out).not.toContain("\u001b");
      for (const example of examples) expect(help.out).toContain(example);
    }
  });
});
