import {
  batch,
  createEffect,
  createSignal,
  Match,
  onCleanup,
  onMount,
  Switch,
  untrack,
  type JSX,
} from "solid-js";
import type { Progress, SessionView } from "../../src/worker/api.ts";
import { useViewer } from "../context.ts";
import type { SessionRoute } from "../route.ts";
import { codeOf, Problem } from "../ui/problem.tsx";
import { inOwnWorker, orAborted } from "../worker-client.ts";
import type { AnalysisState } from "./analysis-state.ts";
import { SessionBody } from "./SessionBody.tsx";
import "./session.css";

const STARTING: Progress = { done: 0, what: "Starting" };

/** A page that is never idle is analysed all the same. */
const ANALYZE_WITHIN_MS = 1_000;

/**
 * Opens the session, and once its first picture is seen has a worker of its own look for events and
 * findings: seeking need not wait for that. Leaving ends both.
 */
export function SessionPage(props: {
  route: SessionRoute;
  /** False while it is only drawn ahead: then it keeps its hands off the address, the title and the keys. */
  isShown: boolean;
}): JSX.Element {
  const { host, api, ahead } = useViewer();
  const { id } = untrack(() => props.route);
  const [view, setView] = createSignal<SessionView | null>(null);
  const [error, setError] = createSignal<unknown>(null);
  const [opened, setOpened] = createSignal(0);
  /** The first picture stands, or it is known that there is none. */
  const [ready, setReady] = createSignal(false);
  const [progress, setProgress] = createSignal(STARTING);
  const [analysisError, setAnalysisError] = createSignal<unknown>(null);
  const leave = new AbortController();
  let analysis: AbortController | null = null;

  async function open(): Promise<void> {
    analysis?.abort();
    analysis = null;
    setError(null);
    setView(null);
    setReady(false);
    try {
      const { tabId, offsetMs } = props.route;
      const from = { tabId, offsetMs: offsetMs ?? 0 };
      const asked = ahead.take(id, from) ?? api.openSession(id, from);
      const next = await orAborted(leave.signal, asked);
      batch(() => {
        setView(next);
        setOpened((count) => count + 1);
      });
    } catch (failure) {
      if (!leave.signal.aborted) setError(failure);
    }
  }

  async function analyze(): Promise<void> {
    if (analysis || leave.signal.aborted) return;
    const mine = (analysis = new AbortController());
    setAnalysisError(null);
    setProgress(STARTING);
    try {
      const next = await inOwnWorker(
        host,
        AbortSignal.any([leave.signal, mine.signal]),
        (own, tell) => own.analyzeSession(id, tell(setProgress)),
      );
      setView(next);
    } catch (failure) {
      if (analysis === mine && !leave.signal.aborted) setAnalysisError(failure);
    }
  }

  /** Once the first picture is painted: what comes first must not wait for a worker that starts. */
  function analyzeSoon(): void {
    requestIdleCallback(() => void analyze(), { timeout: ANALYZE_WITHIN_MS });
  }

  const state: AnalysisState = {
    get progress() {
      return progress();
    },
    get error() {
      return analysisError();
    },
    cancel: () => analysis?.abort(),
    retry() {
      analysis = null;
      void analyze();
    },
  };

  /** Asking again brings back nothing. */
  const isGone = () => ["not-found", "deleted", "invalid-id"].includes(codeOf(error()) ?? "");

  createEffect(() => {
    const title = view()?.session.title;
    if (props.isShown && title !== undefined)
      document.title = `${title || "Untitled session"} – Waymark`;
  });
  createEffect(() => {
    if (props.isShown && ready()) analyzeSoon();
  });
  onMount(() => void open());
  onCleanup(() => {
    leave.abort();
    void api.closeSession(id);
  });

  return (
    <Switch>
      <Match when={error()}>
        <Problem
          title="This session cannot be opened"
          error={error()}
          {...(isGone() ? {} : { retry: () => void open() })}
        >
          <a class="button" classList={{ primary: isGone() }} href="#/">
            Back to the library
          </a>
        </Problem>
      </Match>
      <Match when={view() && opened()} keyed>
        {(_opening) => (
          <SessionBody
            view={view()!}
            analysis={state}
            api={api}
            route={props.route}
            isShown={props.isShown}
            onReload={() => void open()}
            onReady={() => setReady(true)}
          />
        )}
      </Match>
      <Match when={true}>
        <div class="opening">
          <p class="hint">Opening session…</p>
        </div>
      </Match>
    </Switch>
  );
}
