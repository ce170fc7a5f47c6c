import { plural } from "../../src/format/count.ts";
import { askStats } from "../../src/ask/stats.ts";
import { messageOf, WaymarkError } from "../../src/format/errors.ts";
import type { SegmentInfo } from "../../src/format/session.ts";
import { gunzip, sha256Hex } from "../../src/store/bytes.ts";
import type { SessionStore } from "../../src/store/session-store.ts";
import { command } from "../command.ts";
import { EXIT, EXIT_OF } from "../exit-codes.ts";
import { openStore, STORE_ARGS } from "../open-store.ts";
import { styled } from "../style.ts";
import { plain } from "../text.ts";

interface Check {
  what: string;
  ok: boolean;
  /** What was found, or what is wrong. */
  detail: string;
  ms: number;
}

/** Segments that are unpacked and hashed: enough to see that reading works, few enough to be quick. */
const MOST_SEGMENTS = 20;

export const smokeCommand = command({
  name: "smoke",
  description:
    "Check that a store answers: list, read the latest session, verify it, ask it. Changes nothing",
  args: STORE_ARGS,
  examples: [
    "waymark smoke --store http://127.0.0.1:4820",
    "waymark smoke --store sqlite:waymark-data/waymark.db --json",
  ],
  async run(args, io) {
    const store = openStore(args, io.env);
    try {
      return await checkStore(store);
    } finally {
      await store.close();
    }
  },
  human: ({ store, checks }) =>
    [
      plain(store),
      ...checks.map(({ what, ok, detail, ms }) => {
        const sign = ok ? styled("green", "ok    ") : styled("red", "failed");
        return `${sign}  ${what}: ${plain(detail)} (${ms} ms)`;
      }),
    ].join("\n"),
  exitCode: ({ exit }) => exit,
});

/** Stops at the first check that fails: those after it need it. */
async function checkStore(store: SessionStore) {
  const checks: Check[] = [];
  let exit: number = EXIT.ok;
  async function check<T>(what: string, work: () => Promise<{ detail: string; value: T }>) {
    const startedAt = performance.now();
    const took = () => Math.round(performance.now() - startedAt);
    try {
      const { detail, value } = await work();
      checks.push({ what, ok: true, detail, ms: took() });
      return value;
    } catch (error) {
      checks.push({ what, ok: false, detail: messageOf(error), ms: took() });
      exit = error instanceof WaymarkError ? EXIT_OF[error.code] : EXIT.unexpected;
      return null;
    }
  }

  const latest = await check("Sessions are listed", async () => {
    const { sessions, damaged } = await store.listSessions({ limit: 1 });
    if (damaged.length > 0) {
      throw new WaymarkError("damaged", `These cannot be read: ${damaged.join(", ")}`);
    }
    const [first] = sessions;
    return { detail: first ? `the latest is ${first.id}` : "there are none yet", value: first };
  });
  if (latest) {
    const infos = await check("Its segments are listed", async () => {
      const value = await store.listSegments(latest.id);
      return { detail: plural(value.length, "segment"), value };
    });
    const whole = infos && (await check("They are whole", () => verify(store, infos)));
    if (whole !== null && infos) {
      await check("It answers", async () => {
        const { stats, missing } = await askStats(store, latest.id);
        if (missing) throw new WaymarkError("damaged", missing[0]?.why ?? "");
        return { detail: `${stats.durationMs} ms long`, value: true };
      });
    }
  }
  return { store: store.name, ok: checks.every(({ ok }) => ok), checks, exit };
}

async function verify(store: SessionStore, infos: readonly SegmentInfo[]) {
  for (const { sessionId, tabId, index, bytes, sha256 } of infos.slice(0, MOST_SEGMENTS)) {
    const segment = await store.getSegment(sessionId, tabId, index);
    const json = segment && (await gunzip(segment.gzip, bytes));
    if (!json || (await sha256Hex(json)) !== sha256) {
      throw new WaymarkError("damaged", `Segment ${index} of tab ${tabId} is not what was stored.`);
    }
  }
  const looked = Math.min(infos.length, MOST_SEGMENTS);
  return { detail: `${looked} of ${infos.length} were unpacked and hashed`, value: looked };
}
