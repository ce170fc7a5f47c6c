import type { RecorderLink } from "./recorder-link.ts";
import { popupStrings } from "./strings/popup.ts";

/** The question of a site's rule: whether to record this visit. */
export function SiteQuestion(props: { site: string; link: RecorderLink }) {
  return (
    <section class="notice problem" aria-labelledby="ask-title">
      <strong id="ask-title">{popupStrings.ask.title(props.site)}</strong>
      <span>{popupStrings.ask.hint}</span>
      <div class="row wrap">
        <button
          class="button primary"
          type="button"
          onClick={() => void props.link.run("accept-ask")}
        >
          {popupStrings.ask.yes}
        </button>
        <button class="button" type="button" onClick={() => void props.link.run("decline-ask")}>
          {popupStrings.ask.no}
        </button>
      </div>
    </section>
  );
}
