/** `12`, `1,204`. Without `Intl`, whose first use costs a page up to 60 ms of its main thread. */
export const wholeNumber = (count: number): string =>
  String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");

/** `12`, `1,204`, `38k`. */
export function countText(count: number): string {
  if (count < 10_000) return wholeNumber(count);
  if (count < 1_000_000) return `${Math.round(count / 1_000)}k`;
  return `${(count / 1_000_000).toFixed(1)}m`;
}

/** `1 click`, `3 clicks`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}
