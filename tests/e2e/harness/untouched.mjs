/** The page's own document, to be compared before and after. */

/** The serialised document: its element, head and body apart, and the children of the element that are neither. */
export function serialise(page) {
  return page.evaluate(() => {
    const { head, body, documentElement } = document;
    return {
      head: head?.outerHTML ?? "",
      body: body?.outerHTML ?? "",
      element: documentElement.cloneNode(false).outerHTML,
      extra: [...documentElement.children].filter((child) => child !== head && child !== body).map((child) => child.outerHTML),
      whole: documentElement.outerHTML,
    };
  });
}
