/** Bundled and evaluated in a plain page: rrweb's own Replayer, as someone else would use an export. */
import { Replayer } from "rrweb";

export interface ReplayerInPage {
  /** Draws the recording as it stands at its end and returns the visible text; throws what the Replayer throws. */
  textAtEnd(json: string): Promise<string>;
}

async function textAtEnd(json: string): Promise<string> {
  const warnings: string[] = [];
  const replayer = new Replayer(JSON.parse(json), {
    root: document.body,
    logger: {
      log: () => {},
      warn: (...words: unknown[]) => void warnings.push(words.join(" ")),
    },
  });
  replayer.pause(replayer.getMetaData().totalTime);
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  if (warnings.length > 0) throw new Error(`The Replayer warned: ${warnings.join("; ")}`);
  return replayer.iframe.contentDocument?.body.innerText ?? "";
}

(globalThis as { replayerInPage?: ReplayerInPage }).replayerInPage = { textAtEnd };
