import { defineUnlistedScript } from "wxt/utils/define-unlisted-script";
import { answerAtHand } from "../src/extension/page-answer.ts";
import { pageRefusal } from "../src/privacy/page/refusal.ts";

/** Into a page of a site on which a person is asked whether to record: nobody is asked where the page says no. */
export default defineUnlistedScript(() => {
  answerAtHand.waymarkRefusal = pageRefusal(document, navigator)?.code ?? null;
});
