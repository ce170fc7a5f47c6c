import { createMemo, createSignal, For, Show, type JSX } from "solid-js";
import { LEVEL_WORDS } from "../../src/privacy/level-words.ts";
import { isMarkRule, maskedWords } from "../../src/privacy/rule-words.ts";
import type { Session } from "../../src/format/session.ts";
import { formatOffset } from "../../src/format/time.ts";
import type { SessionView } from "../../src/worker/api.ts";
import { pageSpeeds } from "../../src/worker/vitals.ts";
import { Icon } from "../ui/icons.tsx";
import { createStoredSize } from "../ui/stored-size.ts";
import { bytesText, countText, dateText, plural } from "../words.ts";
import { environmentFacts } from "./environment-facts.ts";
import { GapList } from "./GapList.tsx";
import { NumbersGrid } from "./NumbersGrid.tsx";
import { PrivacyReportDialog } from "./PrivacyReportDialog.tsx";
import { SpeedList } from "./SpeedList.tsx";

export function Details(props: { view: SessionView; session: Session }): JSX.Element {
  const pages = createMemo(() => pageSpeeds(props.view.events));
  const facts = (): [string, string | undefined][] => [
    ["Site", props.session.site],
    ["Started", dateText(props.session.startedAt)],
    ["Length", formatOffset(props.view.durationMs)],
    ["State", props.session.state],
    ["Ended because", props.session.endReason],
    ["Recorded by", props.session.origin],
    ["Project", props.session.project],
    ["User", props.session.user],
    ["Session id", props.session.id],
  ];
  const stored = createStoredSize(() => props.session);
  const counts = (): [string, string][] => {
    const all = props.session.counts;
    const onDisk = stored();
    return [
      ["Events", countText(all.events)],
      ["Size as JSON", bytesText(all.bytes)],
      ["Size on disk", onDisk === null ? "not known" : bytesText(onDisk)],
      ["Clicks", countText(all.clicks)],
      ["Navigations", countText(all.navigations)],
      ["Errors", countText(all.errors)],
      ["Findings", countText(props.view.findings.length)],
    ];
  };
  const hits = () =>
    Object.entries(props.session.privacy.hits)
      .filter(([rule]) => !isMarkRule(rule))
      .toSorted(([, a], [, b]) => b - a);
  const [reporting, setReporting] = createSignal(false);

  return (
    <div class="details">
      <NumbersGrid numbers={counts()} />
      <section>
        <h3>Privacy</h3>
        <p>{LEVEL_WORDS[props.session.privacy.level]}.</p>
        <Show
          when={hits().length > 0}
          fallback={<p class="hint">No hit of a masking rule was counted.</p>}
        >
          <p class="hint">Masked or redacted before it was stored, counted:</p>
          <ul class="row wrap">
            <For each={hits()}>
              {([rule, count]) => (
                <li class="badge accent numbers" title={rule}>
                  {maskedWords(rule, count)}
                </li>
              )}
            </For>
          </ul>
        </Show>
        <div>
          <button class="button" onClick={() => setReporting(true)}>
            <Icon name="shield" />
            Privacy report…
          </button>
        </div>
        <Show when={reporting()}>
          <PrivacyReportDialog
            view={props.view}
            session={props.session}
            onClose={() => setReporting(false)}
          />
        </Show>
      </section>
      <Show when={props.view.gaps.length > 0}>
        <section>
          <h3>{plural(props.view.gaps.length, "stretch", "stretches")} not recorded</h3>
          <GapList gaps={props.view.gaps} />
        </section>
      </Show>
      <FactList title="Session" facts={facts()} />
      <Show when={pages().length > 0}>
        <section>
          <h3>Speed</h3>
          <SpeedList pages={pages()} />
        </section>
      </Show>
      <FactList title="Metadata" facts={Object.entries(props.session.metadata)} />
      <FactList title="Circumstances" facts={environmentFacts(props.session.environment)} />
      <section>
        <h3>{plural(props.session.tabs.length, "tab")}</h3>
        <ul class="tab-list">
          <For each={props.session.tabs}>
            {(tab) => (
              <li>
                <div class="clip">{tab.title || "Untitled page"}</div>
                <div class="hint clip" title={tab.url}>
                  {tab.url}
                </div>
              </li>
            )}
          </For>
        </ul>
      </section>
      <Show when={props.session.labels.length > 0}>
        <section>
          <h3>Labels</h3>
          <div class="row wrap">
            <For each={props.session.labels}>{(label) => <span class="badge">{label}</span>}</For>
          </div>
        </section>
      </Show>
    </div>
  );
}

/** A section of names and what they stand for; none where nothing is known. */
function FactList(props: {
  title: string;
  facts: readonly [name: string, value: string | undefined][];
}): JSX.Element {
  const known = () => props.facts.filter(([, value]) => value);
  return (
    <Show when={known().length > 0}>
      <section>
        <h3>{props.title}</h3>
        <dl class="facts">
          <For each={known()}>
            {([name, value]) => (
              <>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </>
            )}
          </For>
        </dl>
      </section>
    </Show>
  );
}
