import { messageOf } from "../../format/errors.ts";

/** Why something could not be had; the sentence names no address, which its reader knows. */
export class Unreadable extends Error {}

export interface Fetched {
  text: string;
  headers: Headers;
}

export interface FetchLimits {
  bytes: number;
  timeoutMs: number;
}

/**
 * Fetches a text of a site for somebody who looks at a session: without cookies or a referrer, past the
 * browser's cache, and not to where a redirect leads, since nobody was asked about that. Throws Unreadable.
 */
export async function fetchText(
  fetch: typeof globalThis.fetch,
  address: string,
  { bytes, timeoutMs }: FetchLimits,
): Promise<Fetched> {
  const late = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(address, {
      credentials: "omit",
      referrerPolicy: "no-referrer",
      redirect: "manual",
      cache: "no-store",
      signal: late,
    });
    if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400)) {
      throw new Unreadable("answered with a redirect, which is not followed");
    }
    if (!response.ok) throw new Unreadable(`answered with status ${response.status}`);
    return { text: await readUpTo(response, bytes), headers: response.headers };
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    if (late.aborted) throw new Unreadable(`did not answer within ${timeoutMs / 1_000} s`);
    throw new Unreadable(
      `cannot be read: its site is away, or lets no other site read it (${messageOf(error)})`,
      { cause: error },
    );
  }
}

async function readUpTo(response: Response, most: number): Promise<string> {
  const tooLong = () => new Unreadable(`is longer than ${Math.round(most / 1_000_000)} MB`);
  const told = Number(response.headers.get("content-length") ?? 0);
  if (told > most) {
    await response.body?.cancel();
    throw tooLong();
  }
  if (!response.body) return "";
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let bytes = 0;
  // Leaving the loop early cancels the rest of the answer.
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > most) throw tooLong();
    parts.push(decoder.decode(chunk, { stream: true }));
  }
  parts.push(decoder.decode());
  return parts.join("");
}
