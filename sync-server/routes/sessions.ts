import { Hono } from "hono";
import * as v from "valibot";
import { WaymarkError } from "../../src/format/errors.ts";
import type { SessionId } from "../../src/format/ids.ts";
import { upgrade } from "../../src/format/upgrade.ts";
import { acceptPatch, acceptSession } from "../../src/privacy/accept.ts";
import { noteAct } from "../../src/store/audit-log.ts";
import { queryFromParams } from "../../src/store/http/protocol.ts";
import type { SessionPage, SessionQuery } from "../../src/store/session-store.ts";
import { readJson } from "../body.ts";
import type { Access, Env, Services } from "../context.ts";
import { BODY_LIMITS } from "../limits.ts";
import { sessionIdOf } from "./place.ts";

const FinishSchema = v.strictObject({
  endedAt: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  endReason: v.optional(v.pipe(v.string(), v.maxLength(2_048))),
});

export function sessionRoutes({ store, docs, clock }: Services): Hono<Env> {
  const app = new Hono<Env>();

  app.get("/sessions", async (c) => {
    const query = queryFromParams(new URL(c.req.url).searchParams);
    const access = c.get("access");
    if (access.ownOnly) return c.json(await ownPage(query, access));
    return c.json(await store.listSessions(query));
  });

  app.get("/sessions/:id", async (c) => {
    const id = sessionIdOf(c);
    await c.get("access").see(id);
    const session = await store.getSession(id);
    if (!session) throw new WaymarkError("not-found", `There is no session "${id}".`);
    return c.json(session);
  });

  app.put("/sessions/:id", async (c) => {
    const id = sessionIdOf(c);
    const access = c.get("access");
    access.writer();
    const session = acceptSession(upgrade(await readJson(c.req.raw, BODY_LIMITS.session)));
    if (session.id !== id) {
      throw new WaymarkError("invalid-input", "The session's id is not the one in the address.");
    }
    await access.create(id);
    await store.putSession(session);
    return c.json({ id });
  });

  app.patch("/sessions/:id", async (c) => {
    const id = sessionIdOf(c);
    await c.get("access").write(id);
    const patch = acceptPatch(await readJson(c.req.raw, BODY_LIMITS.session));
    return c.json(await store.patchSession(id, patch));
  });

  app.delete("/sessions/:id", async (c) => {
    const id = sessionIdOf(c);
    c.get("access").admin("delete");
    await store.deleteSession(id);
    const detail = "Deleted over HTTP with an admin key.";
    await noteAct(docs, { at: clock(), act: "delete", sessionId: id, detail });
    return c.json({ id });
  });

  /** Seals what is left of every tab and marks the session finished. */
  app.post("/sessions/:id/finish", async (c) => {
    const id = sessionIdOf(c);
    await c.get("access").write(id);
    const parsed = v.safeParse(FinishSchema, await readJson(c.req.raw, BODY_LIMITS.small));
    if (!parsed.success) {
      throw new WaymarkError(
        "invalid-input",
        `finish takes {endedAt?, endReason?}: ${parsed.issues[0].message}`,
      );
    }
    for (const tabId of await store.listTails(id)) await store.seal(id, tabId, { all: true });
    const { endedAt = await lastEventAt(id), endReason } = parsed.output;
    const patch = acceptPatch({
      state: "finished",
      endedAt,
      ...(endReason === undefined ? {} : { endReason }),
    });
    return c.json(await store.patchSession(id, patch));
  });

  app.get("/deleted", async (c) => {
    c.get("access").read();
    return c.json({ ids: await store.listDeleted() });
  });

  async function lastEventAt(id: SessionId): Promise<number> {
    let last = 0;
    for (const segment of await store.listSegments(id)) last = Math.max(last, segment.lastEventAt);
    return last || clock();
  }

  /**
   * A store cannot filter by owner, so pages are cut down here. One may hold fewer rows than
   * `limit`; it is empty only at the end or after `MAX_SCANNED` pages of others' sessions.
   */
  async function ownPage(query: SessionQuery, access: Access): Promise<SessionPage> {
    let cursor = query.cursor;
    for (let scanned = 1; ; scanned++) {
      const page = await store.listSessions({ ...query, ...(cursor ? { cursor } : {}) });
      const sessions = await keepOwn(page.sessions, (session) => session.id, access);
      if (sessions.length > 0 || page.nextCursor === null || scanned === MAX_SCANNED) {
        const damaged = await keepOwn(page.damaged, (id) => id, access);
        return { sessions, damaged, nextCursor: page.nextCursor };
      }
      cursor = page.nextCursor;
    }
  }

  return app;
}

const MAX_SCANNED = 20;

async function keepOwn<T>(rows: T[], idOf: (row: T) => SessionId, access: Access): Promise<T[]> {
  const own: T[] = [];
  for (const row of rows) if (await access.owns(idOf(row))) own.push(row);
  return own;
}
