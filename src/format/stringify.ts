/**
 * JSON.stringify recurses and gives up a few thousand levels down; pages nest deeper. The fallback
 * walks with its own stack and writes the same text for JSON values.
 */
export function stringify(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return stringifyDeep(value); // too deep for the engine's stack: written without one
  }
}

interface Frame {
  keys: string[] | null;
  values: unknown[];
  at: number;
}

/** `leaf` writes strings, numbers and the like. */
export function stringifyDeep(
  root: unknown,
  leaf: (value: unknown) => string | undefined = JSON.stringify,
): string {
  const parts: string[] = [];
  const frames: Frame[] = [];
  open(root);
  while (frames.length > 0) {
    const frame = frames[frames.length - 1] as Frame;
    if (frame.at === frame.values.length) {
      parts.push(frame.keys ? "}" : "]");
      frames.pop();
      continue;
    }
    const i = frame.at++;
    if (i > 0) parts.push(",");
    if (frame.keys) parts.push(leaf(frame.keys[i])!, ":");
    open(frame.values[i]);
  }
  return parts.join("");

  function open(value: unknown): void {
    if (typeof value !== "object" || value === null) {
      parts.push(leaf(value) ?? "null");
    } else if (Array.isArray(value)) {
      parts.push("[");
      frames.push({ keys: null, values: value, at: 0 });
    } else {
      const keys = Object.keys(value).filter(
        (key) => (value as Record<string, unknown>)[key] !== undefined,
      );
      parts.push("{");
      frames.push({
        keys,
        values: keys.map((key) => (value as Record<string, unknown>)[key]),
        at: 0,
      });
    }
  }
}
