import { createEffect, createMemo, For, Match, on, Show, Switch, type JSX } from "solid-js";
import { messageOf } from "../../../src/format/errors.ts";
import type { ResolvedStack } from "../../../src/worker/source-maps/resolve-stack.ts";
import { stackLines } from "../../../src/worker/source-maps/stack-lines.ts";
import { isCancelled } from "../../ui/problem.tsx";
import { ProgressBar } from "../../ui/progress.tsx";
import { type StackState, useSourceMaps } from "./source-maps.ts";
import { SOURCE_WORDS as WORDS } from "./words.ts";

/** Offers to tell a stack in the sources of its scripts; nothing where it points into none. */
export function InSources(props: { stack: string }): JSX.Element {
  const maps = useSourceMaps();
  const state = () => maps.stateOf(props.stack);
  const inStep = <Step extends StackState["step"]>(step: Step) => {
    const now = state();
    return now?.step === step ? (now as Extract<StackState, { step: Step }>) : null;
  };
  const isOffered = createMemo(
    () => maps.isOffered && stackLines(props.stack).some(({ frame }) => frame !== null),
  );
  const resolve = () => void maps.resolve(props.stack);
  let part: HTMLDivElement | undefined;
  // The button that was pressed is gone with its step; whoever used the keyboard goes on from here.
  createEffect(
    on(
      () => state()?.step,
      () => part?.focus({ preventScroll: true }),
      { defer: true },
    ),
  );

  return (
    <Show when={isOffered()}>
      <div
        ref={(element) => (part = element)}
        class="in-sources"
        tabindex="-1"
        role="group"
        aria-label={WORDS.title}
      >
        <Switch>
          <Match when={state() === null}>
            <button class="button" onClick={resolve}>
              {WORDS.resolve}
            </button>
          </Match>
          <Match when={inStep("working")}>
            {(working) => (
              <ProgressBar
                progress={working().progress}
                label={WORDS.working}
                onCancel={() => maps.cancel()}
              />
            )}
          </Match>
          <Match when={inStep("asking")}>
            {(asking) => (
              <section class="more-cause" role="alert">
                <h3>{WORDS.askTitle}</h3>
                <ul class="source-addresses">
                  <For each={asking().stack.asks}>{(address) => <li>{address}</li>}</For>
                </ul>
                <p class="hint">{WORDS.ask}</p>
                <div class="row wrap">
                  <button class="button primary" onClick={() => void maps.agree(props.stack)}>
                    {WORDS.fetch}
                  </button>
                  <button class="button" onClick={() => maps.decline(props.stack)}>
                    {WORDS.cancel}
                  </button>
                </div>
              </section>
            )}
          </Match>
          <Match when={inStep("done")}>
            {(done) => <Resolved stack={done().stack} onAgain={resolve} />}
          </Match>
          <Match when={inStep("failed")}>
            {(failed) => (
              <>
                <p class="hint" role="alert">
                  {isCancelled(failed().error)
                    ? WORDS.cancelled
                    : WORDS.failed(messageOf(failed().error))}
                </p>
                <Again onAgain={resolve} />
              </>
            )}
          </Match>
        </Switch>
      </div>
    </Show>
  );
}

function Resolved(props: { stack: ResolvedStack; onAgain: () => void }): JSX.Element {
  const isWhole = () => props.stack.failures.length + props.stack.asks.length === 0;
  return (
    <section class="more-cause">
      <h3>{WORDS.title}</h3>
      <Show when={props.stack.resolved > 0} fallback={<p class="hint">{WORDS.none}</p>}>
        <pre class="more-stack" tabindex="0" role="region" aria-label={WORDS.title}>
          {props.stack.lines.join("\n")}
        </pre>
        <p class="hint">{WORDS.fresh}</p>
      </Show>
      <For each={props.stack.failures}>{(sentence) => <p class="more-place">{sentence}</p>}</For>
      <Show when={props.stack.asks.length > 0}>
        <p class="hint">{WORDS.notAsked}</p>
      </Show>
      <Show when={!isWhole()}>
        <Again onAgain={props.onAgain} />
      </Show>
    </section>
  );
}

function Again(props: { onAgain: () => void }): JSX.Element {
  return (
    <button class="button" onClick={() => props.onAgain()}>
      {WORDS.again}
    </button>
  );
}
