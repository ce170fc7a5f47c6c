import { record, type recordOptions } from "rrweb";

type Events = { type: number; data: unknown }[];

/** Records the page's document into the list that it returns, as gate 1 has it recorded or by rrweb's defaults. */
export function recordInto(options: recordOptions<never> = {}): Events {
  const events: Events = [];
  record({
    ...(options as object),
    emit: ({ type, data }) => void events.push({ type, data: structuredClone(data) }),
  });
  return events;
}
