/**
 * Taking back a mark: *not this one* hides a sentence for good, *never this phrase* mutes its family. Both act at once on
 * this page, are remembered in the settings, and can be undone.
 */
import { hashOf } from "../dismissed.ts";
import type { Finding } from "../engine-types.ts";
import { isFamily, type Settings, update, withDismissed } from "../settings.ts";
import type { Marked, MarkedFinding } from "./findings.ts";

export interface DismissingEvents {
  passages(): Marked[];
  /** These passages have lost findings or got them back. */
  changed(marked: Iterable<Marked>): void;
}

export class Dismissing {
  readonly #events: DismissingEvents;
  #hashes = new Set<string>();
  #salt: string | null = null;
  #familiesOff = new Set<string>();

  constructor(events: DismissingEvents) {
    this.#events = events;
  }

  /** Only findings of a family can be muted by it. */
  canMute({ family }: Finding): boolean {
    return isFamily(family);
  }

  follow({ dismissed, familiesOff }: Settings, before: Settings | null): void {
    this.#familiesOff = new Set(familiesOff);
    if (before !== null && before.dismissed.join() === dismissed.join()) return;
    this.#hashes = new Set(dismissed);
    this.#salt = dismissed[0]?.split(":")[0] ?? null;
  }

  /** Takes out of a passage what was dismissed or muted before; it may have been on its way since. */
  sift(marked: Marked): void {
    const [salt, hashes, familiesOff] = [this.#salt, this.#hashes, this.#familiesOff];
    const isDismissed = (finding: MarkedFinding) =>
      salt !== null && hashes.has(hashOf(sentenceOf(marked, finding), finding.label, salt));
    const kept = marked.findings.filter((finding) => !familiesOff.has(finding.family) && !isDismissed(finding));
    if (kept.length < marked.findings.length) marked.findings = kept;
  }

  /** Hides a finding here and wherever its sentence stands; gives the way back. */
  dismiss(marked: Marked, finding: MarkedFinding): () => void {
    const text = sentenceOf(marked, finding);
    const isSame = (other: Marked, { label, sentence }: MarkedFinding) =>
      label === finding.label && other.text.slice(...sentence) === text;
    const restore = this.#take(isSame);
    let hash = "";
    const remembered = update((settings) => {
      const salt = settings.dismissed[0]?.split(":")[0] ?? newSalt();
      hash = hashOf(text, finding.label, salt);
      return withDismissed(settings, hash);
    });
    return () => {
      restore();
      remembered.then(() =>
        update((settings) => ({ ...settings, dismissed: settings.dismissed.filter((known) => known !== hash) })),
      );
    };
  }

  /** Mutes a finding's family; gives the way back. */
  mute({ family }: MarkedFinding): () => void {
    const restore = this.#take((_, other) => other.family === family);
    let wasOff = false;
    const remembered = update((settings) => {
      wasOff = settings.familiesOff.includes(family);
      return wasOff ? settings : { ...settings, familiesOff: [...settings.familiesOff, family].sort() };
    });
    return () => {
      restore();
      remembered.then(() => {
        if (wasOff) return;
        update((settings) => ({ ...settings, familiesOff: settings.familiesOff.filter((known) => known !== family) }));
      });
    };
  }

  /** Takes findings out of their passages; gives the way to put them back. */
  #take(isMeant: (marked: Marked, finding: MarkedFinding) => boolean): () => void {
    const taken = new Map<Marked, MarkedFinding[]>();
    for (const marked of this.#events.passages()) {
      const findings = marked.findings.filter((finding) => isMeant(marked, finding));
      if (findings.length === 0) continue;
      taken.set(marked, findings);
      marked.findings = marked.findings.filter((finding) => !findings.includes(finding));
    }
    this.#events.changed(taken.keys());
    return () => {
      // Read anew meanwhile, a passage is another.
      const still = new Set(this.#events.passages());
      const back = [...taken].filter(([marked]) => still.has(marked));
      for (const [marked, findings] of back) marked.findings = [...marked.findings, ...findings];
      this.#events.changed(back.map(([marked]) => marked));
    };
  }
}

function sentenceOf({ text }: Marked, { sentence }: MarkedFinding): string {
  return text.slice(...sentence);
}

function newSalt(): string {
  return [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
