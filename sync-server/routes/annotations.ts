import { Hono } from "hono";
import { WaymarkError } from "../../src/format/errors.ts";
import { acceptAnnotation } from "../../src/privacy/accept.ts";
import { readJson } from "../body.ts";
import type { Env, Services } from "../context.ts";
import { BODY_LIMITS } from "../limits.ts";
import { sessionIdOf } from "./place.ts";

export function annotationRoutes({ store }: Services): Hono<Env> {
  const app = new Hono<Env>();

  app.get("/sessions/:id/annotations", async (c) => {
    const id = sessionIdOf(c);
    c.get("access").read();
    return c.json({ annotations: await store.listAnnotations(id) });
  });

  app.put("/sessions/:id/annotations/:annotation", async (c) => {
    const id = sessionIdOf(c);
    await c.get("access").write(id);
    const annotation = acceptAnnotation(await readJson(c.req.raw, BODY_LIMITS.annotation));
    if (annotation.sessionId !== id || annotation.id !== c.req.param("annotation")) {
      throw new WaymarkError(
        "invalid-input",
        "The annotation's ids are not the ones in the address.",
      );
    }
    await store.putAnnotation(annotation);
    return c.json({ id: annotation.id });
  });

  return app;
}
