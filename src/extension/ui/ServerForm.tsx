import { createSignal, Show } from "solid-js";
import { messageOf } from "../../format/errors.ts";
import type { Settings } from "../settings.ts";
import { checkConnection } from "./check-connection.ts";
import type { OptionsHost } from "./options-host.ts";
import { Outcome, type Said } from "./Outcome.tsx";
import { isPlainHttp, parseKey, parseServerUrl } from "./server-address.ts";
import { optionsStrings } from "./strings/options.ts";

type Server = NonNullable<Settings["server"]>;

/** The team server: address and ingest key, checked before they are kept. */
export function ServerForm(props: { server: Settings["server"]; host: OptionsHost }) {
  const [saved, setSaved] = createSignal(props.server);
  const [said, setSaid] = createSignal<Said | null>(null);
  const [wrong, setWrong] = createSignal<"url" | "key" | null>(null);
  let urlField!: HTMLInputElement;
  let keyField!: HTMLInputElement;

  /** The fields as a server, or null after the first wrong one was named and focused. */
  function readFields(): Server | null {
    const url = parseServerUrl(urlField.value);
    const key = parseKey(keyField.value);
    setWrong(url.ok ? (key.ok ? null : "key") : "url");
    if (!url.ok) return refuse(url.sentence, urlField);
    if (!key.ok) return refuse(key.sentence, keyField);
    return { url: url.value, key: key.value };
  }

  function refuse(sentence: string, field: HTMLInputElement): null {
    setSaid({ tone: "bad", sentence });
    field.focus();
    return null;
  }

  async function check(): Promise<void> {
    const server = readFields();
    if (!server) return;
    setSaid({ tone: "busy", sentence: optionsStrings.checking });
    const report = await checkConnection(server.url, server.key, { fetch: props.host.fetch });
    setSaid({ tone: report.code === "ok" ? "good" : "bad", sentence: report.sentence });
  }

  async function save(server: Server | null, done: string): Promise<void> {
    try {
      const next = await props.host.writeSettings({ server });
      setSaved(next.server);
      urlField.value = next.server?.url ?? "";
      keyField.value = next.server?.key ?? "";
      setSaid({ tone: "good", sentence: done });
    } catch (error) {
      setSaid({ tone: "bad", sentence: optionsStrings.saveFailed(messageOf(error)) });
    }
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    const server = readFields();
    if (!server) return;
    const warning = isPlainHttp(server.url) ? ` ${optionsStrings.plainHttp}` : "";
    void save(server, optionsStrings.serverSaved + warning);
  }

  function remove(): void {
    setWrong(null);
    void save(null, optionsStrings.serverRemoved).then(() => urlField.focus());
  }

  return (
    <form id="server" class="card part" onSubmit={submit} novalidate aria-labelledby="server-title">
      <h2 id="server-title">{optionsStrings.serverTitle}</h2>
      <p class="hint">{optionsStrings.serverLead}</p>
      <p class="server-now">
        {saved() ? optionsStrings.serverSet(saved()!.url) : optionsStrings.serverUnset}
      </p>
      <div class="field">
        <label for="server-url">{optionsStrings.serverUrl}</label>
        <input
          id="server-url"
          ref={(field) => (urlField = field)}
          class="input"
          type="url"
          autocomplete="off"
          spellcheck={false}
          value={props.server?.url ?? ""}
          aria-invalid={wrong() === "url"}
          aria-describedby="server-url-hint server-outcome"
        />
        <p id="server-url-hint" class="hint">
          {optionsStrings.serverUrlHint}
        </p>
      </div>
      <div class="field">
        <label for="server-key">{optionsStrings.serverKey}</label>
        <input
          id="server-key"
          ref={(field) => (keyField = field)}
          class="input"
          type="password"
          autocomplete="off"
          value={props.server?.key ?? ""}
          aria-invalid={wrong() === "key"}
          aria-describedby="server-key-hint server-outcome"
        />
        <p id="server-key-hint" class="hint">
          {optionsStrings.serverKeyHint}
        </p>
      </div>
      <Outcome id="server-outcome" said={said()} />
      <div class="row wrap">
        <button class="button primary" type="submit">
          {optionsStrings.saveServer}
        </button>
        <button class="button" type="button" onClick={() => void check()}>
          {optionsStrings.check}
        </button>
        <Show when={saved()}>
          <button class="button danger" type="button" onClick={remove}>
            {optionsStrings.removeServer}
          </button>
        </Show>
      </div>
    </form>
  );
}
