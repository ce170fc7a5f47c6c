import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { WAYMARK_HEADERS } from "../src/store/http/protocol.ts";

/**
 * The viewer page replays what others recorded: its frame may show styles, images and fonts that
 * are in the recording, and nothing on it may reach another host or run a script that is not ours.
 */
const VIEWER_CSP = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "media-src 'self' data: blob:",
  "frame-src 'self' about: blob: data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join("; ");

const API_CSP = "default-src 'none'; frame-ancestors 'none'";

/** On every answer. A route that may be cached sets its own `cache-control`. */
export const securityHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  const headers = c.res.headers;
  const api = c.req.path.startsWith("/v1/") || c.req.path === "/health";
  headers.set("content-security-policy", api ? API_CSP : VIEWER_CSP);
  headers.set("x-content-type-options", "nosniff");
  headers.set("x-frame-options", api ? "DENY" : "SAMEORIGIN");
  headers.set("referrer-policy", "no-referrer");
  headers.set("cross-origin-opener-policy", "same-origin");
  headers.set("cross-origin-resource-policy", "same-origin");
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
};

const EXTENSION_ORIGIN = /^(?:chrome|moz)-extension:\/\/[A-Za-z0-9-]{1,64}$/;

/** Extensions push from their own origin. No other origin is let in, and none with cookies. */
export const extensionCors: MiddlewareHandler = cors({
  origin: (origin) => (EXTENSION_ORIGIN.test(origin) ? origin : null),
  allowMethods: ["GET", "PUT", "PATCH", "POST", "DELETE"],
  allowHeaders: ["authorization", "content-type", ...WAYMARK_HEADERS],
  exposeHeaders: ["retry-after", ...WAYMARK_HEADERS],
  maxAge: 600,
});
