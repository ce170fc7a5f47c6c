/**
 * Lists of sites, as a user names them for what is not done anywhere else (canvas pixels, rewind):
 * `maps.example.com`, `*.example.com` (which holds for example.com too), with a port where it is not
 * the usual one.
 */
const SITE =
  /^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?::\d{1,5})?$/;
const LONGEST = 260;

export function isSiteName(text: string): boolean {
  return text.length <= LONGEST && SITE.test(text);
}

/** True when `url` is of one of the sites. False for what is no web address. */
export function isOnSites(sites: readonly string[], url: string): boolean {
  const host = /^https?:\/\/([^/?#@\s]+)(?:[/?#]|$)/i.exec(url)?.[1]?.toLowerCase();
  if (host === undefined) return false;
  const hostname = host.replace(/:\d+$/, "");
  return sites.some((site) => {
    if (!site.startsWith("*.")) return site === host;
    const [name = "", port] = site.slice(2).split(":");
    const portFits = port === undefined ? host === hostname : host === `${hostname}:${port}`;
    return portFits && (hostname === name || hostname.endsWith(`.${name}`));
  });
}
