import { originalPositionFor, type TraceMap } from "@jridgewell/trace-mapping";
import type { OnProgress } from "../../ask/progress.ts";
import { fetchText, type FetchLimits, Unreadable } from "./fetch-text.ts";
import { functionName } from "./function-name.ts";
import { dataText, mapAddress } from "./map-address.ts";
import { readMap } from "./read-map.ts";
import { type StackFrame, type StackLine, stackLines } from "./stack-lines.ts";

/** A stack told in the sources that its scripts were built from. */
export interface ResolvedStack {
  /** The stack's lines; a frame that was resolved names its source, all others are as they were. */
  lines: string[];
  /** How many frames were resolved. */
  resolved: number;
  /** Addresses that would be fetched next, of sites that `sites` does not have. */
  asks: string[];
  /** What could not be read, and why, as sentences. */
  failures: string[];
}

export interface StackResolver {
  /**
   * @param sites origins that the user lets be asked; nothing else is fetched
   */
  resolveStack(
    stack: string,
    sites: readonly string[],
    onProgress?: OnProgress,
  ): Promise<ResolvedStack>;
}

export interface ResolverLimits {
  script: FetchLimits;
  map: FetchLimits;
  /** Scripts of one stack that are fetched. */
  scripts: number;
}

export const RESOLVER_LIMITS: ResolverLimits = {
  script: { bytes: 32_000_000, timeoutMs: 20_000 },
  map: { bytes: 64_000_000, timeoutMs: 30_000 },
  scripts: 20,
};

/** Scripts with their maps that are remembered. */
const MOST_KEPT = 8;
const LONGEST_SOURCE = 1_000;
const LONGEST_NAME = 200;
// eslint-disable-next-line no-control-regex -- a map may name anything, and its words stand in one line
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

interface Mapped {
  text: string;
  map: TraceMap;
}

/** Something must be fetched from a site that nobody was asked about. */
class MustAsk extends Error {
  readonly address: string;

  constructor(address: string) {
    super("must ask");
    this.address = address;
  }
}

/**
 * Resolves stacks by the source maps of their scripts. What is fetched is kept in memory only: a map may
 * hold what no gate ever saw.
 */
export function createStackResolver(
  fetch: typeof globalThis.fetch,
  limits: ResolverLimits = RESOLVER_LIMITS,
): StackResolver {
  const known = new Map<string, Mapped>();

  async function load(script: string, sites: readonly string[]): Promise<Mapped> {
    const kept = known.get(script);
    if (kept) return kept;
    const ask = (address: string) => {
      if (!sites.includes(new URL(address).origin)) throw new MustAsk(address);
    };
    ask(script);
    const { text, headers } = await fetchText(fetch, script, limits.script);
    if (/^text\/html\b/i.test(headers.get("content-type") ?? "")) {
      throw new Unreadable("is a page, and no script");
    }
    const address = mapAddress(script, text, headers);
    const map = await mapAt(address, script, ask);
    const mapped = { text, map };
    known.set(script, mapped);
    const [oldest] = known.keys();
    if (known.size > MOST_KEPT && oldest !== undefined) known.delete(oldest);
    return mapped;
  }

  async function mapAt(
    address: string,
    script: string,
    ask: (address: string) => void,
  ): Promise<TraceMap> {
    if (/^data:/i.test(address)) return readMap(dataText(address), script);
    ask(address);
    try {
      return readMap((await fetchText(fetch, address, limits.map)).text, address);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      throw new Unreadable(`names the map ${address}, which ${error.message}`, { cause: error });
    }
  }

  return {
    async resolveStack(stack, sites, onProgress) {
      const lines = stackLines(stack);
      const scripts = [...new Set(lines.flatMap(({ frame }) => frame?.script ?? []))];
      const wanted = scripts.slice(0, limits.scripts);
      const maps = new Map<string, Mapped>();
      const asks = new Set<string>();
      const failures: string[] = [];
      for (const [place, script] of wanted.entries()) {
        onProgress?.({ done: place / wanted.length, what: script });
        try {
          maps.set(script, await load(script, sites));
        } catch (error) {
          if (error instanceof MustAsk) asks.add(error.address);
          else if (error instanceof Unreadable) failures.push(`${script} ${error.message}.`);
          else throw error;
        }
      }
      const left = scripts.length - wanted.length;
      if (left > 0) failures.push(`${left} more scripts of this stack were not looked at.`);
      const told = lines.map((line) => resolveLine(line, maps));
      return {
        lines: told.map((one, place) => one ?? lines[place]!.text),
        resolved: told.filter((one) => one !== null).length,
        asks: [...asks],
        failures,
      };
    },
  };
}

/** Null where nothing is known of it. */
function resolveLine({ frame }: StackLine, maps: ReadonlyMap<string, Mapped>): string | null {
  const mapped = frame && maps.get(frame.script);
  if (!mapped) return null;
  const { source, line, column } = originalPositionFor(mapped.map, {
    line: Math.max(1, frame.line),
    // The library counts columns from 0, stacks and editors from 1.
    column: Math.max(0, frame.column - 1),
  });
  if (source === null) return null;
  const place = `${plain(source, LONGEST_SOURCE)}:${line}:${column + 1}`;
  const name = nameOf(frame, mapped);
  return name ? `    at ${name} (${place})` : `    at ${place}`;
}

const nameOf = (frame: StackFrame, { map, text }: Mapped) =>
  plain(functionName(map, text, frame), LONGEST_NAME);

const plain = (text: string, longest: number) => text.replaceAll(CONTROLS, " ").slice(0, longest);
