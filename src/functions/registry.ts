import type { SqlType } from '../types/sql-type.js';
import { aggregateFunctions } from './aggregate/registry.js';
import { casts } from './cast/registry.js';
import type {
  AggregateFunction,
  CastDefinition,
  FunctionDefinition,
  ScalarFunction,
  WindowFunction,
} from './definition.js';
import { operators } from './operator/registry.js';
import { arrayFunctions } from './scalar/array/registry.js';
import { binaryFunctions } from './scalar/binary/registry.js';
import { conditionalFunctions } from './scalar/conditional/registry.js';
import { datetimeFunctions } from './scalar/datetime/registry.js';
import { digestFunctions } from './scalar/digest/registry.js';
import { geospatialFunctions } from './scalar/geospatial/registry.js';
import { jsonFunctions } from './scalar/json/registry.js';
import { mapFunctions } from './scalar/map/registry.js';
import { mathFunctions } from './scalar/math/registry.js';
import { regexpFunctions } from './scalar/regexp/registry.js';
import { stringFunctions } from './scalar/string/registry.js';
import { urlFunctions } from './scalar/url/registry.js';
import { windowFunctions } from './window/registry.js';

/** Every function, family by family. A name may come from several families (`reverse`): its overloads are joined in this order. */
const definitions: readonly FunctionDefinition[] = [
  ...operators,
  ...stringFunctions,
  ...regexpFunctions,
  ...urlFunctions,
  ...binaryFunctions,
  ...jsonFunctions,
  ...datetimeFunctions,
  ...mathFunctions,
  ...arrayFunctions,
  ...mapFunctions,
  ...digestFunctions,
  ...geospatialFunctions,
  ...conditionalFunctions,
  ...aggregateFunctions,
  ...windowFunctions,
];

function joinOverloads(a: FunctionDefinition, b: FunctionDefinition): FunctionDefinition {
  if (a.kind === 'window' || b.kind === 'window') return a;
  const aliases = [...(a.aliases ?? []), ...(b.aliases ?? [])];
  if (a.kind === 'scalar' && b.kind === 'scalar') return { ...a, aliases, overloads: [...a.overloads, ...b.overloads] };
  if (a.kind === 'aggregate' && b.kind === 'aggregate')
    return { ...a, aliases, overloads: [...a.overloads, ...b.overloads] };
  return a;
}

const byName = new Map<string, FunctionDefinition>();
for (const definition of definitions) {
  const before = byName.get(definition.name);
  byName.set(definition.name, before ? joinOverloads(before, definition) : definition);
}
const listed: readonly FunctionDefinition[] = [...byName.values()];
for (const definition of listed)
  if (definition.kind !== 'window')
    for (const alias of definition.aliases ?? []) byName.set(alias, byName.get(definition.name)!);

/** Finds a function or operator by its name or an alias, in lower case. */
export const findFunction = (name: string): FunctionDefinition | undefined => byName.get(name);

/** Finds a scalar function or operator that a bound call names. */
export function scalarFunction(name: string): ScalarFunction | undefined {
  const found = byName.get(name);
  return found?.kind === 'scalar' ? found : undefined;
}

/** Finds an aggregate function that a bound call names. */
export function aggregateFunction(name: string): AggregateFunction | undefined {
  const found = byName.get(name);
  return found?.kind === 'aggregate' ? found : undefined;
}

/** Finds a window function that a bound call names. */
export function windowFunction(name: string): WindowFunction | undefined {
  const found = byName.get(name);
  return found?.kind === 'window' ? found : undefined;
}

/** Lists the functions that SQL can call by name, each once. */
export const listFunctions = (): readonly FunctionDefinition[] =>
  listed.filter((definition) => definition.kind !== 'scalar' || definition.hidden !== true);

const castsByKinds = new Map(casts.map((cast) => [`${cast.from}>${cast.to}`, cast]));

/** Finds what converts between two kinds of types. */
export const findCast = (from: SqlType['kind'], to: SqlType['kind']): CastDefinition | undefined =>
  castsByKinds.get(`${from}>${to}`);
