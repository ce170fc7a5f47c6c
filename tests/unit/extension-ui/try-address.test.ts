import { expect, test } from "vitest";
import { tryAddress } from "../../../src/extension/ui/try-address.ts";
import { privacyStrings } from "../../../src/extension/ui/strings/privacy.ts";
import { DEFAULT_PRIVACY } from "../../../src/privacy/privacy-settings.ts";

test.each(["shop.example/cart", "https://shop.example", "localhost:3000/x", "[::1]:80"])(
  "%s is an address that may be recorded",
  (typed) => expect(tryAddress(DEFAULT_PRIVACY, typed).refusal).toBeNull(),
);

test.each(["", "hello world", "https://", "shop example/a", "http://a b"])(
  "R4 %j is no address, and nothing is said of what would be recorded there",
  (typed) => {
    const { refusal, facts } = tryAddress(DEFAULT_PRIVACY, typed);
    expect(refusal).toBe(privacyStrings.tryNoAddress);
    expect(facts).toHaveLength(1);
  },
);
