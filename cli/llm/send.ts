import { messageOf, WaymarkError } from "../../src/format/errors.ts";
import type { ClearedText } from "../../src/privacy/cleared.ts";
import { redactText } from "../../src/privacy/redaction/redactor.ts";
import { retryAfterMs } from "../../src/store/http/request.ts";
import { plain } from "../text.ts";
import type { ModelAnswer, Provider } from "./providers.ts";

/** A model and where it is asked. */
export interface Endpoint {
  provider: Provider;
  url: URL;
  model: string;
}

export interface SendOptions {
  key: string;
  signal: AbortSignal;
  /** For tests. */
  timeoutMs?: number;
}

const TIMEOUT_MS = 180_000;
const MOST_BYTES = 1_000_000;
const MOST_QUOTED = 300;

/**
 * Asks a model and checks what it answers. Takes nothing but a text that was cleared to leave (rule P10).
 * Throws `network`, `not-allowed`, `invalid-input`, `refused` and `cancelled`; never a word that holds the key.
 */
export async function askModel(
  { provider, url, model }: Endpoint,
  system: string,
  { text: user }: ClearedText,
  { key, signal, timeoutMs = TIMEOUT_MS }: SendOptions,
): Promise<ModelAnswer> {
  const stop = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...provider.headers(key) },
      body: JSON.stringify(provider.body({ model, system, user })),
      // The text and the key were meant for this address alone.
      redirect: "manual",
      signal: stop,
    });
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      throw redirected(response, url);
    }
    const text = await readText(response);
    if (!response.ok) throw failureOf(response, text, { provider, url, model }, key);
    return provider.answer(parseJson(text));
  } catch (cause) {
    if (cause instanceof WaymarkError) throw cause;
    if (signal.aborted) {
      const message = "Cancelled while the model was asked: the narrative may have left.";
      throw new WaymarkError("cancelled", message, { cause });
    }
    const why = stop.aborted
      ? `did not answer within ${Math.round(timeoutMs / 1_000)} s`
      : `could not be reached (${messageOf(cause)})`;
    throw new WaymarkError("network", `${url.host} ${why}.`, { cause });
  }
}

function redirected(response: Response, url: URL): WaymarkError {
  const location = response.headers.get("location") ?? "";
  const to = URL.canParse(location, url.href) ? new URL(location, url).host : "nowhere";
  return new WaymarkError(
    "network",
    `${url.host} sends on to ${plain(to).slice(0, 260)}, where nothing was sent. If that is right, give its address with --llm-base-url.`,
  );
}

async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MOST_BYTES) {
      const message = `The answer is larger than ${MOST_BYTES} bytes: it cannot be a report.`;
      throw new WaymarkError("network", message);
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new WaymarkError("network", "The answer is not JSON.", { cause });
  }
}

function failureOf(
  response: Response,
  text: string,
  { provider, url, model }: Endpoint,
  key: string,
): WaymarkError {
  const { status } = response;
  const said = quoted(text, key);
  const host = url.host;
  if (status === 401) {
    // Some quote a part of the key, so nothing of what they say is shown.
    return new WaymarkError("not-allowed", `${host} does not take the key in ${provider.keyName}.`);
  }
  if (status === 403) {
    return new WaymarkError(
      "not-allowed",
      `${host} does not allow this key to ask "${model}".${said}`,
    );
  }
  if (status === 413 || (status === 400 && /too long|context.{0,20}length|too large/i.test(said))) {
    return new WaymarkError(
      "invalid-input",
      `The narrative is too long for "${model}": name one that reads more with --llm-model.${said}`,
    );
  }
  if (status === 404) {
    return new WaymarkError(
      "invalid-input",
      `${host} knows no model "${model}", or --llm-base-url is wrong.${said}`,
    );
  }
  if (status === 429) {
    const waitMs = retryAfterMs(response.headers.get("retry-after"), Date.now());
    const when = waitMs === null ? "later" : `in ${Math.ceil(waitMs / 1_000)} s`;
    return new WaymarkError(
      "network",
      `${host} takes no more from this key now: try again ${when}.${said}`,
    );
  }
  if (status >= 500) {
    return new WaymarkError(
      "network",
      `${host} failed or is overloaded (${status}): try again later.${said}`,
    );
  }
  return new WaymarkError("invalid-input", `${host} refused the request (${status}).${said}`);
}

/** What the other side says of its failure, where both providers say it; bounded, without the key or any other secret. */
function quoted(text: string, key: string): string {
  let message: unknown;
  try {
    message = (JSON.parse(text) as { error?: { message?: unknown } } | null)?.error?.message;
  } catch {
    return ""; // some proxy's page: the status says it all
  }
  if (typeof message !== "string" || message === "") return "";
  const clean = redactText(plain(message.replaceAll(key, "[key]"))).text;
  return ` It says: ${clean.slice(0, MOST_QUOTED)}`;
}
