const OPTED_OUT = (where: string) =>
  `Recording is opted out of here (${where}), so nothing is recorded.`;

const SENTENCES: Readonly<Record<string, string>> = {
  gpc: "This browser asks sites not to track (Global Privacy Control), so nothing is recorded.",
  meta: OPTED_OUT("the page says so"),
  cookie: OPTED_OUT("by cookie"),
  consent: "The consent to record this site was taken back, so nothing more is recorded.",
  storage: OPTED_OUT("in the site's storage"),
};

/** A page can say this in the recorder's name, so it is no longer than a sentence is. */
const LONGEST = 300;

/**
 * The sentence for people behind a `PageRefusal`'s word; a sentence stays what it is, cut between
 * words where it is too long: of half an address the patterns would not know that it is one.
 */
export function refusalSentence(why: string): string {
  if (Object.hasOwn(SENTENCES, why)) return SENTENCES[why]!;
  return why.length <= LONGEST ? why : why.slice(0, Math.max(0, why.lastIndexOf(" ", LONGEST)));
}
