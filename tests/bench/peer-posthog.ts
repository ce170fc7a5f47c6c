/** Beside `record.capture`: PostHog with its replay, sent to the page's own server. */
import posthog from "posthog-js/dist/module.full.no-external";

posthog.init("phc_workload", {
  api_host: location.origin,
  persistence: "memory",
  autocapture: false,
  capture_pageview: false,
});
