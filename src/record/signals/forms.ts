import { MOST_FIELDS, MOST_FILES } from "../../format/signals/interactions.ts";
import type { SignalPayload } from "../../format/signals/signals.ts";
import type { PageMirror } from "../complements/complement.ts";
import type { SignalSource } from "./signal-source.ts";
import { createLimiter } from "./limiter.ts";
import {
  attributeOf,
  breaksOf,
  controlAt,
  controlCount,
  controlsOf,
  deepTarget,
  fileAt,
  fileCount,
  fileSize,
  filesOf,
  fileType,
  inputTypeOf,
  isElement,
  tagOf,
  validityOf,
} from "./natives.ts";

type Form = SignalPayload<"waymark.form">;
type Fields = NonNullable<Form["fields"]>;

const LONGEST_NAME = 200;
const MEDIA_TYPE = /^[\w!#$&^.+-]{1,100}\/[\w!#$&^.+-]{1,100}$/;

/** What is done with forms: names of controls and reasons why they are refused, never a value. */
export const watchForms: SignalSource = {
  part: "interactions",
  watch: (context) => {
    const { global, mirror, listen, say, watchCalls } = context;
    const limiter = createLimiter(context, "interactions", { burst: 50, perSecond: 10 });
    const tell = (subject: Element, make: () => Omit<Form, "id">) => {
      const id = mirror.getId(subject);
      if (id <= 0 || !limiter.take()) return;
      say("waymark.form", { ...make(), id, ...nameOf(subject) });
    };
    const onForm = (type: "submit" | "reset", make: (form: Element) => Omit<Form, "id">) =>
      listen(global, type, (event) => {
        const form = event.isTrusted ? deepTarget(event) : null;
        if (form && tagOf(form) === "form") tell(form, () => make(form));
      });

    onForm("submit", (form) => ({ what: "submit", fields: fieldsOf(form, mirror) }));
    onForm("reset", () => ({ what: "reset" }));
    listen(global, "invalid", (event) => {
      const control = event.isTrusted ? deepTarget(event) : null;
      const validity = control && validityOf(control);
      if (control && validity)
        tell(control, () => ({ what: "invalid", breaks: breaksOf(validity) }));
    });
    // A script's too: files that were dropped beside a control are put into it so.
    listen(global, "change", (event) => {
      const input = deepTarget(event);
      if (!input || tagOf(input) !== "input" || inputTypeOf(input) !== "file") return;
      tell(input, () => ({ what: "file", files: chosenIn(input) }));
    });
    watchCalls(global.HTMLFormElement.prototype, "submit", "value", (self) => {
      if (!isElement(self) || tagOf(self) !== "form") return;
      tell(self, () => ({ what: "submit", byScript: true, fields: fieldsOf(self, mirror) }));
    });
  },
};

function nameOf(element: Element): { name?: string } {
  const name = attributeOf(element, "name");
  return name ? { name: name.slice(0, LONGEST_NAME) } : {};
}

function fieldsOf(form: Element, mirror: PageMirror): Fields {
  const controls = controlsOf(form);
  const fields: Fields = [];
  if (!controls) return fields;
  const count = controlCount(controls) ?? 0;
  for (let i = 0; i < count && fields.length < MOST_FIELDS; i++) {
    const control = controlAt(controls, i);
    const id = control ? mirror.getId(control) : -1;
    const { name } = control ? nameOf(control) : {};
    if (id > 0 && name) fields.push({ id, name });
  }
  return fields;
}

function chosenIn(input: Element): NonNullable<Form["files"]> {
  const list = filesOf(input);
  const files: NonNullable<Form["files"]> = [];
  if (!list) return files;
  const count = fileCount(list) ?? 0;
  for (let i = 0; i < count && files.length < MOST_FILES; i++) {
    const file = fileAt(list, i);
    const type = file ? (fileType(file) ?? "") : "";
    if (file) files.push({ type: MEDIA_TYPE.test(type) ? type : "", bytes: fileSize(file) ?? 0 });
  }
  return files;
}
