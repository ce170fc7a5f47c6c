/** Beside `record.capture`: PostHog with its replay, sent to the page's own server. */
import { posthog } from "posthog-js/dist/module.full.no-external";

posthog.init("phc_workload", {
  api_host: location.origin,
  autocapture: false,
  capture_pageview: false,
  // Else a headless browser is taken for a bot, of which nothing is recorded.
  opt_out_useragent_filter: true,
});
