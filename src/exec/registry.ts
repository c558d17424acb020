import { assert } from '../base/lake-error.js';
import type { NodeDefinition } from './operator.js';
import { expand } from './operators/expand.js';
import { filter } from './operators/filter.js';
import { hashAggregate } from './operators/hash-aggregate.js';
import { hashAggregateSource } from './operators/hash-aggregate-source.js';
import { project } from './operators/project.js';
import { resultSink } from './operators/result-sink.js';
import { values } from './operators/values.js';
import type { PhysicalNode } from './physical-plan.js';

// A definition is written against its own node type; the registry hands each only nodes of its kind.
const define = <Node extends PhysicalNode>(definition: NodeDefinition<Node>): NodeDefinition =>
  definition as unknown as NodeDefinition;

const definitions: readonly NodeDefinition[] = [
  define(expand),
  define(filter),
  define(hashAggregate),
  define(hashAggregateSource),
  define(project),
  define(resultSink),
  define(values),
];

const byKind = new Map(definitions.map((definition) => [definition.kind, definition]));

/** Finds what runs nodes of a kind. */
export function nodeDefinition(kind: string): NodeDefinition {
  const definition = byKind.get(kind);
  assert(definition, `no physical node ${kind}`);
  return definition;
}
