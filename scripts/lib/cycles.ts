/**
 * Import cycles, one for each knot of modules that reach each other, as the shortest loop through
 * the knot's first module. Edges to files that are not keys of the graph are ignored.
 */
export function findCycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  return knots(graph).map((knot) => shortestLoop(graph, knot));
}

/** Strongly connected components that hold a cycle (Tarjan), members sorted. */
function knots(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];

  const visit = (node: string): number => {
    const index = order.size;
    order.set(node, index);
    low.set(node, index);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!graph.has(next)) continue;
      if (!order.has(next)) lower(node, visit(next));
      else if (stack.includes(next)) lower(node, order.get(next) ?? 0);
    }
    const reach = low.get(node) ?? index;
    if (reach === index) {
      const knot = stack.splice(stack.indexOf(node)).toSorted();
      if (knot.length > 1 || graph.get(node)?.includes(node)) found.push(knot);
    }
    return reach;
  };
  const lower = (node: string, value: number) => {
    low.set(node, Math.min(low.get(node) ?? value, value));
  };

  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return found;
}

function shortestLoop(graph: ReadonlyMap<string, readonly string[]>, knot: string[]): string[] {
  const start = knot[0] ?? "";
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const node of queue) {
    for (const next of graph.get(node) ?? []) {
      if (next === start) return pathTo(node, start, cameFrom);
      if (!knot.includes(next) || cameFrom.has(next)) continue;
      cameFrom.set(next, node);
      queue.push(next);
    }
  }
  return knot;
}

function pathTo(end: string, start: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const path = [end];
  for (let at = end; at !== start; at = path[0] ?? start) path.unshift(cameFrom.get(at) ?? start);
  return path;
}
