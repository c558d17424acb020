import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Lake } from '../engine/lake.js';

const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
const delayResolutionMs = 20;
const nanosPerSecond = 1e9;

/** What a server counts of itself and of its lake's statements, as Prometheus reads it. */
export class ServerMetrics {
  readonly #registry = new Registry();
  readonly #delay = monitorEventLoopDelay({ resolution: delayResolutionMs });
  readonly #requests = this.#counter('lakelet_http_requests_total', 'Requests answered', ['method', 'status']);
  readonly #refused = this.#counter('lakelet_http_requests_refused_total', 'Requests refused before a door', [
    'reason',
  ]);
  readonly #rules = this.#counter('lakelet_rule_requests_total', 'Requests that a request rule was met by', ['rule']);
  readonly #unfollow: () => void;

  /** `connectionCount` tells of the open connections. */
  constructor(lake: Lake, connectionCount: () => number) {
    this.#unfollow = this.#followStatements(lake);
    this.#delay.enable();
    this.#gauge('lakelet_http_connections', 'Open connections', connectionCount);
    this.#gauge('process_resident_memory_bytes', 'Resident memory', () => process.memoryUsage.rss());
    this.#gauge('process_start_time_seconds', 'When the process started', () => Date.now() / 1000 - process.uptime());
    this.#gauge('nodejs_eventloop_delay_max_seconds', 'Longest delay of the event loop since the last look', () => {
      const { max } = this.#delay;
      this.#delay.reset();
      return max / nanosPerSecond;
    });
  }

  /** The media type of the text. */
  get mediaType(): string {
    return this.#registry.contentType;
  }

  /** Gives all numbers in Prometheus' text form. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  /** Counts an answered request. */
  requestAnswered(method: string, status: number): void {
    this.#requests.inc({ method: knownMethods.has(method) ? method : 'other', status });
  }

  /** Counts a request that was refused. */
  requestRefused(reason: string): void {
    this.#refused.inc({ reason });
  }

  /** Counts a request that a rule was met by. */
  ruleMet(rule: string): void {
    this.#rules.inc({ rule });
  }

  close(): void {
    this.#unfollow();
    this.#delay.disable();
    this.#registry.clear();
  }

  #followStatements(lake: Lake): () => void {
    const statements = this.#counter('lakelet_statements_total', 'Statements that ended', ['state', 'type']);
    const seconds = new Histogram({
      name: 'lakelet_statement_seconds',
      help: 'How long statements took, from their submission to their end',
      labelNames: ['type'],
      buckets: secondsBuckets,
      registers: [this.#registry],
    });
    const scanned = this.#counter('lakelet_scanned_bytes_total', 'Bytes that statements read', []);
    const returned = this.#counter('lakelet_returned_rows_total', 'Rows that statements gave', []);
    const spilled = this.#counter('lakelet_spilled_bytes_total', 'Bytes that statements spilled', []);
    const running = (state: string) => (): number =>
      lake.statements.list().filter((life) => life.state === state).length;
    this.#gauge('lakelet_statements_running', 'Statements that run', running('RUNNING'));
    this.#gauge('lakelet_statements_queued', 'Statements that wait for others', running('QUEUED'));
    return lake.statements.follow((life) => {
      if (!life.hasEnded) return;
      const record = life.record();
      const type = record.statementType ?? 'none';
      statements.inc({ state: record.state, type });
      seconds.observe({ type }, (record.queuedMs + record.planningMs + record.executionMs) / 1000);
      scanned.inc(record.scannedBytes);
      returned.inc(record.returnedRows);
      spilled.inc(record.spilledBytes);
    });
  }

  #counter<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.#registry] });
  }

  #gauge(name: string, help: string, value: () => number): void {
    const gauge: Gauge = new Gauge({ name, help, registers: [this.#registry], collect: () => gauge.set(value()) });
  }
}

const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
