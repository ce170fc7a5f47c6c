import { For, Show, type JSX } from "solid-js";

const LONGEST_HEAD = 80;

/** A recorded preview of a value, to be opened level by level; how it is written is told in docs/capture.md. */
export function PreviewTree(props: { name: string; value: unknown; open?: boolean }): JSX.Element {
  return (
    <Show
      when={childrenOf(props.value).length > 0}
      fallback={
        <p class="value">
          <span class="value-name">{props.name}</span>: <span>{headOf(props.value)}</span>
        </p>
      }
    >
      <details class="value" open={props.open ?? false}>
        <summary>
          <span class="value-name">{props.name}</span>: <span>{headOf(props.value)}</span>
        </summary>
        <For each={childrenOf(props.value)}>
          {([name, value]) => <PreviewTree name={name} value={value} />}
        </For>
      </details>
    </Show>
  );
}

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What is left out is told in the head, a type as well. */
function childrenOf(value: unknown): [name: string, value: unknown][] {
  if (Array.isArray(value)) {
    const items = value.filter((item) => moreOf(item) === null || Object.keys(item).length > 1);
    return items.map((item, index) => [String(index), item]);
  }
  if (!isFields(value)) return [];
  const listed = childrenOf(value["~values"]);
  const own = Object.entries(value).filter(([key]) => !/^~(?:values|more)?$/.test(key));
  return [
    ...own.map(([key, item]): [string, unknown] => [key.replace(/^~~/, "~"), item]),
    ...listed,
  ];
}

function headOf(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (!isFields(value) && !Array.isArray(value)) return String(value);
  const children = childrenOf(value);
  const left = Array.isArray(value) ? moreOf(value.at(-1)) : moreOf(value);
  const more = left === null ? "" : `, ${left} more`;
  if (Array.isArray(value)) return `Array(${children.length + (left ?? 0)})`;
  const type = typeof value["~"] === "string" ? value["~"] : "";
  if (children.length === 0) return type || "{}";
  const names = children.map(([name]) => name).join(", ");
  const shown = names.length > LONGEST_HEAD ? `${names.slice(0, LONGEST_HEAD)}…` : names;
  return `${type} {${shown}${more}}`.trimStart();
}

const moreOf = (value: unknown): number | null =>
  isFields(value) && typeof value["~more"] === "number" ? value["~more"] : null;
