import * as v from "valibot";
import { WaymarkError } from "../../src/format/errors.ts";

/** What a model is asked, whoever runs it. */
export interface Question {
  model: string;
  system: string;
  user: string;
}

export interface ModelAnswer {
  text: string;
  /** It ended at its limit, not where the model wanted to. */
  isCut: boolean;
}

/** One wire format, and who speaks it when nobody else is named. */
export interface Provider {
  title: string;
  /** Without a slash at its end. */
  base: string;
  path: string;
  model: string;
  keyName: "ANTHROPIC_API_KEY" | "OPENAI_API_KEY";
  headers(key: string): Record<string, string>;
  body(question: Question): object;
  /** Throws `network` for what is no answer, `refused` for a model that will not give one. */
  answer(json: unknown): ModelAnswer;
}

/** Room for a report of 600 words, and for models that think before they write. */
const MOST_TOKENS = 8_000;

const MessagesSchema = v.looseObject({
  type: v.literal("message"),
  content: v.array(v.looseObject({ type: v.string(), text: v.optional(v.string()) })),
  stop_reason: v.nullish(v.string()),
});

/** The Messages API, version 2023-06-01. */
const anthropic: Provider = {
  title: "Anthropic",
  base: "https://api.anthropic.com",
  path: "/v1/messages",
  model: "claude-sonnet-5",
  keyName: "ANTHROPIC_API_KEY",
  headers: (key) => ({ "x-api-key": key, "anthropic-version": "2023-06-01" }),
  body: ({ model, system, user }) => ({
    model,
    max_tokens: MOST_TOKENS,
    system,
    messages: [{ role: "user", content: user }],
  }),
  answer(json) {
    const message = parsed(MessagesSchema, json);
    const texts = message.content.filter(({ type }) => type === "text");
    const text = texts.map((block) => block.text ?? "").join("\n");
    return answerOf(text, message.stop_reason ?? "", {
      whole: ["end_turn", "stop_sequence"],
      cut: ["max_tokens", "model_context_window_exceeded"],
      refused: ["refusal"],
    });
  },
};

const CompletionSchema = v.looseObject({
  choices: v.pipe(
    v.array(
      v.looseObject({
        message: v.looseObject({
          content: v.nullish(v.string()),
          refusal: v.nullish(v.string()),
        }),
        finish_reason: v.nullish(v.string()),
      }),
    ),
    v.minLength(1),
  ),
});

/** The Chat Completions API, which many others speak, too. */
const openai: Provider = {
  title: "OpenAI",
  base: "https://api.openai.com/v1",
  path: "/chat/completions",
  model: "gpt-5-mini",
  keyName: "OPENAI_API_KEY",
  headers: (key) => ({ authorization: `Bearer ${key}` }),
  body: ({ model, system, user }) => ({
    model,
    max_completion_tokens: MOST_TOKENS,
    messages: [
      { role: "system", content: system },
      { role: "user", content: user },
    ],
  }),
  answer(json) {
    const choice = parsed(CompletionSchema, json).choices[0]!;
    const { content, refusal } = choice.message;
    const ending = refusal ? "content_filter" : (choice.finish_reason ?? "");
    return answerOf(content ?? "", ending, {
      whole: ["stop"],
      cut: ["length"],
      refused: ["content_filter"],
    });
  },
};

export const PROVIDERS = { anthropic, openai } as const;
export type ProviderName = keyof typeof PROVIDERS;
export const PROVIDER_NAMES = Object.keys(PROVIDERS) as ProviderName[];

function parsed<const S extends v.GenericSchema>(schema: S, json: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  throw new WaymarkError(
    "network",
    "The answer is not of the shape that this provider answers in.",
  );
}

function answerOf(
  text: string,
  ending: string,
  { whole, cut, refused }: Record<"whole" | "cut" | "refused", readonly string[]>,
): ModelAnswer {
  if (refused.includes(ending)) {
    throw new WaymarkError("refused", "The model refused to answer. The narrative has left.");
  }
  if (![...whole, ...cut].includes(ending)) {
    const named = /^\w{1,40}$/.test(ending) ? `"${ending}"` : "that this provider does not have";
    throw new WaymarkError("network", `The answer has an ending ${named}: it cannot be used.`);
  }
  if (text.trim() === "") {
    const why = cut.includes(ending) ? ": it came to its limit before it wrote" : "";
    throw new WaymarkError("network", `The model answered with no text${why}.`);
  }
  return { text: text.trim(), isCut: cut.includes(ending) };
}
