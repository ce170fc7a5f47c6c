import { WaymarkError } from "../../src/format/errors.ts";
import { type Io, UsageError } from "../command.ts";
import { isLoopback } from "../loopback.ts";
import { PROVIDER_NAMES, PROVIDERS } from "./providers.ts";
import type { Endpoint } from "./send.ts";
import { MOST_CHARS } from "./story.ts";

export const LLM_ARGS = {
  llm: {
    type: "boolean",
    description: "Also ask a language model: its narrative, redacted, leaves this machine",
  },
  "confirm-external-llm-export": {
    type: "boolean",
    description:
      "Let the narrative leave; without it --llm says what would leave and sends nothing",
  },
  "llm-dry-run": {
    type: "boolean",
    description: "Show what would be sent, and send nothing",
  },
  "llm-provider": {
    type: "string",
    description: `${PROVIDER_NAMES.join(" or ")} (${PROVIDER_NAMES[0]}), key in ${PROVIDER_NAMES.map((name) => PROVIDERS[name].keyName).join(" or ")}`,
    valueHint: "NAME",
  },
  "llm-base-url": {
    type: "string",
    description: "Another server that speaks the provider's protocol; it gets the key, too",
    valueHint: "URL",
  },
  "llm-model": {
    type: "string",
    description: `Model (${PROVIDER_NAMES.map((name) => PROVIDERS[name].model).join(" or ")})`,
    valueHint: "MODEL",
  },
} as const;

type LlmArgs = {
  [name in keyof typeof LLM_ARGS]?: string | boolean | undefined;
};

/** What is to be done with a model: only shown, or sent with this key. */
export interface LlmPlan extends Endpoint {
  /** Null: nothing is sent. */
  key: string | null;
}

/**
 * Null without `--llm`. Throws UsageError for what cannot be meant, and `not-allowed` where nobody said that the
 * narrative may leave; nothing was read by then.
 */
export function llmPlanOf(args: LlmArgs, env: Io["env"]): LlmPlan | null {
  const others = Object.keys(LLM_ARGS).filter((name) => name !== "llm") as (keyof LlmArgs)[];
  const spare = others.find((name) => args[name] !== undefined && args[name] !== false);
  if (args.llm !== true) {
    if (spare) throw new UsageError(`--${spare} is for --llm.`);
    return null;
  }
  const endpoint = endpointOf(args);
  if (args["llm-dry-run"] === true) return { ...endpoint, key: null };
  if (args["confirm-external-llm-export"] !== true) throw unconfirmed(endpoint);
  return { ...endpoint, key: keyOf(endpoint, env) };
}

function endpointOf(args: LlmArgs): Endpoint {
  const named = args["llm-provider"] ?? PROVIDER_NAMES[0];
  const name = PROVIDER_NAMES.find((each) => each === named);
  if (!name) {
    throw new UsageError(`--llm-provider takes ${PROVIDER_NAMES.join(" or ")}, not "${named}".`);
  }
  const provider = PROVIDERS[name];
  const model = String(args["llm-model"] ?? provider.model);
  if (!/^[\w.:@/-]{1,128}$/.test(model)) {
    throw new UsageError("--llm-model takes the name of a model, without spaces.");
  }
  return {
    provider,
    model,
    url: urlOf(String(args["llm-base-url"] ?? provider.base), provider.path),
  };
}

function urlOf(base: string, path: string): URL {
  const url = URL.canParse(base) ? new URL(base) : null;
  const isSafe =
    url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname));
  if (!url || !isSafe || url.username || url.password || url.search || url.hash) {
    throw new UsageError(
      "--llm-base-url takes an https address, or an http one of this machine, without user name, query and fragment.",
    );
  }
  url.pathname = url.pathname.replace(/\/+$/, "") + path;
  return url;
}

/** What would leave, and where to. */
function unconfirmed({ provider, model, url }: Endpoint): WaymarkError {
  return new WaymarkError(
    "not-allowed",
    `Nothing was sent. --llm sends the session's narrative (what was clicked, opened, requested and failed, with captions, addresses and messages of the pages; redacted once more, at most ${MOST_CHARS.toLocaleString("en")} characters) to ${url.origin} (${provider.title}'s protocol, model ${model}). See it with --llm-dry-run; let it leave with --confirm-external-llm-export.`,
  );
}

/** Never on the command line, where other users and the shell's history see it. */
function keyOf({ provider }: Endpoint, env: Io["env"]): string {
  const key = env[provider.keyName] ?? "";
  if (key === "")
    throw new UsageError(`Set ${provider.keyName} to your key: a model is asked with it.`);
  // What is not printed is not quoted either.
  if (!/^[\x21-\x7e]{1,512}$/.test(key)) {
    throw new UsageError(`${provider.keyName} holds something that no key has, such as a space.`);
  }
  return key;
}
