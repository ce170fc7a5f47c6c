import type { Remote } from "comlink";
import type { Session } from "../src/format/session.ts";
import type { RedactionOptions } from "../src/privacy/redaction/redactor.ts";
import type { StoreSource, WaymarkWorker } from "../src/worker/api.ts";

/** What the viewer needs from the place it runs in: the extension, or the sync server's page. */
export interface ViewerHost {
  source: StoreSource;
  /** A worker of its own; `stop` ends it and everything it was doing. */
  startWorker(): RunningWorker;
  /** Whether sessions may be renamed and deleted here. */
  canEdit: boolean;
  /** The patterns of one's own that a note on this session is redacted by, beside those that are built in. */
  patternsFor?(session: Session): Promise<RedactionOptions>;
  /** The team server to push to, or null while none is set. Absent where pushing makes no sense. */
  getServer?(): Promise<{ url: string; key: string } | null>;
  /** Opens the page where the server is set. */
  openOptions?(): void;
  /** Scripts and source maps of recorded sites may be fetched from here, where a person asks for that. */
  fetchesSourceMaps?: true;
  /** Forgets the key that opened this library. Absent where there is none. */
  leave?(): void;
  /** How sessions come to be here, for the empty library: one sentence a step. */
  howToRecord: string[];
}

export interface RunningWorker {
  api: Remote<WaymarkWorker>;
  stop(): void;
}
