import { render } from "solid-js/web";
import "../../viewer/theme.css";
import { optionsHost } from "../../src/extension/ui/options-host.ts";
import { Options } from "../../src/extension/ui/Options.tsx";

render(() => <Options host={optionsHost} />, document.body);
