import { plural } from "../format/count.ts";
import { formatOffset } from "../format/time.ts";
import { LEVEL_WORDS } from "../privacy/level-words.ts";
import type { AuditEntry } from "../store/audit-log.ts";
import type { TextFile } from "./audit-file.ts";
import { markText, type PrivacyReport } from "./privacy-report.ts";

export type ReportKind = "json" | "html";

/** A report as a file: for programs, or for people as one page that loads nothing. */
export function reportFile(report: PrivacyReport, kind: ReportKind): TextFile {
  const fileName = `waymark-privacy-${report.sessionId}.${kind}`;
  return kind === "json"
    ? { fileName, type: "application/json", text: `${JSON.stringify(report, null, 2)}\n` }
    : { fileName, type: "text/html", text: reportHtml(report) };
}

interface Row {
  name: string;
  count: number;
}

function reportHtml(report: PrivacyReport): string {
  const { site, sessionId, startedAt, endedAt, level, masked, marks, dropped, gaps } = report;
  const title = `Privacy report: ${site || sessionId}`;
  const marked = marks.map((mark) => ({ name: markText(mark), count: mark.elements }));
  const facts: [string, string][] = [
    ["Site", site || "not known"],
    ["Session", sessionId],
    ["Recorded", timeText(startedAt)],
    ["Length", endedAt === null ? "not ended" : formatOffset(endedAt - startedAt)],
    ["Privacy level", LEVEL_WORDS[level]],
    ["Marks by people", String(report.annotations)],
    ["Redacted later", plural(report.redactedSegments, "segment")],
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<dl>${facts.map(([name, value]) => `<dt>${name}</dt><dd>${escapeHtml(value)}</dd>`).join("")}</dl>
${section("Masked or redacted before it was stored", bars(masked, "pine"), "Nothing had to be masked.")}
${section("Marks in the page, by elements that carry them", bars(marked, "route"), "The page marked nothing.")}
${section("Left out", bars(dropped, "danger"), "Nothing was left out.")}
${section("Stretches not recorded", gapList(gaps), gaps === null ? "Not known: the session was not read for this report." : "None.")}
${section("Consent", consentText(report.consent), "The settings asked for no consent, and the page told of none.")}
${section("What was done with it", entryList(report.audit), "Nothing is noted of this session.")}
</body>
</html>
`;
}

function section(title: string, content: string, otherwise: string): string {
  return `<section><h2>${title}</h2>${content || `<p class="none">${otherwise}</p>`}</section>`;
}

function bars(rows: readonly Row[], tone: string): string {
  if (rows.length === 0) return "";
  const most = Math.max(...rows.map(({ count }) => count));
  const lines = rows.map(
    ({ name, count }) =>
      `<tr><th scope="row">${escapeHtml(name)}</th><td class="${tone}"><span style="width:${Math.max(1, (100 * count) / most).toFixed(1)}%"></span></td><td>${count.toLocaleString("en")}</td></tr>`,
  );
  return `<table>${lines.join("")}</table>`;
}

function gapList(gaps: PrivacyReport["gaps"]): string {
  const lines = (gaps ?? []).map(
    ({ fromOffsetMs, toOffsetMs, why }) =>
      `<li><b>${formatOffset(fromOffsetMs)} to ${formatOffset(toOffsetMs)}</b> ${escapeHtml(why)}</li>`,
  );
  return lines.length > 0 ? `<ul>${lines.join("")}</ul>` : "";
}

function consentText(consent: PrivacyReport["consent"]): string {
  if (!consent) return "";
  const { source, version, at } = consent;
  return `<p>Given on ${timeText(at)}, asked by ${escapeHtml(source)} with text ${escapeHtml(version)}.</p>`;
}

function entryList(entries: readonly AuditEntry[]): string {
  const lines = entries.map(
    ({ at, act, detail }) => `<li><b>${timeText(at)} ${act}</b> ${escapeHtml(detail)}</li>`,
  );
  return lines.length > 0 ? `<ul>${lines.join("")}</ul>` : "";
}

/** In UTC: the file is read where it was not made. */
const timeText = (at: number): string =>
  new Date(at).toISOString().slice(0, 19).replace("T", " ") + " UTC";

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};
const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (sign) => ESCAPES[sign] as string);

const STYLE = `
:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}
body{max-width:760px;margin:40px auto;padding:0 20px;background:light-dark(#fdfcf9,#18201d);color:light-dark(#1d2825,#e7ebe6)}
h1{font-size:24px;margin:0 0 16px}h2{font-size:17px;margin:32px 0 8px}
dl{display:grid;grid-template-columns:auto 1fr;gap:4px 16px;margin:0}dt{color:light-dark(#6a7571,#8d9994)}dd{margin:0;overflow-wrap:anywhere}
table{width:100%;border-spacing:0 4px}th{width:45%;font-weight:400;text-align:left;overflow-wrap:anywhere}
td:last-child{width:1%;padding-left:12px;text-align:right;font-variant-numeric:tabular-nums}
td span{display:block;height:12px;border-radius:6px}
.pine span{background:light-dark(#0d6656,#6cc7b1)}.route span{background:light-dark(#2b5c9e,#86b3ee)}.danger span{background:light-dark(#a92a20,#f28b7f)}
ul{margin:0;padding:0;list-style:none}li{padding:6px 0;border-bottom:1px solid light-dark(#d9d5c9,#2e3935);overflow-wrap:anywhere}
.none{margin:0;color:light-dark(#6a7571,#8d9994)}
`;
