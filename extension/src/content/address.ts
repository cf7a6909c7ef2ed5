/** Follows the page's address through navigations that load no new document. */

/** What the Navigation API gives; browsers without it tell of history only when it goes back or forth. */
type Navigation = EventTarget;

export class Address {
  #known = location.href;
  readonly #moved: (isOtherPage: boolean) => void;

  /** `moved` is told whether another page is shown now, and not another place on the same one. */
  constructor(moved: (isOtherPage: boolean) => void) {
    this.#moved = moved;
  }

  listen(signal: AbortSignal): void {
    const { navigation } = globalThis as { navigation?: Navigation };
    const check = () => this.check();
    navigation?.addEventListener("currententrychange", check, { signal });
    addEventListener("popstate", check, { signal });
    addEventListener("hashchange", check, { signal });
  }

  /** Called with every change of the page: without the Navigation API a pushed address is told in no other way. */
  check(): void {
    const now = location.href;
    if (now === this.#known) return;
    const isOtherPage = pageOf(now) !== pageOf(this.#known);
    this.#known = now;
    this.#moved(isOtherPage);
  }
}

/** An anchor is a place on the page; a path behind the hash is how some applications name their pages. */
export function pageOf(address: string): string {
  const at = address.indexOf("#");
  return at < 0 || /^#!?\//.test(address.slice(at)) ? address : address.slice(0, at);
}
