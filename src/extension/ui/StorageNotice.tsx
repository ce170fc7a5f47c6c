import type { StorageTrouble } from "../messages.ts";
import { bytesText } from "../../format/size.ts";
import { popupStrings } from "./strings/popup.ts";

/** Warns before a recording would have to stop for want of room, and leads to where room is made. */
export function StorageNotice(props: { trouble: StorageTrouble; recording: boolean }) {
  const free = () => bytesText(props.trouble.freeBytes);
  return (
    <div class="notice problem blaze" role="alert">
      <strong>{popupStrings.storageTitle[props.trouble.kind]}</strong>
      <span>
        {props.trouble.kind === "low"
          ? popupStrings.storageLow(free(), props.recording)
          : popupStrings.storageFull(free())}
      </span>
      <WaysOut />
    </div>
  );
}

export function WaysOut() {
  return (
    <span class="ways-out">
      <a href="viewer.html#/" target="_blank">
        {popupStrings.freeInLibrary}
      </a>
      <a href="options.html#retention" target="_blank">
        {popupStrings.setRetention}
      </a>
    </span>
  );
}
