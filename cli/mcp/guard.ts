import { createHash, timingSafeEqual } from "node:crypto";

/** A name and a port, or an address in brackets and a port: nothing else that a URL would also take. */
const HOST = /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

export interface GuardOptions {
  /** What the client must bring. */
  key: string;
  /** The address that is listened on. */
  host: string;
  /** Other names by which clients reach it. */
  names?: readonly string[];
}

/** Null lets a request in; else the answer that it gets. */
export type Guard = (request: Request) => Response | null;

/**
 * Looks at a request before anything reads it. A page in some browser can be led to an address of this machine by a
 * name of its own (DNS rebinding): so only known names pass in Host, and no other page's Origin does.
 */
export function makeGuard({ key, host, names = [] }: GuardOptions): Guard {
  const known = new Set([...LOOPBACK, host.includes(":") ? `[${host}]` : host, ...names]);
  const expected = sha256(key);
  return ({ headers }) => {
    const asked = headers.get("host") ?? "";
    if (!HOST.test(asked) || !known.has(nameOf(asked))) {
      return refusal(403, "This is not a name of this server. --allow-host lets one in.");
    }
    const origin = headers.get("origin");
    if (origin !== null && origin !== `http://${asked}` && origin !== `https://${asked}`) {
      return refusal(403, "Pages of other origins are not let in.");
    }
    const presented = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(headers.get("authorization") ?? "");
    if (!presented || !timingSafeEqual(sha256(presented[1] as string), expected)) {
      const message = "A valid key is needed in the header Authorization: Bearer <key>.";
      return refusal(401, message, { "www-authenticate": 'Bearer realm="waymark"' });
    }
    return null;
  };
}

const nameOf = (host: string) => host.replace(/:\d{1,5}$/, "").toLowerCase();

/** An answer as the protocol shapes those without a request. */
export function refusal(
  status: number,
  message: string,
  headers: Record<string, string> = {},
): Response {
  const code = status === 404 ? -32_001 : -32_000;
  const body = { jsonrpc: "2.0", error: { code, message }, id: null };
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json", ...headers },
  });
}

const sha256 = (text: string) => createHash("sha256").update(text).digest();
