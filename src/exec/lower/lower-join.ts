import type { ColumnReference, Expression } from '../../plan/expression.js';
import { type Join, outputsOf } from '../../plan/logical-plan.js';
import { BOOLEAN } from '../../types/sql-type.js';
import { aheadColumn } from '../expression/ahead-step.js';
import { columnsOf } from '../expression/expression-facts.js';
import type { JoinBuildNode, JoinPair } from '../operators/join-build.js';
import type { JoinProbeNode } from '../operators/join-probe.js';
import type { NestedLoopJoinNode } from '../operators/nested-loop-join.js';
import type { ParquetScanNode } from '../operators/parquet-scan.js';
import type { ProjectNode } from '../operators/project.js';
import { idsOf, type Lowering, type OpenPipeline, withOperator } from './lowering.js';

/** A hash join where there are equal pairs, else a nested loop over the build side's rows. */
export function lowerJoin(plan: Join, lowering: Lowering): OpenPipeline {
  const payload =
    plan.type === 'mark' || plan.type === 'semi' || plan.type === 'anti' ? neededBy(plan) : outputsOf(plan.right);
  const pairs = plan.equal.map((pair): JoinPair => ({ ...pair, nullsEqual: pair.nullsEqual === true }));
  const build: JoinBuildNode = {
    kind: 'JoinBuild',
    outputs: [],
    state: lowering.newState(),
    pairs,
    payload,
    keepsNullKeys: plan.type === 'right' || plan.type === 'full',
  };
  lowering.end(lowering.lower(plan.right), build);
  const probeColumns = outputsOf(plan.left);
  const left = lowering.lower(plan.left);
  // The probe side's batches may have columns in another order than the plan says, or more of them.
  const probe = withKeyColumns(left, pairs);
  const outputs = joinOutputs(plan, probe.input.outputs, payload);
  const facts = {
    outputs,
    type: plan.type,
    probeTypes: typesOf(probe.input.outputs, probeColumns, probe.computed),
    filter: plan.filter,
  };
  if (pairs.length === 0) {
    const node: NestedLoopJoinNode = { kind: 'NestedLoopJoin', build, ...facts };
    return withOperator(probe.input, node);
  }
  const node: JoinProbeNode = {
    kind: 'JoinProbe',
    build: { ...build, pairs: probe.pairs },
    ...facts,
    nullAware: plan.nullAware === true,
  };
  return withOperator(withJoinFilter(probe.input, node), node);
}

/** Tells the scan that begins the probe side which rows can match, where unmatched rows are dropped. */
function withJoinFilter(input: OpenPipeline, { type, build }: JoinProbeNode): OpenPipeline {
  const { source } = input;
  const dropsUnmatched = type === 'inner' || type === 'semi' || type === 'right';
  // How many rows go into these decides what comes out.
  const countsRows = input.operators.some(({ kind }) => kind === 'Limit' || kind === 'SingleRow');
  if (
    !dropsUnmatched ||
    countsRows ||
    source.kind !== 'ParquetScan' ||
    build.pairs.some(({ nullsEqual }) => nullsEqual)
  )
    return input;
  const scan = source as ParquetScanNode;
  const keys = build.pairs.flatMap(({ left }) =>
    left.kind === 'column' && scan.outputs.includes(left.id) ? [left] : [],
  );
  if (keys.length < build.pairs.length) return input;
  const joinFilters = [...(scan.joinFilters ?? []), { state: build.state, keys }];
  const filtered: ParquetScanNode = { ...scan, joinFilters };
  return { ...input, source: filtered };
}

function joinOutputs(plan: Join, probe: readonly number[], payload: readonly ColumnReference[]): readonly number[] {
  if (plan.type === 'semi' || plan.type === 'anti') return probe;
  if (plan.type === 'mark') return [...probe, plan.markColumn!.id];
  return [...probe, ...idsOf(payload)];
}

/** Of an existence join's build side only what the filter uses is kept. */
function neededBy({ right, filter }: Join): readonly ColumnReference[] {
  const used = filter ? columnsOf(filter) : new Set<number>();
  return outputsOf(right).filter(({ id }) => used.has(id));
}

/** Computes the probe keys that are no plain columns ahead of the join, so that each is computed once. */
function withKeyColumns(
  input: OpenPipeline,
  pairs: readonly JoinPair[],
): { input: OpenPipeline; pairs: readonly JoinPair[]; computed: readonly ColumnReference[] } {
  const computed: ColumnReference[] = [];
  const expressions: Expression[] = [];
  const plain = pairs.map((pair): JoinPair => {
    if (pair.left.kind === 'column') return pair;
    const column = aheadColumn(pair.left.type);
    computed.push(column);
    expressions.push(pair.left);
    return { ...pair, left: column };
  });
  if (computed.length === 0) return { input, pairs, computed };
  const passed = input.outputs.map((id): ColumnReference => ({ kind: 'column', id, name: '', type: BOOLEAN }));
  const node: ProjectNode = {
    kind: 'Project',
    outputs: [...input.outputs, ...idsOf(computed)],
    expressions: [...passed, ...expressions],
  };
  return { input: withOperator(input, node), pairs: plain, computed };
}

/** Types of the columns that a pipeline's batches have. */
function typesOf(
  ids: readonly number[],
  columns: readonly ColumnReference[],
  computed: readonly ColumnReference[],
): JoinProbeNode['probeTypes'] {
  const byId = new Map([...columns, ...computed].map(({ id, type }) => [id, type]));
  return ids.map((id) => byId.get(id) ?? BOOLEAN);
}
