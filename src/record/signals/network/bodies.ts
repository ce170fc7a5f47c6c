import { LONGEST_BODY, LONGEST_HEADER, MOST_HEADERS } from "../../../format/signals/network.ts";
import type { SignalPayload } from "../../../format/signals/signals.ts";
import { allowsBody, isCredentialHeader, isTextType } from "../../../privacy/request-rules.ts";
import type { SignalContext } from "../signal-source.ts";
import { type BuiltIns, ownValue, tryTo, withoutFragment } from "./built-ins.ts";
import type { Facts, RequestLog, Tracked } from "./request-log.ts";

type Network = SignalPayload<"waymark.network">;
type Body = NonNullable<Network["requestBody"]>;
export type HeaderList = [name: string, value: string][];

/** Headers and bodies, where a rule for the site asks for them; both gates judge what is found here again. */
export interface Bodies {
  readonly wantsHeaders: boolean;
  /** Of a call, by what it is given. */
  ofCall(url: string, headers: unknown, body: unknown): Facts;
  /** Of an XMLHttpRequest that has its answer. */
  ofXhr(url: string, xhr: object): Facts;
  /** Of a message; null where it is not recorded. */
  ofFrame(url: string, text: string): Body | null;
  /** The answer to a call of `fetch` is waited for: the page may read it later than it is there. */
  expect(request: Tracked): void;
}

/** How the page reads an answer. */
const READS = ["text", "json", "arrayBuffer", "blob", "formData", "bytes"];
/** An answer that is not read so long after it came is told without a body. */
const READ_WITHIN_MS = 1_000;

export function createBodies(context: SignalContext, builtIns: BuiltIns, log: RequestLog): Bodies {
  const { global, rules, watchCalls, later, attempt } = context;
  const { get } = builtIns;
  const wantsHeaders = rules.headers;
  const wants = wantsHeaders || rules.bodies.length > 0;
  const { getOwnPropertyNames, getOwnPropertyDescriptor } = Object;
  const streams = takeStreams(global);
  const waiting = new Map<Tracked, () => void>();

  if (wants) {
    for (const name of READS) {
      watchCalls(global.Response.prototype, name, "value", (self) => read(self));
    }
  }

  function headersOf(given: unknown): HeaderList {
    const list: HeaderList = [];
    const add = (value: unknown, name: unknown) => {
      if (typeof value === "string" && typeof name === "string") list.push([name, value]);
    };
    if (Array.isArray(given)) {
      const count = Math.min(given.length, MOST_HEADERS);
      for (let i = 0; i < count; i++) {
        const pair = ownValue(given, String(i));
        add(ownValue(pair, "1"), ownValue(pair, "0"));
      }
      return list;
    }
    if (tryTo(builtIns.forEachHeader, given, add) !== null || list.length > 0) return list;
    if (typeof given !== "object" || given === null) return list;
    for (const name of getOwnPropertyNames(given)) {
      add(getOwnPropertyDescriptor(given, name)?.value, name);
    }
    return list;
  }

  /** Credentials are not even looked at. */
  function kept(list: HeaderList): HeaderList {
    return list
      .filter(([name]) => !isCredentialHeader(name))
      .slice(0, MOST_HEADERS)
      .map(([name, value]) => [name.toLowerCase().slice(0, 200), value.slice(0, LONGEST_HEADER)]);
  }

  const typeOf = (list: HeaderList) =>
    list.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? null;

  function bodyOf(text: string, type: string | null): Body | null {
    if (text === "" || (type !== null && !isTextType(type))) return null;
    return {
      text: text.slice(0, LONGEST_BODY),
      ...(type !== null && { type: type.slice(0, 200) }),
      ...(text.length > LONGEST_BODY && { cut: true }),
    };
  }

  /** What a page sends, without files; null for what is not text. */
  function textOf(body: unknown): { text: string; type: string } | null {
    if (typeof body === "string") return { text: body, type: "text/plain" };
    const params = tryTo<string>(builtIns.paramsText, body);
    if (params !== null) return { text: params, type: "application/x-www-form-urlencoded" };
    let fields: string[] | null = null;
    const add = (value: unknown, name: string) => {
      const shown = typeof value === "string" ? value : "[file]";
      (fields ??= []).push(`${encodeURIComponent(name)}=${encodeURIComponent(shown)}`);
    };
    tryTo(builtIns.forEachField, body, add);
    return fields && { text: (fields as string[]).join("&"), type: "multipart/form-data" };
  }

  function read(self: object): void {
    const url = withoutFragment(tryTo<string>(get.response.url, self) ?? "");
    const request = log.find("fetch", url) ?? [...waiting.keys()].find((one) => one.url === url);
    if (!request || tryTo<boolean>(get.response.bodyUsed, self) !== false) return;
    const list = headersOf(tryTo(get.response.headers, self));
    if (wantsHeaders) request.facts.responseHeaders = kept(list);
    const type = typeOf(list);
    const done = waiting.get(request) ?? (() => {});
    if (!allowsBody(rules, url) || type === null || !isTextType(type)) return done();
    const copy = tryTo<Response>(builtIns.clone, self);
    if (!copy) return done();
    void keep(request, copy, type, done);
  }

  async function keep(request: Tracked, copy: Response, type: string, done: () => void) {
    let text = "";
    try {
      text = await streams.beginning(copy);
    } catch {
      // The page gets the same error when it reads: there is no body to tell of.
    }
    attempt(() => {
      const body = bodyOf(text, type);
      if (body) request.facts.responseBody = body;
      done();
    });
  }

  return {
    wantsHeaders,
    ofCall(url, headers, body) {
      if (!wants) return {};
      const list = headersOf(headers);
      const requestHeaders = wantsHeaders ? kept(list) : [];
      const text = allowsBody(rules, url) ? textOf(body) : null;
      const requestBody = text && bodyOf(text.text, typeOf(list) ?? text.type);
      return {
        ...(requestHeaders.length > 0 && { requestHeaders }),
        ...(requestBody && { requestBody }),
      };
    },
    ofXhr(url, xhr) {
      if (!wants) return {};
      const list = parseHeaders(tryTo<string>(builtIns.responseHeaders, xhr) ?? "");
      const kind = tryTo<string>(get.xhr.responseType, xhr);
      const isText = (kind === "" || kind === "text") && allowsBody(rules, url);
      const type = typeOf(list);
      const text = isText && type !== null ? tryTo<string>(get.xhr.responseText, xhr) : null;
      const responseBody = text && bodyOf(text, type);
      return {
        ...(wantsHeaders && { responseHeaders: kept(list) }),
        ...(responseBody && { responseBody }),
      };
    },
    ofFrame: (url, text) => (allowsBody(rules, url) ? bodyOf(text, null) : null),
    expect(request) {
      if (!wants) return;
      request.holds++;
      const done = () => {
        if (waiting.delete(request)) log.release(request);
      };
      waiting.set(request, done);
      request.onOver = () => later(done, request.facts.failed ? 0 : READ_WITHIN_MS);
    },
  };
}

function parseHeaders(text: string): HeaderList {
  return text
    .split("\r\n")
    .map((line): [string, string] => {
      const at = line.indexOf(":");
      return [line.slice(0, Math.max(0, at)), line.slice(at + 1).trim()];
    })
    .filter(([name]) => name !== "");
}

/** Reads no more of a copied answer than is kept; what the page reads is another branch of it. */
function takeStreams(global: Window & typeof globalThis) {
  const { apply, getOwnPropertyDescriptor } = Reflect;
  const { ReadableStream, ReadableStreamDefaultReader, TextDecoder: Decoder, Response } = global;
  const { getReader } = ReadableStream.prototype;
  const { read, cancel } = ReadableStreamDefaultReader.prototype;
  const body = getOwnPropertyDescriptor(Response.prototype, "body")?.get;
  type Reader = ReadableStreamDefaultReader<Uint8Array>;
  return {
    async beginning(copy: Response): Promise<string> {
      const stream = body && (apply(body, copy, []) as ReadableStream<Uint8Array> | null);
      if (!stream) return "";
      const reader = apply(getReader, stream, []) as Reader;
      const decoder = new Decoder();
      let text = "";
      while (text.length <= LONGEST_BODY) {
        const { done, value } = await (apply(read, reader, []) as ReturnType<Reader["read"]>);
        if (done) return text;
        text += decoder.decode(value, { stream: true });
      }
      const over = apply(cancel, reader, []) as Promise<void>;
      over.catch(() => {}); // the page's branch fails as it does
      return text;
    },
  };
}
