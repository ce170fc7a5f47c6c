import type { Command } from "./command.ts";
import { cacheCommand } from "./commands/cache.ts";
import { makeCompletionCommand } from "./commands/completion.ts";
import { deleteCommand } from "./commands/delete.ts";
import { domCommand } from "./commands/dom.ts";
import { eventsCommand } from "./commands/events.ts";
import { exportCommand } from "./commands/export.ts";
import { fetchCommand } from "./commands/fetch.ts";
import { importCommand } from "./commands/import.ts";
import { mcpCommand } from "./commands/mcp.ts";
import { narrativeCommand } from "./commands/narrative.ts";
import { pushCommand } from "./commands/push.ts";
import { reportCommand } from "./commands/report.ts";
import { searchCommand } from "./commands/search.ts";
import { serveCommand } from "./commands/serve.ts";
import { sessionsCommand } from "./commands/sessions.ts";
import { skillCommand } from "./commands/skill.ts";
import { smokeCommand } from "./commands/smoke.ts";
import { statsCommand } from "./commands/stats.ts";
import { strugglesCommand } from "./commands/struggles.ts";
import { windowCommand } from "./commands/window.ts";

const VERBS: readonly Command[] = [
  sessionsCommand,
  statsCommand,
  strugglesCommand,
  narrativeCommand,
  searchCommand,
  windowCommand,
  eventsCommand,
  domCommand,
  reportCommand,
  fetchCommand,
  cacheCommand,
  importCommand,
  exportCommand,
  pushCommand,
  deleteCommand,
  serveCommand,
  smokeCommand,
  mcpCommand,
  skillCommand,
];

/** Every verb there is, in the order of the help. A new one is a file beside these and a line here. */
export const COMMANDS: readonly Command[] = [...VERBS, makeCompletionCommand(VERBS)];
