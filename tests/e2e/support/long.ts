import { test } from "@playwright/test";

/** `npm run test:long` sets it: everything is gone through. `npm test` goes through a slice. */
export const IS_LONG = Boolean(process.env["WAYMARK_LONG"]);

/** A test whose like runs each time in `npm test`, and which takes long. */
export const testLong = IS_LONG ? test : test.skip;
