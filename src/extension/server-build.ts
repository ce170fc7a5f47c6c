import type { Browser } from "wxt/browser";
import { buildName } from "../format/build-name.ts";

/** Headers in which servers name their build; the first of them that an answer has counts. */
export const BUILD_HEADERS = [
  "x-build-id",
  "x-build",
  "x-release",
  "x-app-version",
  "x-version",
  "x-commit",
  "x-commit-sha",
  "x-git-commit",
  "x-git-sha",
  "x-revision",
] as const;

type Answer = Pick<
  Browser.webRequest.OnHeadersReceivedDetails,
  "statusCode" | "responseHeaders" | "timeStamp" | "type" | "url"
>;

/** What the server said of the builds of a tab's last documents. */
export interface ServerBuilds {
  answered(answer: Answer): void;
  /** Of the document that was of this origin at that moment (epoch ms); null where its answer was not heard or said nothing. */
  at(time: number, origin: string | null): string | null;
}

/** What a document tells late comes after the answer to the next one. */
const MOST_KEPT = 3;
const NO_DOCUMENT = new Set([204, 205]);

export function createServerBuilds(): ServerBuilds {
  const answers: { at: number; origin: string; build: string | null }[] = [];
  return {
    answered({ type, statusCode, url, timeStamp, responseHeaders = [] }) {
      const isSentOn = statusCode >= 300 && statusCode < 400 && statusCode !== 304;
      if (type !== "main_frame" || isSentOn || NO_DOCUMENT.has(statusCode)) return;
      const { origin } = new URL(url);
      answers.unshift({ at: timeStamp, origin, build: buildOf(responseHeaders) });
      answers.length = Math.min(answers.length, MOST_KEPT);
    },
    at(time, origin) {
      const answer = answers.find((one) => one.at <= time);
      return answer && (origin === null || answer.origin === origin) ? answer.build : null;
    },
  };
}

function buildOf(headers: Browser.webRequest.HttpHeader[]): string | null {
  for (const name of BUILD_HEADERS) {
    const header = headers.find((one) => one.name.toLowerCase() === name);
    const build = buildName(header?.value);
    if (build) return build;
  }
  return null;
}
