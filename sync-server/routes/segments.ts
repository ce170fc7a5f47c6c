import { type Context, Hono } from "hono";
import { WaymarkError } from "../../src/format/errors.ts";
import type { Sanitized } from "../../src/format/sanitized.ts";
import type { Segment } from "../../src/format/session.ts";
import { acceptSegment } from "../../src/privacy/accept.ts";
import { readSegmentHeaders, SEGMENT_TYPE, segmentHeaders } from "../../src/store/http/protocol.ts";
import { readBytes } from "../body.ts";
import type { Env, Services } from "../context.ts";
import { gunzipText } from "../gunzip.ts";
import { BODY_LIMITS } from "../limits.ts";
import { segmentPlaceOf, sessionIdOf, tabIdOf } from "./place.ts";

const ALL = "/sessions/:id/segments";
const TAB = "/sessions/:id/tabs/:tab";
const ONE = `${TAB}/segments/:index`;
const BASE = `${TAB}/bases/:index`;

/** The segment that a request brings, once its sender may write it and it has been checked. */
async function segmentIn(c: Context<Env>): Promise<Sanitized<Segment>> {
  const place = segmentPlaceOf(c);
  await c.get("access").write(place.sessionId);
  const info = readSegmentHeaders(c.req.raw.headers, place);
  const gzip = await readBytes(c.req.raw, BODY_LIMITS.segmentGzip);
  return acceptSegment({ ...info, gzip }, await gunzipText(gzip, info.bytes));
}

export function segmentRoutes({ store }: Services): Hono<Env> {
  const app = new Hono<Env>();

  app.get(ALL, async (c) => {
    const id = sessionIdOf(c);
    await c.get("access").see(id);
    return c.json({ segments: await store.listSegments(id) });
  });

  app.get(`${TAB}/segments`, async (c) => {
    const id = sessionIdOf(c);
    const tabId = tabIdOf(c);
    await c.get("access").see(id);
    return c.json({ segments: await store.listSegments(id, tabId) });
  });

  app.get(ONE, async (c) => {
    const { sessionId, tabId, index } = segmentPlaceOf(c);
    c.get("access").read();
    const segment = await store.getSegment(sessionId, tabId, index);
    if (!segment) {
      throw new WaymarkError("not-found", `Tab "${tabId}" has no segment ${index} here.`);
    }
    return c.body(segment.gzip as Uint8Array<ArrayBuffer>, 200, {
      "content-type": SEGMENT_TYPE,
      ...segmentHeaders(segment),
    });
  });

  app.put(ONE, async (c) => c.json({ outcome: await store.putSegment(await segmentIn(c)) }));

  // A base segment: what is before it goes, so whoever sends it must be allowed to delete.
  app.put(BASE, async (c) => {
    c.get("access").admin("delete");
    return c.json({ outcome: await store.cutLeading(await segmentIn(c)) });
  });

  app.delete(TAB, async (c) => {
    const id = sessionIdOf(c);
    const tabId = tabIdOf(c);
    c.get("access").admin("delete");
    await store.deleteTab(id, tabId);
    return c.json({ id, tabId });
  });

  return app;
}
