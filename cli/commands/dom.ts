import {
  askDom,
  askHistory,
  DOM_CHARS,
  DOM_FORMS,
  type DomAnswer,
  type DomForm,
  HISTORY_LIMIT,
  type HistoryAnswer,
  MOST_DOM_CHARS,
} from "../../src/ask/dom.ts";
import { ADDRESS_ARGS } from "../address.ts";
import { asking, exitOf, honestLines, pointerText } from "../asking.ts";
import { command, UsageError } from "../command.ts";
import { wholeNumberOf } from "../numbers.ts";
import { offsetOf } from "../offsets.ts";
import { styled } from "../style.ts";
import { table } from "../table.ts";
import { momentText, plain, printable } from "../text.ts";

export const domCommand = command({
  name: "dom",
  description: "The page, or an element, at a moment; or each change of an element",
  args: {
    ...ADDRESS_ARGS,
    at: { type: "string", description: "The moment (the end): 83000ms, 83s, 01:23, 1:02:03" },
    tab: { type: "string", description: "This tab (the one that was looked at)" },
    selector: { type: "string", description: "Only this element and what is in it" },
    node: { type: "string", description: "The same, by its node id", valueHint: "ID" },
    as: {
      type: "string",
      default: "outline",
      description: "outline (as a screen reader tells it), text, tree, html or form",
    },
    depth: { type: "string", description: "Levels of --as tree (12)" },
    history: { type: "boolean", description: "Each change of the element, with what came before" },
    from: { type: "string", description: "Of --history: from this time on" },
    to: { type: "string", description: "Of --history: up to this time" },
    limit: {
      type: "string",
      description: `Characters (${DOM_CHARS}), or changes of --history (${HISTORY_LIMIT})`,
    },
  },
  examples: [
    "waymark dom latest --at 01:23",
    "waymark dom latest --at 01:23 --selector '#cart' --as html",
    "waymark dom recording.json --as form --json",
    "waymark dom recording.json --selector '#basket' --history",
  ],
  run(args, io) {
    const element = {
      selector: args.selector,
      nodeId:
        args.node === undefined
          ? undefined
          : wholeNumberOf(args.node, "--node", 1, Number.MAX_SAFE_INTEGER),
      tabId: args.tab,
    };
    const limit = (most: number) =>
      args.limit === undefined ? undefined : wholeNumberOf(args.limit, "--limit", 0, most);
    if (args.history) {
      if (args.at !== undefined)
        throw new UsageError("--history goes from --from to --to, not --at.");
      const query = {
        ...element,
        fromOffsetMs: offsetOf(args.from, "--from"),
        toOffsetMs: offsetOf(args.to, "--to"),
        limit: limit(1_000),
      };
      return asking<DomAnswer | HistoryAnswer>(args, io, (source, id, options) =>
        askHistory(source, id, query, options),
      );
    }
    if (args.from !== undefined || args.to !== undefined) {
      throw new UsageError("--from and --to go with --history; a moment is --at.");
    }
    const query = {
      ...element,
      atMs: offsetOf(args.at, "--at"),
      as: formOf(args.as),
      depth: args.depth === undefined ? undefined : wholeNumberOf(args.depth, "--depth", 0, 200),
      limit: limit(MOST_DOM_CHARS),
    };
    return asking<DomAnswer | HistoryAnswer>(args, io, (source, id, options) =>
      askDom(source, id, query, options),
    );
  },
  human: (answer) =>
    [
      ...("changes" in answer ? historyLines(answer) : pageLines(answer)),
      ...honestLines(answer),
    ].join("\n"),
  exitCode: exitOf,
});

function formOf(text: string): DomForm {
  if ((DOM_FORMS as readonly string[]).includes(text)) return text as DomForm;
  throw new UsageError(`--as takes ${DOM_FORMS.join(", ")}, not "${text}".`);
}

function pageLines(answer: DomAnswer): string[] {
  const { tabId, offsetMs, url, title, viewport, nodes, target, others, content, fields } = answer;
  const lines = [
    styled("bold", plain(title || url)),
    `${plain(url)}  tab ${tabId}  at ${momentText(offsetMs)}  ${viewport.width} by ${viewport.height}  ${nodes} nodes`,
  ];
  if (target) lines.push(`Element: ${plain(target.selector ?? "")} [${target.nodeId}]`);
  if (others.length > 0) {
    const list = others.map(({ selector, nodeId }) => `${plain(selector ?? "")} [${nodeId}]`);
    lines.push(`Others like it: ${list.join(", ")}`);
  }
  if (content !== undefined) lines.push("", printable(content));
  if (fields) {
    const rows = fields.map((field) => [
      field.label,
      field.type,
      field.checked === null ? (field.value ?? "") : field.checked ? "checked" : "not checked",
      [field.required && "required", field.disabled && "disabled", field.invalid && "invalid"]
        .filter(Boolean)
        .join(" "),
      field.selector ?? "",
    ]);
    const none = "No form controls.";
    lines.push(
      "",
      rows.length > 0 ? table(["field", "type", "value", "state", "selector"], rows) : none,
    );
  }
  return lines;
}

function historyLines({ changes, left }: HistoryAnswer): string[] {
  const lines = [];
  for (const change of changes) {
    const { offsetMs, what, selector, changes: parts, after } = change;
    lines.push(
      `${momentText(offsetMs)}  ${styled("bold", what)}  ${plain(selector ?? "")}  ${pointerText(change)}`,
    );
    for (const { of, from, to } of parts) {
      lines.push(`  ${plain(of)}: ${valueText(from)} -> ${valueText(to)}`);
    }
    for (const cause of [after.act, after.request]) {
      if (cause)
        lines.push(`  ${cause.beforeMs} ms after: ${plain(cause.label)} (${pointerText(cause)})`);
    }
  }
  if (changes.length === 0) lines.push("No change in that time.");
  if (left > 0) lines.push(`${left} more: --limit`);
  return lines;
}

const valueText = (value: string | null): string =>
  value === null ? "nothing" : JSON.stringify(plain(value));
