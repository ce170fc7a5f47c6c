import { browser } from "wxt/browser";
import { messageOf } from "../format/errors.ts";
import type { Uplink } from "../record/uplink.ts";
import { isPageCommand, type PageAnswer, type PageMessage } from "./page-messages.ts";

/** The isolated half's way to the background. Every message wakes a sleeping service worker. */
export function createPageUplink(): Uplink {
  // Tells this document's batches from those of the one before; who sent them the browser says.
  // `randomUUID` is kept from pages that came without TLS.
  const document = crypto.getRandomValues(new Uint32Array(4)).join("-");

  async function ask(message: PageMessage): Promise<Extract<PageAnswer, { ok: true }>> {
    const answer: PageAnswer | undefined = await browser.runtime.sendMessage(message);
    if (!answer) throw new Error("No answer.");
    if (!answer.ok) throw new Error(answer.sentence);
    return answer;
  }

  return {
    async hello(page, returningTo) {
      const { welcome } = await ask({ to: "recorder", type: "hello", document, page, returningTo });
      return welcome ?? { record: false };
    },
    async send(batches, leaving) {
      await ask({ to: "recorder", type: "batches", document, batches, leaving });
    },
    async refuse(code, sentence) {
      await ask({ to: "recorder", type: "refused", document, code, sentence });
    },
    get orphaned() {
      // The runtime loses its id when the extension is updated, reloaded or removed under a page.
      return !browser.runtime?.id;
    },
    onCommand(handler, life) {
      const onMessage = (
        message: unknown,
        _sender: unknown,
        respond: (answer: PageAnswer) => void,
      ) => {
        if (!isPageCommand(message)) return false;
        handler(message.command).then(
          () => respond({ ok: true }),
          (error: unknown) => respond({ ok: false, sentence: messageOf(error) }),
        );
        return true;
      };
      browser.runtime.onMessage.addListener(onMessage);
      life.addEventListener("abort", () => {
        if (browser.runtime?.id) browser.runtime.onMessage.removeListener(onMessage);
      });
    },
  };
}
