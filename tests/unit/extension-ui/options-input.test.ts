import { describe, expect, test } from "vitest";
import { findBadSelector, parseLines } from "../../../src/extension/ui/selector-lists.ts";
import { isPlainHttp, parseKey, parseServerUrl } from "../../../src/extension/ui/server-address.ts";
import { optionsStrings } from "../../../src/extension/ui/strings/options.ts";

describe("the server's address", () => {
  test.each([
    ["https://waymark.team.example", "https://waymark.team.example"],
    ["  https://team.example/waymark/ ", "https://team.example/waymark"],
    ["http://localhost:4318/", "http://localhost:4318"],
    ["HTTPS://Team.Example:443", "https://team.example"],
  ])("%j is kept as %s", (text, value) => {
    expect(parseServerUrl(text)).toEqual({ ok: true, value });
  });

  test.each([
    ["", optionsStrings.urlMissing],
    ["waymark", optionsStrings.urlBad("waymark")],
    ["localhost:4318", optionsStrings.urlScheme],
    ["javascript:alert(1)", optionsStrings.urlScheme],
    ["https://me:pw@team.example", optionsStrings.urlCredentials],
    ["https://team.example/?key=1", optionsStrings.urlQuery],
    ["https://team.example/#/sessions", optionsStrings.urlQuery],
    ["https://team.example/?", optionsStrings.urlQuery],
  ])("R4 %j is refused with a sentence", (text, sentence) => {
    expect(parseServerUrl(text)).toEqual({ ok: false, sentence });
  });

  test("warns where the key would travel unencrypted to another machine, and only there", () => {
    expect(isPlainHttp("http://team.example")).toBe(true);
    expect(isPlainHttp("http://127.example")).toBe(true);
    for (const own of ["http://localhost:1", "http://127.0.0.1", "http://[::1]:8080"]) {
      expect(isPlainHttp(own)).toBe(false);
    }
    expect(isPlainHttp("https://team.example")).toBe(false);
  });
});

describe("the ingest key", () => {
  test("is trimmed, and refused where it could not travel in a header", () => {
    expect(parseKey(" wm_ingest_1 \n")).toEqual({ ok: true, value: "wm_ingest_1" });
    expect(parseKey("  ")).toEqual({ ok: false, sentence: optionsStrings.keyMissing });
    expect(parseKey("two words").ok).toBe(false);
    expect(parseKey("clé").ok).toBe(false);
  });
});

describe("selector lists", () => {
  const lists = { block: [".ad"], mask: [], ignore: ["#otp"], unmask: [] };
  /** Stands for the browser's parser, which the page uses. */
  const refuse = (bad: string[]) => (selector: string) => {
    if (bad.includes(selector)) throw new SyntaxError("not a selector");
  };

  test("read one selector a line, without blanks and repetitions", () => {
    expect(parseLines(" .a, .b \r\n\n.c\n.c")).toEqual([".a, .b", ".c"]);
    expect(parseLines("\n ")).toEqual([]);
  });

  test("P8 the first bad selector is named together with its list", () => {
    expect(findBadSelector(lists, refuse(["#otp", ".ad"]))).toEqual({
      list: "block",
      selector: ".ad",
    });
    expect(findBadSelector(lists, refuse(["#otp"]))?.list).toBe("ignore");
    expect(findBadSelector(lists, refuse([]))).toBeNull();
  });
});
