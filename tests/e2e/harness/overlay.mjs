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
