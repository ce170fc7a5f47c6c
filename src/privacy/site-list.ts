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
  if (sites.length === 0) return false;
  return sites.some((site) => specificity(site, url) >= 0);
}

/** More than any length of a name: a site by its own name is more specific than any with a star. */
const EXACT = LONGEST + 1;

/** How closely a site name names `url`: higher is closer, -1 not at all. */
export function specificity(site: string, url: string): number {
  const host = /^https?:\/\/([^/?#@\s]+)(?:[/?#]|$)/i.exec(url)?.[1]?.toLowerCase();
  if (host === undefined) return -1;
  if (!site.startsWith("*.")) return site === host ? EXACT : -1;
  const hostname = host.replace(/:\d+$/, "");
  const [name = "", port] = site.slice(2).split(":");
  const portFits = port === undefined ? host === hostname : host === `${hostname}:${port}`;
  const fits = portFits && (hostname === name || hostname.endsWith(`.${name}`));
  return fits ? name.length : -1;
}
