import { createEffect, createSignal, on, onMount, Show } from "solid-js";
import type { SessionId } from "../../format/ids.ts";
import type { RecorderState, RecorderStatus, RefusalCode } from "../messages.ts";
import { CharterField } from "./CharterField.tsx";
import { moveFocusIfLost } from "./focus.ts";
import { PauseIcon, RecordIcon, ResumeIcon, StopIcon } from "./icons.tsx";
import type { PopupHost } from "./popup-host.ts";
import type { RecorderLink } from "./recorder-link.ts";
import { ScopeChoice } from "./ScopeChoice.tsx";
import { type Scope, startRecording } from "./start-flow.ts";
import { popupStrings } from "./strings/popup.ts";

/** Where this forbids a recording, nothing is asked about it: the page or the browser has said no. */
const FORBIDDEN: ReadonlySet<RefusalCode | "silent"> = new Set(["browser-page", "gpc", "opt-out"]);

/**
 * The buttons of the present status. They are never disabled: a screen reader would lose its
 * place, and a refusal may have been lifted since. A click while a command is on its way does nothing.
 */
export function RecorderControls(props: {
  host: PopupHost;
  link: RecorderLink;
  state: RecorderState;
  status: RecorderStatus;
  /** The session to offer for replay, or null. */
  replay: SessionId | null;
}) {
  const [scope, setScope] = createSignal<Scope>("site");
  const [charter, setCharter] = createSignal("");
  let group!: HTMLDivElement;

  const invites = () =>
    props.status === "idle" && !FORBIDDEN.has(props.state.refusal?.code ?? "silent");

  async function start(): Promise<void> {
    const started = await props.link.run("start", () =>
      startRecording({
        state: props.state,
        scope: scope(),
        charter: charter(),
        ask: props.host.ask,
        requestOrigins: props.host.requestOrigins,
      }),
    );
    // Now there is something to keep. The options page shows what came of it.
    if (started) await askToPersist();
  }

  async function askToPersist(): Promise<void> {
    try {
      await props.host.persist();
    } catch (error) {
      console.warn("Waymark: the browser could not be asked for persistent storage:", error);
    }
  }

  const focus = (name: string) =>
    moveFocusIfLost(group.querySelector<HTMLElement>(`[data-name="${name}"]`));
  onMount(() => {
    if (props.status === "idle") focus(props.replay ? "replay" : "start");
  });
  // The button that was pressed is gone with its status; whoever used the keyboard goes on from the next one.
  createEffect(
    on(
      () => props.status,
      (now, before) => {
        if (now === "idle") focus(props.replay ? "replay" : "start");
        else if (now === "paused") focus("resume");
        else focus(now === "recording" && before === "paused" ? "pause" : "stop");
      },
      { defer: true },
    ),
  );

  return (
    <>
      <Show when={invites() && props.state.needsPermission}>
        <Show
          when={!props.state.addressHidden}
          fallback={<p class="hint">{popupStrings.addressHidden}</p>}
        >
          <ScopeChoice site={props.state.tab.site} value={scope()} onChange={setScope} />
        </Show>
      </Show>
      <Show when={invites()}>
        <CharterField value={charter()} onInput={setCharter} />
      </Show>
      <div
        class="controls"
        role="group"
        aria-label={popupStrings.controls}
        ref={(element) => (group = element)}
      >
        <Show when={props.status === "idle"}>
          <Show when={props.replay}>
            {(id) => (
              <a
                class="button primary"
                href={`viewer.html#/sessions/${id()}`}
                target="_blank"
                data-name="replay"
              >
                {popupStrings.openReplay}
              </a>
            )}
          </Show>
          <button
            class="button"
            classList={{ primary: !props.replay && !props.state.refusal }}
            type="button"
            onClick={() => void start()}
            data-name="start"
          >
            <RecordIcon />
            {popupStrings.start}
          </button>
        </Show>
        <Show when={props.status === "recording"}>
          <button
            class="button"
            type="button"
            onClick={() => void props.link.run("pause")}
            data-name="pause"
          >
            <PauseIcon />
            {popupStrings.pause}
          </button>
        </Show>
        <Show when={props.status === "paused"}>
          <button
            class="button"
            type="button"
            onClick={() => void props.link.run("resume")}
            data-name="resume"
          >
            <ResumeIcon />
            {popupStrings.resume}
          </button>
        </Show>
        <Show when={props.status !== "idle"}>
          <button
            class="button primary"
            type="button"
            onClick={() => void props.link.run("stop")}
            data-name="stop"
          >
            <StopIcon />
            {popupStrings.stop}
          </button>
        </Show>
      </div>
    </>
  );
}
