import { describe, expect, test } from "vitest";
import {
  aBatch,
  anAnnotation,
  aPatch,
  aSegment,
  aSession,
  clean,
  refuses,
  run,
  utf8,
} from "../../contract/session-store/samples.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";
import { aServer } from "./server.ts";

const MAIL = "ann.tester@mail.example";
const CARD = "4111 1111 1111 1111";
const leaky = (text: string) =>
  run(3).map((event, i) => ({ ...event, data: { text: i === 1 ? text : "" } }));

/** Each way in, with a secret in it. */
const WAYS: readonly (readonly [string, (store: SessionStore) => Promise<unknown>])[] = [
  ["a session's title", (store) => store.putSession(aSession("z", { title: `Mail ${MAIL}` }))],
  ["a session's metadata", (store) => store.putSession(aSession("z", { metadata: { who: MAIL } }))],
  ["a patch", (store) => store.patchSession("s", aPatch({ title: CARD }))],
  ["a batch", (store) => store.appendTail(aBatch("s", 0, leaky(CARD)))],
  ["a segment", async (store) => store.putSegment(await aSegment("s", 0, leaky(MAIL)))],
  [
    "an annotation",
    (store) => store.putAnnotation(anAnnotation("s", "a", { text: `Ask ${MAIL}` })),
  ],
  ["a blob of text", (store) => store.putBlob("s", clean(utf8(`/* ${MAIL} */`)))],
];

describe("the server looks again at what it is sent", () => {
  for (const [what, send] of WAYS) {
    test(`P1 refuses ${what} that its patterns still catch, and stores nothing`, async () => {
      const server = await aServer();
      await server.store.putSession(aSession("s"));
      await refuses("refused", send(server.as("admin")));
      expect(await server.store.getSession("z")).toBeNull();
      expect(await server.store.getSession("s")).toEqual(aSession("s"));
      expect(await server.store.listSegments("s")).toEqual([]);
      expect(await server.store.listTails("s")).toEqual([]);
      expect(await server.store.listAnnotations("s")).toEqual([]);
      expect(await server.store.listBlobs("s")).toEqual([]);
    });
  }

  test("P1 names the rule and the place, never the text", async () => {
    const server = await aServer();
    await server.store.putSession(aSession("s"));
    const sent = server.as("admin").putSegment(await aSegment("s", 0, leaky(MAIL)));
    const error = (await sent.catch((thrown: unknown) => thrown)) as Error & { status: number };
    expect(error.status).toBe(422);
    expect(error.message).toContain("email");
    expect(error.message).toContain("[1].data.text");
    expect(error.message).not.toContain("ann");
    expect(server.log).toEqual([]);
  });
});
