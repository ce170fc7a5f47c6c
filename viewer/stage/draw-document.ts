/**
 * Draws a laid-out document small: backgrounds, borders, pictures and words in their places. No
 * screenshot, which a page cannot take of itself, but enough to know a session again by sight.
 */
export function drawDocument(
  page: Document,
  viewport: { width: number; height: number },
  canvas: OffscreenCanvas,
): void {
  const draw = canvas.getContext("2d");
  const view = page.defaultView;
  if (!draw || !view || !page.body) return;
  const scale = canvas.width / viewport.width;
  const bottom = canvas.height / scale;
  draw.fillStyle = "#fff";
  draw.fillRect(0, 0, canvas.width, canvas.height);
  draw.scale(scale, scale);

  const walker = page.createTreeWalker(
    page.documentElement,
    NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT,
  );
  const range = page.createRange();
  for (let node: Node | null = walker.currentNode, seen = 0; node && seen < MOST_NODES; seen++) {
    if (node instanceof view.Text) drawText(draw, node, range, view, bottom);
    else if (node instanceof view.Element) drawBox(draw, node, view, viewport, bottom);
    node = walker.nextNode();
  }
}

/** A long page is not walked to its end. */
const MOST_NODES = 6_000;

type Context = OffscreenCanvasRenderingContext2D;
type View = Window & typeof globalThis;

function drawBox(
  draw: Context,
  element: Element,
  view: Window,
  viewport: { width: number; height: number },
  bottom: number,
): void {
  const style = view.getComputedStyle(element);
  if (style.visibility === "hidden" || style.opacity === "0") return;
  const whole = element.tagName === "HTML" || element.tagName === "BODY";
  const box = whole ? new DOMRect(0, 0, viewport.width, bottom) : element.getBoundingClientRect();
  if (box.top > bottom || box.bottom < 0 || box.width === 0 || box.height === 0) return;
  draw.beginPath();
  draw.roundRect(
    box.x,
    box.y,
    box.width,
    box.height,
    Math.min(40, parseFloat(style.borderTopLeftRadius) || 0),
  );
  draw.fillStyle = style.backgroundColor;
  draw.fill();
  const colours = style.backgroundImage.match(/rgba?\([^)]*\)/g);
  if (colours && style.backgroundImage.includes("gradient")) {
    const gradient = draw.createLinearGradient(0, box.top, 0, box.bottom);
    colours.forEach((colour, i) =>
      gradient.addColorStop(colours.length > 1 ? i / (colours.length - 1) : 0, colour),
    );
    draw.fillStyle = gradient;
    draw.fill();
  }
  const border = parseFloat(style.borderTopWidth);
  if (border > 0 && style.borderTopStyle !== "none") {
    draw.strokeStyle = style.borderTopColor;
    draw.lineWidth = border;
    draw.stroke();
  }
  if (element.tagName === "IMG" || element.tagName === "VIDEO" || element.tagName === "CANVAS") {
    draw.fillStyle = "rgb(128 128 128 / 25%)";
    draw.fill();
  }
}

function drawText(draw: Context, text: Text, range: Range, view: View, bottom: number): void {
  const words = text.data.trim();
  const parent = text.parentElement;
  if (!words || !parent || parent.closest("script, style, noscript, head")) return;
  range.selectNodeContents(text);
  const lines = range.getClientRects();
  const first = lines[0];
  if (!first || first.top > bottom) return;
  const style = view.getComputedStyle(parent);
  if (style.visibility === "hidden" || style.opacity === "0") return;
  draw.fillStyle = style.color;
  draw.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  draw.textBaseline = "middle";
  // Text over several lines is cut by the lines' share of its length; nobody reads it at this size.
  const total = Array.from(lines).reduce((sum, line) => sum + line.width, 0);
  let from = 0;
  for (const line of lines) {
    const to = from + Math.round((line.width / total) * words.length);
    draw.fillText(words.slice(from, to).trim(), line.x, line.y + line.height / 2, line.width);
    from = to;
  }
}
