import type { Context } from "hono";
import { messageOf, WaymarkError } from "../src/format/errors.ts";
import { STATUS_OF } from "../src/store/http/protocol.ts";
import type { Log } from "./context.ts";

/** A refusal whose status is not the usual one of its code (401, 413). */
export class HttpFailure extends WaymarkError {
  readonly status: number;

  constructor(status: number, code: WaymarkError["code"], message: string) {
    super(code, message);
    this.status = status;
  }
}

export function tooLarge(limit: number): HttpFailure {
  return new HttpFailure(
    413,
    "invalid-input",
    `The request is larger than the ${limit.toLocaleString("en")} bytes that this route takes.`,
  );
}

/** Turns anything thrown into `{error: {code, message}}`. What is not ours is logged and not told. */
export function answerError(c: Context, error: unknown, log: Log): Response {
  const known = error instanceof WaymarkError;
  const status = error instanceof HttpFailure ? error.status : known ? STATUS_OF[error.code] : 500;
  if (status >= 500) log(`${c.req.method} ${c.req.path} failed: ${messageOf(error)}`);
  const body = known
    ? { code: error.code, message: error.message }
    : { code: "internal", message: "The server failed. Its log says more." };
  const headers = new Headers({ "content-type": "application/json" });
  if (status === 401) headers.set("www-authenticate", 'Bearer realm="waymark"');
  return c.body(JSON.stringify({ error: body }), { status: status as 500, headers });
}
