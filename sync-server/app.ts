import { Hono } from "hono";
import { WaymarkError } from "../src/format/errors.ts";
import { FORMAT_VERSION } from "../src/format/version.ts";
import { authenticate } from "./access.ts";
import type { Env, Services } from "./context.ts";
import { answerError } from "./failure.ts";
import { extensionCors, securityHeaders } from "./headers.ts";
import { annotationRoutes } from "./routes/annotations.ts";
import { byteRoutes } from "./routes/bytes.ts";
import { segmentRoutes } from "./routes/segments.ts";
import { sessionRoutes } from "./routes/sessions.ts";
import { tailRoutes } from "./routes/tail.ts";
import { viewerRoutes } from "./viewer.ts";

export interface AppOptions extends Services {
  /** The built viewer; without it `/` says how to build it. */
  viewerDir?: string;
}

/** The sync server as a fetch handler: `app.fetch(request)`. Owns nothing; the caller closes the stores. */
export function createApp(options: AppOptions): Hono<Env> {
  const app = new Hono<Env>();
  app.onError((error, c) => answerError(c, error, options.log));
  app.notFound((c) =>
    answerError(c, new WaymarkError("not-found", "There is nothing at this address."), options.log),
  );
  app.use(securityHeaders);
  app.use("/health", extensionCors);
  app.get("/health", (c) => c.json({ ok: true, format: FORMAT_VERSION }));

  app.use("/v1/*", extensionCors, authenticate(options));
  for (const routes of [
    sessionRoutes(options),
    segmentRoutes(options),
    tailRoutes(options),
    annotationRoutes(options),
    byteRoutes(options),
  ]) {
    app.route("/v1", routes);
  }

  app.route("/", viewerRoutes(options.viewerDir));
  return app;
}
