/** What the extension shows over a page, read from its closed shadow root. */

/** The one element that the extension adds to a page. */
export const OVERLAY = "saltgrain-overlay";

/** The open card, or null: its kind, its sentence for the reader, the words that gave the mark away, and all it says. */
export function card(session, page) {
  return session.inShadow(page, OVERLAY, (root) => {
    const card = root.querySelector("[role=dialog]");
    if (!card?.checkVisibility()) return null;
    return {
      kind: card.dataset.kind,
      message: card.querySelector(".message").textContent,
      quote: card.querySelector("blockquote").textContent,
      cues: [...card.querySelectorAll("blockquote strong")].map((cue) => cue.textContent),
      text: card.innerText,
      // Not on its way in or out.
      isSettled: card.getAnimations().length === 0,
    };
  });
}

/** What the badges on the page say, in the order of the keyboard. */
export async function badges(session, page) {
  return (
    (await session.inShadow(page, OVERLAY, (root) =>
      [...root.querySelectorAll("button.badge")].map((badge) => badge.getAttribute("aria-label")),
    )) ?? []
  );
}

/**
 * Where badges are painted, and which of the page's lines of text they lie on, in CSS pixels of the window. Both are measured
 * at once, after the next two frames.
 */
export async function badgeBoxes(session, page) {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return session.inShadow(page, OVERLAY, (root) => {
    const painted = [...root.querySelectorAll("button.badge")].filter((badge) => getComputedStyle(badge).opacity > 0);
    const onText = [];
    const boxes = painted.map((badge) => badge.getBoundingClientRect());
    const read = (tree) => {
      const walker = document.createTreeWalker(tree, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (node.shadowRoot && node.shadowRoot !== root) read(node.shadowRoot);
        if (node.nodeType !== Node.TEXT_NODE || node.data.trim() === "" || !node.parentElement.checkVisibility()) continue;
        const range = new Range();
        range.selectNodeContents(node);
        for (const line of range.getClientRects()) {
          let { left, right, top, bottom } = line;
          // What a scroller hides of its text is not on the screen.
          for (let at = node.parentElement; at; at = at.parentElement) {
            if (getComputedStyle(at).overflowY === "visible") continue;
            const box = at === document.documentElement || at === document.body ? null : at.getBoundingClientRect();
            if (box === null) continue;
            [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
            [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
          }
          if (right <= left || bottom <= top) continue;
          for (const box of boxes) {
            if (box.left < right && box.right > left && box.top < bottom && box.bottom > top) {
              onText.push(`${node.data.trim().slice(0, 40)} (${Math.round(box.x)}, ${Math.round(box.y)})`);
            }
          }
        }
      }
    };
    read(document.body);
    return {
      all: root.querySelectorAll("button.badge").length,
      boxes: boxes.map(({ x, y, width, height }) => ({ x, y, width, height })),
      onText,
    };
  });
}

/**
 * Has the page's own scripts see into the closed root, as if it were open: axe runs there. Only the test's world is changed;
 * the extension's own goes by the root that it keeps.
 */
export function uncover(session, page) {
  return session.inShadow(page, OVERLAY, (root) => {
    Object.defineProperty(root.host, "shadowRoot", { value: root, configurable: true });
    return true;
  });
}
