import { messageOf } from "../format/errors.ts";

/** Keeping what was found is a help for later: a reader's key, a full disk or a racing delete must not cost the view. */
export async function unlessRefused(
  note: (message: string) => void,
  what: string,
  work: () => Promise<unknown>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    note(`Could not ${what}: ${messageOf(error)}`);
  }
}
