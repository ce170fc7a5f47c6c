import { shorten } from "../../../dom/label.ts";
import { vital } from "./network.ts";
import { absolute, amountOf, signal, textOf, type ToolReader, wordOf } from "./told.ts";

/** `error`: uncaught errors and rejections. Pages that call something else so are left to the next reader. */
export const readSentieroError: ToolReader = (payload) => {
  const message = textOf(payload["message"]);
  if (message === undefined) return null;
  const told = {
    what: payload["type"] === "unhandledrejection" ? ("rejection" as const) : ("error" as const),
    message,
    stack: textOf(payload["stack"]) || undefined,
    source: textOf(payload["source"]) || undefined,
    line: amountOf(payload["lineno"]) || undefined,
    column: amountOf(payload["colno"]) || undefined,
  };
  return [signal("waymark.error", told)];
};

/** `navigation`: a link that was clicked; that the page changed is told by the next Meta event. */
export const readSentieroLink: ToolReader = (payload, page) => {
  const url = absolute(textOf(payload["url"]), page.url);
  if (!url) return null;
  const data = { category: "link", url, external: payload["external"] === true };
  return [
    { kind: "breadcrumb", category: "user", label: `Followed a link to ${shorten(url)}`, data },
  ];
};

/** `__perf` */
export const readSentieroVital: ToolReader = (payload) =>
  vital(textOf(payload["metric"]), payload["value"], payload["rating"]);

/** `__click`: rrweb tells of the same click, with the element. */
export const readSentieroClick: ToolReader = (payload) =>
  textOf(payload["selector"]) === undefined ? null : [];

/** `__form_submit` */
export const readSentieroSubmit: ToolReader = (payload) => {
  const name = wordOf(payload["name"]) ?? wordOf(payload["id"]) ?? "";
  return [
    {
      kind: "form",
      category: "user",
      label: name ? `Submitted the form "${shorten(name)}"` : "Submitted a form",
      data: { what: "submit", name },
    },
  ];
};
