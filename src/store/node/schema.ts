/** "WAYM" in ASCII: tells our files from other programs' SQLite files. */
export const APPLICATION_ID = 0x5741594d;

/**
 * Steps of the schema: the first makes it, each later one changes what the one before left. A step
 * that was released is never edited. `PRAGMA user_version` counts the steps done.
 *
 * `doc` holds the whole record as JSON and is the truth; the columns beside it are what lists
 * filter and sort by, rewritten with it. Large values stand last, so that reading the columns
 * before them touches no overflow page.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    started_at INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    events INTEGER NOT NULL,
    errors INTEGER NOT NULL,
    findings INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    title_key BLOB NOT NULL,
    site TEXT NOT NULL,
    project TEXT,
    state TEXT NOT NULL,
    origin TEXT NOT NULL,
    search TEXT NOT NULL,
    doc TEXT NOT NULL
  ) STRICT;
  CREATE INDEX sessions_by_start ON sessions (started_at, id);
  CREATE INDEX sessions_by_duration ON sessions (duration_ms, id);
  CREATE INDEX sessions_by_events ON sessions (events, id);
  CREATE INDEX sessions_by_errors ON sessions (errors, id);
  CREATE INDEX sessions_by_findings ON sessions (findings, id);
  CREATE INDEX sessions_by_title ON sessions (title_key, id);
  CREATE INDEX sessions_by_site ON sessions (site, started_at, id);
  CREATE INDEX sessions_by_project ON sessions (project, started_at, id);
  CREATE INDEX sessions_by_state ON sessions (state, started_at, id);

  CREATE TABLE session_labels (
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    label TEXT NOT NULL,
    PRIMARY KEY (session_id, label)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE deleted (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

  CREATE TABLE segments (
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    tab_id TEXT NOT NULL,
    idx INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    first_event_at INTEGER NOT NULL,
    last_event_at INTEGER NOT NULL,
    event_count INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    gzip BLOB NOT NULL,
    PRIMARY KEY (session_id, tab_id, idx)
  ) STRICT;

  -- AUTOINCREMENT: an arrival number is never used twice, so a seal can tell whether a row changed under it.
  CREATE TABLE tail (
    arrival INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    tab_id TEXT NOT NULL,
    producer TEXT NOT NULL,
    seq INTEGER NOT NULL,
    first_event_at INTEGER NOT NULL,
    last_event_at INTEGER NOT NULL,
    event_count INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    adds TEXT NOT NULL,
    hits TEXT NOT NULL,
    json TEXT NOT NULL
  ) STRICT;
  CREATE INDEX tail_by_tab ON tail (session_id, tab_id, first_event_at, arrival);

  CREATE TABLE producers (
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    tab_id TEXT NOT NULL,
    producer TEXT NOT NULL,
    log TEXT NOT NULL,
    PRIMARY KEY (session_id, tab_id, producer)
  ) STRICT, WITHOUT ROWID;

  -- tab_id '' and segment_index -1: derived from the whole session.
  CREATE TABLE derived (
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    tab_id TEXT NOT NULL,
    segment_index INTEGER NOT NULL,
    kind TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (session_id, tab_id, segment_index, kind)
  ) STRICT;

  CREATE TABLE blobs (sha256 TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
  CREATE TABLE session_blobs (
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    sha256 TEXT NOT NULL REFERENCES blobs (sha256),
    PRIMARY KEY (session_id, sha256)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX session_blobs_by_hash ON session_blobs (sha256);
  CREATE TRIGGER blob_without_holder AFTER DELETE ON session_blobs
  WHEN NOT EXISTS (SELECT 1 FROM session_blobs WHERE sha256 = old.sha256)
  BEGIN
    DELETE FROM blobs WHERE sha256 = old.sha256;
  END;

  CREATE TABLE annotations (
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    offset_ms INTEGER NOT NULL,
    edited_at INTEGER NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (session_id, id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE docs (
    collection TEXT NOT NULL,
    id TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (collection, id)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  ALTER TABLE sessions ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX sessions_by_pin ON sessions (pinned, started_at, id);
  `,
];
