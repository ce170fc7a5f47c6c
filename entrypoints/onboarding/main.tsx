import { render } from "solid-js/web";
import "../../viewer/theme.css";
import { onboardingHost } from "../../src/extension/ui/onboarding-host.ts";
import { Onboarding } from "../../src/extension/ui/Onboarding.tsx";

render(() => <Onboarding host={onboardingHost} />, document.body);
