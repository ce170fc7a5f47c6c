import { For, type JSX } from "solid-js";

/** Figures side by side, each over its name. */
export function NumbersGrid(props: {
  numbers: readonly [name: string, value: string][];
}): JSX.Element {
  return (
    <dl class="numbers-grid">
      <For each={props.numbers}>
        {([name, value]) => (
          <div>
            <dd class="numbers">{value}</dd>
            <dt>{name}</dt>
          </div>
        )}
      </For>
    </dl>
  );
}
