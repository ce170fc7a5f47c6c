import { optionsStrings } from "./strings/options.ts";

export type Checked<T> = { ok: true; value: T } | { ok: false; sentence: string };

/** Reads the address of a team server; the result has no trailing slash, so that paths can be added. */
export function parseServerUrl(text: string): Checked<string> {
  const trimmed = text.trim();
  if (trimmed === "") return { ok: false, sentence: optionsStrings.urlMissing };
  if (!URL.canParse(trimmed)) return { ok: false, sentence: optionsStrings.urlBad(trimmed) };
  const url = new URL(trimmed);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    // `server.example:8080` parses as a URL whose scheme is the host.
    return { ok: false, sentence: optionsStrings.urlScheme };
  }
  if (url.username !== "" || url.password !== "") {
    return { ok: false, sentence: optionsStrings.urlCredentials };
  }
  if (url.search !== "" || url.hash !== "" || /[?#]$/.test(trimmed)) {
    return { ok: false, sentence: optionsStrings.urlQuery };
  }
  return { ok: true, value: `${url.origin}${url.pathname.replace(/\/+$/, "")}` };
}

/** Keys travel in a header, so they are visible ASCII without spaces. */
export function parseKey(text: string): Checked<string> {
  const value = text.trim();
  if (value === "") return { ok: false, sentence: optionsStrings.keyMissing };
  if (!/^[\x21-\x7e]+$/.test(value)) return { ok: false, sentence: optionsStrings.keyBad };
  return { ok: true, value };
}

/** True where the key would travel unencrypted over a network, i.e. http to another machine. */
export function isPlainHttp(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  const own = hostname === "localhost" || hostname.endsWith(".localhost");
  return protocol === "http:" && !own && !/^(127(\.\d+){3}|\[::1\])$/.test(hostname);
}
