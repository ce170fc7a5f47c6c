import type { JSX } from "solid-js";

function Icon(props: { children: JSX.Element }) {
  return (
    <svg viewBox="0 0 16 16" fill="currentColor" aria-hidden="true">
      {props.children}
    </svg>
  );
}

export const RecordIcon = () => (
  <Icon>
    <circle cx="8" cy="8" r="5.5" />
  </Icon>
);

export const PauseIcon = () => (
  <Icon>
    <path d="M4 3h3v10H4zM9 3h3v10H9z" />
  </Icon>
);

export const ResumeIcon = () => (
  <Icon>
    <path d="M4.5 2.5v11l9-5.5z" />
  </Icon>
);

export const StopIcon = () => (
  <Icon>
    <rect x="3" y="3" width="10" height="10" rx="1.5" />
  </Icon>
);

export const MarkIcon = () => (
  <Icon>
    <path d="M4.5 2.5h7v11L8 10.8l-3.5 2.7z" />
  </Icon>
);

export const CloseIcon = () => (
  <Icon>
    <path d="M4 3 3 4l4 4-4 4 1 1 4-4 4 4 1-1-4-4 4-4-1-1-4 4z" />
  </Icon>
);
