import { For, Show, type JSX } from "solid-js";
import type { PageSpeed, Rating } from "../../src/worker/vitals.ts";
import { plural } from "../words.ts";

const MOST_PAGES = 20;

const BADGES: Record<Rating, string> = {
  good: "route",
  "needs-improvement": "blaze",
  poor: "danger",
};

/** The web vitals of a session's documents, each with its rating. */
export function SpeedList(props: { pages: readonly PageSpeed[] }): JSX.Element {
  return (
    <>
      <ul class="tab-list">
        <For each={props.pages.slice(0, MOST_PAGES)}>
          {({ url, vitals }) => (
            <li class="speed">
              <div class="hint clip" title={url}>
                {url}
              </div>
              <ul class="row wrap">
                <For each={vitals}>
                  {({ label, rating }) => (
                    <li class={`badge numbers ${BADGES[rating]}`}>{label}</li>
                  )}
                </For>
              </ul>
            </li>
          )}
        </For>
      </ul>
      <Show when={props.pages.length > MOST_PAGES}>
        <p class="hint">
          And of {plural(props.pages.length - MOST_PAGES, "more page")}: see the events.
        </p>
      </Show>
    </>
  );
}
