import type { SignalSource } from "./signal-source.ts";
import { createLimiter } from "./limiter.ts";
import {
  closestAcross,
  deepTarget,
  inputTypeOf,
  isConnected,
  isElement,
  isPrevented,
  tagOf,
} from "./natives.ts";

type Way = "copy" | "cut" | "paste" | "file-chooser" | "download";

/**
 * What goes between the page and the rest of the machine: copies and pastes, choosing files, links that
 * save one. Only that it happened: what is carried is never looked at.
 */
export const watchTransfers: SignalSource = {
  part: "interactions",
  watch: (context) => {
    const { global, mirror, primitives, listen, later, say, watchCalls } = context;
    const limiter = createLimiter(context, "interactions", { burst: 10, perSecond: 5 });

    function tell(what: Way, element: Element | null, at = primitives.now()): void {
      const id = element ? mirror.getId(element) : 0;
      // What is not recorded, though it stands in the page, is nobody's business.
      const isLeftOut = element !== null && id <= 0 && isConnected(element) === true;
      if (isLeftOut || !limiter.take()) return;
      say("waymark.browser", { what, ...(id > 0 && { id }) }, at);
    }

    for (const what of ["copy", "cut", "paste"] as const) {
      listen(global, what, (event) => {
        if (event.isTrusted) tell(what, deepTarget(event));
      });
    }
    for (const name of ["write", "writeText"]) {
      const owner = (global as unknown as Record<string, { prototype: object } | undefined>)[
        "Clipboard"
      ];
      if (owner) watchCalls(owner.prototype, name, "value", () => tell("copy", null));
    }

    listen(global, "click", (event) => {
      const subject = actedOn(deepTarget(event));
      if (!subject) return;
      const at = primitives.now();
      later(() => {
        if (!isPrevented(event)) tell(wayOf(subject), subject, at);
      }, 0);
    });
    // Scripts save files by a link that is no part of the page, where no event tells of it.
    watchCalls(global.HTMLElement.prototype, "click", "value", (self) => {
      if (!isElement(self) || isConnected(self) === true) return;
      const subject = actedOn(self);
      if (subject) tell(wayOf(subject), subject);
    });
    watchCalls(global.HTMLInputElement.prototype, "showPicker", "value", (self) => {
      if (!isElement(self) || !isFileInput(self)) return;
      return (outcome) => {
        if ("value" in outcome) tell("file-chooser", self);
      };
    });
    for (const name of ["showOpenFilePicker", "showSaveFilePicker", "showDirectoryPicker"]) {
      watchCalls(global, name, "value", () => tell("file-chooser", null));
    }
  },
};

/** The link that saves a file, or the control that asks for one, which a click on `target` sets going. */
function actedOn(target: Element | null): Element | null {
  if (!target) return null;
  if (isFileInput(target)) return target;
  return closestAcross(target, "a[download][href], area[download][href]");
}

const wayOf = (subject: Element): Way => (isFileInput(subject) ? "file-chooser" : "download");

function isFileInput(element: Element): boolean {
  return tagOf(element) === "input" && inputTypeOf(element) === "file";
}
