import { Show } from "solid-js";

export interface Said {
  tone: "good" | "bad" | "busy";
  sentence: string;
}

/** Where a form says how it went. It stays in the page while empty, so that screen readers hear the change. */
export function Outcome(props: { id: string; said: Said | null }) {
  return (
    <div id={props.id} class="outcome" role="status">
      <Show when={props.said}>
        {(said) => (
          <p
            class="notice"
            classList={{ danger: said().tone === "bad", good: said().tone === "good" }}
          >
            {said().sentence}
          </p>
        )}
      </Show>
    </div>
  );
}
