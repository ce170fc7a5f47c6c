import { optionsStrings } from "./strings/options.ts";

export type ConnectionCode =
  | "ok"
  | "unreachable"
  | "redirected"
  | "not-waymark"
  | "wrong-key"
  | "not-allowed"
  | "server-error";

export interface ConnectionReport {
  code: ConnectionCode;
  sentence: string;
}

const PATIENCE_MS = 8_000;

/**
 * Asks a server who it is, then whether it takes the key. `url` and `key` are checked already
 * (`parseServerUrl`, `parseKey`). Never rejects. The key is sent only after `/health` was answered
 * as a Waymark server answers, so a mistyped address does not collect keys.
 */
export async function checkConnection(
  url: string,
  key: string,
  options: { fetch: typeof fetch; patienceMs?: number },
): Promise<ConnectionReport> {
  const { host } = new URL(url);
  const { patienceMs = PATIENCE_MS } = options;

  async function get(path: string, headers: Record<string, string> = {}) {
    const response = await options.fetch(`${url}${path}`, {
      headers,
      cache: "no-store",
      credentials: "omit",
      redirect: "manual",
      signal: AbortSignal.timeout(patienceMs),
    });
    const redirected = response.type === "opaqueredirect";
    return { redirected, status: response.status, body: parseJson(await response.text()) };
  }

  try {
    const health = await get("/health");
    if (health.redirected) return report("redirected", optionsStrings.checkRedirected(host));
    if (!isHealth(health)) return report("not-waymark", optionsStrings.checkNotWaymark(host));

    const list = await get("/v1/sessions?limit=1", { authorization: `Bearer ${key}` });
    if (list.status === 401) return report("wrong-key", optionsStrings.checkWrongKey);
    if (list.status === 403) return report("not-allowed", optionsStrings.checkForbidden);
    if (list.status >= 400) {
      const reason = errorMessage(list.body);
      return report("server-error", optionsStrings.checkFailed(list.status, reason));
    }
    if (!Array.isArray(field(list.body, "sessions"))) {
      return report("not-waymark", optionsStrings.checkNotWaymark(host));
    }
    return READ_KEY.test(key)
      ? report("not-allowed", optionsStrings.checkForbidden)
      : report("ok", optionsStrings.checkOk);
  } catch (error) {
    // fetch tells a refused connection, a wrong certificate and a missing CORS header all alike.
    return error instanceof Error && error.name === "TimeoutError"
      ? report("unreachable", optionsStrings.checkSlow(host, patienceMs / 1000))
      : report("unreachable", optionsStrings.checkUnreachable(host));
  }
}

/** A key names its scope, and the server just took it: one that only reads may list but not push. */
const READ_KEY = /^wmk_read_/;

function report(code: ConnectionCode, sentence: string): ConnectionReport {
  return { code, sentence };
}

/** `{ok: true, format: <number>}`: the version of the format tells a Waymark server from others. */
function isHealth(answer: { status: number; body: unknown }): boolean {
  return answer.status === 200 && typeof field(answer.body, "format") === "number";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON is an answer too: the caller reports that this is no Waymark server.
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

/** The server writes errors as `{error: {code, message}}`; its text is cut to a line. */
function errorMessage(body: unknown): string {
  const message = field(field(body, "error"), "message");
  return typeof message === "string" ? message.slice(0, 200) : "";
}
