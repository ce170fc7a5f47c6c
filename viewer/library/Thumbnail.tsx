import { createResource, onCleanup, Show, type JSX } from "solid-js";
import { messageOf } from "../../src/format/errors.ts";
import type { Session } from "../../src/format/session.ts";
import { useViewer } from "../context.ts";
import { loadThumbnail } from "./thumbnails.ts";

/** The session's first page in small, or its site's name until there is one. */
export function Thumbnail(props: { session: Session }): JSX.Element {
  const { api } = useViewer();
  const leave = new AbortController();
  onCleanup(() => leave.abort());
  const [url] = createResource(async () => {
    const png = await loadThumbnail(api, props.session, leave.signal);
    if (!png || leave.signal.aborted) return null;
    const made = URL.createObjectURL(new Blob([png as BlobPart], { type: "image/png" }));
    onCleanupOf(leave.signal, () => URL.revokeObjectURL(made));
    return made;
  });
  const initial = () => (props.session.site || props.session.title || "?").replace(/^www\./, "");
  return (
    <Show
      when={!url.loading && !url.error && url()}
      fallback={
        <span
          class="thumb-word"
          title={url.error ? `No preview: ${messageOf(url.error)}` : undefined}
        >
          {initial().charAt(0).toUpperCase()}
        </span>
      }
    >
      {(src) => <img src={src()} alt="" decoding="async" />}
    </Show>
  );
}

function onCleanupOf(signal: AbortSignal, clean: () => void): void {
  signal.addEventListener("abort", clean, { once: true });
}
