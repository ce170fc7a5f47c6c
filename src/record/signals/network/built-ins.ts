/**
 * The browser's own getters and methods for what a request is made of, taken before page scripts could
 * replace them. Applied to an object of another kind they throw: `tryTo` makes null of that.
 */
export type BuiltIns = ReturnType<typeof takeBuiltIns>;

const { apply, getOwnPropertyDescriptor } = Reflect;

export function takeBuiltIns(global: Window & typeof globalThis) {
  const getter = (owner: { prototype: object }, name: string) =>
    getOwnPropertyDescriptor(owner.prototype, name)?.get;
  const {
    Request,
    Response,
    Headers,
    XMLHttpRequest,
    MessageEvent,
    CloseEvent,
    AbortSignal,
    Blob,
    FormData,
    URLSearchParams,
    URL: PageUrl,
    TextEncoder: Encoder,
    performance,
    document,
  } = global;
  const get = {
    request: {
      url: getter(Request, "url"),
      method: getter(Request, "method"),
      signal: getter(Request, "signal"),
      headers: getter(Request, "headers"),
    },
    requestMode: getter(Request, "mode"),
    response: {
      url: getter(Response, "url"),
      headers: getter(Response, "headers"),
      bodyUsed: getter(Response, "bodyUsed"),
    },
    xhr: {
      status: getter(XMLHttpRequest, "status"),
      statusText: getter(XMLHttpRequest, "statusText"),
      responseType: getter(XMLHttpRequest, "responseType"),
      responseText: getter(XMLHttpRequest, "responseText"),
    },
    message: { data: getter(MessageEvent, "data") },
    close: { code: getter(CloseEvent, "code"), reason: getter(CloseEvent, "reason") },
    signal: { aborted: getter(AbortSignal, "aborted"), reason: getter(AbortSignal, "reason") },
    exceptionName: getter(global.DOMException, "name"),
    href: getter(PageUrl, "href"),
    blobSize: getter(Blob, "size"),
    bufferBytes: getter(ArrayBuffer, "byteLength"),
    viewBytes: getter(Object.getPrototypeOf(Uint8Array) as { prototype: object }, "byteLength"),
    dataViewBytes: getter(DataView, "byteLength"),
    baseURI: getter(global.Node, "baseURI"),
  };
  const encoder = new Encoder();
  const { encode } = Encoder.prototype;
  const { now } = performance;
  return {
    get,
    forEachHeader: Headers.prototype.forEach,
    forEachField: FormData.prototype.forEach,
    paramsText: URLSearchParams.prototype.toString,
    clone: Response.prototype.clone,
    responseHeaders: XMLHttpRequest.prototype.getAllResponseHeaders,
    now: (): number => apply(now, performance, []) as number,
    utf8Length: (text: string): number => (apply(encode, encoder, [text]) as Uint8Array).length,
    /** The address as the browser would ask for it, without its fragment; null for none of a server. */
    resolve(address: string): string | null {
      try {
        const base = apply(get.baseURI!, document, []) as string;
        const url = apply(get.href!, new PageUrl(address, base), []) as string;
        return /^(?:https?|wss?):/i.test(url) ? withoutFragment(url) : null;
      } catch {
        return null; // no address: the page's own call throws or rejects
      }
    },
  };
}

/** What a getter or method of the browser gives for `self`; null where that is not of its kind. */
export function tryTo<T>(
  method: ((...args: never[]) => unknown) | undefined,
  self: unknown,
  ...args: unknown[]
): T | null {
  if (!method || self === null || (typeof self !== "object" && typeof self !== "function"))
    return null;
  try {
    return apply(method, self, args) as T;
  } catch {
    return null; // another kind of object, or one in a state that has no such value
  }
}

/** A plain value that a page's object holds itself, without asking a getter of the page. */
export function ownValue(object: unknown, name: string): unknown {
  if (typeof object !== "object" || object === null) return undefined;
  return getOwnPropertyDescriptor(object, name)?.value;
}

export function withoutFragment(url: string): string {
  const at = url.indexOf("#");
  return at < 0 ? url : url.slice(0, at);
}
