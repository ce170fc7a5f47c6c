import { WaymarkError } from "../../format/errors.ts";
import type { Session } from "../../format/session.ts";
import { readStoredSession } from "../checks.ts";
import { closePage, isWanted } from "../page.ts";
import { type ListPlan, planList } from "../query.ts";
import type { SessionPage, SessionQuery } from "../session-store.ts";
import { hasTotals } from "./heads.ts";
import { readWhole, writeWhole } from "./records.ts";
import type { Db, Tx } from "./schema.ts";
import { change, look } from "./transaction.ts";

/** One page along the index of its sort: what lies beyond it is not read. */
export async function listPage(db: Db, query?: SessionQuery): Promise<SessionPage> {
  const plan = planList(query);
  await foldAll(db);
  return look(db, ["sessions"], async (tx) => {
    const { found, damaged } = await walk(tx, plan);
    if (!plan.after) damaged.push(...(await unplaced(tx, plan)));
    return closePage(found, plan, damaged);
  });
}

/** Brings the records of live sessions, and with them the indexes, up to what was appended. */
export async function foldAll(db: Db): Promise<void> {
  const keys = await look(db, ["heads"], (tx) => tx.objectStore("heads").getAllKeys());
  for (const id of new Set(keys.map(([sessionId]) => sessionId))) {
    await change(db, ["sessions", "heads", "tail"], async (tx) => {
      const whole = await unlessDamaged(() => readWhole(tx, id));
      if (whole?.heads.some(hasTotals)) await writeWhole(tx, whole.session, whole.heads);
    });
  }
}

async function unlessDamaged<T>(read: () => T | Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (isDamage(error)) return null;
    throw error;
  }
}

/** Also a record that a newer Waymark wrote: this one cannot show it. */
const isDamage = (error: unknown): boolean =>
  error instanceof WaymarkError && (error.code === "damaged" || error.code === "from-the-future");

async function walk(tx: Tx<"sessions", "readonly">, plan: ListPlan) {
  const found: Session[] = [];
  const damaged: string[] = [];
  const direction = plan.descending ? "prev" : "next";
  const index = tx.objectStore("sessions").index(plan.sort);
  let cursor = await index.openCursor(startRange(plan), direction);
  if (cursor && plan.after && cursor.key === plan.after.value) {
    // Straight to the row; when it has been deleted, to the one after it.
    const before = plan.descending
      ? cursor.primaryKey > plan.after.id
      : cursor.primaryKey < plan.after.id;
    if (before) cursor = await cursor.continuePrimaryKey(plan.after.value, plan.after.id);
  }
  while (cursor && found.length <= plan.limit) {
    const { id, session } = cursor.value;
    const isAfter = !plan.after || cursor.key !== plan.after.value || id !== plan.after.id;
    const read = await unlessDamaged(() => readStoredSession(id, session));
    if (read && isWanted(read, plan)) found.push(read);
    else if (!read && isAfter) damaged.push(id);
    cursor = await cursor.continue();
  }
  return { found, damaged };
}

function startRange({ after, descending }: ListPlan): IDBKeyRange | null {
  if (!after) return null;
  return descending ? IDBKeyRange.upperBound(after.value) : IDBKeyRange.lowerBound(after.value);
}

/** Records so spoilt that the index does not have them. */
async function unplaced(tx: Tx<"sessions", "readonly">, plan: ListPlan): Promise<string[]> {
  const store = tx.objectStore("sessions");
  const index = store.index(plan.sort);
  const [all, placed] = await Promise.all([store.count(), index.count()]);
  if (all === placed) return [];
  const [ids, known] = await Promise.all([store.getAllKeys(), index.getAllKeys()]);
  const has = new Set(known);
  return ids.filter((id) => !has.has(id));
}

/** Every session that can be read. */
export async function readAll(db: Db): Promise<Session[]> {
  await foldAll(db);
  const records = await look(db, ["sessions"], (tx) => tx.objectStore("sessions").getAll());
  const read = await Promise.all(
    records.map(({ id, session }) => unlessDamaged(() => readStoredSession(id, session))),
  );
  return read.filter((session) => session !== null);
}
