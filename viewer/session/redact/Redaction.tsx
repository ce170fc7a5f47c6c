import { createResource, createSignal, Match, Switch, type JSX } from "solid-js";
import type { Session } from "../../../src/format/session.ts";
import type { ListedEvent } from "../../../src/worker/packed-events.ts";
import { useViewer } from "../../context.ts";
import { showToast } from "../../ui/toasts.tsx";
import type { PointingAt } from "../StageView.tsx";
import type { ChosenElement, RedactionSubject } from "./choice.ts";
import { RedactDialog } from "./RedactDialog.tsx";
import { RedactStart } from "./RedactStart.tsx";
import { doneText } from "./words.ts";
import "./redact.css";

/** Where one is in a redaction. */
type Step = { at: "start" } | { at: "pointing" } | { at: "dialog"; subject: RedactionSubject };

/** Redaction on the session page: how it begins, and the dialog that it leads to. */
export function createRedaction(session: () => Session, onRedacted: () => void) {
  const { api, host } = useViewer();
  const [step, setStep] = createSignal<Step | null>(null);
  const [why] = createResource(() => api.whyNoRedaction());
  /** Only where the store takes it, and this place may edit. */
  const isOffered = () => host.canEdit && why() === null;
  const close = () => setStep(null);
  const ask = (subject: RedactionSubject) => setStep({ at: "dialog", subject });
  const pointing: PointingAt = {
    onPoint: (element) => ask({ kind: "element", element }),
    onCancel: () => setStep({ at: "start" }),
  };

  function elementOf({ tabId, nodeId, offsetMs }: ListedEvent): ChosenElement | null {
    if (nodeId === null) return null;
    return { tabId, nodeId, at: session().startedAt + offsetMs, attributes: [] };
  }

  return {
    isOffered,
    start: () => setStep({ at: "start" }),
    redactEvent: (event: ListedEvent) => ask({ kind: "event", event, element: elementOf(event) }),
    pointing: () => (step()?.at === "pointing" ? pointing : null),
    View: (): JSX.Element => (
      <Switch>
        <Match when={step()?.at === "start"}>
          <RedactStart
            onPoint={() => setStep({ at: "pointing" })}
            onSubject={ask}
            onClose={() => {
              if (step()?.at === "start") close();
            }}
          />
        </Match>
        <Match when={dialogStep(step())} keyed>
          {({ subject }) => (
            <RedactDialog
              sessionId={session().id}
              subject={subject}
              onClose={close}
              onDone={(result) => {
                close();
                showToast({ text: doneText(result, Boolean(host.getServer)), forMs: 10_000 });
                onRedacted();
              }}
            />
          )}
        </Match>
      </Switch>
    ),
  };
}

const dialogStep = (step: Step | null) => (step?.at === "dialog" ? step : null);
