import { Show, type JSX } from "solid-js";
import { messageOf } from "../../src/format/errors.ts";
import { Icon } from "./icons.tsx";
import "./problem.css";

/** What the person can do about an error, by its code. The message itself says what happened. */
const WHAT_TO_DO: Readonly<Record<string, string>> = {
  "not-found": "It may have been deleted, or the oldest sessions made room for new ones.",
  deleted: "It was deleted here or in another window.",
  "from-the-future": "Update Waymark, then open it again.",
  damaged: "The rest of the library is not affected. You can delete this session.",
  quota: "Free some disk space or delete sessions you no longer need.",
  "not-allowed": "Check the key: this server did not accept it for this action.",
  network: "Check the connection and that the server is running, then try again.",
};

export function codeOf(error: unknown): string | null {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : null;
}

export function isCancelled(error: unknown): boolean {
  return codeOf(error) === "cancelled";
}

/** A whole area that could not be shown: what happened, what to do, and a way on. */
export function Problem(props: {
  title: string;
  error: unknown;
  retry?: () => void;
  children?: JSX.Element;
}): JSX.Element {
  const advice = () => WHAT_TO_DO[codeOf(props.error) ?? ""];
  return (
    <div class="trouble" role="alert">
      <Icon name="alert" />
      <h2>{props.title}</h2>
      <p>{messageOf(props.error)}</p>
      <Show when={advice()}>{(text) => <p class="hint">{text()}</p>}</Show>
      <div class="row wrap">
        <Show when={props.retry}>
          {(retry) => (
            <button class="button primary" onClick={() => retry()()}>
              Try again
            </button>
          )}
        </Show>
        {props.children}
      </div>
    </div>
  );
}
