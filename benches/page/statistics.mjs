/** Medians and spreads. */

const ascending = (a, b) => a - b;

/** @param {number[]} values not empty */
export function median(values) {
  const sorted = [...values].sort(ascending);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The median of some figures, the least and the greatest, and the figures. */
export function summed(values) {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values), runs: values };
}
