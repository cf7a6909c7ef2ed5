/**
 * Keeps what is known of the page in step with the page: reads it in slices, has new passages judged, forgets those that
 * are gone. Mutations only enqueue.
 */
import type { Block } from "../engine-types.ts";
import type { JudgeMessage, JudgeOutcome } from "../protocol.ts";
import { WORDS } from "../words.ts";
import type { Known, Marked } from "./findings.ts";
import { blockAround, type Passage, Reader, shownIn } from "./read.ts";

/** One slice of reading. A frame has 16 ms, most of them the page's. */
const SLICE_MS = 4;
/** Pages with fewer elements are read in one go, in their own order; in larger ones what is on screen comes first. */
const SMALL_PAGE = 2500;
/** Batches are large: each costs the page a repaint, and the engine learns from its batch what the page is about. */
const BATCH_CHARS = 160_000;
/** A smaller batch is sent along with a sample of the page, so that a passage is judged alike whenever it is read. */
const SAMPLE_CHARS = 8000;
const MAX_PASSAGE_CHARS = 100_000;
const MAX_PAGE_CHARS = 12_000_000;
/** A page that changes is read again soon at first, and less and less often while it goes on changing. */
const SOON_MS = 120;
const LATE_MS = 4000;
const CALM_MS = 2000;
const MANY_CHANGES = 150;
/** Engine failures in a row after which a batch is no longer halved to find the passage at fault. */
const MAX_FAILURES = 8;
const RETRY_MS = 250;

/** Words that stand on a page three times or more are its furniture: labels, buttons, column heads. */
const REPEATED = 3;
const SHORT_WORDS = 4;

export interface ScanEvents {
  /** A passage has findings, or has moved to other text nodes. */
  marked(marked: Marked): void;
  unmarked(marked: Marked): void;
  /** Marks have gone and nothing new was judged. */
  changed(): void;
  /** An open shadow root was met. */
  shadowRoot(root: ShadowRoot): void;
  judge(message: JudgeMessage): Promise<JudgeOutcome>;
  /** The background said that this site is switched off. */
  switchedOff(): void;
}

interface Job {
  root: Element;
  reader: Reader;
  seen: Set<Known>;
  /** Reads only what is on screen, so nothing can be concluded from what it leaves out. */
  isGlance: boolean;
  before: Block[];
}

export class Scan {
  readonly #events: ScanEvents;
  readonly #known = new Map<Element, Known[]>();
  readonly #repeats = new Map<string, number>();
  #dirty = new Set<Element>();
  #job: Job | null = null;
  #jobs: Job[] = [];
  #batches: Known[][] = [];
  #queue: Known[] = [];
  #queuedChars = 0;
  /** What is on screen has been read and not yet sent. */
  #hasGlanced = false;
  #contexts = new WeakMap<Known, Block[]>();
  #isJudging = false;
  #chars = 0;
  #nextId = 1;
  #failuresInARow = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #slicing: AbortController | null = null;
  #delay = SOON_MS;
  #lastRead = 0;
  #isStopped = false;
  engineFailures = 0;
  isPageTooLong = false;

  constructor(events: ScanEvents) {
    this.#events = events;
  }

  get isBusy(): boolean {
    return (
      this.#job !== null ||
      this.#jobs.length > 0 ||
      this.#queue.length > 0 ||
      this.#batches.length > 0 ||
      this.#isJudging
    );
  }

  /** Reads the whole page, what is on screen first. */
  readAll(): void {
    const root = document.body ?? document.documentElement;
    if (root === null) return;
    this.#jobs = [];
    this.#job = null;
    if (document.getElementsByTagName("*").length > SMALL_PAGE) this.#jobs.push(newJob(root, true));
    this.#jobs.push(newJob(root, false));
    this.#slice();
  }

  /** Everything under a pause: a hidden tab does nothing. */
  pause(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#slicing?.abort();
    this.#slicing = null;
    this.#job = null;
    this.#jobs = [];
    this.#dirty.clear();
  }

  destroy(): void {
    this.#isStopped = true;
    this.pause();
    this.#queue = [];
    this.#queuedChars = 0;
    this.#batches = [];
    this.#known.clear();
  }

  /** Notes what has changed; it is read later. */
  enqueue(records: readonly MutationRecord[]): void {
    for (const { type, target, addedNodes, removedNodes } of records) {
      if (type !== "childList") {
        this.#dirty.add(target instanceof Element ? target : (target.parentElement ?? document.body));
        continue;
      }
      const parent = target instanceof Element ? target : target instanceof ShadowRoot ? target.host : document.body;
      if (parent === null) continue;
      // Where text stands directly beside the change, its passage is another now; else only what was added is news.
      const news = [...addedNodes].filter(
        (node) => node.nodeType === Node.ELEMENT_NODE || node.nodeType === Node.TEXT_NODE,
      );
      const isBesideText = this.#known.has(parent) || news.some((node) => node.nodeType === Node.TEXT_NODE);
      if (isBesideText || (removedNodes.length > 0 && news.length === 0)) this.#dirty.add(parent);
      else for (const node of news) this.#dirty.add(node as Element);
    }
    if (this.#dirty.size > 0) this.#readSoon();
  }

  /** Reads everything again before long: the address has changed. */
  enqueueAll(): void {
    if (document.body) this.#dirty.add(document.body);
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
    const passages = [...this.all()].filter(({ role }) => role !== "ui" && role !== "code").sort(byPlace);
    passages.forEach((known, i) => {
      known.order = i;
    });
    return passages;
  }

  #readSoon(): void {
    if (this.#timer !== undefined || this.#isStopped || document.hidden) return;
    const since = performance.now() - this.#lastRead;
    this.#delay = since > CALM_MS + this.#delay ? SOON_MS : Math.min(LATE_MS, this.#delay * 1.5);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#readDirty();
    }, this.#delay);
  }

  #readDirty(): void {
    this.#lastRead = performance.now();
    const dirty = this.#dirty;
    this.#dirty = new Set();
    const roots = new Set<Element>();
    if (dirty.size > MANY_CHANGES) {
      roots.add(document.body);
    } else {
      for (const element of dirty) {
        const block = element.isConnected ? blockAround(element) : null;
        if (block !== null) roots.add(block === document.documentElement ? document.body : block);
      }
    }
    this.#forget((element) => !element.isConnected, new Set());
    for (const root of roots) {
      if (![...roots].some((other) => other !== root && encloses(other, root))) this.#jobs.push(newJob(root, false));
    }
    this.#sliceLater();
  }

  /** The next slice comes after whatever the page, its reader and its pictures have waiting. */
  #sliceLater(): void {
    if (this.#slicing !== null || this.#isStopped) return;
    const slicing = new AbortController();
    this.#slicing = slicing;
    const slice = () => {
      this.#slicing = null;
      this.#slice();
    };
    // Rejects when it is called off.
    scheduler.postTask(slice, { priority: "background", signal: slicing.signal }).catch(() => {});
  }

  #slice(): void {
    if (this.#isStopped || document.hidden) return;
    const end = performance.now() + SLICE_MS;
    let steps = 0;
    const pause = () => (++steps & 7) === 0 && performance.now() > end;
    for (;;) {
      this.#job ??= this.#jobs.shift() ?? null;
      const job = this.#job;
      if (job === null) break;
      const passage = this.#chars > MAX_PAGE_CHARS ? null : job.reader.next(pause);
      if (passage !== null) {
        this.#meet(job, passage);
      } else if (job.reader.isDone || this.#chars > MAX_PAGE_CHARS) {
        this.isPageTooLong = !job.reader.isDone;
        this.#finish(job);
        this.#job = null;
      }
      if (performance.now() > end) break;
    }
    for (const root of this.#job?.reader.shadowRoots.splice(0) ?? []) this.#events.shadowRoot(root);
    this.#pump();
    if (this.#job !== null || this.#jobs.length > 0) this.#sliceLater();
  }

  #meet(job: Job, passage: Passage): void {
    const { element, map, text, role } = passage;
    const siblings = this.#known.get(element) ?? [];
    const order = job.isGlance || job.root !== document.body ? null : job.seen.size;
    const old = siblings.find((known) => known.text === text && known.role === role && !job.seen.has(known));
    if (old) {
      job.seen.add(old);
      old.order = order;
      if (!sameRuns(old, passage)) {
        old.map = map;
        if (isMarked(old)) this.#events.marked(old);
      }
    } else {
      const known: Known = { element, map, text, role, findings: null, sentences: 0, unread: null, order };
      job.seen.add(known);
      if (siblings.length === 0) this.#known.set(element, siblings);
      siblings.push(known);
      this.#chars += text.length;
      if (isShort(text)) this.#repeats.set(text, (this.#repeats.get(text) ?? 0) + 1);
      if (role === "ui" || role === "code") {
        known.findings = [];
      } else if (text.length > MAX_PASSAGE_CHARS) {
        known.findings = [];
        known.unread = WORDS.tooLong;
      } else {
        this.#contexts.set(known, job.before);
        this.#queue.push(known);
        this.#queuedChars += text.length;
      }
    }
    if (role !== "ui" && role !== "code" && text.length <= 2000) {
      job.before = [...job.before.slice(-1), { text, role, contextOnly: true }];
    }
  }

  #finish(job: Job): void {
    for (const root of job.reader.shadowRoots.splice(0)) this.#events.shadowRoot(root);
    if (job.isGlance) this.#hasGlanced = true;
    else this.#forget((element) => !element.isConnected || encloses(job.root, element), job.seen);
  }

  #forget(isConcerned: (element: Element) => boolean, except: Set<Known>): void {
    for (const [element, passages] of this.#known) {
      if (!isConcerned(element)) continue;
      const kept = passages.filter((known) => except.has(known));
      if (kept.length === passages.length) continue;
      for (const known of passages) {
        if (except.has(known)) continue;
        this.#chars -= known.text.length;
        const times = this.#repeats.get(known.text);
        if (times !== undefined) {
          if (times > 1) this.#repeats.set(known.text, times - 1);
          else this.#repeats.delete(known.text);
        }
        if (isMarked(known)) {
          this.#events.unmarked(known);
          this.#events.changed();
        }
        // Its verdict may still be on the way.
        known.findings = [];
      }
      if (kept.length > 0) this.#known.set(element, kept);
      else this.#known.delete(element);
    }
  }

  /** Sends the next batch; one is under way at a time, so that what is on screen never waits behind the rest. */
  #pump(): void {
    if (this.#isJudging || this.#isStopped) return;
    const job = this.#job ?? this.#jobs[0];
    const isWorthIt = this.#hasGlanced || this.#queuedChars >= BATCH_CHARS;
    if (job && (job.isGlance || !isWorthIt)) return;
    let batch = this.#batches.shift();
    if (batch === undefined) {
      batch = [];
      let chars = 0;
      while (chars < BATCH_CHARS) {
        const known = this.#queue.shift();
        if (known === undefined) break;
        this.#queuedChars -= known.text.length;
        if (known.findings !== null) continue;
        if ((this.#repeats.get(known.text) ?? 0) >= REPEATED) {
          known.findings = [];
          continue;
        }
        batch.push(known);
        chars += known.text.length;
      }
    }
    if (batch.length === 0) return;
    this.#hasGlanced = false;
    this.#isJudging = true;
    this.#judge(batch).finally(() => {
      this.#isJudging = false;
      this.#pump();
    });
  }

  /** The page's first passages, for context, where the batch is too small to tell what the page is about. */
  #sample(batch: Known[]): Block[] {
    if (batch.reduce((chars, { text }) => chars + text.length, 0) >= SAMPLE_CHARS) return [];
    const sample: Block[] = [];
    const inBatch = new Set(batch);
    let chars = 0;
    for (const known of this.all()) {
      if (chars >= SAMPLE_CHARS) break;
      const { text, role } = known;
      if (role === "ui" || role === "code" || text.length > SAMPLE_CHARS || inBatch.has(known)) continue;
      sample.push({ text, role, contextOnly: true });
      chars += text.length;
    }
    return sample;
  }

  async #judge(batch: Known[]): Promise<void> {
    const blocks = this.#sample(batch);
    const of: (Known | null)[] = blocks.map(() => null);
    let previous = "";
    for (const known of batch) {
      const context = this.#contexts.get(known) ?? [];
      if (context.at(-1)?.text !== previous) {
        for (const block of context) {
          blocks.push(block);
          of.push(null);
        }
      }
      blocks.push({ text: known.text, role: known.role });
      of.push(known);
      previous = known.text;
    }
    const message: JudgeMessage = {
      type: "content-to-background/judge",
      title: pageTitle(),
      url: location.href,
      blocks,
    };
    let outcome: JudgeOutcome;
    try {
      outcome = await this.#events.judge(message);
    } catch {
      // The background may have been put to sleep between waking and answering; a second loss is told to the reader.
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      if (this.#isStopped) return;
      outcome = await this.#events
        .judge(message)
        .catch((): JudgeOutcome => ({ kind: "engine-failed", reason: WORDS.engineLost }));
    }
    if (this.#isStopped) return;
    if (outcome.kind === "switched-off") this.#events.switchedOff();
    else if (outcome.kind === "engine-failed") this.#split(batch);
    else this.#accept(of, outcome.reply.findings, outcome.reply.sentences, outcome.reply.unread);
  }

  /** The engine stopped on one of these: halving finds which, and lets the others be judged. */
  #split(batch: Known[]): void {
    this.engineFailures += 1;
    this.#failuresInARow += 1;
    if (batch.length === 1 || this.#failuresInARow > MAX_FAILURES) {
      for (const known of batch) {
        known.findings = [];
        known.unread = WORDS.engineFailed;
      }
      return;
    }
    const half = Math.ceil(batch.length / 2);
    this.#batches.unshift(batch.slice(0, half), batch.slice(half));
  }

  #accept(
    of: (Known | null)[],
    findings: Extract<JudgeOutcome, { kind: "judged" }>["reply"]["findings"],
    sentences: number[],
    unread: { block: number; reason: string }[],
  ): void {
    this.#failuresInARow = 0;
    const judged = new Set<Known>();
    of.forEach((known, block) => {
      // Forgotten meanwhile.
      if (known === null || known.findings !== null) return;
      known.findings = [];
      known.sentences = sentences[block] ?? 0;
      judged.add(known);
    });
    for (const { block, reason } of unread) {
      const known = of[block];
      if (known && judged.has(known)) known.unread = reason;
    }
    for (const finding of findings) {
      const known = of[finding.block];
      if (known && judged.has(known)) known.findings?.push({ ...finding, id: this.#nextId++ });
    }
    for (const known of judged) if (isMarked(known)) this.#events.marked(known);
  }
}

function newJob(root: Element, isGlance: boolean): Job {
  const reader = isGlance ? new Reader(root, isOffScreen) : new Reader(root);
  return { root, reader, seen: new Set(), isGlance, before: [] };
}

/** Boxes without a size may still hold something that shows; those are looked into. */
function isOffScreen(element: Element): boolean {
  const box = element.getBoundingClientRect();
  if (box.width === 0 || box.height === 0) return false;
  return box.bottom < 0 || box.top > innerHeight || box.right < 0 || box.left > innerWidth;
}

/** Asking the browser which of two nodes comes first takes it through all their siblings, so it is asked only of news. */
function byPlace(a: Known, b: Known): number {
  if (a.order !== null && b.order !== null) return a.order - b.order;
  const [first, second] = [a.map.runs[0], b.map.runs[0]];
  if (first === undefined || second === undefined || first === second) return 0;
  if (first.node === second.node) return first.from - second.from;
  return first.node.compareDocumentPosition(second.node) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
}

export function isMarked(known: Known): known is Marked {
  return known.findings !== null && known.findings.length > 0;
}

function isShort(text: string): boolean {
  return text.length <= 60 && text.split(/\s+/, SHORT_WORDS + 1).length <= SHORT_WORDS;
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

/** `outer` is or holds `inner`, looking out of shadow roots. */
function encloses(outer: Element, inner: Element): boolean {
  if (outer.contains(inner)) return true;
  if (inner.getRootNode() === outer.getRootNode()) return false;
  for (let at: Element | null = inner; at !== null; at = shownIn(at)) if (at === outer) return true;
  return false;
}

function pageTitle(): string {
  const heading = document.querySelector("h1")?.textContent?.replace(/\s+/g, " ").trim() ?? "";
  return heading !== "" && heading !== document.title ? `${document.title}\n${heading}` : document.title;
}
