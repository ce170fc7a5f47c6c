import { For, type JSX } from "solid-js";

/** One of a few, in a rule: "" is as everywhere and comes first. */
export function ChoiceField<Value extends string>(props: {
  id: string;
  name: string;
  value: Value;
  options: readonly (readonly [value: Value, name: string])[];
  onChange: (value: Value) => void;
}): JSX.Element {
  return (
    <div class="field">
      <label for={props.id}>{props.name}</label>
      <select
        id={props.id}
        class="select"
        onChange={(event) => props.onChange(event.currentTarget.value as Value)}
      >
        <For each={props.options}>
          {([value, name]) => (
            <option value={value} selected={props.value === value}>
              {name}
            </option>
          )}
        </For>
      </select>
    </div>
  );
}
