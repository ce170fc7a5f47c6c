import { For, type JSX } from "solid-js";

/** A trail that leads to the first sign. */
function Trail(): JSX.Element {
  return (
    <svg class="trail" viewBox="0 0 320 120" aria-hidden="true">
      <path class="hill" d="M0 96 C60 40 110 44 160 78 S260 60 320 88 V120 H0z" />
      <path class="path" d="M20 112 C70 84 110 112 150 92 S222 84 250 66" />
      <path class="post" d="M252 66V36" />
      <path class="blaze" d="M240 18h22l9 9-9 9h-22z" />
    </svg>
  );
}

export function EmptyLibrary(props: { steps: string[] }): JSX.Element {
  return (
    <section class="empty">
      <Trail />
      <h2>No sessions yet</h2>
      <ol>
        <For each={props.steps}>{(step) => <li>{step}</li>}</For>
      </ol>
    </section>
  );
}

export function NothingFound(props: { onClear: () => void }): JSX.Element {
  return (
    <section class="empty">
      <h2>No session matches</h2>
      <p class="hint">Every word must stand in the title, site, labels or a page’s address.</p>
      <button class="button primary" onClick={() => props.onClear()}>
        Clear search and filters
      </button>
    </section>
  );
}
