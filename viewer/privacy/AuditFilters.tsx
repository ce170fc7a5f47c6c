import { For, type JSX } from "solid-js";
import { AUDIT_ACTS, type AuditAct } from "../../src/store/audit-log.ts";
import { ACT_WORDS } from "./act-words.ts";
import type { AuditFilter } from "./audit-filter.ts";

export function AuditFilters(props: {
  filter: AuditFilter;
  onChange: (filter: AuditFilter) => void;
}): JSX.Element {
  const change = (part: Partial<AuditFilter>) => props.onChange({ ...props.filter, ...part });
  return (
    <div class="audit-filters" role="search" aria-label="Filter the log">
      <label class="field">
        <span>What was done</span>
        <select
          class="select"
          value={props.filter.act ?? ""}
          onChange={(event) => change({ act: (event.currentTarget.value || null) as AuditAct })}
        >
          <option value="">Everything</option>
          <For each={AUDIT_ACTS}>{(act) => <option value={act}>{ACT_WORDS[act]}</option>}</For>
        </select>
      </label>
      <label class="field grow">
        <span>Session id</span>
        <input
          class="input mono"
          type="search"
          spellcheck={false}
          value={props.filter.session}
          onInput={(event) => change({ session: event.currentTarget.value })}
        />
      </label>
      <DayField label="From" value={props.filter.from} onChange={(from) => change({ from })} />
      <DayField label="To" value={props.filter.to} onChange={(to) => change({ to })} />
    </div>
  );
}

export function DayField(props: {
  label: string;
  value: string;
  onChange: (day: string) => void;
}): JSX.Element {
  return (
    <label class="field">
      <span>{props.label}</span>
      <input
        class="input numbers"
        type="date"
        value={props.value}
        onInput={(event) => props.onChange(event.currentTarget.value)}
      />
    </label>
  );
}
