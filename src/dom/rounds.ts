/**
 * Goes through a list in rounds, as an item may need a node that only a later one brings. An item
 * comes up again in the round and at the place where it first can, but not before: rounds in which
 * one item has success must not cost as much as the whole list.
 */
export class Rounds {
  /** Places in the list of the items that wait, by the id of the node that they need. */
  #waiting = new Map<number, number[]>();
  #turns = new TurnQueue();
  /** Place in the list and number of rounds before, times the length of the list. */
  #turn = 0;
  #length = 0;

  /** `attempt` says which node an item needs, or null when it is done with. Gives what is left. */
  run<T>(items: readonly T[], attempt: (item: T) => number | null): T[] {
    this.#length = items.length;
    /** How often each item had to wait; -1 when it is done with. */
    const waits = items.map(() => 0);
    const take = (turn: number) => {
      this.#turn = turn;
      const place = turn % items.length;
      const needed = attempt(items[place]!);
      if (needed === null) waits[place] = -1;
      else if (waits[place]!++ < MOST_WAITS) this.#wait(place, needed);
    };
    for (let turn = 0; turn < items.length; turn++) take(turn);
    for (let turn = this.#turns.pop(); turn !== undefined; turn = this.#turns.pop()) take(turn);
    this.#waiting.clear();
    return items.filter((_, place) => waits[place] !== -1);
  }

  /** The node with this id is there now. */
  arrived(id: number): void {
    const places = this.#waiting.get(id);
    if (!places) return;
    this.#waiting.delete(id);
    const now = this.#turn % this.#length;
    const round = this.#turn - now;
    for (const place of places) {
      this.#turns.push(round + place + (place > now ? 0 : this.#length));
    }
  }

  #wait(place: number, id: number): void {
    const places = this.#waiting.get(id);
    if (places) places.push(place);
    else this.#waiting.set(id, [place]);
  }
}

/**
 * For a parent and for a neighbour. A sound list brings each node once; one that brings the same
 * node again and again must not wake all that wait for it each time.
 */
const MOST_WAITS = 2;

/** Numbers, of which the least comes first: a binary heap. */
class TurnQueue {
  #heap: number[] = [];

  push(turn: number): void {
    const heap = this.#heap;
    let at = heap.push(turn) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (heap[above]! <= turn) break;
      heap[at] = heap[above]!;
      at = above;
    }
    heap[at] = turn;
  }

  pop(): number | undefined {
    const heap = this.#heap;
    const least = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return least;
    let at = 0;
    for (let below = 1; below < heap.length; below = 2 * at + 1) {
      if (below + 1 < heap.length && heap[below + 1]! < heap[below]!) below++;
      if (heap[below]! >= last) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = last;
    return least;
  }
}
