/** A row of the shortcuts table; `keys` is as the browser writes it, "" when none is set. */
export interface Shortcut {
  name: string;
  description: string;
  keys: string;
}

interface BrowserCommand {
  name?: string;
  description?: string;
  shortcut?: string;
}

/** Leaves out commands without words of their own, i.e. the browser's "open the popup". */
export function listShortcuts(commands: BrowserCommand[]): Shortcut[] {
  return commands.flatMap(({ name = "", description = "", shortcut = "" }) =>
    description === "" ? [] : [{ name, description, keys: shortcut }],
  );
}

export function findShortcut(commands: BrowserCommand[], name: string): string {
  return commands.find((command) => command.name === name)?.shortcut ?? "";
}

/** `Alt+Shift+R` -> its keys. Chrome on macOS writes `⌥⇧R`, without a separator: kept as one. */
export function splitKeys(keys: string): string[] {
  return keys.split("+").filter((key) => key !== "");
}
