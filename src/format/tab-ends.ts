/** Why one tab of a session ended though the session may go on: reasons in a `stop` of its stream. */
export const TAB_CLOSED = "The tab was closed.";
export const TAB_CRASHED =
  "The page crashed or stopped answering before it handed over its last events.";
export const TAB_LEFT_SITES = "The tab left the sites of the rule that it was recorded by.";

export const TAB_ENDS: ReadonlySet<unknown> = new Set([TAB_CLOSED, TAB_CRASHED, TAB_LEFT_SITES]);
