import type { JSX } from "solid-js";

/** Outlines on a 16 px grid, drawn for Waymark. `fill` ones are solid. */
const PATHS = {
  play: { d: "M4.5 2.8v10.4L13 8z", fill: true },
  pause: { d: "M4 3h3v10H4zM9 3h3v10H9z", fill: true },
  restart: { d: "M3 8a5 5 0 1 0 1.6-3.7M3 2.5V5h2.5" },
  back: { d: "M10 3 5 8l5 5" },
  pencil: { d: "m3 13 .6-2.8L10.8 3l2.2 2.2-7.2 7.2zM9.3 4.5l2.2 2.2" },
  trash: { d: "M3 4.5h10M6.5 4.5V3h3v1.5M4.3 4.5l.7 8.5h6l.7-8.5M6.7 7v3.7M9.3 7v3.7" },
  link: {
    d: "M6.8 9.2a2.6 2.6 0 0 0 3.8 0l2-2a2.7 2.7 0 0 0-3.8-3.8l-.8.8M9.2 6.8a2.6 2.6 0 0 0-3.8 0l-2 2a2.7 2.7 0 0 0 3.8 3.8l.8-.8",
  },
  download: { d: "M8 2.5v7.5M5 7.3l3 3 3-3M3 13h10" },
  push: { d: "M8 13V5.5M5 8.2l3-3 3 3M3 2.8h10" },
  search: { d: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.4 10.4 13.5 13.5" },
  sun: {
    d: "M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM8 1.5V3M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1 1M11.6 11.6l1 1M3.4 12.6l1-1M11.6 4.4l1-1",
  },
  moon: { d: "M13 9.6A5.5 5.5 0 0 1 6.4 3a5.5 5.5 0 1 0 6.6 6.6z" },
  full: { d: "M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3" },
  keys: { d: "M2 4.5h12v7H2zM4.5 7h.01M7 7h.01M9.5 7h.01M11.7 7h.01M5 9.3h6" },
  flag: { d: "M4 14V2.5M4 3h8l-2 2.6L12 8.2H4" },
  click: {
    d: "m6.5 6.5 2.3 6.5 1.3-2.9 2.9-1.3zM5 2v1.6M2 5h1.6M2.8 2.8 4 4M7.6 2.6 7 4M2.6 7.6 4 7",
  },
  route: { d: "M2.5 8h10M9 4.5 12.5 8 9 11.5" },
  typing: { d: "M3 5V3.5h10V5M8 3.5v9M6 12.5h4" },
  alert: { d: "M8 2.5 14 13H2zM8 6.5v3M8 11.3h.01" },
  net: { d: "M5.5 12.5v-9L3 6M10.5 3.5v9L13 10" },
  dot: { d: "M8 9.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3z", fill: true },
  eye: {
    d: "M1.8 8S4 3.8 8 3.8 14.2 8 14.2 8 12 12.2 8 12.2 1.8 8 1.8 8zM8 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6z",
  },
  pin: { d: "M5.5 2.5h5M6.3 2.5l-.4 4.2L4 9h8L10.1 6.7 9.7 2.5M8 9v4.8" },
  pinned: { d: "M5 2h6v1.4h-.7l.3 3L12.7 9v.9H8.8v4H7.2v-4H3.3V9l2.1-2.6.3-3H5z", fill: true },
  mark: { d: "M4.5 2.5h7v11L8 10.8l-3.5 2.7z" },
  gear: {
    d: "M3 4.5h4M10.5 4.5H13M3 11.5h2.5M9 11.5h4M8.8 6a1.6 1.6 0 1 0 0-3.1 1.6 1.6 0 0 0 0 3.1zM7.2 13a1.6 1.6 0 1 0 0-3.1 1.6 1.6 0 0 0 0 3.1z",
  },
  shield: { d: "M8 1.8 3 3.6v3.9c0 3 2 5.3 5 6.7 3-1.4 5-3.7 5-6.7V3.6zM5.7 7.9l1.7 1.7 3-3.2" },
  down: { d: "M8 3v9.5M4 8.8l4 4 4-4" },
  redact: { d: "M2.5 4h7M2.5 12h5M2.5 6.8h11v2.6h-11z" },
  console: { d: "M2.5 3h11v10h-11zM5 6.2 7 8 5 9.8M8.3 10h2.7" },
  more: { d: "m3.8 6 4.2 4.2L12.2 6" },
  cross: { d: "m4 4 8 8M12 4l-8 8" },
} as const;

export type IconName = keyof typeof PATHS;

export function Icon(props: { name: IconName; class?: string }): JSX.Element {
  const path = () => PATHS[props.name] as { d: string; fill?: boolean };
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" class={props.class}>
      <path
        d={path().d}
        fill={path().fill ? "currentColor" : "none"}
        stroke={path().fill ? "none" : "currentColor"}
        stroke-width="1.4"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
