import { For, type JSX } from "solid-js";
import { countText } from "../words.ts";
import "./bar-list.css";

export interface Bar {
  name: string;
  count: number;
  /** Instead of the count in digits. */
  text?: string;
}

/** Counts as bars: the longest is the most. */
export function BarList(props: {
  label: string;
  rows: readonly Bar[];
  tone?: "accent" | "route" | "danger";
}): JSX.Element {
  const most = () => props.rows.reduce((all, { count }) => Math.max(all, count), 1);
  return (
    <ul class={`bars ${props.tone ?? "accent"}`} aria-label={props.label}>
      <For each={props.rows}>
        {(row) => (
          <li>
            <span class="bar-name">{row.name}</span>
            <span class="numbers">{row.text ?? countText(row.count)}</span>
            <span class="bar-track" aria-hidden="true">
              <span style={{ width: `${Math.max(1, (100 * row.count) / most())}%` }} />
            </span>
          </li>
        )}
      </For>
    </ul>
  );
}
