import { expect, test, vi } from "vitest";
import { watchControls } from "../../../src/record/complements/control-state.ts";
import { inc } from "../dom/page.ts";

// There is no DOM here, whose own functions the recorder asks.
vi.mock("../../../src/record/signals/natives.ts", () => ({
  controlsOf: (form: FakeForm) => form.elements,
}));

class FakeElement {
  localName = "input";
  value = "";
  checked = false;
}
class FakeForm extends FakeElement {
  elements: FakeElement[] = [];
}

/** A form with one field, which is element 1 with text 2 in it. */
function startPage() {
  const field = new FakeElement();
  const form = new FakeForm();
  form.elements = [field];
  const listeners = new Map<string, (event: unknown) => void>();
  const recorded: unknown[] = [];
  const timers: (() => void)[] = [];
  const complement = watchControls(
    {
      global: { document: {}, Element: FakeElement, HTMLFormElement: FakeForm },
      primitives: {
        listen: (_: unknown, type: string, listener: (event: unknown) => void) => {
          listeners.set(type, listener);
          return () => {};
        },
        setTimeout: (run: () => void) => timers.push(run),
        clearTimeout: () => {},
      },
      mirror: {
        getId: () => 1,
        getNode: (id: number) => (id === 1 ? field : id === 2 ? { parentNode: field } : null),
      },
      emit: ({ text }: Record<string, unknown>) => recorded.push(text),
    } as never,
    (text) => text,
  );
  return {
    field,
    recorded,
    reset: () => listeners.get("reset")!({ target: form }),
    /** The page changes something, after which the field has another value. */
    change(value: string, what: Record<string, unknown>) {
      field.value = value;
      complement.see!(inc(0, 0, { attributes: [], texts: [], adds: [], removes: [], ...what }));
    },
    turn: () => timers.splice(0).forEach((run) => run()),
  };
}

test("a field that was reset follows its attributes and content again, and what it shows is recorded", () => {
  const page = startPage();
  page.field.value = "as at first";
  page.reset();
  page.turn();
  page.change("by attribute", { attributes: [{ id: 1, attributes: { value: "by attribute" } }] });
  page.turn();
  page.change("by text", { texts: [{ id: 2, value: "by text" }] });
  page.turn();
  page.change("by a new text", { adds: [{ parentId: 1, nextId: null, node: {} }] });
  page.turn();
  expect(page.recorded).toEqual(["as at first", "by attribute", "by text", "by a new text"]);
});

test("nothing is recorded of a field that was never reset, or whose value a change leaves as it is", () => {
  const page = startPage();
  page.change("by attribute", { attributes: [{ id: 1, attributes: { value: "by attribute" } }] });
  page.turn();
  expect(page.recorded).toEqual([]);
  page.reset();
  page.turn();
  page.change("by attribute", { attributes: [{ id: 1, attributes: { class: "wide" } }] });
  page.turn();
  expect(page.recorded).toEqual(["by attribute"]);
});
