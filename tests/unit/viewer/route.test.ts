import { describe, expect, it } from "vitest";
import { parseRoute, privacyHash, sessionHash } from "../../../viewer/route.ts";

describe("the viewer's address", () => {
  it("opens the library without a path", () => {
    expect(["", "#", "#/"].map((hash) => parseRoute(hash).page)).toEqual(
      Array.from({ length: 3 }, () => "library"),
    );
  });

  it("reads back the link it makes", () => {
    expect(parseRoute(sessionHash("01k9abc", 83_000, "tab-2"))).toEqual({
      page: "session",
      id: "01k9abc",
      offsetMs: 83_000,
      tabId: "tab-2",
    });
    expect(parseRoute(sessionHash("01k9abc"))).toMatchObject({ offsetMs: null, tabId: null });
  });

  it("opens the privacy page, of all sessions or of one", () => {
    expect(parseRoute(privacyHash())).toEqual({ page: "privacy", session: null });
    expect(parseRoute(privacyHash("01k9abc"))).toEqual({ page: "privacy", session: "01k9abc" });
    expect(parseRoute("#/privacy?session=a/b")).toEqual({ page: "privacy", session: null });
  });

  it("takes times as people write them", () => {
    const at = (t: string) => {
      const route = parseRoute(`#/sessions/a?t=${t}`);
      return route.page === "session" ? route.offsetMs : undefined;
    };
    expect(["83000", "83s", "1:23", "1:00:00"].map(at)).toEqual([
      83_000, 83_000, 83_000, 3_600_000,
    ]);
  });

  it("R4 opens the session at its start when the time or the tab is nonsense", () => {
    expect(parseRoute("#/sessions/a?t=soon&tab=../x")).toEqual({
      page: "session",
      id: "a",
      offsetMs: null,
      tabId: null,
    });
  });

  it("R4 refuses ids and paths that cannot be a session", () => {
    for (const hash of ["#/sessions/", "#/sessions/a%20b", "#/sessions/a/b", "#/nowhere"]) {
      expect(parseRoute(hash).page).toBe("unknown");
    }
  });
});
