import type { LeaveOptions } from "../src/export/leave.ts";
import { manifestText } from "../src/export/manifest-text.ts";
import { inspect, type LeaveForm, type Manifest } from "../src/export/manifest.ts";
import type { SessionId } from "../src/format/ids.ts";
import { leakRefusal } from "../src/privacy/cleared.ts";
import type { Io } from "./command.ts";
import type { Library } from "./open-store.ts";

export const DRY_RUN_ARG = {
  "dry-run": {
    type: "boolean",
    description: "Only list what would leave, and look through it",
  },
} as const;

/** Segments between two lines of progress. */
const EVERY = 20;

/** What `letLeave` needs here: the list goes to people on standard error, to programs in the result. */
export function leaveOptions(
  library: Library,
  form: LeaveForm,
  where: string,
  { json, io }: { json: boolean; io: Io },
): LeaveOptions {
  let told = 0;
  return {
    form,
    where,
    docs: library.docs,
    now: Date.now,
    signal: io.signal,
    onProgress(done, what) {
      if (done < 1 && told++ % EVERY === EVERY - 1) io.err(what);
    },
    ask(manifest) {
      if (!json) io.err(manifestText(manifest));
      return true;
    },
  };
}

/** Lists and looks through without letting anything go. Throws `refused` as `letLeave` does. */
export async function dryRun(
  library: Library,
  id: SessionId,
  options: LeaveOptions,
): Promise<Manifest> {
  const { manifest } = await inspect(library.store, id, options.form, options);
  await options.ask(manifest);
  const [first] = manifest.leaks;
  if (first) throw leakRefusal(first, manifest.leaks.length);
  return manifest;
}
