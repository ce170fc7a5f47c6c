import { createEffect, createMemo, createSignal, on, onMount, Show, type JSX } from "solid-js";
import { messageOf } from "../../src/format/errors.ts";
import type { SessionId } from "../../src/format/ids.ts";
import type { AuditEntry } from "../../src/store/audit-log.ts";
import { useViewer } from "../context.ts";
import { ThemeSwitch } from "../ui/app-bar.tsx";
import { download } from "../ui/download.ts";
import { Icon } from "../ui/icons.tsx";
import { Problem } from "../ui/problem.tsx";
import { showToast } from "../ui/toasts.tsx";
import { plural } from "../words.ts";
import { type AuditFilter, filterAudit, isFiltered, NO_FILTER } from "./audit-filter.ts";
import { AuditFilters } from "./AuditFilters.tsx";
import { AuditList } from "./AuditList.tsx";
import { EraseDialog } from "./EraseDialog.tsx";
import "./privacy.css";

/** For whoever must answer for what is kept: what was done with it. */
export function PrivacyPage(props: { session: SessionId | null }): JSX.Element {
  const { api, host } = useViewer();
  const [entries, setEntries] = createSignal<AuditEntry[] | null>(null);
  const [error, setError] = createSignal<unknown>(null);
  const [filter, setFilter] = createSignal<AuditFilter>(NO_FILTER);
  const [erasing, setErasing] = createSignal(false);
  const shown = createMemo(() => filterAudit(entries() ?? [], filter()));

  createEffect(
    on(
      () => props.session,
      (session) => setFilter({ ...NO_FILTER, session: session ?? "" }),
    ),
  );

  async function read(): Promise<void> {
    setError(null);
    try {
      setEntries(await api.listAudit());
    } catch (failure) {
      setError(failure);
    }
  }

  async function exportLog(kind: "json" | "csv"): Promise<void> {
    try {
      const { fileName, text, type } = await api.exportAudit(shown(), kind);
      download(fileName, text, type);
      showToast({ text: `Exported ${fileName}.` });
      await read();
    } catch (failure) {
      showToast({ text: `Not exported: ${messageOf(failure)}`, tone: "danger" });
    }
  }

  onMount(() => {
    document.title = "Privacy – Waymark";
    void read();
  });

  return (
    <div class="privacy">
      <header class="privacy-head">
        <a class="button quiet icon" href="#/" aria-label="Back to the library" title="Library">
          <Icon name="back" />
        </a>
        <h1 class="grow">Privacy</h1>
        <Show when={host.canEdit}>
          <button class="button danger" onClick={() => setErasing(true)}>
            <Icon name="trash" />
            Erase…
          </button>
        </Show>
        <ThemeSwitch />
      </header>
      <main>
        <section class="privacy-part" aria-labelledby="audit-title">
          <div class="row wrap">
            <div class="grow audit-lead">
              <h2 id="audit-title">Audit log</h2>
              <p class="hint">{LEAD[host.source.kind]}</p>
            </div>
            <div class="row" role="group" aria-label="Export the log">
              <span class="hint">Export the log</span>
              <ExportButton kind="JSON" count={shown().length} onClick={() => exportLog("json")} />
              <ExportButton kind="CSV" count={shown().length} onClick={() => exportLog("csv")} />
            </div>
          </div>
          <AuditFilters filter={filter()} onChange={setFilter} />
          <Show
            when={!error()}
            fallback={
              <Problem
                title="The audit log cannot be read"
                error={error()}
                retry={() => void read()}
              />
            }
          >
            <Show when={entries()} fallback={<p class="hint">Reading the log…</p>}>
              {(all) => (
                <>
                  <p class="hint numbers" role="status">
                    {isFiltered(filter())
                      ? `${plural(shown().length, "entry", "entries")} of ${all().length}`
                      : plural(all().length, "entry", "entries")}
                  </p>
                  <Show
                    when={shown().length > 0}
                    fallback={
                      <NoEntries filtered={all().length > 0} onClear={() => setFilter(NO_FILTER)} />
                    }
                  >
                    <AuditList entries={shown()} />
                  </Show>
                </>
              )}
            </Show>
          </Show>
        </section>
      </main>
      <Show when={erasing()}>
        <EraseDialog
          onClose={() => {
            setErasing(false);
            void read();
          }}
        />
      </Show>
    </div>
  );
}

const LEAD = {
  indexeddb:
    "What was done with the sessions of this browser, newest first. Entries are never changed or removed, and say nothing of what was recorded.",
  http: "What was done here with this server's sessions, newest first. What was deleted on the server stands in its own log.",
} as const;

function ExportButton(props: {
  kind: string;
  count: number;
  onClick: () => Promise<void>;
}): JSX.Element {
  return (
    <button
      class="button"
      aria-label={`Export the log as ${props.kind}`}
      disabled={props.count === 0}
      onClick={() => void props.onClick()}
    >
      <Icon name="download" />
      {props.kind}
    </button>
  );
}

function NoEntries(props: { filtered: boolean; onClear: () => void }): JSX.Element {
  return (
    <div class="audit-empty">
      <Show
        when={props.filtered}
        fallback={<p class="hint">Nothing has been done with a session yet.</p>}
      >
        <p>No entry matches.</p>
        <button class="button" onClick={() => props.onClear()}>
          Clear the filter
        </button>
      </Show>
    </div>
  );
}
