/** The reference, evaluated at document start in the main world: rrweb as it comes, its events kept. */
import { record } from "rrweb";

type Bare = typeof globalThis & {
  bareOptions?: { recordCanvas?: boolean };
  bareEvents?: unknown[];
};

const bare = globalThis as Bare;
if (window.top === window && bare.bareEvents === undefined) {
  const events: unknown[] = (bare.bareEvents = []);
  record({ ...bare.bareOptions, emit: (event) => void events.push(event) });
}
