import { createSignal, Match, onCleanup, onMount, Show, Switch, type JSX } from "solid-js";
import type { Progress, SessionView } from "../../src/worker/api.ts";
import { useViewer } from "../context.ts";
import type { Route } from "../route.ts";
import { codeOf, Problem } from "../ui/problem.tsx";
import { ProgressBar } from "../ui/progress.tsx";
import { orAborted, progressTo } from "../worker-client.ts";
import type { RunningWorker } from "../host.ts";
import { SessionBody } from "./SessionBody.tsx";
import "./session.css";

type SessionRoute = Extract<Route, { page: "session" }>;

/** Opens the session in a worker of its own, so that leaving or cancelling ends the work at once. */
export function SessionPage(props: { route: SessionRoute }): JSX.Element {
  const { host } = useViewer();
  const [view, setView] = createSignal<SessionView | null>(null);
  const [error, setError] = createSignal<unknown>(null);
  const [progress, setProgress] = createSignal<Progress>({ done: 0, what: "Starting" });
  const leave = new AbortController();
  let worker: RunningWorker | null = null;

  async function open(): Promise<void> {
    worker?.stop();
    setError(null);
    setView(null);
    const mine = (worker = host.startWorker());
    try {
      await orAborted(leave.signal, mine.api.connect(host.source));
      const opened = mine.api.openSession(props.route.id, progressTo(setProgress));
      const next = await orAborted(leave.signal, opened);
      document.title = `${next.session.title || "Untitled session"} – Waymark`;
      setView(next);
    } catch (failure) {
      if (!leave.signal.aborted) setError(failure);
    }
  }

  /** Asking again brings back nothing. */
  const isGone = () => ["not-found", "deleted", "invalid-id"].includes(codeOf(error()) ?? "");

  onMount(() => void open());
  onCleanup(() => {
    leave.abort();
    worker?.stop();
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
      <Match when={view()} keyed>
        {(ready) => (
          <Show when={worker}>
            {(running) => (
              <SessionBody
                view={ready}
                api={running().api}
                route={props.route}
                onReload={() => void open()}
              />
            )}
          </Show>
        )}
      </Match>
      <Match when={true}>
        <div class="opening">
          <ProgressBar
            label="Opening session"
            progress={progress()}
            onCancel={() => {
              location.hash = "#/";
            }}
          />
        </div>
      </Match>
    </Switch>
  );
}
