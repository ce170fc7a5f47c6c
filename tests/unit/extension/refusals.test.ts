import { describe, expect, test } from "vitest";
import {
  originsOf,
  refusalForSite,
  refusalForUrl,
  siteOf,
} from "../../../src/extension/refusals.ts";

describe("pages that can never be recorded", () => {
  test.each([
    ["chrome://settings", "browser-page"],
    ["about:preferences", "browser-page"],
    ["edge://flags", "browser-page"],
    ["view-source:https://shop.example/", "browser-page"],
    ["file:///home/me/page.html", "browser-page"],
    ["devtools://devtools/bundled/inspector.html", "browser-page"],
    ["not an address", "browser-page"],
    [undefined, "browser-page"],
    ["chrome-extension://abcdef/viewer.html", "own-page"],
    ["moz-extension://1234/popup.html", "own-page"],
    ["https://chromewebstore.google.com/detail/x", "web-store"],
    ["https://chrome.google.com/webstore/detail/x", "web-store"],
    ["https://addons.mozilla.org/en-GB/firefox/", "web-store"],
  ])("%s: %s, with a sentence that says what to do", (url, code) => {
    const refusal = refusalForUrl(url)!;
    expect(refusal.code).toBe(code);
    expect(refusal.sentence).toMatch(/^[A-Z].*\. Open .+\.$/);
  });

  test.each([
    "https://shop.example/",
    "http://127.0.0.1:8080/x",
    "https://chrome.google.com/",
    "https://google.com/webstore",
  ])("%s is not one of them", (url) => expect(refusalForUrl(url)).toBeNull());
});

test("permission is asked for a whole site, without the port, which match patterns do not know", () => {
  expect(originsOf("http://127.0.0.1:8080/a?b#c")).toEqual(["http://127.0.0.1/*"]);
  expect(siteOf("http://127.0.0.1:8080/a")).toBe("127.0.0.1:8080");
  expect(siteOf("chrome://settings")).toBe("");
});

test.each(["denied", "not-allowed"] as const)(
  "P7 a site that is %s by a list hears whose list it is, and who can change it",
  (verdict) => {
    expect(refusalForSite(verdict, false)?.sentence).toMatch(
      /on your list of sites.*Change the list/,
    );
    const managed = refusalForSite(verdict, true)?.sentence;
    expect(managed).toMatch(/on your company's list of sites.*Ask your administrator/);
    expect(managed).not.toMatch(/your list|Change the list/);
    expect(refusalForSite("may", true)).toBeNull();
  },
);
