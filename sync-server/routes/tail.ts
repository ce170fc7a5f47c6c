import { Hono } from "hono";
import * as v from "valibot";
import { WaymarkError } from "../../src/format/errors.ts";
import { acceptBatch } from "../../src/privacy/accept.ts";
import { readJson } from "../body.ts";
import type { Env, Services } from "../context.ts";
import { BODY_LIMITS } from "../limits.ts";
import { sessionIdOf, tabIdOf } from "./place.ts";

const TAB = "/sessions/:id/tabs/:tab";
const SealSchema = v.strictObject({ all: v.optional(v.boolean()) });

export function tailRoutes({ store }: Services): Hono<Env> {
  const app = new Hono<Env>();

  app.get("/sessions/:id/tails", async (c) => {
    const id = sessionIdOf(c);
    await c.get("access").see(id);
    return c.json({ tabs: await store.listTails(id) });
  });

  app.get(`${TAB}/tail`, async (c) => {
    const id = sessionIdOf(c);
    const tabId = tabIdOf(c);
    c.get("access").read();
    return c.json({ batches: await store.readTail(id, tabId) });
  });

  app.post(`${TAB}/tail`, async (c) => {
    const id = sessionIdOf(c);
    const tabId = tabIdOf(c);
    await c.get("access").write(id);
    const batch = acceptBatch(await readJson(c.req.raw, BODY_LIMITS.batch));
    if (batch.sessionId !== id || batch.tabId !== tabId) {
      throw new WaymarkError("invalid-input", "The batch's ids are not the ones in the address.");
    }
    return c.json(await store.appendTail(batch));
  });

  app.get(`${TAB}/missing`, async (c) => {
    const id = sessionIdOf(c);
    const tabId = tabIdOf(c);
    await c.get("access").see(id);
    return c.json({ missing: await store.listMissing(id, tabId) });
  });

  app.post(`${TAB}/seal`, async (c) => {
    const id = sessionIdOf(c);
    const tabId = tabIdOf(c);
    await c.get("access").write(id);
    const parsed = v.safeParse(SealSchema, await readJson(c.req.raw, BODY_LIMITS.small));
    if (!parsed.success) throw new WaymarkError("invalid-input", "seal takes {all?: boolean}.");
    const { all = false } = parsed.output;
    return c.json({ segments: await store.seal(id, tabId, { all }) });
  });

  return app;
}
