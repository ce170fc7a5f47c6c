/** What a key asks the player for. */
export type KeyAction =
  | { do: "toggle-play" }
  | { do: "seek-by"; ms: number }
  | { do: "step-frame"; by: 1 | -1 }
  | { do: "step-event"; by: 1 | -1 }
  | { do: "step-finding"; by: 1 | -1 }
  | { do: "speed"; by: 1 | -1 }
  /** 0 to 0.9 of the session's length. */
  | { do: "seek-share"; share: number }
  | { do: "fullscreen" }
  | { do: "key-map" }
  | { do: "copy-link" }
  | { do: "mark" };

/** The key map dialog shows exactly this list. */
export const KEY_MAP: readonly { keys: string[]; what: string }[] = [
  { keys: ["Space"], what: "Play or pause" },
  { keys: ["←", "→"], what: "Back or forward 5 seconds" },
  { keys: ["Alt ←", "Alt →"], what: "One recorded step back or forward" },
  { keys: ["Shift ←", "Shift →"], what: "Previous or next event of the list" },
  { keys: ["N", "P"], what: "Next or previous finding" },
  { keys: ["↑", "↓", ">", "<"], what: "Faster or slower" },
  { keys: ["0", "…", "9"], what: "Jump to 0 % … 90 %" },
  { keys: ["F"], what: "Full screen" },
  { keys: ["M"], what: "Mark this moment" },
  { keys: ["C"], what: "Copy a link to this moment" },
  { keys: ["?"], what: "This list" },
];

const SEEK_MS = 5_000;

export type KeyPress = Pick<KeyboardEvent, "key" | "altKey" | "shiftKey" | "ctrlKey" | "metaKey">;

/** Null when the key means nothing here. Keys with Ctrl or Cmd belong to the browser. */
export function keyAction(press: KeyPress): KeyAction | null {
  if (press.ctrlKey || press.metaKey) return null;
  const by = press.key === "ArrowRight" ? 1 : press.key === "ArrowLeft" ? -1 : null;
  if (by !== null) {
    if (press.altKey) return { do: "step-frame", by };
    if (press.shiftKey) return { do: "step-event", by };
    return { do: "seek-by", ms: by * SEEK_MS };
  }
  if (press.altKey) return null;
  if (/^[0-9]$/.test(press.key)) return { do: "seek-share", share: Number(press.key) / 10 };
  switch (press.key) {
    case " ":
      return { do: "toggle-play" };
    case "ArrowUp":
    case ">":
      return { do: "speed", by: 1 };
    case "ArrowDown":
    case "<":
      return { do: "speed", by: -1 };
    case "n":
    case "N":
      return { do: "step-finding", by: 1 };
    case "p":
    case "P":
      return { do: "step-finding", by: -1 };
    case "f":
    case "F":
      return { do: "fullscreen" };
    case "c":
    case "C":
      return { do: "copy-link" };
    case "m":
    case "M":
      return { do: "mark" };
    case "?":
      return { do: "key-map" };
    default:
      return null;
  }
}

/** What Space and Enter press. */
export const PRESSABLE = "button, a[href], summary";

/**
 * True where the key belongs to what has the focus: text fields, selects and open dialogs take all
 * keys; buttons and links keep Space and Enter; tabs keep their arrows. Only `pressed`, the control
 * that the mouse pressed last, leaves Space to the player: after a click on a tab or a finding it plays.
 */
export function belongsToFocus(
  target: Element | null,
  { key, altKey, shiftKey }: KeyPress,
  pressed: Element | null,
): boolean {
  if (!target) return false;
  if (
    target.closest(
      "input, textarea, select, [contenteditable]:not([contenteditable=false]), dialog",
    )
  ) {
    return true;
  }
  if (target.closest("[role=tab]") && key.startsWith("Arrow") && !altKey && !shiftKey) return true;
  const pressable = target.closest(PRESSABLE);
  return pressable !== null && (key === "Enter" || (key === " " && pressable !== pressed));
}
