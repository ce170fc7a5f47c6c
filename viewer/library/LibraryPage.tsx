import { createEffect, createSignal, For, on, onCleanup, onMount, Show, type JSX } from "solid-js";
import { proxy } from "comlink";
import { WindowVirtualizer } from "virtua/solid";
import { messageOf } from "../../src/format/errors.ts";
import type { SessionId } from "../../src/format/ids.ts";
import type { Session } from "../../src/format/session.ts";
import type { SessionQuery } from "../../src/store/session-store.ts";
import { useViewer } from "../context.ts";
import { privacyHash } from "../route.ts";
import { deleteWithUndo, mayDelete, pin, rename } from "../session-actions.ts";
import { Sign, ThemeSwitch } from "../ui/app-bar.tsx";
import { copyText } from "../ui/copy-text.ts";
import { Icon } from "../ui/icons.tsx";
import { isCancelled, Problem } from "../ui/problem.tsx";
import { showToast } from "../ui/toasts.tsx";
import { inOwnWorker } from "../worker-client.ts";
import { EmptyLibrary, NothingFound } from "./EmptyLibrary.tsx";
import { Filters } from "./Filters.tsx";
import { createSessionList } from "./session-list.ts";
import { RemovalNotice } from "./RemovalNotice.tsx";
import { SessionRow } from "./SessionRow.tsx";
import "./library.css";

const REFRESH_MS = 5_000;

export function LibraryPage(): JSX.Element {
  const viewer = useViewer();
  const list = createSessionList(viewer.api);
  const [query, setQuery] = createSignal<SessionQuery>({ sort: "startedAt" });
  const filtered = () =>
    Boolean(query().text || query().hasErrors || query().hasFindings || query().pinned);
  let foot!: HTMLDivElement;

  createEffect(on(query, (next) => void list.show(next)));

  const leaving = new AbortController();
  onCleanup(() => leaving.abort());
  let counting = false;

  /** A session is analysed when it is opened; the library tells of those too that nobody opened yet. */
  async function countFindings(): Promise<void> {
    if (counting || !viewer.host.canEdit) return;
    counting = true;
    let counted = 0;
    try {
      await inOwnWorker(viewer.host, leaving.signal, (api) =>
        api.countFindings(
          proxy((session: Session) => {
            counted++;
            list.replace(session);
          }),
        ),
      );
      // Filters and orders by findings may have changed.
      if (counted > 0) void list.refresh();
    } catch (error) {
      if (isCancelled(error)) return;
      showToast({ text: `Findings could not be counted: ${messageOf(error)}`, tone: "danger" });
    } finally {
      counting = false;
    }
  }

  onMount(() => {
    document.title = "Sessions – Waymark";
    const watcher = new IntersectionObserver(
      (seen) => {
        if (seen.some((each) => each.isIntersecting)) list.more();
      },
      { rootMargin: "800px" },
    );
    watcher.observe(foot);
    const refresh = () => {
      if (document.visibilityState !== "visible") return;
      void list.refresh();
      void countFindings();
    };
    void countFindings();
    document.addEventListener("visibilitychange", refresh);
    // Numbers of a session that is being recorded grow; a longer scrolled list is left alone.
    const timer = setInterval(() => {
      if (scrollY === 0 && list.rows().some((row) => row.state === "recording")) refresh();
    }, REFRESH_MS);
    onCleanup(() => {
      watcher.disconnect();
      document.removeEventListener("visibilitychange", refresh);
      clearInterval(timer);
    });
  });

  async function renameRow(session: Session, title: string): Promise<void> {
    viewer.ahead.forget(session.id);
    list.replace({ ...session, title });
    list.replace((await rename(viewer, session.id, title)) ?? session);
    // What was opened meanwhile may have the old one.
    viewer.ahead.forget(session.id);
  }

  async function pinRow(session: Session, pinned: boolean): Promise<void> {
    viewer.ahead.forget(session.id);
    list.replace({ ...session, pinned });
    list.replace((await pin(viewer, session.id, pinned)) ?? session);
    viewer.ahead.forget(session.id);
    // It may no longer belong to what is shown.
    if (query().pinned) void list.refresh();
  }

  async function deleteSession(session: Session): Promise<void> {
    if (await mayDelete(session)) await deleteRow(session.id, session.title);
  }

  async function deleteRow(id: SessionId, title: string): Promise<void> {
    viewer.ahead.forget(id);
    list.remove(id);
    const deleted = await deleteWithUndo(viewer, id, title, () => void list.refresh());
    if (!deleted) void list.refresh();
  }

  return (
    <div class="library">
      <header class="library-head">
        <a class="brand row" href="#/">
          <Sign />
          <h1>Waymark</h1>
        </a>
        <Filters query={query()} onChange={setQuery} />
        <div class="row library-tools">
          <a
            class="button quiet icon"
            href={privacyHash()}
            aria-label="Privacy and audit log"
            title="Privacy and audit log"
          >
            <Icon name="shield" />
          </a>
          <ThemeSwitch />
          <Show when={viewer.host.leave}>
            {(leave) => (
              <button class="button quiet" title="Forget the read key" onClick={() => leave()()}>
                Sign out
              </button>
            )}
          </Show>
          <Show when={viewer.host.openOptions}>
            {(open) => (
              <button
                class="button quiet icon"
                aria-label="Options"
                title="Options"
                onClick={() => open()()}
              >
                <Icon name="gear" />
              </button>
            )}
          </Show>
        </div>
      </header>
      <main aria-busy={list.loading()}>
        <RemovalNotice />
        <For each={list.damaged()}>
          {(id) => (
            <div class="notice danger damaged" role="group" aria-label={`Damaged session ${id}`}>
              <Icon name="alert" />
              <span class="grow">
                The record of session <code>{id}</code> cannot be read. Other sessions are not
                affected.
              </span>
              <Show when={viewer.host.canEdit}>
                <button class="button danger" onClick={() => void deleteRow(id, id)}>
                  Delete it
                </button>
              </Show>
            </div>
          )}
        </For>
        <Show
          when={!list.error() || list.rows().length > 0}
          fallback={
            <Problem
              title="The library cannot be read"
              error={list.error()}
              retry={() => void list.refresh()}
            />
          }
        >
          <Show when={list.error()}>
            <div class="notice danger" role="alert">
              <span class="grow">The list may be out of date: {messageOf(list.error())}</span>
              <button class="button" onClick={() => void list.refresh()}>
                Try again
              </button>
            </div>
          </Show>
          <Show
            when={list.rows().length > 0}
            fallback={
              <Show when={!list.loading()}>
                <Show when={filtered()} fallback={<EmptyLibrary steps={viewer.host.howToRecord} />}>
                  <NothingFound onClear={() => setQuery({ sort: query().sort ?? "startedAt" })} />
                </Show>
              </Show>
            }
          >
            <div class="rows" role="list" aria-label="Sessions">
              <WindowVirtualizer data={list.rows()} itemSize={116}>
                {(session) => (
                  <SessionRow
                    session={session}
                    onRename={
                      viewer.host.canEdit ? (title) => void renameRow(session, title) : undefined
                    }
                    onPin={
                      viewer.host.canEdit ? (pinned) => void pinRow(session, pinned) : undefined
                    }
                    onDelete={viewer.host.canEdit ? () => void deleteSession(session) : undefined}
                    onCopyLink={(url) => void copyText(url, "Link copied.")}
                  />
                )}
              </WindowVirtualizer>
            </div>
          </Show>
        </Show>
        <div ref={(element) => (foot = element)} class="foot" aria-hidden="true" />
      </main>
    </div>
  );
}
