import { isSecretName } from "./redaction/secret-names.ts";

/** What a rule for a site lets through of requests beyond their address and numbers (rule P9). */
export interface RequestRules {
  /** Headers, but for those that hold credentials. */
  headers: boolean;
  /** Paths whose bodies and socket frames are recorded: `/api/*`; a `*` stands for anything. None, none. */
  bodies: string[];
}

export const NO_REQUEST_RULES: RequestRules = { headers: false, bodies: [] };

/** Kinds of bodies that can be redacted. Files, pictures and pages are never recorded. */
const TEXT_TYPE =
  /^(?:application\/(?:json|x-www-form-urlencoded|x-ndjson)|[\w.+-]+\/[\w.+-]+\+json|text\/(?:plain|csv|event-stream)|multipart\/form-data)\s*(?:;|$)/i;

export const isTextType = (type: string): boolean => TEXT_TYPE.test(type);

const CREDENTIAL =
  /auth|cookie|token|secret|session|credential|api-?key|passw|csrf|xsrf|signature/i;

/** Headers that never pass, by no rule: who holds their value is taken for the user. */
export const isCredentialHeader = (name: string): boolean =>
  CREDENTIAL.test(name) || isSecretName(name);

/** Whether bodies of this address may be recorded. Only its path counts. */
export function allowsBody({ bodies }: RequestRules, url: string): boolean {
  if (bodies.length === 0) return false;
  const path = pathOf(url);
  return bodies.some((pattern) => fits(pattern, path));
}

/** `/` and at least one more sign, so that nobody allows everything by accident. */
export const isBodyPath = (pattern: string): boolean =>
  pattern.length <= 200 && /^\/[^\s?#]+$/.test(pattern);

function pathOf(url: string): string {
  const [path = ""] = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, "").split(/[?#]/, 1);
  return path === "" ? "/" : path;
}

/** In a time that grows with the path only: each part is looked for once, from where the last one ended. */
function fits(pattern: string, path: string): boolean {
  const parts = pattern.split("*");
  const [first = ""] = parts;
  const last = parts.at(-1) ?? "";
  if (parts.length === 1) return path === pattern;
  if (!path.startsWith(first)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = path.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return path.length - at >= last.length && path.endsWith(last);
}

/** What a page is built from and no element shows; `link` is a style sheet, an icon, or what is fetched ahead. */
const NAMED_LOADS: ReadonlySet<string> = new Set([
  "document",
  "script",
  "stylesheet",
  "link",
  "font",
  "xmlhttprequest",
  "websocket",
]);

/**
 * Whether the address of a load may be told. That of a picture, of media or of a frame says what an
 * element shows, and nobody can tell whether that element is blocked or masked: then only its origin stays.
 */
export const namesLoad = (what: string | undefined): boolean =>
  what !== undefined && NAMED_LOADS.has(what);

export const originOnly = (url: string): string =>
  /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(url)?.[0] ?? "";
