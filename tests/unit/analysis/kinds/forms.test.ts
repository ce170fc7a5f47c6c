import { describe, expect, it } from "vitest";
import type { RecordedEvent } from "../../../../src/format/events.ts";
import {
  appears,
  click,
  el,
  goTo,
  inc,
  load,
  mutation,
  only,
  OUTPUT,
  request,
  route,
  setAttributes,
  signal,
  type,
} from "./build.ts";

const SEND = 33;
const LINK = 40;
const checkout = (
  attrs: Record<string, string> = { id: "checkout" },
  sender = true,
): RecordedEvent[] =>
  load([
    el(
      30,
      "form",
      attrs,
      el(31, "input", { type: "text", name: "street", "aria-label": "Street" }),
      el(32, "input", { type: "email", name: "mail", "aria-label": "E-mail" }),
      ...(sender ? [el(SEND, "button", {}, "Order")] : []),
    ),
    el(LINK, "a", { href: "http://shop.test/list" }, "All goods"),
    el(OUTPUT, "div"),
  ]);
const filled = [...type(2_000, 31), ...type(4_000, 32)];
const away = [...click(8_000, LINK), ...goTo(8_200, "/list")];
const left = (events: RecordedEvent[]) => only("form-abandon", events);

describe("form-abandon", () => {
  it("is a form with two fields filled, left by a link, with the first keystroke as the act", () => {
    const [finding, ...others] = left([...checkout(), ...filled, ...away]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ target: { selector: "#checkout", nodeId: 30 } });
    expect(finding?.why).toContain(
      '2 fields of the form #checkout were filled ("Street", "E-mail")',
    );
    expect(finding?.evidence.map(({ offsetMs }) => offsetMs)).toEqual([2_020, 4_020, 8_060]);
  });

  it("is also one left by the way back, by a route of the same document, and after a vain try to send it", () => {
    expect(left([...checkout(), ...filled, ...goTo(20_000, "/list")])).toHaveLength(1);
    expect(
      left([...checkout(), ...filled, ...click(8_000, LINK), route(8_080, "/list")]),
    ).toHaveLength(1);
    expect(left([...checkout(), ...filled, ...click(5_000, SEND), ...away])).toHaveLength(1);
  });

  const submit = (what: string) => signal(5_061, "waymark.form", { what, id: 30 });
  const gone = mutation(5_400, { removes: [{ parentId: 4, id: 30 }] });
  const emptied = [31, 32].map((id) =>
    inc(5_500, 5, { id, text: "", isChecked: false, userTriggered: false }),
  );
  const send = click(5_000, SEND);
  const none: [string, RecordedEvent[]][] = [
    [
      "one that was sent, says the page",
      [...checkout(), ...filled, ...send, submit("submit"), ...away],
    ],
    ["one that was emptied on purpose", [...checkout(), ...filled, submit("reset"), ...away]],
    [
      "one whose button started a request",
      [...checkout(), ...filled, ...send, ...request(5_100), ...away],
    ],
    [
      "one whose button led to the next page",
      [...checkout(), ...filled, ...send, ...goTo(5_300, "/done")],
    ],
    ["one sent by the Enter key", [...checkout(), ...filled, ...goTo(5_300, "/done")]],
    ["one that the page took away", [...checkout(), ...filled, ...send, gone, ...away]],
    [
      "one that the page emptied after sending",
      [...checkout(), ...filled, ...send, ...emptied, ...away],
    ],
    ["one field", [...checkout(), ...type(2_000, 31), ...away]],
    ["a search", [...checkout({ role: "search" }), ...filled, ...away]],
    ["a calculator without a button", [...checkout({}, false), ...filled, ...away]],
    ["the recording ends while it is open", [...checkout(), ...filled]],
    [
      "an address that only got a fragment",
      [...checkout(), ...filled, ...click(8_000, LINK), route(8_080, "/#a", "hash")],
    ],
    [
      "values that the page itself filled in",
      [
        ...checkout(),
        ...[31, 32].map((id) =>
          inc(2_000, 5, { id, text: "*", isChecked: false, userTriggered: false }),
        ),
        ...away,
      ],
    ],
  ];
  it.each(none)("is none: %s", (_, events) => {
    expect(left(events)).toEqual([]);
  });
});

const refills = (events: RecordedEvent[]) => only("refilled-input", events);
const again = [2_000, 6_000, 10_000].flatMap((at) => [...type(at, 31), ...click(at + 1_500, SEND)]);

describe("refilled-input", () => {
  const invalid = signal(7_600, "waymark.form", {
    what: "invalid",
    id: 31,
    breaks: ["patternMismatch"],
  });

  it("is a field filled three times after the page refused it", () => {
    const [finding, ...others] = refills([...checkout(), ...again, invalid]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: "medium", target: { nodeId: 31, label: "Street" } });
    expect(finding?.evidence.map(({ offsetMs }) => offsetMs)).toEqual([2_020, 6_020, 10_020]);
  });

  it("knows a refusal by the page's marks and by a failed request too", () => {
    const marked = setAttributes(5_000, 31, { "aria-invalid": "true" });
    const classed = setAttributes(5_000, 31, { class: "field is-invalid" });
    const refused = request(7_600, { url: "/check", status: 409 });
    for (const told of [[marked], [classed], refused])
      expect(refills([...checkout(), ...again, ...told])).toHaveLength(1);
  });

  it("is also a form that forgets what was entered when it refuses it: one finding for all its fields", () => {
    const names = ["name", "mail", "phone", "street"];
    const fields = names.map((name, i) => el(50 + i, "input", { name, "aria-label": name }));
    const page = load([el(30, "form", { id: "f" }, ...fields, el(SEND, "button", {}, "Check"))]);
    const fill = (at: number) => names.flatMap((_, i) => type(at + i * 700, 50 + i));
    const refused = request(5_100, { url: "/address", status: 422 });
    const [finding, ...others] = refills([
      ...page,
      ...fill(2_000),
      ...click(5_000, SEND),
      ...refused,
      ...fill(7_000),
    ]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      title: "4 fields of a form were filled again",
      severity: "high",
    });
    expect(finding?.target).toMatchObject({ nodeId: 50, label: "name" });
    expect(finding?.evidence.map(({ offsetMs }) => offsetMs)).toEqual([7_020, 7_720, 8_420, 9_120]);
    const cleared = names.map((_, i) =>
      inc(5_400, 5, { id: 50 + i, text: "", isChecked: false, userTriggered: false }),
    );
    const anew = [...page, ...fill(2_000), ...click(5_000, SEND), ...cleared, ...fill(7_000)];
    expect(refills([...anew, ...refused])).toHaveLength(1);
    // The next entry of the same kind, after the one before was taken.
    expect(refills([...anew, ...request(5_100, { url: "/address" })])).toEqual([]);
  });

  const emptied = [4_000, 8_000].map((at) => inc(at, 5, { id: 31, text: "", isChecked: false }));
  const pauses = [2_000, 6_000, 10_000].flatMap((at) => type(at, 31));
  const twice = again.filter(({ timestamp }) => timestamp % 100_000 < 10_000);
  const none: [string, RecordedEvent[]][] = [
    ["a calculator that answers each time", [...checkout(), ...again, appears(3_600, OUTPUT, 200)]],
    ["a chat whose field is emptied after sending", [...checkout(), ...again, ...emptied, invalid]],
    ["one field typed in with pauses", [...checkout(), ...pauses, invalid]],
    ["filled twice", [...checkout(), ...twice, invalid]],
    [
      "a search box",
      [...load([el(31, "input", { type: "search" }), el(SEND, "button")]), ...again, invalid],
    ],
    [
      "a filter by its name",
      [...load([el(31, "input", { name: "filter" }), el(SEND, "button")]), ...again, invalid],
    ],
    [
      "another document's field of the same number",
      [
        ...checkout(),
        ...again.slice(0, 20),
        ...checkout().map((event) => ({ ...event, timestamp: event.timestamp + 5_900 })),
        invalid,
      ],
    ],
  ];
  it.each(none)("is none: %s", (_, events) => {
    expect(refills(events)).toEqual([]);
  });
});
