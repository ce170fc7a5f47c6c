import type { Honesty } from "../src/ask/honest.ts";
import type { AskOptions } from "../src/ask/walk.ts";
import type { SessionId } from "../src/format/ids.ts";
import type { SessionSource } from "../src/ask/source.ts";
import { type AddressArgs, openAddress } from "./address.ts";
import type { Io } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { styled } from "./style.ts";
import { momentText, plain } from "./text.ts";

/** Segments between two lines of progress. */
const EVERY = 20;

/** Opens the session that is meant, asks, and closes it. */
export async function asking<T>(
  args: AddressArgs,
  io: Io,
  ask: (source: SessionSource, id: SessionId, options: AskOptions) => Promise<T>,
): Promise<T> {
  const { source, id, close } = await openAddress(args, io);
  try {
    return await ask(source, id, { signal: io.signal, onProgress: progressTo(io) });
  } finally {
    await close();
  }
}

function progressTo(io: Io): NonNullable<AskOptions["onProgress"]> {
  let told = 0;
  return ({ done, what }) => {
    if (done < 1 && told++ % EVERY === EVERY - 1) io.err(what);
  };
}

/** What an answer says of its own gaps, as lines for people. */
export function honestLines({ missing, skipped, cut }: Honesty): string[] {
  const lines = (missing ?? []).map(
    ({ tabId, fromOffsetMs, toOffsetMs, why }) =>
      `Missing in ${plain(tabId)} from ${momentText(fromOffsetMs)} to ${momentText(toOffsetMs)}: ${plain(why)}`,
  );
  if (skipped) lines.push(`${skipped} recorded events, or parts of them, are not understood.`);
  return [...lines, ...(cut ?? []).map(plain)].map((line) => styled("yellow", line));
}

/** Missing parts of the recording make an answer one in part. */
export const exitOf = ({ missing }: Honesty): number => (missing ? EXIT.inPart : EXIT.ok);

/** `t1/0/53`: tab, segment, event. */
export const pointerText = (pointer: {
  tabId: string;
  segmentIndex: number;
  frameIndex: number;
}): string => `${pointer.tabId}/${pointer.segmentIndex}/${pointer.frameIndex}`;

/**
 * Recommended commands, with the session as it was named here: a file's session has an id that no store
 * knows, and a store must be named again.
 */
export function readdressed<T extends { nextCommand: string }>(
  items: readonly T[],
  id: SessionId,
  args: AddressArgs,
): T[] {
  const store = args.store === undefined ? "" : ` --store ${shellWord(args.store)}`;
  const named = args.session === "latest" ? id : args.session;
  return items.map((item) => ({
    ...item,
    nextCommand: item.nextCommand.replace(` ${id} `, () => ` ${shellWord(named)} `) + store,
  }));
}

const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
