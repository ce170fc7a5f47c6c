/** Client hints as a page has them without asking. */
export interface BrandsLike {
  brands?: readonly { brand: string; version: string }[];
  platform?: string;
}

/** The engine's name, and the one that every browser writes to keep sites from guessing. */
const NO_NAME = /^Chromium$|not.{0,3}a.{0,3}brand/i;

/** In this order: most of them call themselves Chrome and Safari as well. */
const BROWSERS: readonly [RegExp, string][] = [
  [/\bEdgA?\/(\d+)/, "Edge"],
  [/\bOPR\/(\d+)/, "Opera"],
  [/\bSamsungBrowser\/(\d+)/, "Samsung Internet"],
  [/\b(?:Firefox|FxiOS)\/(\d+)/, "Firefox"],
  [/\b(?:Headless)?Chrom(?:e|ium)\/(\d+)/, "Chrome"],
  [/\bVersion\/(\d+)[\d.]* .*Safari\//, "Safari"],
];

const SYSTEMS: readonly [RegExp, string][] = [
  [/Windows/, "Windows"],
  [/iPhone|iPad|iPod/, "iOS"],
  [/Mac OS X|Macintosh/, "macOS"],
  [/Android/, "Android"],
  [/CrOS/, "ChromeOS"],
  [/Linux|X11/, "Linux"],
];

/** Name and main version, e.g. `Chrome 156`; "Unknown" where neither hints nor user agent tell. */
export function browserOf(userAgent: string, hints?: BrandsLike): string {
  const brands = hints?.brands?.filter(({ brand }) => !NO_NAME.test(brand)) ?? [];
  const brand = brands[0] ?? hints?.brands?.find(({ brand: name }) => name === "Chromium");
  if (brand) {
    const name = brand.brand.replace(/^(?:Google|Microsoft) /, "");
    return `${name} ${brand.version}`.slice(0, 128);
  }
  for (const [pattern, name] of BROWSERS) {
    const version = pattern.exec(userAgent)?.[1];
    if (version) return `${name} ${version}`;
  }
  return "Unknown";
}

export function osOf(userAgent: string, hints?: BrandsLike): string {
  if (hints?.platform) return hints.platform.slice(0, 128);
  return SYSTEMS.find(([pattern]) => pattern.test(userAgent))?.[1] ?? "Unknown";
}
