import { deflateRawSync } from "node:zlib";
import { unzipSync } from "fflate";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { createMemoryStore } from "../../../src/store/memory/store.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";
import { bundleOf, openBundle } from "../../contract/bundle.ts";
import {
  aBatch,
  anAnnotation,
  aSegment,
  aSession,
  clean,
  eventsOfSegment,
  run,
  T0,
  utf8,
} from "../../contract/session-store/samples.ts";
import { type MadeEntry, makeZip } from "./zip-file.ts";

let store: SessionStore;
beforeEach(async () => {
  store = createMemoryStore();
  await store.putSession(aSession("s", { endedAt: T0 + 50 }));
  await store.putSegment(await aSegment("s", 0, run(5)));
  await store.putSegment(await aSegment("s", 1, run(5, 10)));
  await store.putAnnotation(anAnnotation("s", "note"));
  await store.putBlob("s", clean(utf8("p { color: red }")));
});

/** The entries of a true bundle, for a zip that says something else. */
async function entriesOf(): Promise<MadeEntry[]> {
  const files = unzipSync(await bundleOf(store, "s"));
  return Object.entries(files).map(([name, content]) => ({ name, content }));
}
const json = (value: unknown) => utf8(JSON.stringify(value));

/** What opening such a zip says: its code and its sentence. */
async function refusal(entries: readonly MadeEntry[] | Uint8Array): Promise<[string, string]> {
  const bytes = entries instanceof Uint8Array ? entries : makeZip(entries);
  try {
    await openBundle(bytes);
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return [code, message];
  }
  throw new Error("It was opened.");
}

describe("a bundle", () => {
  test("holds the record, segments, marks and files, and any unzip reads it", async () => {
    const names = (await entriesOf()).map(({ name }) => name);
    expect(names.toSorted()).toEqual([
      "annotations.json",
      expect.stringMatching(/^blobs\/[0-9a-f]{64}$/),
      "missing.json",
      "segments.json",
      "segments/t/0.json.gz",
      "segments/t/1.json.gz",
      "session.json",
      "waymark.json",
    ]);
    const bundle = await openBundle(makeZip(await entriesOf()));
    expect(await bundle.getSession("s")).toEqual(await store.getSession("s"));
    expect(await bundle.listAnnotations("s")).toEqual(await store.listAnnotations("s"));
  });

  test("is the same file each time, whatever the clock and its zone say", async () => {
    expect(await bundleOf(store, "s")).toEqual(await bundleOf(store, "s"));
  });

  test("seals what was not sealed yet on its way, and changes nothing in the store", async () => {
    await store.appendTail(aBatch("s", 0, run(3, 20, "tail")));
    await store.appendTail(aBatch("s", 2, run(3, 30, "late")));
    const bundle = await openBundle(await bundleOf(store, "s"));
    expect(await eventsOfSegment(bundle, "s", "t", 2)).toEqual([
      ...run(3, 20, "tail"),
      ...run(3, 30, "late"),
    ]);
    // The batch that never came is told by the bundle, too.
    expect(await bundle.listMissing("s", "t")).toEqual(await store.listMissing("s", "t"));
    expect(await bundle.listMissing("s", "t")).toMatchObject([{ producer: "p", seqs: [1] }]);
    expect([await store.listTails("s"), (await store.listSegments("s")).length]).toEqual([
      ["t"],
      2,
    ]);
  });

  test("only reads", async () => {
    const bundle = await openBundle(await bundleOf(store, "s"));
    await expect(bundle.deleteSession("s")).rejects.toMatchObject({ code: "unsupported" });
    expect(bundle.lacks.writes).toContain("Import it");
  });

  test("P10 what came after the look is looked through as it is packed", async () => {
    const { letLeave } = await import("../../../src/export/leave.ts");
    const { exportBundle } = await import("../../../src/export/bundle.ts");
    const options = { form: "bundle", where: "as a bundle", docs: null, now: () => 0 } as const;
    const leaky = [{ type: 3, data: { source: 1, note: "ann@mail.example" }, timestamp: T0 + 20 }];
    const late = letLeave(store, "s", { ...options, ask: () => true }, async (cleared) => {
      await store.putSegment(await aSegment("s", 2, leaky));
      return exportBundle(store, cleared, () => {});
    });
    await expect(late).rejects.toMatchObject({ code: "refused" });
    await expect(late).rejects.toThrow("segment 2 of tab t still holds email");
  });
});

describe("R4 a file from outside", () => {
  test("R4 a newer version says so, before anything else is judged", async () => {
    const entries = await entriesOf();
    const header = { format: 99, kind: "waymark-bundle", sessionId: "s" };
    const newer = entries.map((entry) =>
      entry.name === "waymark.json" ? { ...entry, content: json(header) } : entry,
    );
    const [code, message] = await refusal([...newer, { name: "new.part", content: utf8("?") }]);
    expect([code, message]).toEqual(["from-the-future", expect.stringContaining("Update Waymark")]);
  });

  test.each([
    ["climbs out", "../../etc/passwd"],
    ["begins at the root", "/etc/passwd"],
    ["hides in a segment's place", "segments/../0.json.gz"],
    ["is unknown", "notes.txt"],
  ])("R4 an entry that %s is named and refused", async (_, name) => {
    const entries = [...(await entriesOf()), { name, content: utf8("x") }];
    expect(await refusal(entries)).toEqual(["invalid-input", expect.stringContaining(name)]);
  });

  test("R4 a name twice is refused: readers would differ in which they take", async () => {
    const entries = await entriesOf();
    const twice = [...entries, { name: "session.json", content: utf8("{}") }];
    expect(await refusal(twice)).toEqual([
      "invalid-input",
      expect.stringContaining('"session.json" is there twice'),
    ]);
  });

  test("R4 an entry that declares too much is refused without being unpacked", async () => {
    const entries = await entriesOf();
    const bomb = entries.map((entry) =>
      entry.name === "session.json"
        ? { ...entry, method: 8, size: 4_000_000_000, content: deflateRawSync(new Uint8Array(9)) }
        : entry,
    );
    expect(await refusal(bomb)).toEqual(["invalid-input", expect.stringContaining("is the most")]);
  });

  test("R4 an entry that holds more than it declares stops at what it declares", async () => {
    const content = deflateRawSync(new Uint8Array(200_000_000));
    const entries = (await entriesOf()).map((entry) =>
      entry.name === "session.json" ? { ...entry, method: 8, size: 1_000, content } : entry,
    );
    const before = process.memoryUsage().arrayBuffers;
    expect(await refusal(entries)).toEqual([
      "damaged",
      expect.stringContaining('"session.json" cannot be unpacked'),
    ]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000);
  });

  test("R4 entries that share bytes are refused", async () => {
    const entries = await entriesOf();
    const shared = [...entries, { name: `blobs/${"a".repeat(64)}`, content: utf8("xy"), at: 0 }];
    expect((await refusal(shared))[1]).toContain("reaches into what follows it");
  });

  test("R4 wherever it was cut off, it says that it was", async () => {
    const whole = await bundleOf(store, "s");
    for (const length of [4, 30, whole.length >> 1, whole.length - 1]) {
      const [code, message] = await refusal(whole.subarray(0, length));
      expect([code, message]).toEqual(["invalid-input", expect.stringMatching(/cut off/)]);
    }
  });

  test.each<[string, (entries: MadeEntry[]) => MadeEntry[], string]>([
    ["no header", (all) => all.filter(({ name }) => name !== "waymark.json"), '"waymark.json"'],
    ["no record", (all) => all.filter(({ name }) => name !== "session.json"), '"session.json"'],
    ["a segment of nobody", (all) => set(all, "segments.json", []), '"segments/t/0.json.gz"'],
    ["no JSON", (all) => set(all, "annotations.json", "{"), '"annotations.json" is not JSON'],
    ["another session's id", (all) => set(all, "waymark.json", HEADER), "another session"],
    ["a wrong field", (all) => set(all, "segments.json", [{ index: -1 }]), "item 0"],
    ["encryption", (all) => all.map((entry) => ({ ...entry, flags: 1 })), "encrypted"],
    ["a wrong checksum", (all) => all.map((entry) => ({ ...entry, crc: 7 })), "checksum"],
  ])("R4 one with %s is refused with its place", async (_, change, place) => {
    expect((await refusal(change(await entriesOf())))[1]).toContain(place);
  });

  test("R7 a damaged segment costs that one only", async () => {
    const entries = (await entriesOf()).map((entry) =>
      entry.name === "segments/t/0.json.gz" ? { ...entry, crc: 7 } : entry,
    );
    const bundle = await openBundle(makeZip(entries));
    await expect(bundle.getSegment("s", "t", 0)).rejects.toMatchObject({ code: "damaged" });
    expect(await eventsOfSegment(bundle, "s", "t", 1)).toEqual(run(5, 10));
  });

  test("R4 whatever bytes are changed, it opens as it was or says what is wrong", async () => {
    const whole = await bundleOf(store, "s");
    const record = await store.getSession("s");
    const change = fc.record({ at: fc.nat(whole.length - 1), to: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const bytes = whole.slice();
        for (const { at, to } of changes) bytes[at] = to;
        const opened = await openBundle(bytes).then(
          (bundle) => bundle.getSession("s"),
          (error: { name: string }) => error.name,
        );
        expect([record, "WaymarkError"]).toContainEqual(opened);
      }),
      { numRuns: 300 },
    );
  });

  test("a file under another's hash is damaged", async () => {
    const entries = (await entriesOf()).map((entry) =>
      entry.name.startsWith("blobs/") ? { ...entry, content: utf8("p { color: blue }") } : entry,
    );
    const bundle = await openBundle(makeZip(entries));
    const [hash = ""] = await bundle.listBlobs("s");
    await expect(bundle.getBlob(hash)).rejects.toMatchObject({ code: "damaged" });
  });
});

const HEADER = { format: 1, kind: "waymark-bundle", sessionId: "other" };

const set = (entries: MadeEntry[], name: string, content: unknown): MadeEntry[] =>
  entries.map((entry) =>
    entry.name === name
      ? { name, content: typeof content === "string" ? utf8(content) : json(content) }
      : entry,
  );
