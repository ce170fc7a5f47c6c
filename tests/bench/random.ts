/** The same numbers for the same seed, everywhere (mulberry32), and picks made with them. */
export function makeRandom(seed: number, vocabulary: readonly string[]) {
  let state = seed;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const upTo = (most: number) => Math.floor(random() * most);
  const pick = <T>(from: readonly T[]): T => from[upTo(from.length)] as T;
  const words = (count: number) => Array.from({ length: count }, () => pick(vocabulary)).join(" ");
  return { random, upTo, pick, words };
}
