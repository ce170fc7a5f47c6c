import fc from "fast-check";
import { expect } from "vitest";
import type { SessionStore } from "../../../src/store/session-store.ts";
import type { Suite } from "./cases.ts";
import { aBatch, aPatch, aSession, eventsAt, listAll, storedEvents, T0 } from "./samples.ts";

/** What a store must remember, in the plainest form: marks of events by tab and batch. */
interface Known {
  title: string;
  startedAt: number;
  clicks: number;
  tabs: Map<string, Map<string, string[]>>;
}
interface Model {
  sessions: Map<string, Known>;
  deleted: Set<string>;
}

interface Step {
  what: "put" | "patch" | "append" | "seal" | "delete" | "deleteTab" | "limit";
  id: string;
  tab: string;
  producer: string;
  seq: number;
  /** Offsets of a batch's events; also the start time and title of a session. */
  offsets: number[];
  all: boolean;
}

const aStep: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom(
    "put",
    "put",
    "patch",
    "append",
    "append",
    "append",
    "append",
    "seal",
    "delete",
    "deleteTab",
    "limit",
  ),
  id: fc.constantFrom("a", "b", "c"),
  tab: fc.constantFrom("t", "u"),
  producer: fc.constantFrom("p", "q"),
  seq: fc.nat({ max: 3 }),
  offsets: fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 4 }),
  all: fc.boolean(),
});

/** Does the step to store and model, and compares the answers. */
async function take(store: SessionStore, model: Model, step: Step): Promise<void> {
  const { id, tab, producer, seq, offsets } = step;
  const number = offsets.reduce((sum, offset) => sum * 7 + offset, 0);
  const known = model.sessions.get(id);
  const refusal = model.deleted.has(id) ? "deleted" : known ? null : "not-found";
  const answer = async (promise: Promise<unknown>) =>
    promise.catch((error: unknown) => (error as { code?: string }).code ?? String(error));

  if (step.what === "put") {
    const got = await answer(store.putSession(aSession(id, { startedAt: T0 + number })));
    if (model.deleted.has(id)) return expect(got).toBe("deleted");
    expect(got).toBeUndefined();
    const tabs = known?.tabs ?? new Map<string, Map<string, string[]>>();
    model.sessions.set(id, { title: `Session ${id}`, startedAt: T0 + number, clicks: 0, tabs });
  } else if (step.what === "patch") {
    const got = await answer(store.patchSession(id, aPatch({ title: `Title ${number}` })));
    if (refusal || !known) return expect(got).toBe(refusal);
    known.title = `Title ${number}`;
  } else if (step.what === "append") {
    const batch = aBatch(id, seq, eventsAt(offsets, `${producer}${seq}.`), {
      tabId: tab,
      producer,
      adds: { clicks: 1 },
    });
    const got = await answer(store.appendTail(batch));
    if (refusal || !known) return expect(got).toBe(refusal);
    const batches = known.tabs.get(tab) ?? new Map<string, string[]>();
    const key = `${producer}.${seq}`;
    expect(got).toEqual({ stored: !batches.has(key) });
    if (batches.has(key)) return;
    known.tabs.set(
      tab,
      batches.set(
        key,
        offsets.map((offset, i) => `${offset}:${producer}${seq}.${i}`),
      ),
    );
    known.clicks++;
  } else if (step.what === "seal") {
    const got = await answer(store.seal(id, tab, { all: step.all }));
    if (refusal) expect(got).toBe(refusal);
    else expect(Array.isArray(got)).toBe(true);
  } else if (step.what === "delete") {
    await store.deleteSession(id);
    model.sessions.delete(id);
    model.deleted.add(id);
  } else if (step.what === "deleteTab") {
    await store.deleteTab(id, tab);
    known?.tabs.delete(tab);
  } else if (store.lacks.limits === undefined) {
    const oldest = [...model.sessions].toSorted(
      ([x, a], [y, b]) => a.startedAt - b.startedAt || (x < y ? -1 : 1),
    );
    const gone = oldest.slice(0, Math.max(0, oldest.length - 2)).map(([each]) => each);
    expect(await store.enforceLimits({ maxSessions: 2 }, T0)).toEqual(gone);
    for (const each of gone) model.sessions.delete(each);
  }
}

async function compare(store: SessionStore, model: Model): Promise<void> {
  const byStart = [...model.sessions].toSorted(
    ([x, a], [y, b]) => a.startedAt - b.startedAt || (x < y ? -1 : 1),
  );
  const listed = await listAll(store, { descending: false, limit: 1 });
  expect(listed.ids).toEqual(byStart.map(([id]) => id));
  expect(await store.listDeleted()).toEqual([...model.deleted].toSorted());
  for (const [id, known] of model.sessions) {
    const session = await store.getSession(id);
    expect(session).toMatchObject({ title: known.title, counts: { clicks: known.clicks } });
    for (const tab of ["t", "u"]) {
      const stored = (await storedEvents(store, id, tab)).map(
        (event) => `${event.timestamp - T0}:${String(event.data["mark"])}`,
      );
      const expected = [...(known.tabs.get(tab)?.values() ?? [])].flat();
      expect(stored.toSorted()).toEqual(expected.toSorted());
      const gaps = await store.listMissing(id, tab);
      expect(gaps.map(({ producer, seqs }) => ({ producer, seqs }))).toEqual(
        missing(known.tabs.get(tab)),
      );
    }
  }
}

function missing(batches: Map<string, string[]> | undefined) {
  return ["p", "q"].flatMap((producer) => {
    const came = [0, 1, 2, 3].filter((seq) => batches?.has(`${producer}.${seq}`));
    const seqs = [0, 1, 2, 3].filter((seq) => seq < (came.at(-1) ?? 0) && !came.includes(seq));
    return seqs.length > 0 ? [{ producer, seqs }] : [];
  });
}

/** `open` is called for each run, since a run needs an empty store. */
export function againstModel({ group, it, open, options }: Suite): void {
  group("model", () => {
    it("R5 answers random operations as a plain model does", ["tail"], async () => {
      const property = fc.asyncProperty(fc.array(aStep, { maxLength: 40 }), async (steps) => {
        const store = await open();
        try {
          const known: Model = { sessions: new Map(), deleted: new Set() };
          for (const step of steps) await take(store, known, step);
          await compare(store, known);
        } finally {
          await store.close();
        }
      });
      await fc.assert(property, { numRuns: options.modelRuns ?? 40 });
    });
  });
}
