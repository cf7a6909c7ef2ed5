/**
 * Has passages judged: gathers them into batches, asks for one batch at a time, asks again what was lost on the way, and
 * halves a batch on which the engine stopped until the passage at fault is found.
 */
import type { Block } from "../engine-types.ts";
import { say } from "../messages.ts";
import type { JudgeMessage, JudgeOutcome } from "../protocol.ts";
import { unreadReason } from "../words.ts";
import type { Known } from "./findings.ts";
import type { Verdict } from "./verdicts.ts";

/** Batches are large: each costs the page a repaint, and the engine learns from its batch what the page is about. */
export const BATCH_CHARS = 160_000;
/** A smaller batch is sent along with a sample of the page, so that a passage is judged alike whenever it is read. */
export const SAMPLE_CHARS = 8000;
/** Engine failures in a row after which a batch is no longer halved to find the passage at fault. */
const MAX_FAILURES = 8;
const RETRY_MS = 250;

export interface Asked {
  known: Known;
  /** What stands before it on the page, for context. */
  before: readonly Block[];
}

export interface Answered extends Asked {
  verdict: Verdict;
  /** Holds for this text wherever it stands again: not for a part of a set-up, nor where the engine stopped. */
  isLasting: boolean;
}

export interface JudgingEvents {
  judge(message: JudgeMessage): Promise<JudgeOutcome>;
  /** The background said that this site is switched off. */
  switchedOff(): void;
  /** A batch was answered; the last word on those that are in it. */
  judged(answers: Answered[]): void;
  /** Nothing is waiting any more. */
  idle(): void;
  /** Whether a verdict is still wanted: the passage may have gone since it was read. */
  isWanted(known: Known): boolean;
  /** Text from all over the page, without what is in the batch. */
  sample(without: ReadonlySet<Known>): Block[];
}

export class Judging {
  readonly #events: JudgingEvents;
  #gathered: Asked[] = [];
  #gatheredChars = 0;
  #batches: Asked[][] = [];
  #isAsking = false;
  #isStopped = false;
  #failuresInARow = 0;
  /** How often the engine stopped. */
  failures = 0;

  constructor(events: JudgingEvents) {
    this.#events = events;
  }

  get isBusy(): boolean {
    return this.#isAsking || this.#gathered.length > 0 || this.#batches.length > 0;
  }

  /** Batches are cut by length alone, so that how fast a page is read makes no difference to its verdicts. */
  add(asked: Asked): void {
    this.#gathered.push(asked);
    this.#gatheredChars += asked.known.text.length;
    if (this.#gatheredChars >= BATCH_CHARS) this.send();
  }

  /** Sends what was gathered; `isUrgent`: ahead of what waits already. */
  send(isUrgent = false): void {
    if (this.#gathered.length > 0) {
      if (isUrgent) this.#batches.unshift(this.#gathered);
      else this.#batches.push(this.#gathered);
      this.#gathered = [];
      this.#gatheredChars = 0;
    }
    this.#askNext();
  }

  destroy(): void {
    this.#isStopped = true;
    this.#gathered = [];
    this.#batches = [];
  }

  /** One batch is under way at a time, so that what is on screen never waits behind the rest. */
  async #askNext(): Promise<void> {
    if (this.#isAsking || this.#isStopped || this.#batches.length === 0) return;
    this.#isAsking = true;
    for (let batch = this.#batches.shift(); batch !== undefined; batch = this.#batches.shift()) {
      const wanted = batch.filter(({ known }) => this.#events.isWanted(known));
      const answers = wanted.length > 0 ? await this.#ask(wanted) : [];
      if (this.#isStopped) return;
      if (answers.length > 0) this.#events.judged(answers);
    }
    this.#isAsking = false;
    this.#events.idle();
  }

  async #ask(batch: Asked[]): Promise<Answered[]> {
    const { blocks, asked } = this.#lay(batch);
    const outcome = await this.#outcome({
      type: "content-to-background/judge",
      title: pageTitle(),
      url: location.href,
      blocks,
    });
    if (this.#isStopped) return [];
    if (outcome.kind === "switched-off") {
      this.#events.switchedOff();
      return [];
    }
    if (outcome.kind === "engine-failed") return this.#split(batch);
    this.#failuresInARow = 0;
    return answersIn(outcome.reply, asked);
  }

  /** The blocks of a request, and which of them are asked about: context stands in between. */
  #lay(batch: Asked[]): { blocks: Block[]; asked: Map<number, Asked> } {
    const chars = batch.reduce((chars, { known }) => chars + known.text.length, 0);
    const blocks = chars < SAMPLE_CHARS ? this.#events.sample(new Set(batch.map(({ known }) => known))) : [];
    const asked = new Map<number, Asked>();
    let previous = "";
    for (const one of batch) {
      const { before, known } = one;
      if (before.at(-1)?.text !== previous) blocks.push(...before);
      asked.set(blocks.length, one);
      blocks.push({ text: known.text, role: known.role });
      previous = known.text;
    }
    return { blocks, asked };
  }

  /** The background may have been put to sleep between waking and answering; a second loss is told to the reader. */
  async #outcome(message: JudgeMessage): Promise<JudgeOutcome> {
    try {
      return await this.#events.judge(message);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      if (this.#isStopped) return { kind: "switched-off" };
      return this.#events.judge(message).catch((): JudgeOutcome => ({ kind: "engine-failed", reason: "no answer" }));
    }
  }

  /** The engine stopped on one of these: halving finds which, and lets the others be judged. */
  #split(batch: Asked[]): Answered[] {
    this.failures += 1;
    this.#failuresInARow += 1;
    if (batch.length === 1 || this.#failuresInARow > MAX_FAILURES) {
      const verdict: Verdict = { findings: [], sentences: 0, unread: say("unreadEngineFailed") };
      return batch.map((asked) => ({ ...asked, verdict, isLasting: false }));
    }
    const half = Math.ceil(batch.length / 2);
    this.#batches.unshift(batch.slice(0, half), batch.slice(half));
    return [];
  }
}

type Reply = Extract<JudgeOutcome, { kind: "judged" }>["reply"];

function answersIn({ findings, sentences, unread }: Reply, asked: Map<number, Asked>): Answered[] {
  const answers = new Map<number, Answered>();
  for (const [block, one] of asked) {
    const verdict: Verdict = { findings: [], sentences: sentences[block] ?? 0, unread: null };
    answers.set(block, { ...one, verdict, isLasting: true });
  }
  for (const { block, reason } of unread) {
    const answer = answers.get(block);
    if (answer) answer.verdict.unread = unreadReason(reason);
  }
  /** Where the set-up began that a later block goes on with. */
  let head: Answered | undefined;
  for (const finding of findings) {
    const answer = answers.get(finding.block);
    if (answer === undefined) continue;
    answer.verdict.findings.push(finding);
    if (finding.continues) {
      answer.isLasting = false;
      if (head) head.isLasting = false;
    } else if (finding.label === "call") {
      head = answer;
    }
  }
  return [...answers.values()];
}

function pageTitle(): string {
  const heading = document.querySelector("h1")?.textContent?.replace(/\s+/g, " ").trim() ?? "";
  return heading !== "" && heading !== document.title ? `${document.title}\n${heading}` : document.title;
}
