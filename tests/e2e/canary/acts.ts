import type { Act } from "./acts/act.ts";
import { CONTENT } from "./acts/content.ts";
import { CONTROLS } from "./acts/controls.ts";
import { EDITORS } from "./acts/editors.ts";
import { ERRORS } from "./acts/errors.ts";
import { LOOKS } from "./acts/looks.ts";
import { PLATFORM } from "./acts/platform.ts";
import { REQUESTS } from "./acts/requests.ts";
import { TOLD } from "./acts/told.ts";

/** Everything that happens in the pages, in this order. */
export const ACTS: Readonly<Record<string, Act>> = {
  ...CONTROLS,
  ...EDITORS,
  ...CONTENT,
  ...LOOKS,
  ...ERRORS,
  ...REQUESTS,
  ...PLATFORM,
  ...TOLD,
};

/** Fields into which the browser itself types, key by key. */
export const TYPED: Readonly<Record<string, string>> = {
  "control: typed": `<input id="typed-text">`,
  "control: typed into a search": `<input id="typed-search" type="search">`,
  "control: typed into a text area": `<textarea id="typed-area"></textarea>`,
  "control: typed into an editor": `<div id="typed-editor" contenteditable="true"></div>`,
  "control: typed into a text box": `<div id="typed-box" role="textbox" tabindex="0" contenteditable="plaintext-only"></div>`,
  "never: typed password": `<input id="typed-password" type="password">`,
  "never: typed card number": `<input id="typed-card" autocomplete="cc-number">`,
  "never: typed code": `<input id="typed-code" autocomplete="one-time-code">`,
  "never: typed password, shown": `<input id="typed-shown" type="password">`,
};
