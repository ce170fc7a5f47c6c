import { createResource, For, Match, Show, Switch, type JSX } from "solid-js";
import type { SessionId } from "../../src/format/ids.ts";
import { messageOf } from "../../src/format/errors.ts";
import type { ListedEvent } from "../../src/worker/packed-events.ts";
import { useViewer } from "../context.ts";
import {
  headersOf,
  partsOf,
  redirectsOf,
  REQUEST_WORDS as WORDS,
  requestFacts,
} from "./request-words.ts";
import "./request.css";

/** All that is recorded of one request: of its start, of its end, and of what a rule let through. */
export function RequestMore(props: { sessionId: SessionId; event: ListedEvent }): JSX.Element {
  const { api } = useViewer();
  const [request] = createResource(
    () => props.event,
    ({ tabId, segmentIndex, frameIndex }) =>
      api.readRequest(props.sessionId, tabId, { segmentIndex, frameIndex }),
  );
  const data = () => (request.error ? undefined : request()?.data);

  return (
    <Switch fallback={<p class="hint">{WORDS.gone}</p>}>
      <Match when={request.error}>
        <p class="hint">{WORDS.failed(messageOf(request.error))}</p>
      </Match>
      <Match when={request.loading}>
        <p class="hint">{WORDS.reading}</p>
      </Match>
      <Match when={data()}>
        {(told) => (
          <div class="request">
            <Facts facts={requestFacts(told(), Date.parse(request()!.timestamp))} />
            <Show when={redirectsOf(told()).length > 0}>
              <section>
                <h3>{WORDS.redirects}</h3>
                <ol class="request-redirects">
                  <For each={redirectsOf(told())}>{(line) => <li>{line}</li>}</For>
                </ol>
              </section>
            </Show>
            <For each={["requestHeaders", "responseHeaders"] as const}>
              {(side) => (
                <Show when={headersOf(told(), side).length > 0}>
                  <section>
                    <h3>{WORDS[side]}</h3>
                    <Facts facts={headersOf(told(), side)} />
                  </section>
                </Show>
              )}
            </For>
            <For each={partsOf(told())}>
              {({ title, text, cut }) => (
                <section>
                  <h3>{title}</h3>
                  <pre class="request-text" tabindex="0" role="region" aria-label={title}>
                    {text}
                  </pre>
                  <Show when={cut}>
                    <p class="hint">{WORDS.cut}</p>
                  </Show>
                </section>
              )}
            </For>
          </div>
        )}
      </Match>
    </Switch>
  );
}

function Facts(props: { facts: readonly (readonly [string, string])[] }): JSX.Element {
  return (
    <dl class="facts">
      <For each={props.facts}>
        {([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </>
        )}
      </For>
    </dl>
  );
}
