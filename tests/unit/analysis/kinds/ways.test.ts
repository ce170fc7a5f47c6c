import { describe, expect, it } from "vitest";
import type { RecordedEvent } from "../../../../src/format/events.ts";
import { appears, BUTTON, click, goTo, kindsOf, only, OUTPUT, route, shop } from "./build.ts";

describe("quick-back", () => {
  it("is a page opened by a click and left by the browser's way back within two seconds", () => {
    const events = [
      ...goTo(0, "/list"),
      ...click(3_000, BUTTON),
      ...goTo(3_200, "/item?id=2"),
      ...goTo(4_700, "/list"),
    ];
    const [finding, ...others] = only("quick-back", events);
    expect(others).toEqual([]);
    expect(finding?.evidence.map(({ offsetMs }) => offsetMs)).toEqual([3_060, 3_200, 4_700]);
    expect(finding?.why).toContain("1.5 s later");
    expect(kindsOf(events)).toEqual(["quick-back"]);
  });

  it("is also one by the history of one document, however fast", () => {
    const events = [
      ...shop(),
      ...click(3_000, BUTTON),
      route(3_080, "/item"),
      route(3_300, "/", "pop"),
    ];
    expect(only("quick-back", events)).toHaveLength(1);
  });

  const there = [...goTo(0, "/list"), ...click(3_000, BUTTON), ...goTo(3_200, "/item")];
  const none: [string, RecordedEvent[]][] = [
    ["back after reading", [...there, ...goTo(9_000, "/list")]],
    ["on to a third page", [...there, ...goTo(4_500, "/cart")]],
    ["a redirect there and back that nobody saw", [...there, ...goTo(3_450, "/list")]],
    ["back by a link of the page", [...there, ...click(4_200, BUTTON), ...goTo(4_400, "/list")]],
    [
      "an address typed and left",
      [...goTo(0, "/list"), ...goTo(3_200, "/item"), ...goTo(4_500, "/list")],
    ],
    [
      "a rewritten address",
      [
        ...shop(),
        ...click(3_000, BUTTON),
        route(3_080, "/?a=1", "replace"),
        route(4_000, "/", "replace"),
      ],
    ],
  ];
  it.each(none)("is none: %s", (_, events) => {
    expect(only("quick-back", events)).toEqual([]);
  });
});

describe("route-churn", () => {
  const walk = (paths: string[], every = 1_500, clicked = true) =>
    paths.flatMap((path, i) => [
      ...(clicked ? [...click(2_000 + i * every, BUTTON)] : []),
      route(2_090 + i * every, path),
    ]);

  it("is six changes of page within fifteen seconds, in circles", () => {
    const events = [...shop(), ...walk(["/a", "/b", "/a", "/b", "/a", "/b", "/a"])];
    expect(only("route-churn", events)).toMatchObject([{ severity: "medium" }]);
    expect(only("route-churn", events)[0]?.evidence).toHaveLength(7);
  });

  it("is high where a page sends itself around without a click", () => {
    const events = [...shop(), ...walk(["/a", "/b", "/a", "/b", "/a", "/b"], 300, false)];
    expect(only("route-churn", events)).toMatchObject([{ severity: "high" }]);
    expect(only("route-churn", events)[0]?.why).toContain("No click came between");
  });

  const answers = [...Array(12).keys()].map((i) => appears(2_095 + i * 1_000, OUTPUT, 200 + i));
  const none: [string, RecordedEvent[]][] = [
    ["a walk through a menu", [...shop(), ...walk(["/a", "/b", "/c", "/d", "/e", "/f", "/g"])]],
    ["a slow walk to and fro", [...shop(), ...walk(["/a", "/b", "/a", "/b", "/a", "/b"], 4_000)]],
    ["two views compared", [...shop(), ...walk(["/a", "/b", "/a", "/b"])]],
    [
      "months of a calendar in the address",
      [
        ...shop(),
        ...walk(
          [..."abababab"].map((month) => `/?month=${month}`),
          1_000,
        ),
        ...answers,
      ],
    ],
  ];
  it.each(none)("is none: %s", (_, events) => {
    expect(only("route-churn", events)).toEqual([]);
  });
});
