import { children, createResource, For, onMount, Show, type JSX } from "solid-js";
import { markText, type PrivacyReport } from "../../src/export/privacy-report.ts";
import type { ReportKind } from "../../src/export/report-file.ts";
import { messageOf } from "../../src/format/errors.ts";
import type { Session } from "../../src/format/session.ts";
import { LEVEL_WORDS } from "../../src/privacy/level-words.ts";
import type { SessionView } from "../../src/worker/api.ts";
import { useViewer } from "../context.ts";
import { AuditRow } from "../privacy/AuditList.tsx";
import { privacyHash } from "../route.ts";
import { BarList } from "../ui/bar-list.tsx";
import { download } from "../ui/download.ts";
import { Icon } from "../ui/icons.tsx";
import { showToast } from "../ui/toasts.tsx";
import { dateText, plural } from "../words.ts";
import { GapList } from "./GapList.tsx";
import "../privacy/privacy.css";
import "./report.css";

/** What was done for privacy in a session: drawn to look at, saved to hand over. */
export function PrivacyReportDialog(props: {
  view: SessionView;
  session: Session;
  onClose: () => void;
}): JSX.Element {
  const { api } = useViewer();
  let dialog!: HTMLDialogElement;
  onMount(() => dialog.showModal());
  const [report, { refetch }] = createResource(() =>
    api.privacyReport(props.session.id, props.view.analyzed ? props.view.gaps : null),
  );

  async function save(kind: ReportKind): Promise<void> {
    const made = report();
    if (!made) return;
    try {
      const { fileName, text, type } = await api.exportReport(made, kind);
      download(fileName, text, type);
      showToast({ text: `Exported ${fileName}.` });
      await refetch();
    } catch (error) {
      showToast({ text: `Not exported: ${messageOf(error)}`, tone: "danger" });
    }
  }

  return (
    <dialog
      ref={(element) => (dialog = element)}
      class="dialog report"
      aria-labelledby="report-title"
      onClose={() => props.onClose()}
      onClick={(event) => {
        if (event.target === dialog) dialog.close();
      }}
    >
      <div class="row">
        <h2 id="report-title" class="grow">
          Privacy report
        </h2>
        <button class="button quiet icon" aria-label="Close" onClick={() => dialog.close()}>
          <Icon name="cross" />
        </button>
      </div>
      <Show
        when={!report.error}
        fallback={
          <p class="notice danger" role="alert">
            <span class="grow">The report cannot be made: {messageOf(report.error)}</span>
            <button class="button" onClick={() => void refetch()}>
              Try again
            </button>
          </p>
        }
      >
        <Show when={report.latest} fallback={<p class="hint">Making the report…</p>}>
          {(made) => <ReportBody report={made()} />}
        </Show>
      </Show>
      <div class="row wrap dialog-buttons">
        <span class="hint grow">For a privacy officer: holds nothing that was recorded.</span>
        <button
          class="button"
          aria-label="Export the report as JSON"
          disabled={!report.latest}
          onClick={() => void save("json")}
        >
          <Icon name="download" />
          JSON
        </button>
        <button
          class="button primary"
          aria-label="Export the report as HTML"
          disabled={!report.latest}
          onClick={() => void save("html")}
        >
          <Icon name="download" />
          HTML
        </button>
      </div>
    </dialog>
  );
}

function ReportBody(props: { report: PrivacyReport }): JSX.Element {
  const marks = () =>
    props.report.marks.map((mark) => ({ name: markText(mark), count: mark.elements }));
  return (
    <div class="report-body">
      <p>
        {LEVEL_WORDS[props.report.level]}. {consentText(props.report)}
        <Show when={props.report.redactedSegments > 0}>
          {" "}
          {plural(props.report.redactedSegments, "segment")} redacted later.
        </Show>
        <Show when={props.report.annotations > 0}>
          {" "}
          {plural(props.report.annotations, "mark")} set by people.
        </Show>
      </p>
      <Part title="Masked or redacted" otherwise="Nothing had to be masked.">
        {props.report.masked.length > 0 && (
          <BarList label="Masked, by rule" rows={props.report.masked} />
        )}
      </Part>
      <Part title="By mark" otherwise="The page marked nothing as private.">
        {marks().length > 0 && <BarList label="Elements, by mark" rows={marks()} tone="route" />}
      </Part>
      <Part title="Left out" otherwise="Nothing was left out.">
        {props.report.dropped.length > 0 && (
          <BarList label="Left out, by rule" rows={props.report.dropped} tone="danger" />
        )}
      </Part>
      <Part
        title="Not recorded"
        otherwise={props.report.gaps ? "No stretch is missing." : "Not known yet."}
      >
        {(props.report.gaps ?? []).length > 0 && <GapList gaps={props.report.gaps ?? []} />}
      </Part>
      <Part title="What was done with it" otherwise="Nothing is noted of this session.">
        {props.report.audit.length > 0 && (
          <>
            <div class="report-log card" role="list" aria-label="Audit log of this session">
              <For each={props.report.audit.toReversed()}>
                {(entry) => <AuditRow entry={entry} />}
              </For>
            </div>
            <a href={privacyHash(props.report.sessionId)}>In the audit log</a>
          </>
        )}
      </Part>
    </div>
  );
}

function Part(props: { title: string; otherwise: string; children: JSX.Element }): JSX.Element {
  const content = children(() => props.children);
  return (
    <section>
      <h3>{props.title}</h3>
      {content() || <p class="hint">{props.otherwise}</p>}
    </section>
  );
}

function consentText({ consent }: PrivacyReport): string {
  if (!consent) return "The settings asked for no consent, and the page told of none.";
  const { source, version, at } = consent;
  return `Consent given on ${dateText(at)}, asked by ${source} (text ${version}).`;
}
