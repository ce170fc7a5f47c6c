import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { OPTIONAL_PERMISSIONS } from "../../../src/extension/optional-permissions.ts";
import { attributesOf, pass } from "./build.ts";

const signal = (tag: string, payload: object) => ({
  type: 5,
  data: { tag, payload },
  timestamp: 1,
});
const request = { id: "1", phase: "end", how: "fetch", url: "/api", status: 200, durationMs: 12 };

describe("what has no place in a recording", () => {
  it("P9 headers and bodies of requests", () => {
    const { events } = pass([signal("waymark.network", request)]);
    expect(events[0]!.data["payload"]).toEqual(request);
    const more = [
      "headers",
      "requestHeaders",
      "responseHeaders",
      "body",
      "requestBody",
      "response",
    ];
    for (const name of more) {
      const forged = signal("waymark.network", { ...request, [name]: "hush" });
      expect(pass([forged]).json, name).toBe("[]");
    }
  });

  it("P9 cookies, storage, the clipboard and drags", () => {
    const events = ["cookie", "storage", "clipboard", "paste", "drop"].map((what) =>
      signal(`waymark.${what}`, { text: "hush" }),
    );
    expect(pass(events)).toMatchObject({ eventCount: 0, hits: { "unknown-event": 5 } });
  });

  it("P9 nothing in the page reads them, but for the site's own word on being recorded", () => {
    const reads =
      /\bcookie\b|cookieStore\.get|\b(?:local|session)Storage\b|\bindexedDB\b|clipboard|dataTransfer/i;
    const readers = globSync("src/{record,privacy/page}/**/*.ts").filter((path) =>
      reads.test(readFileSync(path, "utf8").replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*|"[^"\n]*"/g, "")),
    );
    expect(readers).toEqual(["src/privacy/page/site-entry.ts"]);
    const asking = globSync("src/**/*.ts").filter((path) =>
      /import \{[^}]*\bread(?:Cookie|Storage)\b[^}]*\} from "[^"]*site-entry\.ts"/.test(
        readFileSync(path, "utf8"),
      ),
    );
    expect(asking.toSorted()).toEqual([
      "src/privacy/page/kept-consent.ts",
      "src/privacy/page/refusal.ts",
    ]);
  });

  it("P9 the extension asks for no leave to see cookies or the clipboard, and for requests and downloads only where the user gives it", () => {
    const manifest = readFileSync("wxt.config.ts", "utf8");
    expect(manifest).toContain('"webNavigation"');
    expect(manifest).not.toMatch(
      /"cookies"|clipboard|declarativeNet|debugger|"history"|webRequest|downloads/,
    );
    expect(OPTIONAL_PERMISSIONS).toEqual(["downloads", "webRequest"]);
    expect(manifest.match(/.*OPTIONAL_PERMISSIONS[^ ].*/g)?.map((line) => line.trim())).toEqual([
      "optional_permissions: [...OPTIONAL_PERMISSIONS],",
    ]);
    expect(manifest).toContain('...(mode === "e2e" ? OPTIONAL_PERMISSIONS : []),');
  });
});

describe("what an address says of a person", () => {
  const href = (value: string) => attributesOf("a", { href: value })["href"];

  it("P4 a user name and a password in it", () => {
    expect(href("https://jane:hush@host.example/a")).toBe("https://host.example/a");
    expect(href("https://jane@host.example/a")).toBe("https://host.example/a");
  });

  it("P4 all of an address that is none of a page, but its scheme", () => {
    for (const [value, scheme] of [
      ["mailto:jane", "mailto:"],
      ["tel:110", "tel:"],
      ["sms:12345", "sms:"],
      ["tel:+491234567", "tel:"],
      ["javascript:hush()", "javascript:"],
      ["blob:https://host.example/3f2a", "blob:"],
    ] as const) {
      expect(href(value)).toBe(scheme);
    }
    expect(href("localhost:3000/a")).toBe("localhost:3000/a");
    expect(href("host.example:8443/a?b=c")).toBe("host.example:8443/a?b=*");
  });
});
