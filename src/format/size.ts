const UNITS = ["B", "kB", "MB", "GB"] as const;

/** Bytes as people read them, in steps of 1,000: `812 B`, `14 kB`, `1.2 MB`. */
export function bytesText(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  // 999.5 would be shown as "1000".
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit >= 2 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

/** Of a session's events as they were recorded and as they leave: `1.2 MB as JSON`. */
export const asJsonText = (bytes: number): string => `${bytesText(bytes)} as JSON`;

/** Of what a session takes where it is stored, packed and with what was worked out: `140 kB on disk`. */
export const onDiskText = (bytes: number): string => `${bytesText(bytes)} on disk`;
