import { messageOf } from "../../src/format/errors.ts";
import { showToast } from "./toasts.tsx";

/** Copies and says so, or says why not. */
export async function copyText(text: string, done: string): Promise<void> {
  try {
    // Pages that came over plain HTTP from another machine have no clipboard object.
    if (navigator.clipboard) await navigator.clipboard.writeText(text);
    else copyBySelection(text);
    showToast({ text: done });
  } catch (error) {
    showToast({ text: `Not copied: ${messageOf(error)}`, tone: "danger" });
  }
}

function copyBySelection(text: string): void {
  const before = document.activeElement;
  const field = document.createElement("textarea");
  field.className = "spoken";
  field.value = text;
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  if (!copied) throw new Error("the browser refused. Copy the address bar instead.");
}
