import type { SignalPayload } from "../../format/signals/signals.ts";
import { cutText } from "./cut-text.ts";
import { hydrationIn } from "./hydration.ts";
import { createLimiter } from "./limiter.ts";
import { causesOf, isError, LONGEST_MESSAGE, readError } from "./page-errors.ts";
import { caller, reader } from "./page-values.ts";
import { createPreviews, inlineText, makeRoom } from "./preview.ts";
import type { SignalContext, SignalSource } from "./signal-source.ts";

type ErrorSignal = SignalPayload<"waymark.error">;

/** A page that fails in a loop says nothing new by it. */
const KEPT = { burst: 50, perSecond: 10 };
const LONGEST_URL = 2_000;

const typeOf = reader<string>("Event", "type");
const targetOf = reader<EventTarget | null>("Event", "target");
const reasonOf = reader<unknown>("PromiseRejectionEvent", "reason");
const messageOf = reader<string>("ErrorEvent", "message");
const errorOf = reader<unknown>("ErrorEvent", "error");
const filenameOf = reader<string>("ErrorEvent", "filename");
const lineOf = reader<number>("ErrorEvent", "lineno");
const columnOf = reader<number>("ErrorEvent", "colno");
const localName = reader<string>("Element", "localName");
const readyState = reader<string>("Document", "readyState");
const isConnected = reader<boolean>("Node", "isConnected");
const baseOf = reader<string>("Node", "baseURI");
const attribute = caller<string | null, [string]>("Element", "getAttribute");
const pictureUrl = reader<string>("HTMLImageElement", "currentSrc");
const violation = <T>(name: string) => reader<T>("SecurityPolicyViolationEvent", name);
const directiveOf = violation<string>("effectiveDirective");
const blockedOf = violation<string>("blockedURI");
const sourceFileOf = violation<string>("sourceFile");
const violationLine = violation<number>("lineNumber");
const violationColumn = violation<number>("columnNumber");
/** Of a call that passes through the recorder, the browser names the recorder's script: then nothing. */
const pageSource = (event: Event): string | undefined => {
  const source = sourceFileOf(event);
  return source && /^(?:chrome|moz)-extension/.test(source) ? undefined : source;
};
const dispositionOf = violation<string>("disposition");

/**
 * Uncaught errors, unhandled rejections and resources that could not be loaded, those before the recorder
 * included; and what the page's content security policy blocks.
 */
export const watchErrors: SignalSource = {
  part: "errors",
  watch(context) {
    const { global, primitives, earlyErrors, listen, say } = context;
    const limiter = createLimiter(context, "errors", KEPT);
    const describe = describer(context);
    const tellResource = resourceTeller(context);

    function onEvent(event: Event, at = primitives.now()): void {
      if (!limiter.take()) return;
      if (typeOf(event) === "unhandledrejection") {
        say("waymark.error", { what: "rejection", ...describe(reasonOf(event)) }, at);
        return;
      }
      const message = messageOf(event);
      if (message !== undefined) say("waymark.error", uncaught(event, message), at);
      // An event without a message comes from an element; one that a page made up is no news.
      else if (event.isTrusted) tellResource(targetOf(event), at);
    }

    function uncaught(event: Event, message: string): ErrorSignal {
      const error = errorOf(event);
      const line = lineOf(event);
      const column = columnOf(event);
      const hydration = hydrationIn(message);
      return {
        what: "error",
        ...describe(error ?? message),
        message: cutText(message, LONGEST_MESSAGE),
        source: cutText(filenameOf(event) ?? "", LONGEST_URL),
        ...(line !== undefined && { line }),
        ...(column !== undefined && { column }),
        ...(hydration && { hydration }),
      };
    }

    for (const early of earlyErrors) onEvent(early.event, early.at);
    for (const type of ["error", "unhandledrejection"]) {
      listen(global, type, (event) => onEvent(event));
    }
    listen(global, "securitypolicyviolation", (event) => {
      const payload = readViolation(event, context);
      if (payload && limiter.take()) say("waymark.error", payload);
    });
  },
};

/** What was thrown: an error by what it says of itself, anything else by a preview of it. */
function describer({ mirror }: SignalContext) {
  const preview = createPreviews(mirror);
  const inLine = (value: unknown) =>
    typeof value === "string" ? value : inlineText(preview(value, makeRoom()));

  return (
    thrown: unknown,
  ): Pick<ErrorSignal, "message" | "name" | "stack" | "causes" | "hydration"> => {
    if (!isError(thrown)) return { message: cutText(inLine(thrown), LONGEST_MESSAGE) };
    const text = readError(thrown);
    const causes = causesOf(thrown, inLine);
    const hydration = hydrationIn(text.message);
    return {
      ...text,
      ...(causes.length > 0 && { causes }),
      ...(hydration && { hydration }),
    };
  };
}

/** The first snapshot comes soon after the document was read, and gives elements their ids. */
const LOOK_AGAIN_MS = 1_000;

/**
 * Tells of elements whose resource failed. What stands in the page without being recorded is blocked, or
 * not recorded yet: then it is looked at again before it is told, without an address if need be.
 */
function resourceTeller({ global, mirror, later, listen, onEnd, say }: SignalContext) {
  const waiting: { element: Element; at: number }[] = [];

  function tell(element: Element, at: number): void {
    const tag = localName(element) ?? "";
    const id = mirror.getId(element);
    const url = isHidden(element, id) ? null : addressOf(element);
    say(
      "waymark.error",
      {
        what: "resource",
        message: `Could not load <${tag}>`,
        tag: tag.slice(0, 100),
        ...(id > 0 && { id }),
        ...(url && { url: url.slice(0, LONGEST_URL) }),
      },
      at,
    );
  }
  function tellAll(): void {
    for (const { element, at } of waiting.splice(0)) tell(element, at);
  }
  function lookAgain(): void {
    if (readyState(global.document) === "loading") later(lookAgain, LOOK_AGAIN_MS);
    else tellAll();
  }
  listen(global, "pagehide", tellAll);
  onEnd(tellAll);

  return (target: EventTarget | null | undefined, at: number): void => {
    if (localName(target) === undefined) return;
    const element = target as Element;
    if (!isHidden(element, mirror.getId(element))) return tell(element, at);
    waiting.push({ element, at });
    if (waiting.length === 1) later(lookAgain, LOOK_AGAIN_MS);
  };
}

/** What stands in the page and is not recorded is blocked there: of it no address is told. */
const isHidden = (element: Element, id: number) => id < 1 && isConnected(element) === true;

/** Of what the element shows, absolute. */
function addressOf(element: Element): string | null {
  const shown = pictureUrl(element);
  if (shown) return shown;
  for (const name of ["src", "href", "data"]) {
    const written = attribute(element, name);
    if (written) return absolute(written, baseOf(element));
  }
  return null;
}

const { URL: Address } = globalThis;

function absolute(url: string, base: string | undefined): string {
  try {
    return new Address(url, base).href;
  } catch {
    return url; // no address: told as it is written
  }
}

/** The sample that the browser gives is part of the page and is left out. */
function readViolation(event: Event, { mirror }: SignalContext): ErrorSignal | null {
  const directive = directiveOf(event);
  if (directive === undefined) return null;
  const target = targetOf(event);
  const isElement = localName(target) !== undefined;
  const id = isElement ? mirror.getId(target as Element) : -1;
  const blocked = isElement && isHidden(target as Element, id) ? "" : (blockedOf(event) ?? "");
  const source = pageSource(event);
  const line = violationLine(event);
  const column = violationColumn(event);
  return {
    what: "csp",
    message: "The page's content security policy forbids it.",
    directive: directive.slice(0, 100),
    url: blocked.slice(0, LONGEST_URL),
    ...(id > 0 && { id }),
    ...(source && { source: source.slice(0, LONGEST_URL), line: line ?? 0, column: column ?? 0 }),
    ...(dispositionOf(event) === "report" && { reportOnly: true }),
  };
}
