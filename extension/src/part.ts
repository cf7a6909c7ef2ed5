/** A part of the page's own document, by id. */
export function part<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`this page has no #${id}`);
  return found as T;
}
