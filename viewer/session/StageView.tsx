import {
  createEffect,
  createMemo,
  createSignal,
  on,
  onCleanup,
  onMount,
  Show,
  type JSX,
} from "solid-js";
import { messageOf } from "../../src/format/errors.ts";
import type { TabId } from "../../src/format/ids.ts";
import { formatOffset } from "../../src/format/time.ts";
import type { SessionView } from "../../src/worker/api.ts";
import { makeStage, type StageClick } from "../stage/stage.ts";
import { makeTrack, type Track } from "../stage/tracks.ts";
import { stretchText } from "../words.ts";
import type { WorkerApi } from "../worker-client.ts";
import type { Player } from "./player.ts";
import { TabChooser } from "./TabChooser.tsx";
import { whyNothing } from "./view-questions.ts";
import "rrweb/dist/style.css";
import "./stage.css";

/** A small recording is enlarged up to this. */
const MOST_SCALE = 1.5;
/** Before its first picture a tab counts as not open yet only if the wait is worth a word. */
const NOT_OPEN_MS = 1_000;
const RIPPLE_MS = 900;

export function StageView(props: {
  view: SessionView;
  api: WorkerApi;
  tabId: TabId | null;
  player: Player;
  onTab: (id: TabId) => void;
  onKeyDown: (event: KeyboardEvent) => void;
  /** Hands out what moves by one recorded event of the tab on stage. */
  stepper: (step: (by: 1 | -1) => void) => void;
}): JSX.Element {
  const { session } = props.view;
  const viewport = session.environment.viewport ?? { width: 1280, height: 800 };
  const [size, setSize] = createSignal(viewport);
  const [room, setRoom] = createSignal({ width: 0, height: 0 });
  const [track, setTrack] = createSignal<Track | null>(null);
  const [state, setState] = createSignal<"loading" | "ready" | "nothing">("loading");
  const [problem, setProblem] = createSignal<string | null>(null);
  const [click, setClick] = createSignal<(StageClick & { key: number }) | null>(null);
  let area!: HTMLDivElement;
  let root!: HTMLDivElement;
  let clicks = 0;

  const scale = () =>
    Math.min(MOST_SCALE, room().width / size().width, room().height / size().height) || 0.01;

  onMount(() => {
    const watcher = new ResizeObserver(() =>
      setRoom({ width: area.clientWidth, height: area.clientHeight }),
    );
    watcher.observe(area);
    onCleanup(() => watcher.disconnect());
  });

  createEffect(
    on(
      () => props.tabId,
      (tabId) => {
        const leave = new AbortController();
        onCleanup(() => leave.abort());
        void show(tabId, leave.signal);
      },
    ),
  );

  async function show(tabId: TabId | null, signal: AbortSignal): Promise<void> {
    setState("loading");
    setProblem(null);
    try {
      const runs = tabId ? await props.api.readRuns(session.id, tabId) : [];
      if (signal.aborted) return;
      const next = makeTrack(runs, viewport);
      if (next.firstPictureAt === null) {
        setState("nothing");
        return;
      }
      setTrack(next);
      const stage = makeStage(root, next, {
        startedAt: session.startedAt,
        durationMs: props.view.durationMs,
        onResize: setSize,
        onClick: (at) => setClick({ ...at, key: ++clicks }),
        onFinish: () => props.player.onFinish(),
        onDocument: (page) => page.addEventListener("keydown", props.onKeyDown),
      });
      signal.addEventListener("abort", () => {
        props.player.attach(null);
        stage.destroy();
        setTrack(null);
      });
      props.player.attach(stage);
      setState("ready");
    } catch (error) {
      if (signal.aborted) return;
      setState("nothing");
      setProblem(`This tab cannot be replayed: ${messageOf(error)}`);
    }
  }

  props.stepper((by) => {
    const at = track()?.step(session.startedAt + props.player.position(), by);
    if (at !== null && at !== undefined) props.player.seek(at - session.startedAt);
  });

  const opensAtMs = () => (track()?.firstPictureAt ?? session.startedAt) - session.startedAt;
  const notOpenYet = () =>
    state() === "ready" && props.player.position() < opensAtMs() - NOT_OPEN_MS;
  const gap = createMemo(() =>
    props.view.gaps.find(
      (each) =>
        each.tabId === props.tabId &&
        props.player.position() >= each.fromOffsetMs &&
        props.player.position() < each.toOffsetMs,
    ),
  );

  createEffect(
    on(click, (shown) => {
      if (!shown) return;
      const timer = setTimeout(() => setClick(null), RIPPLE_MS);
      onCleanup(() => clearTimeout(timer));
    }),
  );

  return (
    <section class="stage-box" aria-label="Replay">
      <Show when={session.tabs.length > 1}>
        <TabChooser
          view={props.view}
          tabId={props.tabId}
          position={props.player.position()}
          onTab={props.onTab}
        />
      </Show>
      <div
        ref={(element) => (area = element)}
        class="stage"
        data-position-ms={props.player.stagePosition()}
        data-state={state()}
        onClick={() => props.player.toggle()}
      >
        <div
          class="stage-page"
          classList={{ away: notOpenYet() || state() !== "ready" }}
          style={{
            width: `${size().width * scale()}px`,
            height: `${size().height * scale()}px`,
          }}
        >
          <div
            ref={(element) => (root = element)}
            class="stage-scaled"
            style={{ transform: `scale(${scale()})` }}
          />
          <Show when={click()} keyed>
            {(at) => (
              <span
                class="ripple"
                style={{ left: `${at.x * scale()}px`, top: `${at.y * scale()}px` }}
              />
            )}
          </Show>
        </div>
        <Show when={state() === "loading"}>
          <p class="stage-word">Loading the recording…</p>
        </Show>
        <Show when={state() === "nothing"}>
          <p class="stage-word">{problem() ?? whyNothing(props.view)}</p>
        </Show>
        <Show when={notOpenYet()}>
          <div class="stage-word" onClick={(event) => event.stopPropagation()}>
            <p>This tab opens at {formatOffset(opensAtMs())}.</p>
            <button class="button" onClick={() => props.player.seek(opensAtMs())}>
              Go there
            </button>
          </div>
        </Show>
        <Show when={gap()}>
          {(each) => (
            <p class="stage-gap">
              Not recorded {stretchText(each().fromOffsetMs, each().toOffsetMs)}: {each().why}
            </p>
          )}
        </Show>
      </div>
    </section>
  );
}
