import type { Answer, Command, RecorderState } from "../../../src/extension/messages.ts";

export const TAB_ID = 7;

export function idleState(change: Partial<RecorderState> = {}): RecorderState {
  return {
    tab: { id: TAB_ID, title: "Boots", url: "https://shop.example/boots", site: "shop.example" },
    status: "idle",
    countdown: null,
    asks: false,
    refusal: null,
    managed: false,
    level: "balanced",
    addressHidden: false,
    needsPermission: false,
    permissionOrigins: ["https://shop.example/*"],
    session: null,
    storage: null,
    rewind: null,
    last: null,
    ...change,
  };
}

/** Answers each command when the test says so, in any order. */
export function makeHeldBackground() {
  const held: { command: Command; answer: (answer: Answer) => void }[] = [];
  return {
    held,
    ask: (command: Command) =>
      new Promise<Answer>((answer) => {
        held.push({ command, answer });
      }),
    /** The oldest unanswered command of this type. */
    take(type: Command["type"]) {
      const at = held.findIndex(({ command }) => command.type === type);
      const [taken] = held.splice(at, at < 0 ? 0 : 1);
      if (!taken) throw new Error(`nothing of type ${type} was asked`);
      return taken;
    },
  };
}

export const ok = (state: RecorderState): Answer => ({ ok: true, state });
