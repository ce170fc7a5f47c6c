import {
  createEffect,
  createMemo,
  createSignal,
  on,
  onCleanup,
  onMount,
  Show,
  untrack,
  type JSX,
} from "solid-js";
import { messageOf } from "../../src/format/errors.ts";
import type { TabId } from "../../src/format/ids.ts";
import { formatOffset } from "../../src/format/time.ts";
import type { Progress, SessionView } from "../../src/worker/api.ts";
import { makeStage, type Stage } from "../stage/stage.ts";
import type { StagePoint } from "../stage/place.ts";
import type { Drawn } from "../stage/two-pages.ts";
import { ProgressBar } from "../ui/progress.tsx";
import { stretchText } from "../words.ts";
import { progressTo, type WorkerApi } from "../worker-client.ts";
import type { Player } from "./player.ts";
import type { ChosenElement } from "./redact/choice.ts";
import { Pointing } from "./redact/Pointing.tsx";
import { REDACT_WORDS } from "./redact/words.ts";
import { TabChooser } from "./TabChooser.tsx";
import { whyNothing } from "./view-questions.ts";
import "rrweb/dist/style.css";
import "./stage.css";

export interface PointingAt {
  onPoint: (element: ChosenElement) => void;
  onCancel: () => void;
}

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
  /** The first picture stands, or it is known that there is none. */
  onReady: () => void;
  /** Set while an element is to be pointed at; hears of the one that was. */
  pointing: PointingAt | null;
}): JSX.Element {
  const { session } = untrack(() => props.view);
  const viewport = session.environment.viewport ?? { width: 1280, height: 800 };
  const [size, setSize] = createSignal(viewport);
  const [room, setRoom] = createSignal({ width: 0, height: 0 });
  /** When the tab's first page stands, where a moment before it was sought. */
  const [opensAtMs, setOpensAtMs] = createSignal(0);
  const [waits, setWaits] = createSignal(false);
  const [progress, setProgress] = createSignal<Progress | null>(null);
  const [state, setState] = createSignal<"loading" | "ready" | "nothing">("loading");
  const [problem, setProblem] = createSignal<string | null>(null);
  const [click, setClick] = createSignal<(StagePoint & { key: number }) | null>(null);
  let area!: HTMLDivElement;
  let root!: HTMLDivElement;
  let clicks = 0;
  let onStage: Stage | null = null;

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
        show(tabId, leave.signal);
      },
    ),
  );

  function show(tabId: TabId | null, signal: AbortSignal): void {
    setState("loading");
    setProblem(null);
    setOpensAtMs(0);
    if (!tabId) return nothing(null);
    // Of a seek that was overtaken nobody wants to hear more.
    const report = (next: Progress) => void (stage.isSeeking() && setProgress(next));
    const stage: Stage = makeStage(
      root,
      {
        seek: (at) => props.api.seekTab(session.id, tabId, at, progressTo(report)),
        seekAhead: (at) => props.api.seekAhead(session.id, tabId, at),
        read: (run, after) => props.api.readRun(session.id, tabId, run, after),
      },
      {
        startedAt: session.startedAt,
        durationMs: untrack(() => props.view.durationMs),
        onResize: setSize,
        onClick: (at) => setClick({ ...at, key: ++clicks }),
        onFinish: () => props.player.onFinish(),
        onDocument: (page) => page.addEventListener("keydown", props.onKeyDown),
        onScene,
        onWait(next) {
          setWaits(next);
          if (!next) setProgress(null);
        },
        onError: (error) => nothing(`This tab cannot be replayed: ${messageOf(error)}`),
      },
    );
    signal.addEventListener("abort", () => {
      props.player.attach(null);
      onStage = null;
      stage.destroy();
    });
    onStage = stage;
    props.player.attach(stage);
  }

  function onScene(scene: Drawn): void {
    if (!scene.hasPicture) return nothing(null);
    // The stage knows which moment it stands at; the player may hear of it only after this.
    const shownMs = scene.at - session.startedAt;
    setOpensAtMs(shownMs > (onStage?.position() ?? 0) ? shownMs : 0);
    setState("ready");
    props.player.onScene();
    props.onReady();
  }

  function nothing(why: string | null): void {
    setProblem(why);
    setState("nothing");
    props.player.onScene();
    props.onReady();
  }

  props.stepper((by) => {
    const { tabId } = props;
    if (!tabId || state() !== "ready") return;
    props.api
      .stepTab(session.id, tabId, session.startedAt + props.player.position(), by)
      .then((at) => at !== null && props.player.seek(at - session.startedAt))
      .catch((error: unknown) => nothing(`This tab cannot be replayed: ${messageOf(error)}`));
  });

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
          <Show when={state() === "ready" && props.tabId && props.pointing} keyed>
            {(pointing) => (
              <Pointing
                scale={scale()}
                elementAt={(point) => onStage?.elementAt(point) ?? null}
                onPoint={({ nodeId, box, attributes }) =>
                  pointing.onPoint({
                    tabId: props.tabId!,
                    nodeId,
                    at: session.startedAt + props.player.position(),
                    size: { width: Math.round(box.width), height: Math.round(box.height) },
                    attributes,
                  })
                }
                onCancel={pointing.onCancel}
              />
            )}
          </Show>
          <Show when={click()} keyed>
            {(at) => (
              <span
                class="ripple"
                style={{ left: `${at.x * scale()}px`, top: `${at.y * scale()}px` }}
              />
            )}
          </Show>
        </div>
        <Show when={progress() ?? (waits() || state() === "loading")} keyed>
          {(how) => (
            <div class="stage-word" role="status">
              {how === true ? (
                <p>Loading the recording…</p>
              ) : (
                <ProgressBar
                  label="Preparing"
                  progress={how}
                  onCancel={() => props.player.seek(props.player.stagePosition())}
                />
              )}
            </div>
          )}
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
      <Show when={props.pointing}>
        {(pointing) => (
          <div class="pointing-bar" role="status">
            <span class="grow">{REDACT_WORDS.pointingHint}</span>
            <button class="button" onClick={() => pointing().onCancel()}>
              {REDACT_WORDS.stopPointing}
            </button>
          </div>
        )}
      </Show>
    </section>
  );
}
