import { describe, expect, it } from "vitest";
import {
  type BrowserRequest,
  createRequestBook,
  type RequestBook,
} from "../../../src/extension/request-book.ts";
import type { SignalPayload } from "../../../src/format/signals/signals.ts";

type Network = SignalPayload<"waymark.network">;
const AT = 1_700_000_000_000;
const URL = "https://shop.example/api/items";

const request = (change: Partial<BrowserRequest> = {}): BrowserRequest => ({
  requestId: "7",
  documentId: "D",
  parentDocumentId: null,
  documentUrl: null,
  frameId: 0,
  type: "xmlhttprequest",
  method: "GET",
  url: URL,
  endUrl: URL,
  startedAt: AT,
  facts: {},
  redirects: [],
  endedAt: null,
  ...change,
});
const start = (change: Partial<Network> = {}): Network => ({
  id: "a-1",
  phase: "start",
  how: "fetch",
  method: "GET",
  url: URL,
  ...change,
});
const end = (change: Partial<Network> = {}): Network => ({
  ...start(),
  phase: "end",
  durationMs: 100,
  ...change,
});

/** A request that the browser saw end with these facts. */
function over(book: RequestBook, facts: Partial<Network>, change: Partial<BrowserRequest> = {}) {
  book.began(request(change));
  const known = book.get(change.requestId ?? "7")!;
  Object.assign(known.facts, facts);
  known.endedAt = AT + 100;
}

describe("a request that page and browser tell of", () => {
  it("is found by its kind where the page tells only its origin", () => {
    const origin = "https://shop.example";
    const shown = (what: string) =>
      end({ id: `r-${what}`, how: "load", what, url: origin, durationMs: 100 });
    const book = createRequestBook();
    const at = (ms: number) => ({ startedAt: AT + ms });
    over(book, { status: 200 }, { requestId: "1", type: "stylesheet", ...at(0) });
    over(book, { status: 206 }, { requestId: "2", type: "media", ...at(10) });
    over(book, { status: 404 }, { requestId: "3", type: "image", ...at(400) });
    const picture = shown("image");
    expect(book.join(picture, AT + 105)).toBe(true);
    expect(picture).toMatchObject({ status: 404, failed: true });
    const film = shown("media");
    book.join(film, AT + 105);
    expect(film).toMatchObject({ status: 206 });
    const frame = shown("frame");
    book.join(frame, AT + 105);
    expect(frame).not.toHaveProperty("status");
    expect(book.due(AT + 60_000).map(({ request: { type } }) => type)).toEqual(["stylesheet"]);
  });

  it("becomes one record, with what each knows", () => {
    const book = createRequestBook();
    over(book, { status: 404, statusText: "Not Found", cached: true, sizes: { encoded: 12 } });
    const redirects = book.get("7")!.redirects;
    redirects.push({ url: "https://shop.example/old", status: 301 });
    expect(book.join(start(), AT - 3)).toBe(true);
    const told = end({ mime: "text/plain", sizes: { transferred: 300 }, failed: false });
    expect(book.join(told, AT + 99)).toBe(true);
    expect(told).toEqual({
      ...end(),
      status: 404,
      statusText: "Not Found",
      cached: true,
      failed: true,
      mime: "text/plain",
      sizes: { encoded: 12, transferred: 300 },
      redirects,
    });
    expect(book.due(AT + 60_000, true)).toEqual([]);
  });

  it("is found by its time among others to the same address", () => {
    const book = createRequestBook();
    over(book, { status: 200 }, { requestId: "1" });
    over(book, { status: 503 }, { requestId: "2", startedAt: AT + 400 });
    const later = start({ id: "a-2" });
    book.join(later, AT + 398);
    book.join(start(), AT);
    const ends = [end({ id: "a-2" }), end()];
    for (const each of ends) book.join(each, AT + 500);
    expect(ends.map(({ status }) => status)).toEqual([503, 200]);
  });

  it("is found though its page names it without the values in its query", () => {
    const book = createRequestBook();
    over(book, { status: 200 }, { url: `${URL}?user=jane#part` });
    const told = end({ url: `${URL}?user=*` });
    book.join(told, AT + 100);
    expect(told.status).toBe(200);
  });

  it.for([
    ["another method", { method: "POST" }, 0],
    ["another address", { url: `${URL}/2` }, 0],
    ["another kind", { how: "beacon" as const }, 0],
    ["another time", {}, 20_000],
  ] as const)("is not taken for one of %s", ([, change, apart]) => {
    const book = createRequestBook();
    over(book, { status: 500 });
    const told = end(change);
    expect(book.join(told, AT + 100 + apart)).toBe(true);
    expect(told).toEqual(end(change));
    expect(book.due(AT + 60_000)).toHaveLength(1);
  });

  it("a line that the page closes itself has not failed", () => {
    const book = createRequestBook();
    over(book, { failed: true, error: "net::ERR_FAILED" });
    const told = end({ how: "eventsource", messages: none });
    book.join(told, AT + 100);
    expect(told).toMatchObject({ failed: false });
    expect(told).not.toHaveProperty("error");
  });
  const none = { in: { count: 0, bytes: 0 }, out: { count: 0, bytes: 0 }, told: 0 };
});

describe("a request that no page tells of", () => {
  it("is told by the browser alone, after the page had its time", () => {
    const book = createRequestBook();
    over(book, { status: 200 }, { type: "main_frame" });
    expect(book.due(AT + 1_000)).toEqual([]);
    expect(book.due(AT + 10_000)).toMatchObject([
      {
        isCall: false,
        at: AT + 100,
        payload: {
          id: "w7",
          whole: true,
          phase: "end",
          how: "load",
          what: "document",
          status: 200,
        },
      },
    ]);
    expect(book.due(AT + 20_000)).toEqual([]);
  });

  it("is not said to be a call of one kind or another, where only the browser tells of it", () => {
    const book = createRequestBook();
    over(book, { status: 200 });
    const [told] = book.due(AT + 10_000);
    expect(told).toMatchObject({ isCall: true, payload: { how: "load", what: "xmlhttprequest" } });
  });

  it("is not told again by a page that speaks late", () => {
    const book = createRequestBook();
    over(book, { status: 200 });
    expect(book.due(AT + 10_000)).toHaveLength(1);
    expect(book.join(start(), AT)).toBe(false);
    expect(book.join(end(), AT + 100)).toBe(false);
  });

  it("ends what its page only began, under the page's id", () => {
    const book = createRequestBook();
    over(book, { failed: true, error: "net::ERR_ABORTED" });
    book.join(start(), AT);
    expect(book.due(AT + 10_000)).toEqual([]);
    const [told] = book.due(AT + 20_000);
    expect(told!.payload).toMatchObject({ id: "a-1", how: "fetch", error: "net::ERR_ABORTED" });
    expect(told!.payload).not.toHaveProperty("whole");
  });

  it("R4 does not make the book grow for ever", () => {
    const book = createRequestBook();
    for (let i = 0; i < 10_000; i++) over(book, {}, { requestId: String(i) });
    expect(book.due(AT + 60_000)).toHaveLength(2_000);
  });
});
