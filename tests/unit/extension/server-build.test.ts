import { expect, test } from "vitest";
import { BUILD_HEADERS, createServerBuilds } from "../../../src/extension/server-build.ts";

const ORIGIN = "https://shop.example";
const answer = (headers: Record<string, string>, change: object = {}) => ({
  type: "main_frame" as const,
  statusCode: 200,
  url: `${ORIGIN}/cart`,
  timeStamp: 1_000.5,
  responseHeaders: Object.entries(headers).map(([name, value]) => ({ name, value })),
  ...change,
});
/** What a document says that came with these headers. */
function buildOf(headers: Record<string, string>, change: object = {}): string | null {
  const builds = createServerBuilds();
  builds.answered(answer(headers, change));
  return builds.at(2_000, ORIGIN);
}

test("a build is read from the first header of the list that an answer has, bounded, and from no other", () => {
  for (const name of BUILD_HEADERS)
    expect(buildOf({ [name.toUpperCase()]: " 1.4.2 " })).toBe("1.4.2");
  expect(buildOf({ "x-version": "2", "x-build-id": "first" })).toBe("first");
  expect(buildOf({ "x-build-id": " ", "x-version": "2" })).toBe("2");
  expect(buildOf({ "x-git-sha": "0123456789abcdef0123456789abcdef01234567" })).toBe("0123456789ab");
  expect(buildOf({ "x-build-id": "x".repeat(129) })).toBe(null);
  for (const name of ["server", "set-cookie", "authorization", "x-user", "etag", "x-api-version"]) {
    expect(buildOf({ [name]: "1.4.2" })).toBe(null);
  }
});

test("only the answer that became the document counts", () => {
  const headers = { "x-build-id": "1" };
  expect(buildOf(headers, { type: "sub_frame" })).toBe(null);
  expect(buildOf(headers, { type: "script" })).toBe(null);
  for (const statusCode of [302, 307, 204, 205])
    expect(buildOf(headers, { statusCode })).toBe(null);
  for (const statusCode of [200, 304, 404, 500]) expect(buildOf(headers, { statusCode })).toBe("1");
  // A page that was open before, or came out of a cache, is none of another site's.
  expect(buildOf(headers, { url: "https://other.example/" })).toBe(null);

  const builds = createServerBuilds();
  expect(builds.at(2_000, ORIGIN)).toBe(null);
  builds.answered(answer(headers));
  builds.answered(answer({ "x-build-id": "2" }, { timeStamp: 5_000 }));
  expect([900, 4_000, 6_000].map((at) => builds.at(at, ORIGIN))).toEqual([null, "1", "2"]);
  builds.answered(answer({}, { timeStamp: 7_000 }));
  expect(builds.at(8_000, ORIGIN), "the later document names none").toBe(null);
});
