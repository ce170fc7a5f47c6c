import type { Environment } from "../../src/format/session.ts";

/** What a session's record says of its first page and browser, in words; undefined where it says nothing. */
export function environmentFacts(env: Environment): [name: string, value: string | undefined][] {
  return [
    ["First page", env.url],
    ["Came from", env.referrer],
    ["Build of the site", env.build],
    ["Build by the server", env.serverBuild],
    ["Browser", env.browser],
    ["System", env.os],
    ["Viewport", sizeText(env.viewport)],
    ["Screen", screenText(env)],
    ["Language", env.locale],
    ["Time zone", env.timeZone],
    ["Prefers", preferences(env)],
    ["Connection", connectionText(env.connection)],
    ["User agent", env.userAgent],
    ["Extension", env.extensionVersion],
  ];
}

const sizeText = (size: Environment["viewport"]) => size && `${size.width} × ${size.height}`;

function screenText({ screen, devicePixelRatio: ratio }: Environment): string | undefined {
  const size = sizeText(screen);
  return size && ratio !== undefined ? `${size}, ${ratio} device pixels each way` : size;
}

function preferences({ colorScheme, reducedMotion }: Environment): string | undefined {
  const said = [colorScheme && `${colorScheme} colours`, reducedMotion && "reduced motion"];
  return said.filter(Boolean).join(", ") || undefined;
}

function connectionText(connection: Environment["connection"]): string | undefined {
  if (!connection) return undefined;
  const { type, downlinkMbps, rttMs, saveData } = connection;
  const said = [
    type,
    downlinkMbps !== undefined && `${downlinkMbps} Mbit/s`,
    rttMs !== undefined && `${rttMs} ms round trip`,
    saveData && "saves data",
  ];
  return said.filter(Boolean).join(", ") || undefined;
}
