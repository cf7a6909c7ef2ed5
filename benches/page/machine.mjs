/** What the figures were measured on. */
import { cpus, loadavg, release, totalmem, type } from "node:os";

export function machine(browsers) {
  return {
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.version,
    browsers,
    /** Processes that wanted to run, over the last minute: beyond the cores, others slowed the measuring. */
    load: Math.round(loadavg()[0] * 10) / 10,
  };
}
