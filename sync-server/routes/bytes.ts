import { Hono } from "hono";
import { assertId } from "../../src/format/ids.ts";
import { WaymarkError } from "../../src/format/errors.ts";
import { acceptBlob } from "../../src/privacy/accept.ts";
import { checkHash } from "../../src/store/checks.ts";
import { BYTES_TYPE, wholeNumber } from "../../src/store/http/protocol.ts";
import type { DerivedKey } from "../../src/store/session-store.ts";
import { readBytes } from "../body.ts";
import type { Env, Services } from "../context.ts";
import { BODY_LIMITS } from "../limits.ts";
import { sessionIdOf } from "./place.ts";
import type { Context } from "hono";

const DERIVED = "/sessions/:id/derived/:kind";

/** Content-addressed blobs, and derived data. Both go out as plain bytes that no browser may render. */
export function byteRoutes({ store }: Services): Hono<Env> {
  const app = new Hono<Env>();

  app.get("/blobs/:sha256", async (c) => {
    c.get("access").read();
    const sha256 = c.req.param("sha256");
    checkHash(sha256);
    const bytes = await store.getBlob(sha256);
    if (!bytes) throw new WaymarkError("not-found", "There is no blob with this hash.");
    return bytesOf(c, bytes);
  });

  app.get("/sessions/:id/blobs", async (c) => {
    const id = sessionIdOf(c);
    await c.get("access").see(id);
    return c.json({ blobs: await store.listBlobs(id) });
  });

  app.post("/sessions/:id/blobs", async (c) => {
    const id = sessionIdOf(c);
    await c.get("access").write(id);
    const blob = acceptBlob(await readBytes(c.req.raw, BODY_LIMITS.blob));
    return c.json({ sha256: await store.putBlob(id, blob) });
  });

  // After a redaction its sender lets go what the session holds no more.
  app.delete("/sessions/:id/blobs/:sha256", async (c) => {
    const id = sessionIdOf(c);
    await c.get("access").write(id);
    await store.dropBlob(id, c.req.param("sha256"));
    return c.json({ id });
  });

  app.get(DERIVED, async (c) => {
    c.get("access").read();
    const bytes = await store.getDerived(derivedKeyOf(c));
    if (!bytes) throw new WaymarkError("not-found", "This was not derived yet, or was dropped.");
    return bytesOf(c, bytes);
  });

  /** Admin only: derived bytes cannot be checked for secrets, so no lesser key may bring them. */
  app.put(DERIVED, async (c) => {
    c.get("access").admin("keep derived data");
    const key = derivedKeyOf(c);
    const redactions = redactionsOf(c.req.query("redactions"));
    await store.putDerived(key, await readBytes(c.req.raw, BODY_LIMITS.derived), redactions);
    return c.json({ kind: key.kind });
  });

  app.delete("/sessions/:id/derived", async (c) => {
    const id = sessionIdOf(c);
    c.get("access").admin("drop derived data");
    await store.dropDerived(id);
    return c.json({ id });
  });

  return app;
}

/** How often the session was redacted when these bytes were derived from it; unknown where none says so. */
function redactionsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new WaymarkError("invalid-input", "redactions is a whole number, 0 or more.");
}

function bytesOf(c: Context<Env>, bytes: Uint8Array): Response {
  return c.body(bytes as Uint8Array<ArrayBuffer>, 200, { "content-type": BYTES_TYPE });
}

function derivedKeyOf(c: Context<Env>): DerivedKey {
  const kind: unknown = c.req.param("kind");
  assertId(kind, "The derived kind");
  const tabId = c.req.query("tab");
  const index = c.req.query("segment");
  if (tabId !== undefined) assertId(tabId, "The tab id");
  return {
    sessionId: sessionIdOf(c),
    kind,
    ...(tabId === undefined ? {} : { tabId }),
    ...(index === undefined ? {} : { segmentIndex: wholeNumber(index, "The segment index") }),
  };
}
