import { render } from "solid-js/web";
import "../../viewer/theme.css";
import { popupHost } from "../../src/extension/ui/popup-host.ts";
import { Popup } from "../../src/extension/ui/Popup.tsx";

render(() => <Popup host={popupHost} />, document.body);
