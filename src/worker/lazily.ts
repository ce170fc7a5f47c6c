import { WaymarkError } from "../format/errors.ts";

type Methods<K extends string> = Record<K, (...args: never[]) => Promise<unknown>>;

/**
 * Methods whose code is loaded when one of them is called for the first time: a worker that only seeks then holds
 * neither the analysis nor what exports. They throw `network` where it cannot be loaded.
 */
export function lazily<K extends string, T extends Methods<K>>(
  names: readonly K[],
  load: () => Promise<T>,
): Pick<T, K> {
  let loading: Promise<T> | null = null;

  async function loaded(): Promise<T> {
    const mine = (loading ??= load());
    try {
      return await mine;
    } catch (cause) {
      if (loading === mine) loading = null;
      // Chromium remembers that a module could not be fetched: asking again would not help.
      throw new WaymarkError(
        "network",
        "A part of Waymark could not be loaded, perhaps because another version has taken its place. Reload this page.",
        { cause },
      );
    }
  }

  const method =
    (name: K) =>
    async (...args: never[]) =>
      (await loaded())[name](...args);
  return Object.fromEntries(names.map((name) => [name, method(name)])) as Pick<T, K>;
}
