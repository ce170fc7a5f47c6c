export interface Progress {
  /** 0 to 1. */
  done: number;
  /** e.g. `Reading segment 3 of 9`. */
  what: string;
}
export type OnProgress = (progress: Progress) => void;
