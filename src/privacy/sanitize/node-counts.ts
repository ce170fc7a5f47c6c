import type { Hits } from "../hits.ts";

/** Nodes that count for one rule; a page that has more is not looked at for numbers. */
const MOST_NODES = 100_000;

/**
 * How many of a document's nodes each rule acted on: a node counts once a rule, however often a
 * snapshot or a change tells of it. It outlives the recorder's pauses, in the page as in the background.
 */
export class NodeCounts {
  private nodes = new Map<string, Set<number>>();
  /** By rule, the most that counted under an earlier numbering. */
  private most: Hits = {};

  /** Notes that the rule acted on the node; true when that makes one more than were ever counted. */
  isOneMore(id: number, rule: string): boolean {
    let ids = this.nodes.get(rule);
    if (ids === undefined) this.nodes.set(rule, (ids = new Set()));
    if (ids.has(id) || ids.size >= MOST_NODES) return false;
    ids.add(id);
    return ids.size > (this.most[rule] ?? 0);
  }

  /**
   * The recorder numbers all nodes anew, as after a pause, and which is which nobody can tell: from
   * here on only what goes beyond the numbers until now is more.
   */
  renumber(): void {
    for (const [rule, { size }] of this.nodes)
      this.most[rule] = Math.max(size, this.most[rule] ?? 0);
    this.nodes.clear();
  }
}
