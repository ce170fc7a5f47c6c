const OPTED_OUT = (where: string) =>
  `Recording is opted out of here (${where}), so nothing is recorded.`;

const SENTENCES: Readonly<Record<string, string>> = {
  gpc: "This browser asks sites not to track (Global Privacy Control), so nothing is recorded.",
  meta: OPTED_OUT("the page says so"),
  cookie: OPTED_OUT("by cookie"),
  storage: OPTED_OUT("in the site's storage"),
};

/** The sentence for people behind a `PageRefusal`'s word; a sentence stays what it is. */
export function refusalSentence(why: string): string {
  return Object.hasOwn(SENTENCES, why) ? SENTENCES[why]! : why;
}
