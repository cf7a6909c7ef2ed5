/** Waiting for something to become so. */

const EVERY_MS = 50;

/**
 * Asks again and again until the answer is neither false nor empty, and gives it.
 *
 * @template T
 * @param {string} what what is waited for, named in the error
 * @param {() => Promise<T> | T} ask
 * @param {number} withinMs
 * @returns {Promise<T>}
 */
export async function until(what, ask, withinMs = 15_000) {
  const end = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited ${withinMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}
