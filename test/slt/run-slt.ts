import { parseValueType } from '../../native-bench/answers/value-type.js';
import type { Answer, SqlEngine } from '../../native-bench/engines/engine.js';
import { classicHash, classicLines, isSameLines, rowLines } from './row-text.js';
import type { Expectation, SltRecord } from './slt-file.js';

type Rows = Extract<Expectation, { kind: 'rows' }>;
type Outcome = { readonly answer: Answer } | { readonly failure: Failure };

interface Failure {
  readonly name: string;
  readonly message: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

const statementTimeoutMs = 30_000;

/** Runs the records of a file and returns what went wrong, with line numbers. */
export async function runSlt(engine: SqlEngine, records: readonly SltRecord[]): Promise<string[]> {
  const wrong: string[] = [];
  const labels = new Map<string, string>();
  for (const record of records.filter((one) => !one.isSkipped)) {
    const difference = checkRecord(record, await runStatement(engine, record.sql), labels);
    if (difference !== undefined)
      wrong.push(`line ${record.line}: ${difference}\n    ${record.sql.replaceAll('\n', '\n    ')}`);
  }
  return wrong;
}

/** Runs the records of a file and returns them with what the engine answered as their expectations. */
export async function completeSlt(engine: SqlEngine, records: readonly SltRecord[]): Promise<SltRecord[]> {
  const completed: SltRecord[] = [];
  for (const record of records) {
    if (record.isSkipped) completed.push(record);
    else completed.push({ ...record, expectation: expectationOf(record, await runStatement(engine, record.sql)) });
  }
  return completed;
}

async function runStatement(engine: SqlEngine, sql: string): Promise<Outcome> {
  try {
    return { answer: await engine.query(sql, { timeoutMs: statementTimeoutMs }) };
  } catch (failure) {
    if (failure instanceof Error) return { failure };
    throw failure;
  }
}

function checkRecord({ expectation }: SltRecord, outcome: Outcome, labels: Map<string, string>): string | undefined {
  if (expectation.kind === 'error') {
    if (!('failure' in outcome)) return `expected ${expectation.name}, got ${outcome.answer.rows.length} rows`;
    const { name, message } = outcome.failure;
    if (expectation.name !== '' && name !== expectation.name)
      return `expected ${expectation.name}, got ${name}: ${message}`;
    const place = placeOf(outcome.failure);
    return expectation.place === place || expectation.name === ''
      ? undefined
      : `${name} expected at ${expectation.place ?? 'no place'}, got it at ${place ?? 'no place'}: ${message}`;
  }
  if ('failure' in outcome) return `expected success, got ${outcome.failure.name}: ${outcome.failure.message}`;
  return expectation.kind === 'ok' ? undefined : checkRows(expectation, outcome.answer, labels);
}

function checkRows(expectation: Rows, answer: Answer, labels: Map<string, string>): string | undefined {
  const { types, sort, label, lines } = expectation;
  if (!lines) return 'the record has no expectation';
  const isClassic = !types.startsWith('(');
  if (isClassic) return checkClassic(expectation, lines, answer);
  const got = rowLines(answer, sort);
  const gotTypes = typeList(answer);
  if (types.toLowerCase() !== gotTypes.toLowerCase()) return `expected types ${types}, got ${gotTypes}`;
  const valueTypes = answer.columns.map((column) => parseValueType(column.type));
  if (!isSameLines(lines, got, valueTypes)) return `expected rows\n${lines.join('\n')}\n  got\n${got.join('\n')}`;
  if (label === undefined) return undefined;
  const seen = labels.get(label) ?? got.join('\n');
  labels.set(label, seen);
  return seen === got.join('\n') ? undefined : `the label ${label} had other rows before:\n${seen}`;
}

function checkClassic({ types, sort }: Rows, lines: readonly string[], answer: Answer): string | undefined {
  const got = classicLines(answer, types, sort);
  const hash = /^(\d+) values hashing to ([0-9a-f]{32})$/.exec(lines[0] ?? '');
  if (hash) {
    const isSame = Number(hash[1]) === got.length && hash[2] === classicHash(got);
    return isSame ? undefined : `expected ${lines[0]}, got ${got.length} values hashing to ${classicHash(got)}`;
  }
  const isSame = lines.length === got.length && lines.every((line, i) => line === got[i]);
  return isSame ? undefined : `expected ${lines.join(', ')}; got ${got.join(', ')}`;
}

function expectationOf({ sql, expectation }: SltRecord, outcome: Outcome): Expectation {
  if ('failure' in outcome) return { kind: 'error', name: outcome.failure.name, place: placeOf(outcome.failure) };
  if (expectation.kind === 'ok') return expectation;
  const before = expectation.kind === 'rows' ? expectation : undefined;
  const isUnordered = outcome.answer.rows.length > 1 && !/\border\s+by\b/i.test(outermost(sql));
  const sort = before?.sort ?? (isUnordered ? 'rowsort' : undefined);
  return {
    kind: 'rows',
    types: typeList(outcome.answer),
    sort,
    label: before?.label,
    lines: rowLines(outcome.answer, sort),
  };
}

/** Returns a statement without what stands in parentheses, whose ORDER BY does not order the answer. */
function outermost(sql: string): string {
  const shorter = sql.replace(/'[^']*'/g, '').replace(/\([^()]*\)/g, '');
  return shorter === sql ? sql : outermost(shorter);
}

function typeList({ columns }: Answer): string {
  return `(${columns.map((column) => column.type).join(', ')})`;
}

function placeOf({ line, column }: Failure): string | undefined {
  return line === undefined || column === undefined ? undefined : `${line}:${column}`;
}
