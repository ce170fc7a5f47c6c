import type { PNG } from "pngjs";
import type { Facts } from "./facts.ts";

/** Everything here is 0 (nothing in common) to 1 (the same). */
export interface Similarity {
  text: number;
  element: number;
  scroll: number;
  picture: number;
}

/** F1 of two multisets: what both have, against what each has. Two empty ones are the same. */
export function multisetF1(a: Record<string, number>, b: Record<string, number>): number {
  const size = (counts: Record<string, number>) =>
    Object.values(counts).reduce((sum, n) => sum + n, 0);
  const both = Object.entries(a).reduce((sum, [key, n]) => sum + Math.min(n, b[key] ?? 0), 0);
  const all = size(a) + size(b);
  return all === 0 ? 1 : (2 * both) / all;
}

/**
 * Mean over what is scrolled on either side: 1 at the same place, 0 when off by as much as either
 * has scrolled. Null when nothing is scrolled: that says nothing about a recorder.
 */
export function scrollSimilarity(live: Facts["scrolls"], replay: Facts["scrolls"]): number | null {
  const places = new Set([...Object.keys(live), ...Object.keys(replay)]);
  if (places.size === 0) return null;
  let sum = 0;
  for (const place of places) {
    const [x, y] = live[place] ?? [0, 0];
    const [u, v] = replay[place] ?? [0, 0];
    const off = Math.hypot(x - u, y - v);
    sum += 1 - Math.min(1, off / Math.max(Math.hypot(x, y), Math.hypot(u, v)));
  }
  return sum / places.size;
}

/** Pixels of the picture that make one of the luma map: hinting and antialiasing differ between runs. */
const SHRINK = 2;
const WINDOW = 8;
const STEP = 4;
/** Below this variance of luma (0-255) on both sides a window is flat, and flat areas agree for free. */
const FLAT = 12;
/** SSIM's usual constants, (0.01 L)^2 and (0.03 L)^2. */
const C1 = 6.5025;
const C2 = 58.5225;

/** Mean SSIM of the windows in which either picture has structure. Pictures of other sizes are cut to the smaller. */
export function pictureSimilarity(a: PNG, b: PNG): number {
  const width = Math.floor(Math.min(a.width, b.width) / SHRINK);
  const height = Math.floor(Math.min(a.height, b.height) / SHRINK);
  const left = luma(a, width, height);
  const right = luma(b, width, height);
  let sum = 0;
  let windows = 0;
  for (let y = 0; y + WINDOW <= height; y += STEP) {
    for (let x = 0; x + WINDOW <= width; x += STEP) {
      const score = windowSsim(left, right, width, x, y);
      if (score === null) continue;
      sum += score;
      windows++;
    }
  }
  return windows === 0 ? 1 : sum / windows;
}

function windowSsim(a: Float32Array, b: Float32Array, width: number, x: number, y: number) {
  let sumA = 0;
  let sumB = 0;
  let sumAA = 0;
  let sumBB = 0;
  let sumAB = 0;
  for (let row = y; row < y + WINDOW; row++) {
    for (let i = row * width + x; i < row * width + x + WINDOW; i++) {
      const p = a[i]!;
      const q = b[i]!;
      sumA += p;
      sumB += q;
      sumAA += p * p;
      sumBB += q * q;
      sumAB += p * q;
    }
  }
  const n = WINDOW * WINDOW;
  const meanA = sumA / n;
  const meanB = sumB / n;
  const varA = sumAA / n - meanA * meanA;
  const varB = sumBB / n - meanB * meanB;
  if (varA < FLAT && varB < FLAT) return null;
  const cov = sumAB / n - meanA * meanB;
  const score =
    ((2 * meanA * meanB + C1) * (2 * cov + C2)) /
    ((meanA * meanA + meanB * meanB + C1) * (varA + varB + C2));
  return Math.max(0, score);
}

function luma({ width, data }: PNG, columns: number, rows: number): Float32Array {
  const out = new Float32Array(columns * rows);
  for (let y = 0; y < rows * SHRINK; y++) {
    for (let x = 0; x < columns * SHRINK; x++) {
      const i = (y * width + x) * 4;
      const light = 0.299 * data[i]! + 0.587 * data[i + 1]! + 0.114 * data[i + 2]!;
      out[Math.floor(y / SHRINK) * columns + Math.floor(x / SHRINK)]! += light / SHRINK ** 2;
    }
  }
  return out;
}
