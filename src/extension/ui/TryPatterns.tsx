import { createMemo, createSignal, Show } from "solid-js";
import { createRedactor } from "../../privacy/redaction/redactor.ts";
import { maskedWords } from "../../privacy/rule-words.ts";
import { type PolicyDraft, patternProblem } from "./privacy-draft.ts";
import { privacyStrings } from "./strings/privacy.ts";

const LONGEST = 20_000;

/** A pasted text as it would be stored under the patterns and switches of a policy. */
export function TryPatterns(props: { policies: readonly PolicyDraft[]; part: string }) {
  const [text, setText] = createSignal("");
  const id = () => `${props.part}-try-text`;

  const result = createMemo(() => {
    if (text() === "") return null;
    const all = props.policies.flatMap(({ patterns }) => patterns);
    const isOn = (which: "phone" | "ssn") =>
      props.policies.map((policy) => policy[which]).findLast((turned) => turned !== "") === "on";
    const redactor = createRedactor({
      // A row that cannot be used says so itself.
      custom: all.filter((row) => row.pattern !== "" && patternProblem(row) === null),
      phone: isOn("phone"),
      ssn: isOn("ssn"),
    });
    const hits: Record<string, number> = {};
    return { stored: redactor.text(text(), hits), hits: Object.entries(hits) };
  });

  const hitWords = (hits: [string, number][]) =>
    hits.map(([rule, count]) =>
      rule.startsWith("custom:")
        ? privacyStrings.tryHit(rule.slice("custom:".length), count)
        : maskedWords(rule, count),
    );

  return (
    <div class="field">
      <label for={id()}>{privacyStrings.tryText}</label>
      <p id={`${id()}-hint`} class="hint">
        {privacyStrings.tryTextHint}
      </p>
      <textarea
        id={id()}
        class="input"
        rows="2"
        maxlength={LONGEST}
        spellcheck={false}
        value={text()}
        onInput={(event) => setText(event.currentTarget.value)}
        aria-describedby={`${id()}-hint`}
      />
      <div role="status" class="tried">
        <Show when={result()}>
          {(tried) => (
            <>
              <p class="hint">
                {privacyStrings.tryResult} {privacyStrings.tryFound(hitWords(tried().hits))}
              </p>
              <p class="tried-text mono">{tried().stored}</p>
            </>
          )}
        </Show>
      </div>
    </div>
  );
}
