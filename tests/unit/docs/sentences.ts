/**
 * The sentences of a Markdown page, as a reader counts them: those of paragraphs and list items, one
 * for each row of a table, and no headings. Markup stays, line breaks become spaces.
 */
export function sentencesOf(markdown: string): string[] {
  const sentences: string[] = [];
  for (const block of blocksOf(markdown)) {
    if (block.startsWith("#") || /^\|[\s|:-]+\|$/.test(block)) continue;
    if (block.startsWith("|")) sentences.push(block.replaceAll(/\s+/g, " "));
    else sentences.push(...split(block));
  }
  return sentences;
}

/** Paragraphs, list items, headings and table rows, each on one line; heads of tables are left out. */
function blocksOf(markdown: string): string[] {
  const blocks: string[] = [];
  const lines = markdown.replaceAll(/```[\s\S]*?```/g, "").split("\n");
  for (const [i, line] of lines.entries()) {
    const text = line.trim();
    const isHead = text.startsWith("|") && /^\|[\s|:-]+\|$/.test(lines[i + 1]?.trim() ?? "");
    if (text === "" || isHead) blocks.push("");
    else if (/^(?:#|\||[-*] |\d+\. )/.test(text)) blocks.push(text.replace(/^(?:[-*]|\d+\.) /, ""));
    else blocks.push(`${blocks.pop() ?? ""} ${text}`.trim());
  }
  return blocks.filter((block) => block !== "");
}

/** At a full stop that a space and a capital, a quotation or markup follow; not within code, nor after "e.g." and the like. */
function split(text: string): string[] {
  const code: string[] = [];
  const hidden = text.replaceAll(/`[^`]*`/g, (each) => `\uE000${code.push(each) - 1}\uE000`);
  return hidden
    .split(/(?<=[.!?](?:\([^)]*\))?)(?<!\b(?:e\.g|i\.e)\.) (?=[A-Z*_"[\uE000])/)
    .map((part) => part.replaceAll(/\uE000(\d+)\uE000/g, (_, n) => code[Number(n)]!).trim())
    .filter((part) => part !== "");
}
