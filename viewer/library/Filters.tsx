import { For, onCleanup, type JSX } from "solid-js";
import type { SessionQuery, SessionSort } from "../../src/store/session-store.ts";
import { Icon } from "../ui/icons.tsx";

const SORTS: readonly [SessionSort, string][] = [
  ["startedAt", "Newest"],
  ["durationMs", "Longest"],
  ["events", "Most events"],
  ["findings", "Most findings"],
  ["errors", "Most errors"],
  ["title", "Title"],
];
const TYPING_MS = 200;

export function Filters(props: {
  query: SessionQuery;
  onChange: (query: SessionQuery) => void;
}): JSX.Element {
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));

  function change(part: Partial<SessionQuery>): void {
    clearTimeout(timer);
    props.onChange({ ...props.query, ...part });
  }

  function typed(text: string): void {
    clearTimeout(timer);
    timer = setTimeout(() => change({ text: text.trim() || undefined }), TYPING_MS);
  }

  const toggle = (key: "hasFindings" | "hasErrors" | "pinned", label: string) => (
    <button
      class="button"
      aria-pressed={props.query[key] === true}
      onClick={() => change({ [key]: props.query[key] ? undefined : true })}
    >
      {label}
    </button>
  );

  return (
    <div class="filters" role="search">
      <label class="search">
        <span class="spoken">Search sessions</span>
        <Icon name="search" />
        <input
          class="input"
          type="search"
          placeholder="Title, site, page, label…"
          value={props.query.text ?? ""}
          onInput={(event) => typed(event.currentTarget.value)}
        />
      </label>
      {toggle("hasFindings", "With findings")}
      {toggle("hasErrors", "With errors")}
      {toggle("pinned", "Pinned")}
      <label>
        <span class="spoken">Sort by</span>
        <select
          class="select"
          value={props.query.sort ?? "startedAt"}
          onChange={(event) => change({ sort: event.currentTarget.value as SessionSort })}
        >
          <For each={SORTS}>{([sort, label]) => <option value={sort}>{label}</option>}</For>
        </select>
      </label>
    </div>
  );
}
