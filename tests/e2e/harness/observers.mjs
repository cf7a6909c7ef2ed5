/** What a script can watch a page with, besides listeners. */
export const OBSERVERS = ["MutationObserver", "IntersectionObserver", "ResizeObserver", "PerformanceObserver"];
