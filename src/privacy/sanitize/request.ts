import { LONGEST_BODY, LONGEST_HEADER } from "../../format/signals/network.ts";
import { LONGEST_TEXT } from "../../format/signals/fields.ts";
import type { SignalPayload } from "../../format/signals/signals.ts";
import { hit } from "../hits.ts";
import { isSecretName } from "../redaction/secret-names.ts";
import {
  allowsBody,
  isCredentialHeader,
  isTextType,
  namesLoad,
  originOnly,
} from "../request-rules.ts";
import { cleanUrl } from "./clean-url.ts";
import type { Context } from "./context.ts";

type Network = SignalPayload<"waymark.network">;
type Body = NonNullable<Network["requestBody"]>;
type Headers = NonNullable<Network["requestHeaders"]>;

const ADDRESS_HEADERS = /^(?:referer|location|content-location|origin|refresh|link|sourcemap)$/;
const HEADER_SIDES = ["requestHeaders", "responseHeaders"] as const;
const BODY_SIDES = ["requestBody", "responseBody"] as const;

/**
 * Cleans, in place, what a request holds beside plain texts: addresses within it, and headers and
 * bodies, which go unless a rule for the site asks for them (rule P9).
 */
export function sanitizeRequest(request: Network, context: Context): void {
  const { redactor, hits } = context;
  const url = (address: string) => cleanUrl(address, "link", redactor, hits).slice(0, LONGEST_TEXT);
  if (request.how === "load" && !namesLoad(request.what)) {
    if (request.url !== undefined) request.url = originOnly(request.url);
    delete request.redirects;
    delete request.initiator;
  }
  if (request.initiator) request.initiator.source = url(request.initiator.source);
  for (const redirect of request.redirects ?? []) redirect.url = url(redirect.url);
  for (const side of HEADER_SIDES) {
    const headers = request[side];
    if (!headers) continue;
    if (context.requests.headers) request[side] = cleanHeaders(headers, context);
    else drop(request, side, context);
  }
  for (const side of BODY_SIDES) {
    const body = request[side];
    if (!body) continue;
    if (mayKeep(body, request.url ?? "", context)) request[side] = cleanBody(body, context);
    else drop(request, side, context);
  }
}

function drop(request: Network, side: keyof Network, { hits }: Context): void {
  delete request[side];
  hit(hits, "request-content");
}

/** What is masked on the page stands in what the page sends: none at level strict, or where a frame is masked. */
function mayKeep({ type }: Body, url: string, { requests, strict, isHidden }: Context): boolean {
  if (strict || isHidden || !allowsBody(requests, url)) return false;
  return type === undefined || isTextType(type);
}

function cleanHeaders(headers: Headers, { redactor, hits }: Context): Headers {
  const kept: Headers = [];
  for (const [name, value] of headers) {
    if (isCredentialHeader(name)) {
      hit(hits, "request-content");
      continue;
    }
    const clean = ADDRESS_HEADERS.test(name.toLowerCase())
      ? cleanUrl(value, "link", redactor, hits)
      : String(redactor.value(value, hits));
    kept.push([redactor.text(name, hits).slice(0, 200), clean.slice(0, LONGEST_HEADER)]);
  }
  return kept;
}

function cleanBody({ text, type, cut }: Body, context: Context): Body {
  const { redactor, hits } = context;
  const isForm = /^(?:application\/x-www-form-urlencoded|multipart\/form-data)/i.test(type ?? "");
  const whole = cut ? cutAtEnd(text) : text;
  const clean = isForm ? cleanForm(whole, context) : cleanJsonLines(whole, context);
  return {
    text: clean.slice(0, LONGEST_BODY),
    ...(type !== undefined && { type: redactor.text(type, hits).slice(0, 200) }),
    ...((cut || clean.length > LONGEST_BODY) && { cut: true }),
  };
}

/** No pattern finds the half of a secret that was cut: what stands last goes up to the sign before it. */
const cutAtEnd = (text: string): string => text.replace(/[^\s,;&"'{}[\]()<>]{0,4096}$/, "");

/** One value, or one a line. */
function cleanJsonLines(text: string, { redactor, hits }: Context): string {
  const whole = String(redactor.value(text, hits));
  if (!/\n\s*[{[]/.test(whole)) return whole;
  return whole
    .split("\n")
    .map((line) => String(redactor.value(line, hits)))
    .join("\n");
}

/** Names stay, values under secret names go, all others are looked through as they were before they were encoded. */
function cleanForm(text: string, { redactor, hits }: Context): string {
  return text
    .split("&")
    .map((pair) => {
      const [name = "", ...rest] = pair.split("=");
      const plain = decoded(name);
      const key = encodeURIComponent(redactor.text(plain, hits));
      if (rest.length === 0) return key;
      if (isSecretName(plain)) {
        if (rest.join("=") !== "[secret]") hit(hits, "secret");
        return `${key}=[secret]`;
      }
      const value = String(redactor.value(decoded(rest.join("=")), hits));
      return `${key}=${encodeURIComponent(value).replaceAll("%5B", "[").replaceAll("%5D", "]")}`;
    })
    .join("&");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text; // not what an encoder wrote: looked through as it stands
  }
}
