import { createSignal, Show, type JSX } from "solid-js";
import { Sign } from "../ui/app-bar.tsx";
import "../theme.css";
import "./key-door.css";

const STORED_AS = "waymark.readKey";

/** Asks for the read key once a browser tab; it is kept in sessionStorage and sent in a header only. */
export function KeyDoor(props: {
  children: (key: string, forget: () => void) => JSX.Element;
}): JSX.Element {
  const [key, setKey] = createSignal(sessionStorage.getItem(STORED_AS));
  const [asking, setAsking] = createSignal(false);
  const [problem, setProblem] = createSignal<string | null>(null);

  async function enter(typed: string): Promise<void> {
    setAsking(true);
    setProblem(null);
    const refusal = await refusalOf(typed);
    setAsking(false);
    if (refusal) {
      setProblem(refusal);
      return;
    }
    sessionStorage.setItem(STORED_AS, typed);
    setKey(typed);
  }

  function leave(): void {
    sessionStorage.removeItem(STORED_AS);
    setKey(null);
  }

  return (
    <Show
      when={key()}
      keyed
      fallback={
        <main class="door">
          <form
            class="card"
            onSubmit={(event) => {
              event.preventDefault();
              const typed = String(new FormData(event.currentTarget).get("key") ?? "").trim();
              if (typed) void enter(typed);
            }}
          >
            <div class="row">
              <Sign />
              <h1>Waymark</h1>
            </div>
            <label class="field">
              <span>Read key</span>
              <input
                class="input mono"
                name="key"
                type="password"
                autocomplete="current-password"
                required
                autofocus
                aria-invalid={problem() !== null}
                aria-describedby="door-help"
              />
            </label>
            <p
              id="door-help"
              class="hint"
              classList={{ "door-problem": problem() !== null }}
              role={problem() ? "alert" : undefined}
            >
              {problem() ??
                "The server printed it when it first started. It is kept until this tab is closed."}
            </p>
            <button class="button primary" disabled={asking()}>
              {asking() ? "Checking…" : "Open"}
            </button>
          </form>
        </main>
      }
    >
      {(known) => props.children(known, leave)}
    </Show>
  );
}

/** Asks the server for one row with this key; a sentence when it says no, else null. */
async function refusalOf(key: string): Promise<string | null> {
  // The server would list what this key sent, but let it read nothing of it.
  if (key.startsWith("wmk_ingest_")) {
    return "This is an ingest key: it sends sessions and reads none. Enter the read key.";
  }
  try {
    const answer = await fetch("v1/sessions?limit=1", {
      headers: { authorization: `Bearer ${key}` },
    });
    if (answer.ok) return null;
    if (answer.status === 401 || answer.status === 403) {
      return "The server does not accept this key for reading.";
    }
    return `The server answered ${answer.status}. Try again, or look at its log.`;
  } catch {
    return "The server cannot be reached. Check that it is running.";
  }
}
