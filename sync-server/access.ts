import type { MiddlewareHandler } from "hono";
import { WaymarkError } from "../src/format/errors.ts";
import type { SessionId } from "../src/format/ids.ts";
import type { DocStore } from "../src/store/doc-store.ts";
import type { SessionStore } from "../src/store/session-store.ts";
import type { Access, Env, Services } from "./context.ts";
import { HttpFailure } from "./failure.ts";
import { findCaller, type Caller } from "./keys.ts";

/** Who created a session: collection `owners`, id = session id. Stays after eviction, so that the owner may send again. */
const OWNERS = "owners";

/** Looks the key up and leaves an `Access` for the routes; 401 for every request without a valid key. */
export function authenticate({ docs, store }: Services): MiddlewareHandler<Env> {
  return async (c, next) => {
    const presented = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(c.req.header("authorization") ?? "");
    const caller = presented ? await findCaller(docs, presented[1] as string) : null;
    if (!caller) {
      throw new HttpFailure(
        401,
        "not-allowed",
        "A valid key is needed in the header Authorization: Bearer <key>.",
      );
    }
    c.set("access", accessOf(caller, docs, store));
    await next();
  };
}

function accessOf(caller: Caller, docs: DocStore, store: SessionStore): Access {
  const { scope, keyId } = caller;
  const forbid = (what: string) => {
    throw new WaymarkError("not-allowed", `A key of scope "${scope}" may not ${what}.`);
  };
  const writer = () => {
    if (scope === "read") forbid("write");
  };
  const owns = async (id: SessionId) => (await ownerOf(docs, id)) === keyId;
  // The same words whether the session is another's or nobody's: an ingest key learns nothing of others.
  const ownOrUnknown = async (id: SessionId) => {
    if (!(await owns(id))) {
      throw new WaymarkError("not-found", `This key created no session "${id}".`);
    }
  };

  return {
    ownOnly: scope === "ingest",
    owns,
    read() {
      if (scope === "ingest") forbid("read recordings");
    },
    async see(id) {
      if (scope === "ingest") await ownOrUnknown(id);
    },
    writer,
    async create(id) {
      writer();
      if (scope === "admin" || (await owns(id))) return;
      // A session without an owner was brought by an admin key.
      const taken = (await ownerOf(docs, id)) !== null || (await store.getSession(id)) !== null;
      if (taken || !(await docs.add(OWNERS, id, { keyId }))) {
        throw new WaymarkError("not-allowed", "This key may only write sessions that it created.");
      }
    },
    async write(id) {
      writer();
      if (scope === "ingest") await ownOrUnknown(id);
    },
    admin(what) {
      if (scope !== "admin") forbid(what);
    },
  };
}

async function ownerOf(docs: DocStore, id: SessionId): Promise<string | null> {
  const record = (await docs.get(OWNERS, id)) as { keyId?: unknown } | null;
  return typeof record?.keyId === "string" ? record.keyId : null;
}
