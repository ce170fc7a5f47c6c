import { createResource, Show, type JSX } from "solid-js";
import { messageOf } from "../../src/format/errors.ts";
import { useViewer } from "../context.ts";
import { Icon } from "../ui/icons.tsx";
import { showToast } from "../ui/toasts.tsx";
import { removalText } from "../words.ts";

/** Says what retention has removed since someone put this notice away. */
export function RemovalNotice(): JSX.Element {
  const { api, host } = useViewer();
  const [unseen, { mutate }] = createResource(async () => {
    try {
      return (await api.listRemovals()).filter(({ seen }) => !seen);
    } catch (error) {
      showToast({
        text: `What retention has removed could not be read: ${messageOf(error)}`,
        tone: "danger",
      });
      return [];
    }
  });

  function dismiss(): void {
    mutate([]);
    api
      .markRemovalsSeen()
      .catch((error: unknown) =>
        showToast({ text: `This notice will come again: ${messageOf(error)}`, tone: "danger" }),
      );
  }

  return (
    <Show when={removalText(unseen() ?? [])}>
      {(text) => (
        <div class="notice" role="group" aria-label="Removed by retention">
          <Icon name="trash" />
          <span class="grow">{text()}</span>
          <Show when={host.openOptions}>
            {(open) => (
              <button class="button" onClick={() => open()()}>
                Retention settings
              </button>
            )}
          </Show>
          <button class="button quiet icon" aria-label="Dismiss" onClick={dismiss}>
            <Icon name="cross" />
          </button>
        </div>
      )}
    </Show>
  );
}
