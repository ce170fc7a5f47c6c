/**
 * What happens in a page, at a place. It runs in the page by itself and is given the secret of its place; the name by
 * which it is listed says what must become of that (see vault.ts).
 */
export type Act = (secret: string) => unknown;
