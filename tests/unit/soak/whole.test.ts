import { expect, it } from "vitest";
import { isWhole } from "../../e2e/soak/whole.ts";

const stored = { snapshot: 4, from: 5, last: 100, changes: 96, distinct: 96 };

it("R1 a document is whole when each change since its snapshot is stored once", () => {
  expect(isWhole(stored, 100)).toBe(true);
  expect(isWhole({ ...stored, snapshot: null, from: 1, changes: 100, distinct: 100 }, 100)).toBe(
    true,
  );
});

it.each([
  ["the last change is missing", stored, 101],
  ["one in between is missing", { ...stored, changes: 95, distinct: 95 }, 100],
  ["one is stored twice", { ...stored, changes: 97 }, 100],
  ["one is doubled and one missing", { ...stored, distinct: 95 }, 100],
  [
    "the first after the snapshot is missing",
    { ...stored, from: 6, changes: 95, distinct: 95 },
    100,
  ],
  ["there is no snapshot for what came before", { ...stored, snapshot: null }, 100],
])("R1 a document is not whole when %s", (_, found, made) => {
  expect(isWhole(found, made)).toBe(false);
});
