/**
 * A proxy has another text (`String(fetch)`) than the function it stands before, without the name. While
 * functions are watched, `Function.prototype.toString` is asked about the function itself.
 */
const { apply, defineProperty, getOwnPropertyDescriptor } = Reflect;
const { get, set } = WeakMap.prototype;
const natives = new WeakMap<object, object>();

/** From now on the text of `proxy` is that of `native`. */
export function speakFor(proxy: object, native: object): void {
  apply(set, natives, [proxy, native]);
}

/** Returns what gives the page its own `toString` back, unless it has put another on top. */
export function keepTexts(): () => void {
  const owner = Function.prototype;
  const descriptor = getOwnPropertyDescriptor(owner, "toString");
  const native = descriptor?.value as (() => string) | undefined;
  if (!native || !descriptor?.configurable) return () => {};
  const proxy = new Proxy(native, {
    apply: (_, self: object, args: []) =>
      apply(native, (apply(get, natives, [self]) as object | undefined) ?? self, args),
  });
  speakFor(proxy, native);
  defineProperty(owner, "toString", { ...descriptor, value: proxy });
  return () => {
    const now = getOwnPropertyDescriptor(owner, "toString");
    if (now?.value === proxy) defineProperty(owner, "toString", { ...now, value: native });
  };
}
