import { describe, expect, it } from "vitest";
import {
  appears,
  BUTTON,
  click,
  clicks,
  goTo,
  kindsOf,
  only,
  OUTPUT,
  request,
  route,
  shop,
  thrown,
} from "./build.ts";

const BROKEN = "TypeError: rows is undefined";

describe("error-click", () => {
  it("is a click whose handler throws at once, in words with its name and the message", () => {
    const events = [...shop(), ...click(2_000, BUTTON), thrown(2_062, BROKEN)];
    const [finding, ...others] = only("error-click", events);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: "high", target: { nodeId: BUTTON } });
    expect(finding?.why).toContain('"Pay" was clicked 1 time');
    expect(finding?.why).toContain(BROKEN);
    expect(finding?.evidence.map(({ offsetMs }) => offsetMs)).toEqual([2_060, 2_062]);
  });

  it("says all that a dead click and an error of its own would say", () => {
    const events = [...shop(), ...click(2_000, BUTTON), thrown(2_062, BROKEN)];
    expect(kindsOf(events)).toEqual(["error-click"]);
  });

  it("is also one that rejects late, when nothing else answered or right after its request failed", () => {
    const late = [...shop(), ...click(2_000, BUTTON), thrown(2_800, BROKEN)];
    expect(only("error-click", late)).toHaveLength(1);
    const spinner = [
      ...shop(),
      ...click(2_000, BUTTON),
      appears(2_080, OUTPUT, 200),
      ...request(2_090, { took: 2_500, status: 500 }),
      thrown(4_600, BROKEN),
    ];
    expect(only("error-click", spinner)).toHaveLength(1);
  });

  it("counts several clicks of a run as one finding, and less where the page answered", () => {
    const errors = [0, 1, 2].map((i) => thrown(2_065 + i * 300, BROKEN));
    const answers = [0, 1, 2].map((i) => appears(2_070 + i * 300, OUTPUT, 200 + i));
    const run = [...shop(), ...clicks(2_000, 3, 300), ...errors];
    expect(only("error-click", run)).toMatchObject([{ severity: "high" }]);
    expect(only("error-click", [...run, ...answers])).toMatchObject([{ severity: "medium" }]);
  });

  it("is none where a timer throws now and then, even right after a click", () => {
    const noise = [1, 2, 3, 4, 5].map((i) => thrown(i * 3_000, "metrics gone"));
    const events = [...shop(), ...noise, ...click(5_900, BUTTON), appears(6_010, OUTPUT, 200)];
    expect(kindsOf(events)).toEqual(["js-error"]);
  });

  it("is none where the error comes a second after a click that was answered", () => {
    const events = [
      ...shop(),
      ...click(2_000, BUTTON),
      appears(2_070, OUTPUT, 200),
      thrown(3_100, BROKEN),
    ];
    expect(kindsOf(events)).toEqual(["js-error"]);
  });
});

describe("slow-click", () => {
  it("is one that showed nothing until its request was answered, with the request as evidence", () => {
    const events = [
      ...shop(),
      ...click(2_000, BUTTON),
      ...request(2_080, { took: 5_000 }),
      appears(7_100, OUTPUT, 200),
    ];
    const [finding] = only("slow-click", events);
    expect(finding).toMatchObject({
      severity: "medium",
      title: 'Click on "Pay" showed nothing for 5.0 s',
    });
    expect(finding?.evidence.map(({ offsetMs }) => offsetMs)).toEqual([2_060, 2_080]);
    expect(kindsOf(events)).toEqual(["slow-click"]);
  });

  it("is one that led to another page after more than two seconds, or changed something only then", () => {
    for (const at of [4_200, 7_000]) {
      const events = [...shop(), ...click(2_000, BUTTON), ...goTo(at, "/done")];
      expect(kindsOf(events)).toEqual(["slow-click"]);
    }
    const late = [...shop(), ...click(2_000, BUTTON), appears(4_100, OUTPUT, 200)];
    expect(kindsOf(late)).toEqual(["slow-click"]);
  });

  it("is one of an order that takes two seconds and more without a word", () => {
    const order = request(2_070, { url: "/api/orders", took: 2_150 });
    const events = [...shop(), ...click(2_000, BUTTON), ...order, ...goTo(4_290, "/thanks")];
    const [finding] = only("slow-click", events);
    expect(finding?.evidence.map(({ offsetMs }) => offsetMs)).toEqual([2_060, 2_070]);
    expect(kindsOf(events)).toEqual(["slow-click"]);
  });

  it("is none that was answered within two seconds, that shows a spinner, or that asks and is answered fast", () => {
    const answered = [...shop(), ...click(2_000, BUTTON), appears(4_000, OUTPUT, 200)];
    expect(kindsOf(answered)).toEqual([]);
    const spinner = [
      ...shop(),
      ...click(2_000, BUTTON),
      appears(2_080, OUTPUT, 200),
      ...request(2_090, { took: 5_000 }),
    ];
    expect(only("slow-click", spinner)).toEqual([]);
    expect(kindsOf([...shop(), ...click(2_000, BUTTON), ...request(2_080)])).toEqual([]);
  });

  it("is none where the page that comes is the one before or comes much later: the user went there", () => {
    const before = [...goTo(0, "/a"), ...goTo(1_000, "/b"), ...click(3_000, BUTTON)];
    expect(only("slow-click", [...before, ...goTo(9_000, "/a")])).toEqual([]);
    expect(only("slow-click", [...before, ...goTo(20_000, "/c")])).toEqual([]);
  });
});

describe("repeated-click", () => {
  const tries = [2_000, 6_000, 10_000];

  it("is three tries with pauses that came to nothing, told instead of three dead clicks", () => {
    const events = [...shop(), ...tries.flatMap((at) => click(at, BUTTON))];
    expect(kindsOf(events)).toEqual(["repeated-click"]);
    expect(only("repeated-click", events)[0]?.evidence).toHaveLength(3);
  });

  it("is three tries that each ended in a failed request, although the page said so", () => {
    const events = [
      ...shop(),
      ...tries.flatMap((at, i) => [
        ...click(at, BUTTON),
        ...request(at + 80, { status: 500 }),
        appears(at + 300, OUTPUT, 200 + i),
      ]),
    ];
    expect(only("repeated-click", events)).toMatchObject([{ severity: "high" }]);
  });

  it("is none for a pager that is clicked slowly and answers, nor for two tries, nor for tries far apart", () => {
    const pager = tries.flatMap((at, i) => [
      ...click(at, BUTTON),
      appears(at + 90, OUTPUT, 200 + i),
    ]);
    expect(kindsOf([...shop(), ...pager])).toEqual([]);
    const two = tries.slice(0, 2).flatMap((at) => click(at, BUTTON));
    expect(kindsOf([...shop(), ...two])).toEqual(["dead-click", "dead-click"]);
    const apart = [2_000, 14_000, 26_000].flatMap((at) => click(at, BUTTON));
    expect(only("repeated-click", [...shop(), ...apart])).toEqual([]);
  });
});

describe("idle-after-action", () => {
  const wait = [
    ...click(2_000, BUTTON),
    appears(2_080, OUTPUT, 200),
    ...request(2_090, { took: 12_000 }),
  ];

  it("is a wait of ten seconds for the request of a click, told instead of the slow request", () => {
    expect(kindsOf([...shop(), ...wait])).toEqual(["idle-after-action"]);
    expect(only("idle-after-action", [...shop(), ...wait])[0]?.title).toBe(
      'Waited 12 s after the click on "Pay"',
    );
  });

  it("says what had become of the request when the user gave up", () => {
    const whyOf = (events: typeof wait) =>
      only("idle-after-action", [...shop(), ...wait, ...events])[0]?.why;
    expect(whyOf([])).toContain(
      "nothing for 12 s: POST shop.test/api/pay, which the click started, was answered",
    );
    const gaveUp = [...click(13_000, 11), appears(13_070, OUTPUT, 201)];
    expect(whyOf(gaveUp)).toContain("nothing for 11 s");
    expect(whyOf(gaveUp)).toContain("had no answer yet");
  });

  it("is none while the user goes on with something else", () => {
    const events = [...shop(), ...wait, ...click(6_000, 11), appears(6_070, OUTPUT, 201)];
    expect(kindsOf(events)).toEqual(["slow-request"]);
  });

  it("is none for long reading after an answer, nor after a click that opened a stream", () => {
    const reading = [...shop(), ...click(2_000, BUTTON), appears(2_080, OUTPUT, 200)];
    expect(kindsOf(reading)).toEqual([]);
    expect(kindsOf([...reading, ...request(2_085, { took: null })])).toEqual([]);
  });

  it("is none when a route that was asked for at once is read for long", () => {
    expect(kindsOf([...shop(), ...click(2_000, BUTTON), route(2_070, "/article")])).toEqual([]);
  });
});
