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

const TYPED = /^(\*\.)?([^\s/?#@:\\[\]]+?)\.?(:\d{1,5})?$/;

/**
 * A site as lists hold it, of one as a person writes it: in lower case, other scripts as browsers
 * write them in addresses (`xn--bcher-kva.example`). Null for what is no site.
 */
export function normalSite(text: string): string | null {
  const [, star = "", host = "", port = ""] = TYPED.exec(text.trim()) ?? [];
  if (host === "") return null;
  let hostname: string;
  try {
    ({ hostname } = new URL(`http://${host}`));
  } catch {
    return null; // no host that a browser would connect to
  }
  const site = `${star}${hostname}${port}`;
  return isSiteName(site) ? site : null;
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
  const address = addressOf(url);
  if (!address) return -1;
  const { hostname, port, usualPort } = address;
  const isWild = site.startsWith("*.");
  const [name = "", itsPort = usualPort] = site.slice(isWild ? 2 : 0).split(":");
  if (itsPort !== port) return -1;
  if (!isWild) return hostname === name ? EXACT : -1;
  return hostname === name || hostname.endsWith(`.${name}`) ? name.length : -1;
}

/**
 * Host and port as a browser would connect to them. What it ignores must not hide a site from a list:
 * a user name in front, a dot at the end, the usual port written out.
 */
function addressOf(url: string) {
  const [, scheme = "", authority = ""] = /^(https?):\/\/([^/?#\\\s]+)(?:[/?#]|$)/i.exec(url) ?? [];
  const host = authority.slice(authority.lastIndexOf("@") + 1).toLowerCase();
  const [, hostname, port] = /^(.+?)\.?(?::(\d+))?$/.exec(host) ?? [];
  if (hostname === undefined) return null;
  const usualPort = scheme.toLowerCase() === "https" ? "443" : "80";
  return { hostname, port: port ?? usualPort, usualPort };
}
