import { WaymarkError, messageOf, type ErrorCode } from "../../format/errors.ts";
import { isErrorCode, JSON_TYPE } from "./protocol.ts";

/** Long enough for the largest segment over a slow line; without an end a dead server hangs a push for ever. */
const TIMEOUT_MS = 120_000;

/** An answer that was not a success, or none at all (`status` 0). */
export class HttpError extends WaymarkError {
  readonly status: number;
  /** From `Retry-After`, in milliseconds; null when the server gave none. */
  readonly retryAfterMs: number | null;

  constructor(
    code: ErrorCode,
    message: string,
    info: { status: number; retryAfterMs?: number | null; cause?: unknown },
  ) {
    super(code, message, { cause: info.cause });
    this.status = info.status;
    this.retryAfterMs = info.retryAfterMs ?? null;
  }
}

export interface Call {
  method?: "GET" | "PUT" | "PATCH" | "POST" | "DELETE";
  json?: unknown;
  bytes?: Uint8Array;
  contentType?: string;
  headers?: Record<string, string>;
}

export type Send = (path: string, call?: Call) => Promise<Response>;

/**
 * A function that sends one request to `base` and returns the response when it is a success.
 * Otherwise throws `HttpError`: with the code of the server's error body, or `network` when there
 * was no answer, when the server is overloaded or when the answer is not Waymark's.
 */
export function makeSend(base: URL, key: string, fetch: typeof globalThis.fetch): Send {
  return async (path, call = {}) => {
    const headers = new Headers(call.headers);
    headers.set("authorization", `Bearer ${key}`);
    if (call.json !== undefined) headers.set("content-type", JSON_TYPE);
    if (call.contentType) headers.set("content-type", call.contentType);
    const body =
      call.json !== undefined ? JSON.stringify(call.json) : (call.bytes as BodyInit | undefined);
    let response: Response;
    try {
      response = await fetch(new URL(path, base), {
        method: call.method ?? "GET",
        headers,
        body,
        cache: "no-store",
        credentials: "omit",
        redirect: "error",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
    } catch (cause) {
      throw new HttpError(
        "network",
        `The server at ${base.origin} could not be reached (${messageOf(cause)}). Is it running, and is the address right?`,
        { status: 0, cause },
      );
    }
    if (!response.ok) throw await errorOf(response, base);
    return response;
  };
}

async function errorOf(response: Response, base: URL): Promise<HttpError> {
  const info = {
    status: response.status,
    retryAfterMs: retryAfterMs(response.headers.get("retry-after"), Date.now()),
  };
  const { code, message } = await errorBody(response);
  if (isErrorCode(code)) return new HttpError(code, message ?? "The server gave no reason.", info);
  const what = message ?? `The server at ${base.origin} answered ${response.status}.`;
  return new HttpError(response.status === 413 ? "invalid-input" : "network", what, info);
}

async function errorBody(response: Response): Promise<{ code?: unknown; message?: string }> {
  const text = (await response.text()).slice(0, 10_000);
  try {
    const error = (JSON.parse(text) as { error?: { code?: unknown; message?: unknown } } | null)
      ?.error;
    return {
      code: error?.code,
      ...(typeof error?.message === "string" ? { message: error.message } : {}),
    };
  } catch {
    // Not JSON: some proxy's page. The caller then names the status instead.
    return {};
  }
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3) to milliseconds from `now`. Null when absent or unreadable. */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
