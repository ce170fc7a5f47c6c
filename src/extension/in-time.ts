/** Whoever goes on and on is not waited for: a page can keep talking for ever. */
const MOST_MS = 60_000;

/**
 * Settles as `work` does, or rejects with `sentence` after `ms`. Whoever is heard meanwhile is at work, and is given as
 * long again, but a minute at the most: `silence` is how long nobody was heard.
 */
export async function inTime<T>(
  work: Promise<T>,
  ms: number,
  sentence: string,
  silence: () => number = () => Infinity,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const until = Date.now() + Math.max(ms, MOST_MS);
  const late = new Promise<never>((_, reject) => {
    const look = () => {
      const rest = Math.min(ms - silence(), until - Date.now());
      if (rest > 0) timer = setTimeout(look, rest);
      else reject(new Error(sentence));
    };
    timer = setTimeout(look, ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
