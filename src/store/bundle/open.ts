import { messageOf, WaymarkError } from "../../format/errors.ts";
import { assertId, type TabId } from "../../format/ids.ts";
import { readBack } from "../../format/sanitized.ts";
import { checkAnnotation, checkSegmentInfo, checkSession } from "../../format/schemas.ts";
import type { Annotation, SegmentInfo, Session } from "../../format/session.ts";
import { upgrade } from "../../format/upgrade.ts";
import { byOffset } from "../annotations.ts";
import { decodeUtf8, sha256Hex } from "../bytes.ts";
import { checkHash, checkIndex, checkTabIds } from "../checks.ts";
import { MAX_SEGMENT_BYTES } from "../event-json.ts";
import { pageOf } from "../page.ts";
import type { MissingBatches } from "../producers.ts";
import { planList } from "../query.ts";
import type { SessionStore } from "../session-store.ts";
import { BLOB_NAME, blobEntry, BUNDLE_KIND, mostBytes, PARTS, segmentEntry } from "./layout.ts";
import { checkMissing } from "./missing.ts";
import { type ByteSource, readDirectory, readEntry, shown, type ZipEntry } from "./zip.ts";

interface Bundle {
  session: Session;
  /** In order of tab id, then index. */
  segments: SegmentInfo[];
  annotations: Annotation[];
  missing: Record<TabId, MissingBatches[]>;
  entries: Map<string, ZipEntry>;
}

const READ_ONLY = "A bundle is only read. Import it into a store to change it.";
const NOTHING_DERIVED = "A bundle holds nothing that was worked out.";

/**
 * A store of the one session that a bundle holds, read entry by entry. All but segments and blobs is checked
 * here. Throws `invalid-input`, `damaged` and `from-the-future` with the place that is wrong; then `source` is closed.
 */
export async function openBundleStore(source: ByteSource, name: string): Promise<SessionStore> {
  try {
    return storeOf(source, name, await readBundle(source));
  } catch (error) {
    await source.close();
    if (!(error instanceof WaymarkError)) throw error;
    throw new WaymarkError(error.code, `${name} cannot be opened. ${messageOf(error)}`, {
      cause: error,
    });
  }
}

async function readBundle(source: ByteSource): Promise<Bundle> {
  const entries = await readDirectory(source);
  const read = async (part: string): Promise<unknown> => {
    const entry = entries.get(part);
    if (!entry) throw wrong(`It is no Waymark bundle: the entry "${part}" is missing.`);
    checkSize(entry);
    return parse(part, await readEntry(source, entry));
  };
  const header = (await read(PARTS.header)) as { kind?: unknown; sessionId?: unknown } | null;
  if (header?.kind !== BUNDLE_KIND) {
    throw wrong(`It is no Waymark bundle: "${PARTS.header}" says nothing of one.`);
  }
  upgrade(header);
  for (const entry of entries.values()) checkSize(entry);

  const session = checkSession(upgrade(await read(PARTS.session)));
  if (session.id !== header.sessionId) throw wrong("Its header names another session.");
  const segments = listOf(await read(PARTS.segments), PARTS.segments, checkSegmentInfo);
  checkSegments(segments, session.id, entries);
  const annotations = listOf(await read(PARTS.annotations), PARTS.annotations, checkAnnotation);
  const stranger = annotations.find(({ sessionId }) => sessionId !== session.id);
  if (stranger) throw wrong(`The mark "${stranger.id}" is of another session.`);
  const missing = checkMissing(await read(PARTS.missing));
  return { session, segments, annotations: annotations.toSorted(byOffset), missing, entries };
}

function storeOf(source: ByteSource, name: string, bundle: Bundle): SessionStore {
  const { session, segments, annotations, missing, entries } = bundle;
  const here = (id: string) => {
    assertId(id, "Session id");
    return id === session.id;
  };
  const hashes = [...entries.keys()].flatMap((entry) => BLOB_NAME.exec(entry)?.[1] ?? []).sort();
  const readOnly = async (): Promise<never> => {
    throw new WaymarkError("unsupported", READ_ONLY);
  };

  return {
    name,
    lacks: {
      writes: READ_ONLY,
      derived: NOTHING_DERIVED,
      redaction: READ_ONLY,
      limits: "A bundle is one file; delete it to be rid of it.",
    },

    getSession: async (id) => (here(id) ? readBack(structuredClone(session)) : null),
    listSessions: async (query) => structuredClone(pageOf([session], planList(query))),
    listDeleted: async () => [],

    async listSegments(sessionId, tabId) {
      if (tabId !== undefined) assertId(tabId, "Tab id");
      const all = here(sessionId) ? segments : [];
      return all
        .filter((info) => tabId === undefined || info.tabId === tabId)
        .map((info) => ({ ...info }));
    },

    async getSegment(sessionId, tabId, index) {
      checkTabIds(sessionId, tabId);
      checkIndex(index);
      const info =
        here(sessionId) && segments.find((of) => of.tabId === tabId && of.index === index);
      const entry = info && entries.get(segmentEntry(tabId, index));
      return entry ? readBack({ ...info, gzip: await readEntry(source, entry) }) : null;
    },

    // What was not sealed yet was sealed as it left.
    async listTails(id) {
      assertId(id, "Session id");
      return [];
    },
    async readTail(id, tabId) {
      checkTabIds(id, tabId);
      return [];
    },
    async listMissing(id, tabId) {
      checkTabIds(id, tabId);
      const known = here(id) && Object.hasOwn(missing, tabId);
      return known ? structuredClone(missing[tabId] ?? []) : [];
    },

    async getBlob(sha256) {
      checkHash(sha256);
      const entry = entries.get(blobEntry(sha256));
      if (!entry) return null;
      const bytes = await readEntry(source, entry);
      if ((await sha256Hex(bytes)) === sha256) return readBack(bytes);
      throw new WaymarkError("damaged", `The entry "${entry.name}" does not match its hash.`);
    },
    listBlobs: async (id) => (here(id) ? [...hashes] : []),

    async listAnnotations(id) {
      return here(id) ? annotations.map((each) => readBack(structuredClone(each))) : [];
    },

    getDerived: async () => null,
    storedBytes: async (id) => (here(id) ? source.size : 0),
    previewLimits: readOnly,
    enforceLimits: readOnly,
    putSession: readOnly,
    patchSession: readOnly,
    deleteSession: readOnly,
    appendTail: readOnly,
    seal: readOnly,
    putSegment: readOnly,
    cutLeading: readOnly,
    redactSession: readOnly,
    deleteTab: readOnly,
    putDerived: readOnly,
    dropDerived: readOnly,
    putBlob: readOnly,
    dropBlob: readOnly,
    putAnnotation: readOnly,
    close: () => source.close(),
  };
}

function checkSize({ name, size, packed }: ZipEntry): void {
  const most = mostBytes(name);
  if (most === null) throw wrong(`No Waymark bundle has an entry "${shown(name)}".`);
  if (Math.max(size, packed) > most) {
    throw wrong(`The entry "${shown(name)}" has ${size} bytes; ${most} is the most.`);
  }
}

/** Segments that are listed and not there cost themselves only (rule R7); one that nobody listed is no bundle's. */
function checkSegments(
  segments: readonly SegmentInfo[],
  sessionId: string,
  entries: ReadonlyMap<string, ZipEntry>,
): void {
  const listed = new Set<string>();
  for (const info of segments) {
    const name = segmentEntry(info.tabId, info.index);
    if (info.sessionId !== sessionId) throw wrong(`"${name}" is of another session.`);
    if (listed.has(name)) throw wrong(`"${name}" is listed twice.`);
    if (info.bytes > MAX_SEGMENT_BYTES) {
      throw wrong(`"${name}" declares ${info.bytes} bytes; ${MAX_SEGMENT_BYTES} is the most.`);
    }
    listed.add(name);
  }
  for (const name of entries.keys()) {
    if (name.startsWith("segments/") && !listed.has(name)) throw wrong(`"${name}" is not listed.`);
  }
  (segments as SegmentInfo[]).sort((a, b) =>
    a.tabId < b.tabId ? -1 : a.tabId > b.tabId ? 1 : a.index - b.index,
  );
}

function parse(part: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decodeUtf8(bytes));
  } catch (cause) {
    throw wrong(`The entry "${part}" is not JSON.`, cause);
  }
}

function listOf<T>(value: unknown, part: string, check: (item: unknown) => T): T[] {
  if (!Array.isArray(value)) throw wrong(`The entry "${part}" holds no list.`);
  return value.map((item: unknown, i) => {
    try {
      return check(item);
    } catch (cause) {
      throw wrong(`In "${part}", item ${i}: ${messageOf(cause)}`, cause);
    }
  });
}

const wrong = (message: string, cause?: unknown) =>
  new WaymarkError("invalid-input", message, { cause });
