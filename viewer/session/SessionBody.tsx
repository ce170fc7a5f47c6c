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
import type { SessionView } from "../../src/worker/api.ts";
import { eachEvent } from "../../src/worker/packed-events.ts";
import { useViewer } from "../context.ts";
import { sessionHash, type SessionRoute } from "../route.ts";
import { deleteWithUndo, mayDelete, pin, rename } from "../session-actions.ts";
import { copyText } from "../ui/copy-text.ts";
import { showToast } from "../ui/toasts.tsx";
import type { WorkerApi } from "../worker-client.ts";
import type { AnalysisState } from "./analysis-state.ts";
import { Banners } from "./Banners.tsx";
import { KeyMap } from "./KeyMap.tsx";
import { belongsToFocus, keyAction, PRESSABLE, type KeyAction } from "./keys.ts";
import { likelyMoments } from "./likely-moments.ts";
import { Panels } from "./Panels.tsx";
import { asEvent, createMarks } from "./marks/marks.ts";
import { createPlayer } from "./player.ts";
import { createRedaction } from "./redact/Redaction.tsx";
import { SessionHead } from "./SessionHead.tsx";
import { createSourceMaps, SourceMapsContext } from "./source-maps/source-maps.ts";
import { StageView } from "./StageView.tsx";
import { createSteps } from "./steps.ts";
import { neighbour } from "./view-questions.ts";
import { createTabWatch } from "./tab-watch.ts";
import { makeTimeScale, type TimeScale } from "./time-scale.ts";
import { Timeline } from "./Timeline.tsx";
import { Transport } from "./Transport.tsx";

/** Browsers refuse an address that changes many times a second, as dragging would. */
const ADDRESS_MS = 150;

export function SessionBody(props: {
  view: SessionView;
  /** How the search for findings goes, while `view` is not analysed. */
  analysis: AnalysisState;
  api: WorkerApi;
  route: SessionRoute;
  /** As of `SessionPage`. */
  isShown: boolean;
  onReload: () => void;
  /** The first picture stands: other work may start. */
  onReady: () => void;
}): JSX.Element {
  const viewer = useViewer();
  // Its frame stays; what analysis finds comes later and is read from props.
  const view = untrack(() => props.view);
  const [session, setSession] = createSignal(view.session);
  const marks = createMarks(viewer, session, view.annotations);
  /** The view with the marks as they stand now. */
  const shown = createMemo(() => ({ ...props.view, annotations: [...marks.all()] }));
  const [keyMapOpen, setKeyMapOpen] = createSignal(false);
  const player = createPlayer({ durationMs: view.durationMs, idle: () => props.view.idle });
  const watch = createTabWatch(
    () => props.view,
    untrack(() => props.route.tabId),
    player.position,
  );
  const { tabId } = watch;
  /** Idle time is known only once the session is analysed; until then the bar is linear. */
  const scaleNow = createMemo(() => makeTimeScale(view.durationMs, props.view.idle));
  const scale: TimeScale = {
    get spans() {
      return scaleNow().spans;
    },
    durationMs: view.durationMs,
    toFraction: (offsetMs) => scaleNow().toFraction(offsetMs),
    toOffset: (fraction) => scaleNow().toOffset(fraction),
  };
  const redaction = createRedaction(session, () => props.onReload());
  const sourceMaps = createSourceMaps(viewer.host);
  const canRedact = () => redaction.isOffered();
  let stageBox!: HTMLElement;

  const address = () =>
    sessionHash(session().id, player.position(), watch.many && !watch.follow() ? tabId() : null);

  /** Goes to a moment, in another tab if need be. */
  function goTo(offsetMs: number, inTab?: TabId): void {
    if (inTab) watch.goTo(offsetMs, inTab);
    player.seek(offsetMs);
  }

  /** Of another tab nothing is worked out ahead: there, more must come on stage than a moment. */
  function point(offsetMs: number, inTab?: TabId): void {
    if ((inTab ?? watch.tabAt(offsetMs)) === tabId()) player.point(offsetMs);
  }

  function startRedaction(): void {
    player.pause();
    redaction.start();
  }

  // The address is where we are: followed when someone edits it, written whenever we stand still.
  createEffect(
    on(
      () => props.route,
      (route) => {
        if (route.tabId) watch.choose(route.tabId);
        player.seek(route.offsetMs ?? 0);
      },
    ),
  );
  createEffect(
    on(
      () =>
        [
          player.playing(),
          player.playing() ? 0 : player.position(),
          tabId(),
          watch.follow(),
        ] as const,
      ([playing]) => {
        if (!untrack(() => props.isShown)) return;
        const write = () => history.replaceState(history.state, "", address());
        if (playing) return write();
        const timer = setTimeout(write, ADDRESS_MS);
        onCleanup(() => clearTimeout(timer));
      },
      { defer: true },
    ),
  );

  createEffect(() => {
    if (!props.view.analyzed) return;
    props.api
      .prepareScenes(view.session.id, likelyMoments(props.view))
      .catch((error: unknown) => console.debug("Waymark prepares no moments:", messageOf(error)));
  });

  function mark(): void {
    if (!marks.canEdit) return;
    player.pause();
    const inTab = tabId();
    marks.write({
      kind: "comment",
      text: "",
      offsetMs: Math.round(player.position()),
      ...(inTab !== null && { tabId: inTab }),
    });
  }

  function* eventsAndMarks() {
    yield* eachEvent(props.view.events);
    for (const each of marks.all()) yield asEvent(each, tabId());
  }

  function copyLink(): void {
    const url = new URL(address(), location.href).href;
    void copyText(url, "Link to this moment copied.");
  }

  function toggleFullscreen(): void {
    const done = document.fullscreenElement
      ? document.exitFullscreen()
      : stageBox.requestFullscreen();
    done.catch((error: unknown) =>
      showToast({ text: `No full screen: ${messageOf(error)}`, tone: "danger" }),
    );
  }

  const take = createSteps({
    player,
    leadsTo(step, from) {
      switch (step.do) {
        case "seek-by":
          return { offsetMs: from + step.ms };
        case "step-event":
          return neighbour(eventsAndMarks(), from, step.by);
        case "step-finding":
          return neighbour(props.view.findings.map(beginOf), from, step.by);
      }
    },
    goTo,
    point,
  });

  function act(action: KeyAction): void {
    switch (action.do) {
      case "toggle-play":
        return player.toggle();
      case "seek-by":
      case "step-event":
      case "step-finding":
        return take(action);
      case "seek-share":
        return player.seek(view.durationMs * action.share);
      case "step-frame": {
        player.pause();
        return stepFrame(action.by);
      }
      case "speed":
        return player.changeSpeed(action.by);
      case "fullscreen":
        return toggleFullscreen();
      case "key-map":
        setKeyMapOpen(true);
        return;
      case "copy-link":
        return copyLink();
      case "mark":
        return mark();
    }
  }

  /** The control that the mouse pressed last, until the keyboard moves on. */
  let pressed: Element | null = null;
  let stepFrame: (by: 1 | -1) => void = () => {};

  /** Also hears the keys of the replayed document, which may have the focus after a click in it. */
  function onKeyDown(event: KeyboardEvent): void {
    if (!props.isShown) return;
    if (event.key === "Tab") pressed = null;
    if (event.defaultPrevented || keyMapOpen()) return;
    const target = event.target as Element | null;
    const outside = target?.ownerDocument !== document;
    if (!outside && belongsToFocus(target, event, pressed)) return;
    const action = keyAction(event);
    if (!action) return;
    event.preventDefault();
    act(action);
  }

  function onPointerDown(event: PointerEvent): void {
    pressed = (event.target as Element | null)?.closest(PRESSABLE) ?? null;
  }

  onMount(() => {
    window.addEventListener("keydown", onKeyDown);
    window.addEventListener("pointerdown", onPointerDown);
    onCleanup(() => {
      window.removeEventListener("keydown", onKeyDown);
      window.removeEventListener("pointerdown", onPointerDown);
    });
  });

  async function renameSession(title: string): Promise<void> {
    setSession(await orSame(rename(viewer, session().id, title)));
  }
  const orSame = async (answer: ReturnType<typeof rename>) => (await answer) ?? session();

  async function pinSession(pinned: boolean): Promise<void> {
    setSession(await orSame(pin(viewer, session().id, pinned)));
  }

  async function remove(): Promise<void> {
    if (!(await mayDelete(session()))) return;
    const { id, title } = session();
    const deleted = await deleteWithUndo(viewer, id, title, () => {
      location.hash = sessionHash(id);
    });
    if (deleted) location.hash = "#/";
  }

  return (
    <div class="session">
      <SessionHead
        session={session()}
        onRename={viewer.host.canEdit ? (title) => void renameSession(title) : undefined}
        onPin={viewer.host.canEdit ? (pinned) => void pinSession(pinned) : undefined}
        onDelete={viewer.host.canEdit ? () => void remove() : undefined}
        onRedact={canRedact() ? startRedaction : undefined}
        onRedactLeak={
          canRedact()
            ? ({ pointer }) => {
                if (pointer) goTo(pointer.offsetMs, pointer.tabId);
                startRedaction();
              }
            : undefined
        }
        onCopyLink={copyLink}
        onKeyMap={() => setKeyMapOpen(true)}
      />
      <Banners view={props.view} onGoTo={goTo} onReload={props.onReload} />
      <div class="session-grid">
        <main class="watch" ref={(element) => (stageBox = element)}>
          <StageView
            view={props.view}
            api={props.api}
            tabId={tabId()}
            player={player}
            onTab={watch.choose}
            onKeyDown={onKeyDown}
            stepper={(step) => (stepFrame = step)}
            onReady={props.onReady}
            pointing={redaction.pointing()}
          />
          <Timeline view={shown()} watch={watch} player={player} scale={scale} onPoint={point} />
          <Transport
            player={player}
            onFullscreen={toggleFullscreen}
            onAct={act}
            hasFindings={props.view.findings.length > 0}
            canMark={marks.canEdit}
          />
        </main>
        <SourceMapsContext.Provider value={sourceMaps}>
          <Panels
            view={props.view}
            marks={marks}
            onMark={mark}
            analysis={props.analysis}
            session={session()}
            player={player}
            tabId={tabId()}
            opensAtMoment={props.route.offsetMs !== null}
            onGoTo={goTo}
            onPoint={point}
            onRedact={canRedact() ? redaction.redactEvent : undefined}
          />
        </SourceMapsContext.Provider>
      </div>
      <redaction.View />
      <Show when={keyMapOpen()}>
        <KeyMap onClose={() => setKeyMapOpen(false)} />
      </Show>
    </div>
  );
}

function beginOf(finding: SessionView["findings"][number]) {
  return { offsetMs: finding.window.fromOffsetMs, tabId: finding.tabId };
}
