import { describe, expect, test } from "vitest";
import { checkConnection } from "../../../src/extension/ui/check-connection.ts";

const HEALTHY = () => Response.json({ ok: true, format: 1 });

/** A server of two routes that notes what it was asked. */
function server(
  health: () => Response | Promise<Response>,
  list: () => Response = HEALTHY,
  presented = "k1",
) {
  const asked: { url: string; key: string | null }[] = [];
  const fetch = async (input: RequestInfo | URL, init?: RequestInit) => {
    const url = input instanceof Request ? input.url : input.toString();
    asked.push({ url, key: new Headers(init?.headers).get("authorization") });
    const answer = url.endsWith("/health") ? health() : list();
    // As a real fetch, give up when told to.
    const gaveUp = new Promise<never>((_, reject) => {
      init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
    });
    return Promise.race([answer, gaveUp]);
  };
  const check = () =>
    checkConnection("https://team.example/w", presented, { fetch, patienceMs: 20 });
  return { asked, check };
}

const refusal = (status: number, message: string) => () =>
  Response.json({ error: { code: "x", message } }, { status });

describe("Check connection", () => {
  test("is content with a Waymark server that takes the key", async () => {
    const { asked, check } = server(HEALTHY, () => Response.json({ sessions: [] }));
    expect((await check()).code).toBe("ok");
    expect(asked).toEqual([
      { url: "https://team.example/w/health", key: null },
      { url: "https://team.example/w/v1/sessions?limit=1", key: "Bearer k1" },
    ]);
  });

  test("names a server that cannot be reached", async () => {
    const { check } = server(() => {
      throw new TypeError("Failed to fetch");
    });
    expect(await check()).toMatchObject({
      code: "unreachable",
      sentence: expect.stringContaining("team.example did not answer"),
    });
  });

  test("does not wait for ever", async () => {
    const { check } = server(() => new Promise<Response>(() => {}));
    expect(await check()).toMatchObject({
      code: "unreachable",
      sentence: expect.stringContaining("within 0.02 seconds"),
    });
  });

  test.each([
    ["a web page", () => new Response("<!doctype html>")],
    ["another service's health", () => Response.json({ ok: true })],
    ["not found", () => new Response("no", { status: 404 })],
    ["null", () => Response.json(null)],
  ])("takes %s for another server and keeps the key to itself", async (_what, health) => {
    const { asked, check } = server(health);
    expect((await check()).code).toBe("not-waymark");
    expect(asked.map(({ key }) => key)).toEqual([null]);
  });

  test("does not follow a redirect with the key", async () => {
    const redirected = HEALTHY();
    Object.defineProperty(redirected, "type", { value: "opaqueredirect" });
    const { asked, check } = server(() => redirected);
    expect((await check()).code).toBe("redirected");
    expect(asked).toHaveLength(1);
  });

  test("tells a wrong key from one that may not", async () => {
    const wrong = server(HEALTHY, refusal(401, "A valid key is needed."));
    expect((await wrong.check()).code).toBe("wrong-key");
    const weak = server(HEALTHY, refusal(403, "May not."));
    expect((await weak.check()).code).toBe("not-allowed");
  });

  test("tells a read key, which the server takes but lets push nothing", async () => {
    const { check } = server(HEALTHY, () => Response.json({ sessions: [] }), "wmk_read_0_0");
    expect((await check()).code).toBe("not-allowed");
  });

  test("passes on what a broken server says", async () => {
    const { check } = server(HEALTHY, refusal(503, "The disk is full."));
    expect(await check()).toMatchObject({
      code: "server-error",
      sentence: expect.stringContaining("503: The disk is full."),
    });
  });

  test("an answer without sessions is no Waymark server's", async () => {
    const { check } = server(HEALTHY, () => Response.json([]));
    expect((await check()).code).toBe("not-waymark");
  });
});
