import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { aSession } from "../../contract/session-store/samples.ts";
import { aServer } from "./server.ts";

const folder = mkdtempSync(join(tmpdir(), "waymark-viewer-"));
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, "dist/assets"), { recursive: true });
writeFileSync(join(folder, "secret.txt"), "outside");
writeFileSync(join(folder, "dist/index.html"), "<title>Waymark</title>");
writeFileSync(join(folder, "dist/assets/index-B3xT9q_1.js"), "export {};");
writeFileSync(join(folder, "dist/assets/plain.css"), "p {}");
const viewerDir = join(folder, "dist");

describe("the viewer at /", () => {
  test("is served without a key, with its own policy, and holds no data", async () => {
    const server = await aServer({ viewerDir });
    await server.store.putSession(aSession("s"));
    for (const path of ["/", "/index.html", "/?t=5"]) {
      const answer = await server.ask(path, null);
      expect(answer.status).toBe(200);
      expect(answer.text).toBe("<title>Waymark</title>");
      expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(answer.headers.get("cache-control")).toBe("no-cache");
      const csp = answer.headers.get("content-security-policy") ?? "";
      expect(csp).toContain("script-src 'self';");
      expect(csp).toContain("connect-src 'self';");
      expect(csp).not.toContain("http:");
    }
  });

  test("lets a browser keep what is named by its hash, and asks again for the rest", async () => {
    const server = await aServer({ viewerDir });
    const hashed = await server.ask("/assets/index-B3xT9q_1.js", null);
    expect(hashed.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(hashed.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    const plain = await server.ask("/assets/plain.css", null);
    expect(plain.headers.get("content-type")).toBe("text/css; charset=utf-8");
    expect(plain.headers.get("cache-control")).toBe("no-cache");
  });

  test("R4 opens no file outside its folder", async () => {
    const server = await aServer({ viewerDir });
    for (const path of [
      "/../secret.txt",
      "/..%2fsecret.txt",
      "/assets/%2e%2e/%2e%2e/secret.txt",
      "//secret.txt",
      "/assets/..%5c..%5csecret.txt",
      "/%00",
    ]) {
      const answer = await server.ask(path, null);
      expect(answer.status, path).toBe(404);
      expect(answer.text).not.toContain("outside");
    }
  });

  for (const dir of [undefined, join(folder, "not-there")]) {
    test(`says how to build it when ${dir ? "its folder is not there" : "none is named"}`, async () => {
      const server = await aServer(dir ? { viewerDir: dir } : {});
      const answer = await server.ask("/", null);
      expect(answer.status).toBe(200);
      expect(answer.text).toContain("node scripts/build-viewer.ts");
    });
  }
});

describe("headers", () => {
  test("forbid sniffing, framing and caching of every answer with data or an error", async () => {
    const server = await aServer({ viewerDir });
    for (const [path, as] of [
      ["/v1/sessions", "read"],
      ["/v1/sessions", null],
      ["/v1/sessions/nobody", "read"],
      ["/health", null],
    ] as const) {
      const { headers } = await server.ask(path, as);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("x-frame-options")).toBe("DENY");
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'/);
      expect(headers.get("referrer-policy")).toBe("no-referrer");
    }
  });
});

describe("other origins", () => {
  const preflight = (origin: string): RequestInit => ({
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": "PUT",
      "access-control-request-headers": "authorization,waymark-sha256",
    },
  });

  for (const origin of ["chrome-extension://abcdefghijklmnop", "moz-extension://0a1b-2c3d"]) {
    test(`lets ${origin} push`, async () => {
      const server = await aServer();
      const before = await server.ask("/v1/sessions/s", null, preflight(origin));
      expect(before.status).toBe(204);
      expect(before.headers.get("access-control-allow-origin")).toBe(origin);
      expect(before.headers.get("access-control-allow-headers")).toContain("waymark-sha256");
      expect(before.headers.get("access-control-allow-methods")).toContain("PUT");
      const real = await server.ask("/v1/sessions", "ingest", { headers: { origin } });
      expect(real.headers.get("access-control-allow-origin")).toBe(origin);
      expect(real.headers.get("access-control-allow-credentials")).toBeNull();
      const error = await server.ask("/v1/sessions", null, { headers: { origin } });
      expect(error.headers.get("access-control-allow-origin")).toBe(origin);
    });
  }

  for (const origin of [
    "https://evil.example",
    "null",
    "http://localhost:3000",
    "chrome-extension://x.evil.example",
    "https://chrome-extension://x",
  ]) {
    test(`lets ${origin} read nothing`, async () => {
      const server = await aServer();
      for (const answer of [
        await server.ask("/v1/sessions", null, preflight(origin)),
        await server.ask("/v1/sessions", "read", { headers: { origin } }),
      ]) {
        expect(answer.headers.get("access-control-allow-origin")).toBeNull();
        expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
      }
    });
  }
});
