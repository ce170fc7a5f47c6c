import { createEffect, createMemo, createSignal, on, onCleanup, Show } from "solid-js";
import { bytesText } from "../../format/size.ts";
import { formatOffset } from "../../format/time.ts";
import type { RecorderState, RefusalCode } from "../messages.ts";
import { wholeNumber } from "../../format/count.ts";
import { MaskedFacts } from "./MaskedFacts.tsx";
import { MarkCard } from "./MarkCard.tsx";
import type { PopupHost } from "./popup-host.ts";
import { RecorderControls } from "./RecorderControls.tsx";
import type { RecorderLink, RecorderView } from "./recorder-link.ts";
import { RewindCard } from "./RewindCard.tsx";
import { SiteQuestion } from "./SiteQuestion.tsx";
import { StorageNotice, WaysOut } from "./StorageNotice.tsx";
import { popupStrings } from "./strings/popup.ts";
import { type FindingCount, watchFindings } from "./watch-findings.ts";

/** Everything that the popup says about a tab once the background has answered. */
export function RecorderPanel(props: {
  host: PopupHost;
  link: RecorderLink;
  state: RecorderState;
  view: RecorderView;
}) {
  const status = createMemo(() => props.state.status);
  const [said, setSaid] = createSignal("");

  // Spoken on a change only: the ticking numbers beside it would drown a screen reader.
  createEffect(
    on(
      status,
      (now, before) => {
        const words = popupStrings.said;
        if (now === "recording") setSaid(before === "paused" ? words.resumed : words.recording);
        else if (now === "paused") setSaid(words.paused);
        else if (now === "waiting") setSaid(words.waiting);
        else if (now === "counting") setSaid(words.counting);
        else if (before === "counting") setSaid(words.cancelled);
        else if (before === "waiting" && !props.state.last) setSaid(words.ended);
        else setSaid(words.stopped(props.state.last?.events ?? 0));
      },
      { defer: true },
    ),
  );

  /** What the session counted when it was last seen; `last` itself keeps only the number of events. */
  const seen = createMemo<RecorderState["session"]>(
    (before) => props.state.session ?? before,
    null,
  );
  const finished = () => (status() === "idle" ? props.state.last : null);
  const finishedCounts = () => (seen()?.id === finished()?.id ? seen() : null);

  const [findings, setFindings] = createSignal<FindingCount | null>(null);
  const sessionId = createMemo(() => props.state.session?.id ?? null);
  createEffect(() => {
    const id = sessionId();
    setFindings(null);
    if (id === null) return;
    const leaving = new AbortController();
    onCleanup(() => leaving.abort());
    void watchFindings({
      count: () => props.host.countFindings(id),
      onCount: setFindings,
      signal: leaving.signal,
    });
  });

  const masked = () => props.state.session ?? finishedCounts();
  /** A refused start is told once, as the refusal. */
  const failure = () =>
    props.view.failure === props.state.refusal?.sentence ? null : props.view.failure;
  /** What ended it is told once: a page's refusal stands below, with its title. */
  const reasonToTell = (reason: string | null) =>
    reason === props.state.refusal?.sentence ? null : reason;
  /** Where it ended a recording, that is said already. */
  const storage = () => (status() === "idle" && props.state.refusal ? null : props.state.storage);
  /** Of a page in a session that goes on elsewhere too; one that waits says so instead. */
  const refusal = () => (status() === "waiting" ? null : props.state.refusal);
  const refusedTitle = (code: RefusalCode) => {
    if (code === "storage") return popupStrings.storageTitle.full;
    if (code === "consent") return popupStrings.endedTitle;
    return status() === "idle" ? popupStrings.refusedTitle : popupStrings.pageRefusedTitle;
  };
  const busy = () => (props.view.busy ? popupStrings.busy[props.view.busy] : null);

  return (
    <>
      <p class="spoken" role="status">
        {said()}
      </p>

      <section class="card tab-card" data-status={status()}>
        <div class="row">
          <h2 class="grow clip">{props.state.tab.site || popupStrings.noSite}</h2>
          <span class="status-word">{busy() ?? popupStrings.status[status()]}</span>
        </div>
        <p class="clip hint">{props.state.tab.title}</p>
        <Show when={props.state.session}>
          {(session) => (
            <dl class="facts numbers">
              <Fact name={popupStrings.elapsed} value={formatOffset(session().elapsedMs)} wide />
              <Fact name={popupStrings.events} value={wholeNumber(session().events)} />
              <Fact name={popupStrings.size} value={bytesText(session().bytes)} />
              <Show when={session().tabs > 1}>
                <Fact name={popupStrings.tabs} value={wholeNumber(session().tabs)} />
              </Show>
              <Fact
                name={popupStrings.errors}
                value={wholeNumber(session().errors)}
                alarming={session().errors > 0}
              />
              <Show when={findings()}>
                {(found) => (
                  <Fact
                    name={popupStrings.findings}
                    value={popupStrings.findingCount(found())}
                    title={found().atLeast ? popupStrings.findingsAtLeast : undefined}
                  />
                )}
              </Show>
            </dl>
          )}
        </Show>
      </section>

      <Show when={status() === "counting"}>
        <div class="notice">
          <strong>{popupStrings.counting(props.state.countdown ?? 0)}</strong>{" "}
          {popupStrings.countingHint}
        </div>
      </Show>
      <Show when={status() === "idle" && props.state.asks}>
        <SiteQuestion site={props.state.tab.site} link={props.link} />
      </Show>
      <Show when={props.state.session?.automatic}>
        <p class="hint">{popupStrings.automatic}</p>
      </Show>
      <Show when={props.state.session?.charter}>
        {(charter) => (
          <p class="charter-line">
            <strong>{popupStrings.charter}:</strong> {charter()}
          </p>
        )}
      </Show>

      <Show when={finished()}>
        {(last) => (
          <section class="done">
            <h2>{popupStrings.doneTitle}</h2>
            <p class="clip">{last().title}</p>
            <p class="hint numbers">{popupStrings.doneCounts(last().events, finishedCounts())}</p>
            <Show when={reasonToTell(last().endReason)}>
              {(reason) => <p class="reason">{reason()}</p>}
            </Show>
          </section>
        )}
      </Show>

      <Show when={failure()}>
        {(sentence) => <Problem title={popupStrings.problemTitle} sentence={sentence()} />}
      </Show>
      <Show when={status() === "waiting"}>
        <Problem
          title={popupStrings.waitingTitle}
          sentence={popupStrings.waiting(props.state.managed)}
          calm
        />
      </Show>
      <Show when={refusal()}>
        {(why) => (
          <Problem
            title={refusedTitle(why().code)}
            sentence={why().sentence}
            calm
            waysOut={why().code === "storage"}
          />
        )}
      </Show>
      <Show when={storage()}>
        {(trouble) => <StorageNotice trouble={trouble()} recording={status() !== "idle"} />}
      </Show>

      <RecorderControls
        host={props.host}
        link={props.link}
        state={props.state}
        status={status()}
        replay={finished()?.id ?? null}
      />

      <Show when={props.state.session}>
        {(session) => (
          <MarkCard
            session={session()}
            tabId={props.state.tab.id}
            host={props.host}
            link={props.link}
          />
        )}
      </Show>

      <Show when={props.state.rewind}>
        {(rewind) => <RewindCard rewind={rewind()} link={props.link} view={props.view} />}
      </Show>

      <MaskedFacts
        counted={masked()}
        running={props.state.session !== null}
        level={props.state.level}
      />
    </>
  );
}

function Fact(props: {
  name: string;
  value: string;
  wide?: boolean;
  alarming?: boolean;
  title?: string | undefined;
}) {
  return (
    <div classList={{ wide: props.wide, alarming: props.alarming }} title={props.title}>
      <dt>{props.name}</dt>
      <dd>{props.value}</dd>
    </div>
  );
}

function Problem(props: { title: string; sentence: string; calm?: boolean; waysOut?: boolean }) {
  return (
    <div class="notice problem" classList={{ danger: !props.calm, blaze: props.calm }} role="alert">
      <strong>{props.title}</strong>
      <span>{props.sentence}</span>
      <Show when={props.waysOut}>
        <WaysOut />
      </Show>
    </div>
  );
}
