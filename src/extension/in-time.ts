/**
 * Settles as `work` does, or rejects with `sentence` after `ms`. Whoever is heard meanwhile is at work, and is given as
 * long again: `silence` is how long nobody was.
 */
export async function inTime<T>(
  work: Promise<T>,
  ms: number,
  sentence: string,
  silence: () => number = () => Infinity,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    const look = () => {
      const rest = ms - silence();
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
