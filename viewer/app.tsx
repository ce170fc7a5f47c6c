import {
  batch,
  createEffect,
  createMemo,
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
import { parseRoute } from "./route.ts";
import { Confirm } from "./ui/confirm.tsx";
import { Problem } from "./ui/problem.tsx";
import { Toasts } from "./ui/toasts.tsx";
import "./theme.css";
import "./ui/app-bar.css";

// The replayer is heavy; the library must not wait for it.
const SessionPage = lazy(async () => ({
  default: (await import("./session/SessionPage.tsx")).SessionPage,
}));

export function App(props: { host: ViewerHost }): JSX.Element {
  const [route, setRoute] = createSignal(parseRoute(location.hash));
  const worker = props.host.startWorker();
  onCleanup(worker.stop);
  const ahead = createOpenAhead(worker.api);
  // By the event's own word: the session page may have written its moment into the address since.
  const follow = ({ newURL }: HashChangeEvent) =>
    batch(() => setRoute(ahead.follow(parseRoute(new URL(newURL).hash))));
  window.addEventListener("hashchange", follow);
  onCleanup(() => window.removeEventListener("hashchange", follow));

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
  /** On stage, or drawn ahead behind the library. */
  const session = createMemo(() => {
    const current = route();
    if (current.page === "session") return current;
    return current.page === "library" ? ahead.drawn() : null;
  });

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
          {/* Made anew for another session, but not for another moment of the same one. */}
          <Show when={session()?.id} keyed>
            <div class="session-place" classList={{ ahead: route().page !== "session" }}>
              <Suspense>
                <SessionPage route={session()!} isShown={route().page === "session"} />
              </Suspense>
            </div>
          </Show>
        </Show>
      </Show>
      <Confirm />
      <Toasts />
    </ViewerContext.Provider>
  );
}
