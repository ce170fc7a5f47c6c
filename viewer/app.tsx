import {
  createEffect,
  createResource,
  createSignal,
  lazy,
  Match,
  onCleanup,
  Show,
  Suspense,
  Switch,
  type JSX,
} from "solid-js";
import { ViewerContext } from "./context.ts";
import type { ViewerHost } from "./host.ts";
import { LibraryPage } from "./library/LibraryPage.tsx";
import { createOpenAhead } from "./open-ahead.ts";
import { PrivacyPage } from "./privacy/PrivacyPage.tsx";
import { parseRoute, type Route } from "./route.ts";
import { Confirm } from "./ui/confirm.tsx";
import { Problem } from "./ui/problem.tsx";
import { Toasts } from "./ui/toasts.tsx";
import "./theme.css";
import "./ui/app-bar.css";

// The replayer is heavy; the library must not wait for it.
const SessionPage = lazy(async () => ({
  default: (await import("./session/SessionPage.tsx")).SessionPage,
}));

type SessionRoute = Extract<Route, { page: "session" }>;

export function App(props: { host: ViewerHost }): JSX.Element {
  const [route, setRoute] = createSignal(parseRoute(location.hash));
  // By the event's own word: the session page may have written its moment into the address since.
  const follow = ({ newURL }: HashChangeEvent) => setRoute(parseRoute(new URL(newURL).hash));
  window.addEventListener("hashchange", follow);
  onCleanup(() => window.removeEventListener("hashchange", follow));

  const worker = props.host.startWorker();
  onCleanup(worker.stop);
  const ahead = createOpenAhead(worker.api);
  const [connected, { refetch }] = createResource(async () => {
    await worker.api.connect(props.host.source);
    return true;
  });
  // A session opens at once when its code is there: fetched beside the worker's start, or while the
  // library is idle.
  if (route().page === "session") void SessionPage.preload();
  createEffect(() => {
    if (route().page !== "library" || !connected()) return;
    const idle = requestIdleCallback(() => void SessionPage.preload());
    onCleanup(() => cancelIdleCallback(idle));
  });
  /** Remounts the session page for another session, but not for another moment of the same one. */
  const sessionId = () => {
    const current = route();
    return current.page === "session" ? current.id : null;
  };

  /** Of which one session the audit log is asked for. */
  const sessionAsked = () => {
    const current = route();
    return current.page === "privacy" ? current.session : null;
  };

  return (
    <ViewerContext.Provider value={{ host: props.host, api: worker.api, ahead }}>
      <Show
        when={!connected.error}
        fallback={
          <Problem
            title="The sessions cannot be opened"
            error={connected.error}
            retry={() => void refetch()}
          />
        }
      >
        <Show when={connected()}>
          <Switch>
            <Match when={route().page === "library"}>
              <LibraryPage />
            </Match>
            <Match when={sessionId()} keyed>
              <Suspense>
                <SessionPage route={route() as SessionRoute} />
              </Suspense>
            </Match>
            <Match when={route().page === "privacy"}>
              <PrivacyPage session={sessionAsked()} />
            </Match>
            <Match when={route().page === "unknown"}>
              <Problem
                title="There is no such page"
                error={new Error(`The address ${location.hash} leads nowhere in Waymark.`)}
              >
                <a class="button primary" href="#/">
                  Go to the library
                </a>
              </Problem>
            </Match>
          </Switch>
        </Show>
      </Show>
      <Confirm />
      <Toasts />
    </ViewerContext.Provider>
  );
}
