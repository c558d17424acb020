import { join } from 'node:path';
import { LakeError } from '../../base/lake-error.js';
import { isPresent, PresenceLock } from '../../catalog/process-presence.js';
import { type HistoryFilter, HistoryStore } from './history-store.js';
import type { StatementLife } from './statement-life.js';
import { failureOf, hasEnded, type StatementRecord } from './statement-record.js';

// Athena's days, and not more statements than are read in a moment.
const daysDefault = 45;
const historyCountMax = 50_000;

const writeDelayMs = 200;
// Takes about two milliseconds.
const writtenAtOnceMax = 100;
const pendingMax = 10_000;
const forgetEvery = 500;
const dayMs = 24 * 60 * 60 * 1000;
const textLengthMax = 262_144;

/**
 * The history of a lake's statements, off their way: what changes is noted, and written a moment later with the rest. A statement that has
 * ended by then is written once.
 */
export class StatementHistory {
  readonly #folder: string;
  readonly #isKept: boolean;
  readonly #days: number;
  readonly #countMax: number;
  readonly #pending = new Map<string, StatementLife>();
  #store: HistoryStore | undefined;
  #presence: PresenceLock | undefined;
  #timer: NodeJS.Timeout | undefined;
  #writtenCount = 0;

  /** `isKept` false: of a lake that goes when it is closed, so that nothing is written unless it is asked for. */
  constructor(folder: string, isKept: boolean, days = daysDefault, countMax = historyCountMax) {
    this.#folder = folder;
    this.#isKept = isKept;
    this.#days = days;
    this.#countMax = countMax;
  }

  /** Notes that a statement has begun, changed or ended. */
  note(life: StatementLife): void {
    this.#pending.set(life.queryId, life);
    if (this.#isKept) this.#timer ??= setTimeout(() => this.#writeLater(), writeDelayMs).unref();
    if (this.#pending.size > pendingMax) this.#dropOldest();
  }

  /** Lists statements, the newest first; those of other processes as they were a moment ago. */
  list(filter: HistoryFilter = {}): readonly StatementRecord[] {
    this.#writeAll();
    this.#endOfDead();
    return this.#opened().list(filter);
  }

  /** Finds a statement that has ended, or that another process runs. */
  find(queryId: string): StatementRecord | undefined {
    const pending = this.#pending.get(queryId);
    if (pending) return pending.record();
    this.#endOfDead();
    return this.#opened().find(queryId);
  }

  /** Forgets the statements of a workgroup. */
  forgetWorkgroup(workgroup: string): void {
    this.#writeAll();
    this.#opened().forgetWorkgroup(workgroup);
  }

  /** Writes what waits, and ends. */
  close(): void {
    clearTimeout(this.#timer);
    if (this.#isKept) this.#tryToWrite(() => this.#writeAll());
    this.#store?.close();
    this.#presence?.release();
  }

  #opened(): HistoryStore {
    this.#store ??= HistoryStore.open(this.#isKept ? join(this.#folder, 'history.db') : ':memory:');
    return this.#store;
  }

  #writeLater(): void {
    this.#timer = undefined;
    const isWritten = this.#tryToWrite(() => this.#write());
    if (this.#pending.size === 0) return;
    this.#timer = setTimeout(() => this.#writeLater(), isWritten ? 0 : writeDelayMs).unref();
  }

  #writeAll(): void {
    while (this.#pending.size > 0) this.#write();
  }

  /** Writes some of what waits. */
  #write(): void {
    const lives = [...this.#pending.values()].slice(0, writtenAtOnceMax);
    const records = lives.map((life) => shortened(life.record()));
    if (this.#isKept && !records.every(hasEnded)) this.#presence ??= PresenceLock.take(this.#folder, 'statements');
    this.#opened().write(records, this.#presence?.name);
    for (const life of lives) this.#pending.delete(life.queryId);
    this.#forgetOld(lives.length);
  }

  #forgetOld(writtenCount: number): void {
    this.#writtenCount += writtenCount;
    if (this.#writtenCount < forgetEvery) return;
    this.#writtenCount = 0;
    this.#opened().forget(this.#countMax, Date.now() - this.#days * dayMs);
  }

  /** Statements go on when their history cannot be written: what waits is tried again, up to a bound. */
  #tryToWrite(write: () => void): boolean {
    try {
      write();
      return true;
    } catch (error) {
      if (!(error instanceof LakeError)) throw error;
      return false;
    }
  }

  #dropOldest(): void {
    const [oldest] = this.#pending.keys();
    this.#pending.delete(oldest!);
  }

  /** Ends the statements of processes that are gone. */
  #endOfDead(): void {
    const store = this.#opened();
    for (const process of store.processes())
      if (process !== this.#presence?.name && !isPresent(this.#folder, process)) store.end(process, interrupted);
  }
}

function interrupted(record: StatementRecord): StatementRecord {
  const error = new LakeError('GENERIC_INTERNAL_ERROR', 'The process that ran the statement has ended');
  return { ...record, state: 'FAILED', failure: failureOf(error) };
}

const shortened = (record: StatementRecord): StatementRecord =>
  record.text.length > textLengthMax ? { ...record, text: record.text.slice(0, textLengthMax) } : record;
