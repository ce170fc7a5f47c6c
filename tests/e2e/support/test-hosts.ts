/** Chromium's switch by which every host under `.test` is this machine. */
export const TEST_HOSTS = "--host-resolver-rules=MAP *.test 127.0.0.1";

/** The origin of `url` by another name, which no browser takes for a loopback address. */
export function atTestHost(url: string, host: `${string}.test`): string {
  const there = new URL(url);
  there.hostname = host;
  return there.origin;
}
