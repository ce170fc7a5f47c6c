import type { SignalSource } from "./signal-source.ts";
import { combinationOf, type Keystroke } from "./key-names.ts";
import { createLimiter } from "./limiter.ts";
import {
  attributeOf,
  closestAcross,
  codeOf,
  deepTarget,
  designModeOf,
  hasAlt,
  hasCtrl,
  hasMeta,
  hasShift,
  inputTypeOf,
  isComposing,
  isEditable,
  isPrevented,
  isRepeat,
  keyOf,
  tagOf,
  modifierState,
  ownerOf,
} from "./natives.ts";

const TEXT_ROLES =
  '[role="textbox" i], [role="searchbox" i], [role="combobox" i], [role="spinbutton" i]';
/** Fields that browsers fill as a secret. Gate 2 knows of more, and of what was one once. */
const SECRET_FIELD = /(?:^|\s)(?:cc-[a-z-]+|one-time-code|(?:current|new)-password)(?:\s|$)/i;

/** Shortcuts: combinations with a modifier, function keys, and Escape, Enter and Tab where nothing is typed. */
export const watchKeys: SignalSource = {
  part: "interactions",
  watch: (context) => {
    const { global, mirror, primitives, listen, later, say } = context;
    const limiter = createLimiter(context, "interactions", { burst: 20, perSecond: 10 });
    listen(global, "keydown", (event) => {
      if (!event.isTrusted || isRepeat(event) || isComposing(event)) return;
      if (isCharacter(event)) return;
      const target = deepTarget(event);
      const id = target ? mirror.getId(target) : -1;
      // What has the focus is not recorded: nor is what is done there.
      if (!target || id <= 0 || isSecret(target)) return;
      const keys = combinationOf(strokeOf(event, target));
      if (keys === null || !limiter.take()) return;
      const at = primitives.now();
      later(() => {
        say("waymark.key", { keys, id, ...(isPrevented(event) && { prevented: true }) }, at);
      }, 0);
    });
  },
};

/** Most keys that are pressed: typing pays for this look only. */
function isCharacter(event: Event): boolean {
  return keyOf(event)?.length === 1 && !hasCtrl(event) && !hasMeta(event) && !hasAlt(event);
}

function strokeOf(event: Event, target: Element): Keystroke {
  const inEditor = takesLines(target);
  return {
    key: keyOf(event) ?? "",
    code: codeOf(event) ?? "",
    ctrl: hasCtrl(event) === true,
    alt: hasAlt(event) === true,
    shift: hasShift(event) === true,
    meta: hasMeta(event) === true,
    altGraph: modifierState(event, "AltGraph") === true,
    inField: inEditor || /^(?:input|select)$/.test(tagOf(target)),
    inEditor,
  };
}

/** What is in a closed root cannot be seen, so a component counts as an editor. */
function takesLines(target: Element): boolean {
  const name = tagOf(target);
  if (name === "textarea" || name.includes("-")) return true;
  const owner = ownerOf(target);
  if (owner && designModeOf(owner) === "on") return true;
  return (name !== "" && isEditable(target) === true) || closestAcross(target, TEXT_ROLES) !== null;
}

function isSecret(target: Element): boolean {
  if (tagOf(target) !== "input") return false;
  const autocomplete = attributeOf(target, "autocomplete") ?? "";
  return inputTypeOf(target) === "password" || SECRET_FIELD.test(autocomplete);
}
