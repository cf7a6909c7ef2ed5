/**
 * Stretches: the times when code of the extension ran on a page's main thread, without a pause and within one task. Style,
 * layout and garbage collection that the code forced are within them.
 *
 * @typedef {{ at: number, ms: number, cpuMs: number, what: string }} Stretch `at` and `ms` by the page's clock, `cpuMs` the time that
 * the thread really ran: on a busy machine it is the truer one
 */

/** What a recording of stretches comes to. @param {Stretch[]} stretches */
export function account(stretches) {
  const byLength = [...stretches].sort((a, b) => b.cpuMs - a.cpuMs);
  return {
    scriptMs: stretches.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    longestMs: byLength[0]?.cpuMs ?? 0,
    longestByClockMs: Math.max(0, ...stretches.map(({ ms }) => ms)),
    longest: byLength.slice(0, 5).map(({ ms, cpuMs, what }) => ({ what, cpuMs: round(cpuMs), ms: round(ms) })),
  };
}

const round = (ms) => Math.round(ms * 100) / 100;
