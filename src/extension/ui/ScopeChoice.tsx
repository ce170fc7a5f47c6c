import type { Scope } from "./start-flow.ts";
import { popupStrings } from "./strings/popup.ts";

/** Which sites the browser will ask about: this one, or all so that a session may go from site to site. */
export function ScopeChoice(props: {
  site: string;
  value: Scope;
  onChange: (scope: Scope) => void;
}) {
  const radio = (scope: Scope, name: string) => (
    <label class="choice">
      <input
        type="radio"
        name="scope"
        checked={props.value === scope}
        onChange={() => props.onChange(scope)}
      />
      <span class="clip">{name}</span>
    </label>
  );
  return (
    <fieldset class="scope">
      <legend>{popupStrings.scopeLegend}</legend>
      <div class="row">
        {radio("site", popupStrings.scopeSite(props.site))}
        {radio("all", popupStrings.scopeAll)}
      </div>
      <p class="hint">{popupStrings.scopeHint}</p>
    </fieldset>
  );
}
