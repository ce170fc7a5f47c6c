import type { Styles } from "../../../dom/css/styles.ts";
import { isEditable } from "../../../dom/control.ts";
import type { DomMirror } from "../../../dom/mirror.ts";
import { byDomId, firstBelow, labelOf } from "../../../dom/label.ts";
import {
  attribute,
  hasAttribute,
  isElement,
  type MirrorNode,
  parentElement,
} from "../../../dom/node.ts";
import { isShownByState } from "./reveals.ts";

/** Files that a browser saves or opens elsewhere, by the end of a link's path or a word in its name. */
const FILE_PATH =
  /\.(?:pdf|zip|gz|tgz|rar|7z|csv|tsv|xlsx?|docx?|pptx?|odt|ods|rtf|epub|ics|vcf|dmg|pkg|exe|msi|apk|deb|iso|mp3|wav|ogg|mp4)$/i;
const FILE_NAME = /\b(?:download|pdf|csv|zip|xlsx?|excel|docx?|export)\b/i;
/** Words of controls whose effect a recording of the document cannot hold: sound, clipboard, printer, share sheet. */
const UNRECORDED = /\b(?:play|listen|hear|sounds?|audio|mute|unmute|copy|print|share)\b/i;
/** Smaller canvases are charts' helpers and fingerprints, not surfaces to work on. */
const MIN_CANVAS_AREA = 200 * 150;
/** On a page without regions a canvas must fill this much of the window to be what its buttons are for. */
const MIN_CANVAS_SHARE = 0.3;

interface Page {
  mirror: DomMirror;
  styles: Styles;
}

/**
 * Why a click on `control` may rightly show nothing in the recording; null when an answer had to be
 * seen. `drawn` tells which canvases had their drawing recorded.
 */
export function excuseOf(
  control: MirrorNode,
  { mirror, styles }: Page,
  url: string,
  drawn: ReadonlySet<number>,
): string | null {
  for (let at: MirrorNode | null = control; at; at = at.parent) {
    if (at.blocked) return "what is inside was not recorded";
  }
  return (
    fieldExcuse(control) ??
    linkExcuse(control, url) ??
    stateExcuse(control) ??
    unrecordedExcuse(control, mirror, drawn) ??
    (isShownByState(control, styles)
      ? "a style rule answers it while it is pressed or has the focus"
      : null)
  );
}

function fieldExcuse(control: MirrorNode): string | null {
  const type = (attribute(control, "type") ?? "text").toLowerCase();
  switch (control.tag) {
    case "input":
      return /^(?:button|submit|reset|image)$/.test(type)
        ? null
        : "the browser itself answers in a field";
    case "select":
    case "option":
    case "textarea":
      return "the browser itself answers in a field";
    case "canvas":
    case "video":
    case "audio":
    case "iframe":
      return "what it does is not in the recording";
    default: {
      const role = attribute(control, "role");
      const takesText = role === "textbox" || role === "searchbox" || role === "combobox";
      return isEditable(control) || takesText ? "the browser itself answers in a field" : null;
    }
  }
}

function linkExcuse(control: MirrorNode, url: string): string | null {
  let link: MirrorNode | null = control;
  while (link && link.tag !== "a" && link.tag !== "area") link = parentElement(link);
  const href = link && attribute(link, "href");
  if (!link || href === null) return formExcuse(control);
  const target = attribute(link, "target");
  if (target && !/^_(?:self|top|parent)$/i.test(target)) return "it opens a new tab";
  if (hasAttribute(link, "download")) return "it saves a file";
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(href)?.[1]?.toLowerCase();
  if (scheme && !/^(?:https?|javascript|file|about)$/.test(scheme))
    return "it opens another program";
  const [path = "", fragment] = href.split("#");
  if (fragment && samePage(path, url) && byDomId(link, decode(fragment)))
    return "it leads to a place on the page that is there";
  if (fragment === undefined && href !== "" && samePage(href, url))
    return "it leads to the page that is open";
  if (FILE_PATH.test(path.split("?")[0] ?? "") || FILE_NAME.test(labelOf(link)))
    return "it seems to save a file";
  return null;
}

function formExcuse(control: MirrorNode): string | null {
  const form =
    control.tag === "button" || control.tag === "input" ? closest(control, "form") : null;
  const target = attribute(control, "formtarget") ?? (form && attribute(form, "target"));
  return target && !/^_(?:self|top|parent)$/i.test(target) ? "it opens a new tab" : null;
}

/** A selected tab, a marked page of a pager: choosing again what is chosen changes nothing. */
function stateExcuse(control: MirrorNode): string | null {
  const current = attribute(control, "aria-current");
  const chosen =
    attribute(control, "aria-selected") === "true" ||
    (attribute(control, "role") === "radio" && attribute(control, "aria-checked") === "true") ||
    (current !== null && current !== "false");
  return chosen ? "it is chosen already" : null;
}

function unrecordedExcuse(
  control: MirrorNode,
  mirror: DomMirror,
  drawn: ReadonlySet<number>,
): string | null {
  const name = `${labelOf(control)} ${attribute(control, "title") ?? ""}`;
  if (UNRECORDED.test(name)) return "its effect may be none that a recording of the page holds";
  const region = regionOf(control);
  const { width, height } = mirror.viewport;
  const least = REGIONS.has(region.tag)
    ? MIN_CANVAS_AREA
    : Math.max(MIN_CANVAS_AREA, MIN_CANVAS_SHARE * width * height);
  const canvas = firstBelow(
    region,
    (node) =>
      node.tag === "canvas" &&
      !drawn.has(node.id) &&
      canvasArea(node) >= least &&
      regionOf(node) === region,
  );
  return canvas ? "it stands beside a canvas whose drawing was not recorded" : null;
}

const REGIONS = new Set([
  "main",
  "section",
  "article",
  "form",
  "dialog",
  "aside",
  "header",
  "footer",
  "nav",
  "fieldset",
]);

function regionOf(node: MirrorNode): MirrorNode {
  let at = node;
  while (at.parent && !(at !== node && (REGIONS.has(at.tag) || !isElement(at)))) at = at.parent;
  return at;
}

function canvasArea(canvas: MirrorNode): number {
  const size = (name: string, standard: number) => Number(attribute(canvas, name) ?? standard) || 0;
  return size("width", 300) * size("height", 150);
}

function closest(node: MirrorNode, tag: string): MirrorNode | null {
  for (let at: MirrorNode | null = node; at; at = parentElement(at)) if (at.tag === tag) return at;
  return null;
}

function samePage(href: string, url: string): boolean {
  return href === "" || href === url.split("#")[0];
}

function decode(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    // Not percent-encoded after all: taken as it stands, as browsers do.
    return fragment;
  }
}
