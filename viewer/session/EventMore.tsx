import { createResource, For, Match, Show, Switch, type JSX } from "solid-js";
import { messageOf } from "../../src/format/errors.ts";
import type { SessionId } from "../../src/format/ids.ts";
import {
  readSignal,
  type SignalPayload,
  type SignalTag,
} from "../../src/format/signals/signals.ts";
import type { ListedEvent } from "../../src/worker/packed-events.ts";
import { useViewer } from "../context.ts";
import { MORE_WORDS as WORDS } from "./event-words.ts";
import { RequestMore } from "./RequestMore.tsx";
import { PreviewTree } from "./PreviewTree.tsx";
import { InSources } from "./source-maps/InSources.tsx";
import "./event-more.css";

/** All that is stored of a request, a line of the console or an error, read when somebody opens it. */
export function EventMore(props: { sessionId: SessionId; event: ListedEvent }): JSX.Element {
  const { api } = useViewer();
  const [stored] = createResource(
    () => props.event,
    ({ tabId, segmentIndex, frameIndex }) =>
      api.readEvent(props.sessionId, { tabId, segmentIndex, frameIndex }),
  );
  const read = <T extends SignalTag>(tag: T) => {
    const event = stored();
    return event ? readSignal(event, tag) : null;
  };
  if (props.event.kind === "network") return <RequestMore {...props} />;
  return (
    <Switch fallback={<p class="hint">{WORDS.nothing}</p>}>
      <Match when={stored.error}>
        <p class="hint">{WORDS.failed(messageOf(stored.error))}</p>
      </Match>
      <Match when={stored.loading}>
        <p class="hint">{WORDS.reading}</p>
      </Match>
      <Match when={read("waymark.console")}>{(call) => <ConsoleMore call={call()} />}</Match>
      <Match when={read("waymark.error")}>{(error) => <ErrorMore error={error()} />}</Match>
    </Switch>
  );
}

function ConsoleMore(props: { call: SignalPayload<"waymark.console"> }): JSX.Element {
  return (
    <>
      <Message text={props.call.message} />
      <Facts {...props.call} />
      <Show when={props.call.repeats}>
        {(count) => <p class="hint">{WORDS.repeats(count())}</p>}
      </Show>
      <For each={props.call.args}>
        {(value, index) => <PreviewTree name={WORDS.value(index())} value={value} open />}
      </For>
      <Stack text={props.call.stack} />
      <InSources stack={props.call.stack ?? placeLine(props.call)} />
    </>
  );
}

function ErrorMore(props: { error: SignalPayload<"waymark.error"> }): JSX.Element {
  return (
    <>
      <Message text={props.error.message} />
      <Show when={props.error.url}>{(url) => <p class="more-place">{url()}</p>}</Show>
      <Facts {...props.error} />
      <Stack text={props.error.stack} />
      <For each={props.error.causes}>
        {({ name, message, stack }) => (
          <section class="more-cause">
            <h3>{WORDS.cause}</h3>
            <Message text={name ? `${name}: ${message}` : message} />
            <Stack text={stack} />
          </section>
        )}
      </For>
      <InSources stack={wholeStack(props.error)} />
    </>
  );
}

/** The place as a stack of one frame; "" where none is known. */
const placeLine = ({ source, line, column }: Place) =>
  source && line !== undefined && column !== undefined ? `    at ${source}:${line}:${column}` : "";

/** The stack with those of its causes below, as engines print them. */
function wholeStack(error: SignalPayload<"waymark.error">): string {
  const causes = (error.causes ?? []).map(
    ({ name, message, stack }) =>
      `${WORDS.cause}: ${stack ?? [name, message].filter(Boolean).join(": ")}`,
  );
  return [error.stack ?? placeLine(error), ...causes].join("\n");
}

function Message(props: { text: string }): JSX.Element {
  return (
    <Show when={props.text}>
      <p class="more-message">{props.text}</p>
    </Show>
  );
}

interface Place {
  source?: string | undefined;
  line?: number | undefined;
  column?: number | undefined;
}

/** Where it was said, and by which framework's words hydration failed. */
function Facts(props: Place & { hydration?: string | undefined }): JSX.Element {
  const place = () => [props.source, props.line, props.column].filter(Boolean).join(":");
  return (
    <>
      <Show when={props.source}>
        <p class="more-place">{place()}</p>
      </Show>
      <Show when={props.hydration}>{(by) => <p class="hint">{WORDS.hydration(by())}</p>}</Show>
    </>
  );
}

function Stack(props: { text: string | undefined }): JSX.Element {
  return (
    <Show when={props.text}>
      <pre class="more-stack" tabindex="0" aria-label={WORDS.stack}>
        {props.text}
      </pre>
    </Show>
  );
}
