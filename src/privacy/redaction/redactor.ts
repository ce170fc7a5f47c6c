import { type Hits, hit } from "../hits.ts";
import { type CompiledPattern, compilePattern, type CustomPattern } from "./custom.ts";
import { isSecretName } from "./secret-names.ts";
import { findSecrets, replaceFindings, type ScanOptions } from "./scan.ts";
import { STRIP_URLS, type UrlRules } from "./url.ts";

export interface RedactionOptions {
  urls?: UrlRules;
  phone?: boolean;
  ssn?: boolean;
  custom?: readonly CustomPattern[];
}

export interface Redactor {
  readonly urls: UrlRules;
  /** The text without what the patterns find; the very same string when they find nothing. */
  text(text: string, hits: Hits): string;
  /** Any JSON value: strings, object keys, arrays and JSON inside strings. Values under secret names go whole. */
  value(value: unknown, hits: Hits): unknown;
}

/** Throws `refused` when a custom pattern cannot be used. */
export function createRedactor(options: RedactionOptions = {}): Redactor {
  const scan: ScanOptions = {
    urls: options.urls ?? STRIP_URLS,
    phone: options.phone ?? false,
    ssn: options.ssn ?? false,
  };
  const custom: CompiledPattern[] = (options.custom ?? []).map(compilePattern);

  function text(input: string, hits: Hits): string {
    let out = input;
    // A replacement may join what stood apart, so look again until nothing is found: twice at the most in practice.
    for (let round = 0; round < 4; round++) {
      const found = findSecrets(out, scan);
      if (!found) break;
      for (const finding of found) hit(hits, finding.rule);
      out = replaceFindings(out, found);
    }
    for (const { rule, regex } of custom) {
      out = out.replace(regex, () => {
        hit(hits, rule);
        return "[redacted]";
      });
    }
    return out;
  }

  function value(input: unknown, hits: Hits, depth = 0): unknown {
    if (typeof input === "string") return jsonText(input, hits, depth);
    if (typeof input === "number")
      return Number.isFinite(input) &&
        Math.abs(input) >= 1e12 &&
        text(String(input), hits) !== String(input)
        ? 0
        : input;
    if (input === null || typeof input !== "object") return input;
    if (depth >= DEEPEST) {
      hit(hits, "too-deep");
      return "[too deep]";
    }
    if (Array.isArray(input)) return input.map((item) => value(item, hits, depth + 1));
    const out: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(input)) {
      const name = text(key, hits);
      // What a key became is a name as well: the next who looks reads `[jwt]`.
      const named = isSecretName(key) || isSecretName(name);
      const secret = named && item !== null && typeof item !== "boolean" && item !== "";
      if (secret && item !== "[secret]") hit(hits, "secret");
      Object.defineProperty(out, name, {
        value: secret ? "[secret]" : value(item, hits, depth + 1),
        enumerable: true,
        writable: true,
        configurable: true,
      });
    }
    return out;
  }

  function jsonText(input: string, hits: Hits, depth: number): string {
    const trimmed = input.trimStart();
    if (depth < DEEPEST && (trimmed.startsWith("{") || trimmed.startsWith("["))) {
      const parsed = parseJson(input);
      if (parsed !== undefined) {
        const before = JSON.stringify(parsed);
        const after = JSON.stringify(value(parsed, hits, depth + 1));
        if (before !== after) return after;
      }
    }
    return text(input, hits);
  }

  return { urls: scan.urls, text, value: (input, hits) => value(input, hits) };
}

const DEEPEST = 64;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON: the caller redacts it as text
  }
}

const plain = createRedactor();

/** Runs the default patterns over a text. `hits` counts by rule, empty when nothing was found. */
export function redactText(text: string): { text: string; hits: Hits } {
  const hits: Hits = {};
  return { text: plain.text(text, hits), hits };
}

/** Runs the default patterns over any JSON value. */
export function redactValue(value: unknown): { value: unknown; hits: Hits } {
  const hits: Hits = {};
  return { value: plain.value(value, hits), hits };
}
