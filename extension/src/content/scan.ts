/**
 * Keeps what is known of the page in step with the page: reads it in slices, has new passages judged, forgets those that
 * are gone. Mutations only enqueue.
 */
import type { Block } from "../engine-types.ts";
import { say } from "../messages.ts";
import type { JudgeMessage, JudgeOutcome } from "../protocol.ts";
import { Delivery } from "./delivery.ts";
import { byPlace, type Known, type Marked, type MarkedFinding } from "./findings.ts";
import { type Answered, BATCH_CHARS, Judging, SAMPLE_CHARS } from "./judging.ts";
import { Pace } from "./pace.ts";
import { blockAround, type Passage, Reader, type Skip, shownIn } from "./read.ts";
import { Repeats } from "./repeats.ts";
import { Slices } from "./slices.ts";
import { type Verdict, Verdicts } from "./verdicts.ts";

const MAX_PASSAGE_CHARS = 100_000;
/** Characters of a page after which the rest is left unread. */
export const MAX_PAGE_CHARS = 12_000_000;
/** More changes than this are not looked at one by one: the whole page is read again. */
const MANY_CHANGES = 150;
/** A page that has grown by half since it was judged as a whole may be about something else than it seemed. */
const GROWN = 1.5;
/** Passages before it that a passage is judged with, and how long they may be. */
const CONTEXT = 2;
const MAX_CONTEXT_CHARS = 2000;
/** Blocks in a row below the screen after which a glance ends: a page may hold tens of thousands of them. */
const FAR_BELOW = 200;
/** Elements looked at to find the passage that stands before a changed part. */
const LOOK_BACK = 40;

export interface ScanEvents {
  /** A passage has findings, or has moved to other text nodes. */
  marked(marked: Marked): void;
  unmarked(marked: Marked): void;
  /** Marks have gone and nothing new was judged. */
  changed(): void;
  /** An open shadow root was met. */
  shadowRoot(root: ShadowRoot): void;
  /** An element was not read, or its text is invisible. */
  leftOut(element: Element): void;
  judge(message: JudgeMessage): Promise<JudgeOutcome>;
  /** The background said that this site is switched off. */
  switchedOff(): void;
  /** All that was enqueued has been read and judged. */
  settled(): void;
}

/**
 * A part of the page that is read anew, and then swept of what is there no more.
 *
 * `glance`: only what is on screen, so nothing can be concluded from what it leaves out, and its verdicts are not final.
 * `whole`: the page from its first word to its last. `part`: what has changed. `gone`: was taken out; there is nothing to read.
 */
interface Job {
  kind: "glance" | "whole" | "part" | "gone";
  reader: Reader | null;
  seen: Set<Known>;
  before: Block[];
  /** The elements of which nothing is left but what was seen. */
  swept: Iterator<Element> | null;
  /** Passages that were judged before are judged again. */
  asksAgain: boolean;
  /** The same text is not judged twice. */
  remembers: boolean;
}

export class Scan {
  readonly #events: ScanEvents;
  readonly #judging: Judging;
  readonly #delivery: Delivery;
  readonly #verdicts = new Verdicts();
  readonly #repeats = new Repeats();
  readonly #pace = new Pace();
  readonly #slices = new Slices(
    (isOver) => this.#slice(isOver),
    () => this.#jobs[0]?.kind === "glance",
  );
  readonly #known = new Map<Element, Known[]>();
  /** Forgotten or furniture: a verdict may still be on the way. */
  readonly #unwanted = new WeakSet<Known>();
  /** Judged from a glance; the page as a whole has the last word. */
  readonly #glanced = new Set<Known>();
  readonly #shadowRoots = new WeakMap<Element, ShadowRoot>();
  #jobs: Job[] = [];
  /** What has changed since the last reading: where there is something new, where something is missing, what was taken out. */
  #dirty = new Set<Element>();
  #bereft = new Set<Element>();
  #gone = new Set<Element>();
  #isWholeDue = false;
  #asksAgain = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #chars = 0;
  /** As long was the page when it was last judged as a whole. */
  #wholeChars = 0;
  #nextId = 1;
  #isStopped = false;
  isPageTooLong = false;

  constructor(events: ScanEvents) {
    this.#events = events;
    this.#delivery = new Delivery({
      show: (marked) => events.marked(marked),
      hide: (marked) => events.unmarked(marked),
    });
    this.#judging = new Judging({
      judge: (message) => events.judge(message),
      switchedOff: () => events.switchedOff(),
      judged: (answers) => this.#judged(answers),
      idle: () => this.#settle(),
      isWanted: (known) => !this.#unwanted.has(known),
      sample: (without) => this.#sample(without),
    });
  }

  get isBusy(): boolean {
    return this.#jobs.length > 0 || this.#judging.isBusy || this.#delivery.isBusy;
  }

  get hasMarks(): boolean {
    return !this.marked().next().done;
  }

  get engineFailures(): number {
    return this.#judging.failures;
  }

  /** Milliseconds between two readings while the page storms with changes; 0 otherwise. */
  get slowedTo(): number {
    return this.#pace.slowedTo(performance.now());
  }

  /** Reads the whole page, what is on screen first. */
  readAll(): void {
    this.#startWhole(this.#asksAgain);
    this.#isWholeDue = this.#asksAgain = false;
    this.#delivery.resume();
    if (!document.hidden) this.#slices.now();
  }

  /** Takes up what was left when the tab was hidden. */
  goOn(): void {
    if (this.#isWholeDue) this.#readSoon();
    if (this.#jobs.length > 0) this.#slices.soon();
    this.#delivery.resume();
  }

  /** Everything under a pause: a hidden tab does nothing. */
  pause(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#slices.stop();
    this.#delivery.pause();
    this.#jobs = [];
    this.#dirty.clear();
    this.#bereft.clear();
    this.#gone.clear();
  }

  destroy(): void {
    this.#isStopped = true;
    this.pause();
    this.#judging.destroy();
    this.#delivery.clear();
    this.#known.clear();
  }

  /** Notes what has changed; it is read later. */
  enqueue(records: readonly MutationRecord[]): void {
    this.#pace.changed(records.length, performance.now());
    for (const { type, target, addedNodes, removedNodes } of records) {
      if (type !== "childList") {
        this.#dirty.add(target instanceof Element ? target : (target.parentElement ?? root()));
        continue;
      }
      const parent = target instanceof Element ? target : target instanceof ShadowRoot ? target.host : root();
      for (const node of removedNodes) if (node instanceof Element) this.#gone.add(node);
      // Where text stands directly beside the change, its passage is another now; else only what was added is news.
      const news = [...addedNodes].filter((node) => node instanceof Element || node instanceof Text);
      if (this.#known.has(parent) || news.some((node) => node instanceof Text)) this.#dirty.add(parent);
      else if (news.length === 0) this.#bereft.add(parent);
      else for (const node of news) this.#dirty.add(node as Element);
    }
    this.#readSoon();
  }

  /** Notes elements that were left out and show by now. */
  enqueueShown(elements: readonly Element[]): void {
    if (elements.length === 0) return;
    for (const element of elements) this.#dirty.add(element);
    this.#readSoon();
  }

  /** Reads everything again before long: the address has changed. On another page the same words may mean something else. */
  enqueueAll(isOtherPage: boolean): void {
    this.#isWholeDue = true;
    this.#asksAgain ||= isOtherPage;
    if (isOtherPage) {
      this.#verdicts.clear();
      this.#pace.calm();
    }
    this.#readSoon();
  }

  *marked(): Generator<Marked> {
    for (const known of this.all()) if (isMarked(known)) yield known;
  }

  *all(): Generator<Known> {
    for (const passages of this.#known.values()) yield* passages;
  }

  /** The passages that are read for marks, in the order of the page. */
  inOrder(): Known[] {
    const passages = [...this.all()].filter(isRead).sort(byPlace);
    passages.forEach((known, i) => {
      known.order = i;
    });
    return passages;
  }

  #readSoon(): void {
    if (this.#timer !== undefined || this.#isStopped || document.hidden) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#readChanged();
    }, this.#pace.delay(performance.now()));
  }

  #readChanged(): void {
    // What is still being read of the last change has waited longer.
    if (this.#jobs.length > 0) {
      this.#readSoon();
      return;
    }
    this.#pace.read(performance.now());
    const [dirty, bereft, gone] = [this.#dirty, this.#bereft, this.#gone];
    this.#dirty = new Set();
    this.#bereft = new Set();
    this.#gone = new Set();
    const isMuch = dirty.size + bereft.size + gone.size > MANY_CHANGES;
    if (this.#isWholeDue || isMuch) {
      this.#startWhole(this.#asksAgain);
      this.#isWholeDue = this.#asksAgain = false;
    } else {
      for (const element of gone) if (!element.isConnected) this.#jobs.push(this.#job("gone", element));
      for (const part of this.#changedParts(dirty, bereft)) this.#jobs.push(this.#job("part", part));
    }
    this.#slices.soon();
  }

  /** The outermost blocks that have to be read again. */
  #changedParts(dirty: Set<Element>, bereft: Set<Element>): Element[] {
    const blocks = new Set<Element>();
    for (const element of [...dirty, ...bereft]) {
      const block = element.isConnected ? blockAround(element) : null;
      if (block === null) continue;
      // Where whole blocks were taken out, the text of those that stay is what it was.
      if (dirty.has(element) || this.#known.has(block)) blocks.add(block === document.documentElement ? root() : block);
    }
    return [...blocks].filter((block) => {
      for (let at = shownIn(block); at !== null; at = shownIn(at)) if (blocks.has(at)) return false;
      return true;
    });
  }

  #startWhole(asksAgain: boolean): void {
    this.#jobs = [];
    const isFirst = this.#known.size === 0;
    if (isFirst) this.#jobs.push(this.#job("glance", root()));
    this.#jobs.push({ ...this.#job("whole", root()), asksAgain, remembers: !isFirst && !asksAgain });
  }

  #job(kind: Job["kind"], of: Element): Job {
    return {
      kind,
      reader: kind === "gone" ? null : kind === "glance" ? new Reader(of, offScreen()) : new Reader(of),
      seen: new Set(),
      before: kind === "part" ? this.#contextBefore(of) : [],
      swept: kind === "glance" ? null : kind === "whole" ? this.#known.keys() : this.#under(of),
      asksAgain: false,
      remembers: kind === "part",
    };
  }

  #slice(isOver: () => boolean): boolean {
    if (this.#isStopped || document.hidden) return false;
    const start = performance.now();
    const moved: Marked[] = [];
    for (let job = this.#jobs[0]; job !== undefined; job = this.#jobs[0]) {
      if (!this.#read(job, isOver, moved) || !this.#sweep(job, isOver)) break;
      this.#jobs.shift();
      this.#finish(job);
      if (isOver()) break;
    }
    this.#delivery.add(moved, false);
    this.#pace.spent(performance.now() - start);
    return this.#jobs.length > 0;
  }

  /** Whether the job is read to its end. */
  #read(job: Job, isOver: () => boolean, moved: Marked[]): boolean {
    const { reader } = job;
    if (reader === null) return true;
    let steps = 0;
    const pause = () => (++steps & 7) === 0 && isOver();
    while (!reader.isDone && this.#chars <= MAX_PAGE_CHARS) {
      const passage = reader.next(pause);
      if (passage !== null) this.#meet(job, passage, moved);
      if (isOver()) break;
    }
    for (const shadowRoot of reader.shadowRoots.splice(0)) {
      this.#shadowRoots.set(shadowRoot.host, shadowRoot);
      this.#events.shadowRoot(shadowRoot);
    }
    for (const element of reader.leftOut.splice(0)) this.#events.leftOut(element);
    this.isPageTooLong = this.#chars > MAX_PAGE_CHARS;
    return reader.isDone || this.isPageTooLong;
  }

  /** Whether all is forgotten that is there no more. */
  #sweep({ kind, swept, seen }: Job, isOver: () => boolean): boolean {
    if (swept === null) return true;
    for (let next = swept.next(); !next.done; next = swept.next()) {
      const element = next.value;
      // Taken out and put in elsewhere, it is read there.
      if (kind !== "gone" || !element.isConnected) this.#forget(element, seen);
      if (isOver()) return false;
    }
    return true;
  }

  #finish({ kind, reader }: Job): void {
    if (kind === "glance") {
      this.#judging.send(true);
      // All of the page is on screen: there is nothing that could change the verdicts.
      if (!reader?.hasSkipped) this.#glanced.clear();
    }
    if (kind === "whole") this.#wholeChars = this.#chars;
    if (this.#jobs.length > 0) return;
    this.#judging.send();
    this.#settle();
  }

  #meet(job: Job, passage: Passage, moved: Marked[]): void {
    const { element, map, text, role } = passage;
    const order = job.kind === "whole" ? job.seen.size : null;
    const siblings = this.#known.get(element) ?? [];
    const old = siblings.find((known) => known.text === text && known.role === role && !job.seen.has(known));
    const known = old ?? { element, map, text, role, findings: null, sentences: 0, unread: null, order };
    job.seen.add(known);
    known.order = order;
    if (old) {
      const isMoved = !sameRuns(old, passage);
      old.map = map;
      if (isMarked(old) && (isMoved || !this.#delivery.has(old))) moved.push(old);
      const isDue = (job.kind === "whole" && this.#glanced.delete(old)) || (job.asksAgain && old.findings !== null);
      if (isDue && old.unread === null && isRead(old)) this.#ask(job, old);
    } else {
      if (siblings.length === 0) this.#known.set(element, siblings);
      siblings.push(known);
      this.#chars += text.length;
      this.#meetNew(job, known, moved);
    }
    if (isRead(known) && text.length <= MAX_CONTEXT_CHARS)
      job.before = [...job.before, contextOf(known)].slice(-CONTEXT);
  }

  #meetNew(job: Job, known: Known, moved: Marked[]): void {
    for (const furniture of this.#repeats.enter(known)) this.#silence(furniture);
    if (!isRead(known)) {
      known.findings = [];
      return;
    }
    if (known.text.length > MAX_PASSAGE_CHARS) {
      known.findings = [];
      known.unread = say("unreadPassageTooLong");
      return;
    }
    const verdict = job.remembers ? this.#verdicts.get(known.text, known.role, textOf(job.before)) : null;
    if (verdict === null || this.#unwanted.has(known)) {
      this.#ask(job, known);
      if (job.kind === "glance") this.#glanced.add(known);
    } else if (this.#give(known, verdict) && isMarked(known)) {
      moved.push(known);
    }
  }

  #ask(job: Job, known: Known): void {
    if (this.#unwanted.has(known)) return;
    this.#judging.add({ known, before: job.before });
    this.#pace.asked();
  }

  #judged(answers: Answered[]): void {
    const marks: Marked[] = [];
    for (const { known, before, verdict, isLasting } of answers) {
      if (isLasting) this.#verdicts.keep(known.text, known.role, textOf(before), verdict);
      if (this.#unwanted.has(known)) continue;
      if (this.#give(known, verdict) && isMarked(known)) marks.push(known);
    }
    this.#delivery.add(marks, true);
  }

  /** Takes a verdict in; whether its marks, if any, are other ones than before. */
  #give(known: Known, { findings, sentences, unread }: Verdict): boolean {
    const before = known.findings ?? [];
    known.sentences = sentences;
    known.unread = unread;
    if (known.findings !== null && sameFindings(before, findings)) return false;
    if (isMarked(known)) this.#delivery.delete(known);
    known.findings = findings.map((finding) => ({
      ...finding,
      id: before.find((other) => saysSame(other, finding))?.id ?? this.#nextId++,
    }));
    return true;
  }

  /** Nothing is said of it from now on. */
  #silence(known: Known): void {
    this.#unwanted.add(known);
    if (isMarked(known)) this.#unmark(known);
    known.findings = [];
    known.sentences = 0;
  }

  #unmark(marked: Marked): void {
    this.#delivery.delete(marked);
    this.#events.changed();
  }

  #forget(element: Element, except: Set<Known>): void {
    const passages = this.#known.get(element);
    if (passages === undefined) return;
    const kept = passages.filter((known) => except.has(known));
    if (kept.length === passages.length) return;
    for (const known of passages) {
      if (except.has(known)) continue;
      this.#chars -= known.text.length;
      this.#repeats.leave(known);
      this.#glanced.delete(known);
      this.#unwanted.add(known);
      if (isMarked(known)) this.#unmark(known);
    }
    if (kept.length > 0) this.#known.set(element, kept);
    else this.#known.delete(element);
  }

  /** All that was enqueued is done. A page that has grown much is judged once more, as if it had been there from the start. */
  #settle(): void {
    if (this.#jobs.length > 0 || this.#judging.isBusy || this.#isStopped) return;
    if (this.#wholeChars === 0) this.#wholeChars = this.#chars;
    if (this.#chars > GROWN * this.#wholeChars && this.#chars <= BATCH_CHARS) {
      this.#startWhole(true);
      this.#slices.soon();
      return;
    }
    this.#events.settled();
  }

  /** Passages from all over the page: they tell what it is about where a batch is too small to tell. */
  #sample(without: ReadonlySet<Known>): Block[] {
    const sample: Block[] = [];
    const step = Math.max(1, this.#chars / SAMPLE_CHARS);
    let [passed, taken] = [0, 0];
    for (const known of this.all()) {
      passed += known.text.length;
      if (!isRead(known) || known.text.length > MAX_CONTEXT_CHARS || without.has(known)) continue;
      if (taken * step > passed) continue;
      taken += known.text.length;
      sample.push(contextOf(known));
    }
    return sample;
  }

  /** What stands before a part of the page: the last passage in what precedes it. */
  #contextBefore(part: Element): Block[] {
    let looks = 0;
    for (let at: Element | null = part; at !== null && at !== root(); at = at.parentElement) {
      for (let before = at.previousElementSibling; before !== null; before = before.previousElementSibling) {
        for (let last: Element | null = before; last !== null; last = last.lastElementChild) {
          if (++looks > LOOK_BACK) return [];
          const known = this.#known.get(last)?.findLast(isRead);
          if (known) return known.text.length <= MAX_CONTEXT_CHARS ? [contextOf(known)] : [];
        }
      }
    }
    return [];
  }

  /** An element and all that it shows, also in its shadow root and its slots. */
  *#under(top: Element): Generator<Element> {
    const waiting = [top];
    for (let element = waiting.pop(); element !== undefined; element = waiting.pop()) {
      yield element;
      for (const child of element.children) waiting.push(child);
      for (const child of this.#shadowRoots.get(element)?.children ?? []) waiting.push(child);
      if (element instanceof HTMLSlotElement) waiting.push(...element.assignedElements());
    }
  }
}

function root(): Element {
  return document.body ?? document.documentElement;
}

/** Leaves out what is off the screen, and where it has seen enough below it, all that follows. */
function offScreen(): (element: Element) => Skip {
  let below = 0;
  return (element) => {
    const box = element.getBoundingClientRect();
    // Boxes without a size may still hold something that shows; those are looked into.
    if (box.width === 0 || box.height === 0) return "nothing";
    below = box.top > innerHeight ? below + 1 : 0;
    if (below > FAR_BELOW) return "rest";
    return below > 0 || box.bottom < 0 || box.right < 0 || box.left > innerWidth ? "element" : "nothing";
  };
}

export function isMarked(known: Known): known is Marked {
  return known.findings !== null && known.findings.length > 0;
}

/** Read for marks; furniture and programs are not. */
function isRead({ role }: Known): boolean {
  return role !== "ui" && role !== "code";
}

function contextOf({ text, role }: Known): Block {
  return { text, role, contextOnly: true };
}

function textOf(before: readonly Block[]): string {
  return before.at(-1)?.text ?? "";
}

type Said = Omit<MarkedFinding, "id" | "block">;

function saysSame(a: Said, b: Said): boolean {
  return a.label === b.label && a.sentence[0] === b.sentence[0] && a.sentence[1] === b.sentence[1];
}

/** Whether a reader would see the same marks and the same cards. */
function sameFindings(a: readonly Said[], b: readonly Said[]): boolean {
  const bare = (said: Said) => JSON.stringify({ ...said, id: 0, block: 0 });
  return a.length === b.length && a.every((said, i) => bare(said) === bare(b[i] as Said));
}

function sameRuns(known: Known, passage: Passage): boolean {
  const [a, b] = [known.map.runs, passage.map.runs];
  return (
    a.length === b.length &&
    a.every((run, i) => {
      const other = b[i];
      return (
        run.node === other?.node && run.from === other.from && run.length === other.length && run.apart === other.apart
      );
    })
  );
}
