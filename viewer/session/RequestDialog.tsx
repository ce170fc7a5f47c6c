import { createResource, For, onMount, Show, type JSX } from "solid-js";
import type { SessionId } from "../../src/format/ids.ts";
import { messageOf } from "../../src/format/errors.ts";
import type { ListedEvent } from "../../src/worker/packed-events.ts";
import { useViewer } from "../context.ts";
import { Icon } from "../ui/icons.tsx";
import {
  headersOf,
  partsOf,
  redirectsOf,
  REQUEST_WORDS as WORDS,
  requestFacts,
} from "./request-words.ts";
import "./request.css";

/** All that is recorded of one request. */
export function RequestDialog(props: {
  sessionId: SessionId;
  event: ListedEvent;
  onClose: () => void;
}): JSX.Element {
  const { api } = useViewer();
  let dialog!: HTMLDialogElement;
  onMount(() => dialog.showModal());
  const [request] = createResource(() => {
    const { tabId, segmentIndex, frameIndex } = props.event;
    return api.readRequest(props.sessionId, tabId, { segmentIndex, frameIndex });
  });
  const data = () => (request.error ? undefined : request()?.data);

  return (
    <dialog
      ref={(element) => (dialog = element)}
      class="dialog request"
      aria-labelledby="request-title"
      onClose={() => props.onClose()}
      onClick={(event) => {
        if (event.target === dialog) dialog.close();
      }}
    >
      <div class="row">
        <h2 id="request-title" class="grow">
          {WORDS.title}
        </h2>
        <button class="button quiet icon" aria-label={WORDS.close} onClick={() => dialog.close()}>
          <Icon name="cross" />
        </button>
      </div>
      <Show when={request.error}>
        <p class="notice danger" role="alert">
          {WORDS.failed(messageOf(request.error))}
        </p>
      </Show>
      <Show when={!request.error && request() === null}>
        <p class="hint">{WORDS.gone}</p>
      </Show>
      <Show when={data()}>
        {(told) => (
          <>
            <dl class="facts">
              <For each={requestFacts(told(), Date.parse(request()!.timestamp))}>
                {([name, value]) => (
                  <>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                  </>
                )}
              </For>
            </dl>
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
                    <dl class="facts">
                      <For each={headersOf(told(), side)}>
                        {({ name, value }) => (
                          <>
                            <dt>{name}</dt>
                            <dd>{value}</dd>
                          </>
                        )}
                      </For>
                    </dl>
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
          </>
        )}
      </Show>
    </dialog>
  );
}
