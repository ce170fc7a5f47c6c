import { Show, type JSX } from "solid-js";
import { WindowVirtualizer } from "virtua/solid";
import type { AuditEntry } from "../../src/store/audit-log.ts";
import { sessionHash } from "../route.ts";
import { Icon } from "../ui/icons.tsx";
import { dateText } from "../words.ts";
import { ACT_ICONS, ACT_WORDS, actTone } from "./act-words.ts";

/** The log's entries, newest first; only those on screen are drawn. */
export function AuditList(props: { entries: AuditEntry[] }): JSX.Element {
  return (
    <div class="audit-list card" role="list" aria-label="Audit log">
      <WindowVirtualizer data={props.entries} itemSize={44}>
        {(entry) => <AuditRow entry={entry} />}
      </WindowVirtualizer>
    </div>
  );
}

export function AuditRow(props: { entry: AuditEntry }): JSX.Element {
  return (
    <div class={`audit-row ${actTone(props.entry.act)}`} role="listitem" data-act={props.entry.act}>
      <span class="audit-act">
        <Icon name={ACT_ICONS[props.entry.act]} />
        {ACT_WORDS[props.entry.act]}
      </span>
      <time class="hint numbers" datetime={new Date(props.entry.at).toISOString()}>
        {dateText(props.entry.at)}
      </time>
      <span class="audit-detail">{props.entry.detail}</span>
      <span class="audit-about hint">
        <Show when={props.entry.site}>{(site) => <span class="clip">{site()}</span>}</Show>
        <Show when={props.entry.sessionId}>
          {(id) => (
            <a class="mono clip" href={sessionHash(id())} title={`Session ${id()}`}>
              {id()}
            </a>
          )}
        </Show>
      </span>
    </div>
  );
}
