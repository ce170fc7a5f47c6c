type Methods<K extends string> = Record<K, (...args: never[]) => Promise<unknown>>;

/**
 * Methods whose code is loaded when one of them is called for the first time: a worker that only seeks then holds
 * neither the analysis nor what exports. Rejects as loading does; the next call tries again.
 */
export function lazily<K extends string, T extends Methods<K>>(
  names: readonly K[],
  load: () => Promise<T>,
): Pick<T, K> {
  let loading: Promise<T> | null = null;

  async function loaded(): Promise<T> {
    loading ??= load();
    try {
      return await loading;
    } catch (error) {
      loading = null;
      throw error;
    }
  }

  const method =
    (name: K) =>
    async (...args: never[]) =>
      (await loaded())[name](...args);
  return Object.fromEntries(names.map((name) => [name, method(name)])) as Pick<T, K>;
}
