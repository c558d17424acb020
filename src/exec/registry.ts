import { assert } from '../base/lake-error.js';
import type { NodeDefinition } from './operator.js';
import { assignUniqueId } from './operators/assign-unique-id.js';
import { expand } from './operators/expand.js';
import { filter } from './operators/filter.js';
import { hashAggregate } from './operators/hash-aggregate.js';
import { hashAggregateSource } from './operators/hash-aggregate-source.js';
import { joinBuild } from './operators/join-build.js';
import { joinProbe } from './operators/join-probe.js';
import { limit } from './operators/limit.js';
import { matchRecognize } from './operators/match-recognize.js';
import { materialize, materialized } from './operators/materialize.js';
import { nestedLoopJoin } from './operators/nested-loop-join.js';
import { parquetScan } from './operators/parquet-scan.js';
import { project } from './operators/project.js';
import { resultSink } from './operators/result-sink.js';
import { sample } from './operators/sample.js';
import { singleRow } from './operators/single-row.js';
import { sort, sortSource } from './operators/sort.js';
import { tableWriter } from './operators/table-writer.js';
import { textScan } from './operators/text-scan.js';
import { union } from './operators/union.js';
import { unnest } from './operators/unnest.js';
import { values } from './operators/values.js';
import { window, windowSource } from './operators/window.js';
import type { PhysicalNode } from './physical-plan.js';

// A definition is written against its own node type; the registry hands each only nodes of its kind.
const define = <Node extends PhysicalNode>(definition: NodeDefinition<Node>): NodeDefinition =>
  definition as unknown as NodeDefinition;

const definitions: readonly NodeDefinition[] = [
  define(expand),
  define(filter),
  define(hashAggregate),
  define(hashAggregateSource),
  define(limit),
  define(parquetScan),
  define(project),
  define(resultSink),
  define(sort),
  define(sortSource),
  define(assignUniqueId),
  define(joinBuild),
  define(joinProbe),
  define(nestedLoopJoin),
  define(sample),
  define(singleRow),
  define(tableWriter),
  define(textScan),
  define(union),
  define(unnest),
  define(matchRecognize),
  define(materialize),
  define(materialized),
  define(values),
  define(window),
  define(windowSource),
];

const byKind = new Map(definitions.map((definition) => [definition.kind, definition]));

/** Finds what runs nodes of a kind. */
export function nodeDefinition(kind: string): NodeDefinition {
  const definition = byKind.get(kind);
  assert(definition, `no physical node ${kind}`);
  return definition;
}
