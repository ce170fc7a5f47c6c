/** Beside `record.capture`: Sentry with its replay of every session, sent to the page's own server. */
import { init, replayIntegration } from "@sentry/browser";

init({
  dsn: `http://key@${location.host}/1`,
  integrations: [replayIntegration()],
  replaysSessionSampleRate: 1,
});
