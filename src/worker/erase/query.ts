import { WaymarkError } from "../../format/errors.ts";
import { assertId } from "../../format/ids.ts";
import { normalSite } from "../../privacy/site-list.ts";
import type { ErasureQuery } from "./erasure.ts";

/** Throws `invalid-input` for a query that asks for nothing, or for what cannot be. */
export function checkErasure({ ids, site, from, to }: ErasureQuery): ErasureQuery {
  if (ids) {
    for (const id of ids) assertId(id, "The session id");
    if (ids.length === 0) throw refusal("Say which sessions: give at least one id.");
    if (site !== undefined || from !== undefined || to !== undefined) {
      throw refusal("Erase by ids, or by site and time, not by both at once.");
    }
    return { ids: [...new Set(ids)] };
  }
  if (site === undefined && from === undefined && to === undefined) {
    throw refusal("Say what to erase: a site, a time, or ids of sessions.");
  }
  const normal = site === undefined ? null : normalSite(site);
  if (site !== undefined && normal === null) {
    throw refusal(
      `"${site}" is not a site. Write its name only, like shop.example, shop.example:8443 or *.example.com.`,
    );
  }
  for (const at of [from, to]) {
    if (at !== undefined && !Number.isSafeInteger(at)) throw refusal("A time is not one.");
  }
  if (from !== undefined && to !== undefined && from > to) {
    throw refusal("The time to erase ends before it begins: turn the two around.");
  }
  return {
    ...(normal !== null && { site: normal }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
}

/** `site shop.example, from 2026-11-01 to 2026-11-28`: for the log and for questions. */
export function erasureText({ ids, site, from, to }: ErasureQuery): string {
  if (ids) return `by id`;
  const day = (at: number) => new Date(at).toISOString().slice(0, 16).replace("T", " ");
  return [
    ...(site === undefined ? [] : [`site ${site}`]),
    ...(from === undefined ? [] : [`from ${day(from)}`]),
    ...(to === undefined ? [] : [`to ${day(to)}`]),
    ...(from === undefined && to === undefined ? [] : ["UTC"]),
  ].join(" ");
}

const refusal = (why: string) => new WaymarkError("invalid-input", why);
