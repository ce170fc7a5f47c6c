/** What every JavaScript host has and ES itself does not name. The core uses nothing else from outside. */
declare class TextEncoder {
  encode(text: string): Uint8Array;
}
declare class TextDecoder {
  decode(bytes: Uint8Array): string;
}
declare class URL {
  constructor(url: string, base?: string);
  protocol: string;
  host: string;
  hostname: string;
  origin: string;
  pathname: string;
  search: string;
  hash: string;
  href: string;
}
