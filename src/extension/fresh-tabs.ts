/** Within this time after a tab came up the browser has told who opened it. */
const DECIDED_MS = 1_000;

/** Where a tab's main frame went. */
export interface Step {
  url: string;
  documentId?: string | undefined;
}

export interface FreshTab {
  incognito: boolean;
  /** It went there before it was known who opened it: nothing of ours was put into that document. */
  passed: Step | null;
}

/**
 * Tabs that came up a moment ago and may yet turn out to be opened from a recorded tab. Which of the
 * two is heard first, the opener or the new document's hello, differs between browsers. Memory
 * only: a service worker that dies meanwhile asks the browser instead.
 */
export interface FreshTabs {
  created(tabId: number, incognito: boolean): void;
  get(tabId: number): FreshTab | undefined;
  passed(tabId: number, step: Step): void;
  /** It is known now whether the tab is part of a session. */
  decide(tabId: number): void;
  /** Resolves once that is known, at once for a tab that is not fresh. */
  decided(tabId: number): Promise<void>;
}

export function createFreshTabs(): FreshTabs {
  interface Entry extends FreshTab {
    known: Promise<void>;
    decide(): void;
  }
  const fresh = new Map<number, Entry>();
  return {
    created(tabId, incognito) {
      if (fresh.has(tabId)) return;
      let done = () => {};
      const known = new Promise<void>((resolve) => (done = resolve));
      const timer = setTimeout(() => fresh.get(tabId)?.decide(), DECIDED_MS);
      const decide = () => {
        clearTimeout(timer);
        fresh.delete(tabId);
        done();
      };
      fresh.set(tabId, { incognito, passed: null, known, decide });
    },
    get: (tabId) => fresh.get(tabId),
    passed(tabId, step) {
      const entry = fresh.get(tabId);
      if (entry) entry.passed = step;
    },
    decide: (tabId) => fresh.get(tabId)?.decide(),
    decided: (tabId) => fresh.get(tabId)?.known ?? Promise.resolve(),
  };
}
