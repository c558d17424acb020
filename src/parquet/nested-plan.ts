import type { SqlType } from '../types/sql-type.js';
import { layoutOf } from '../vector/layout.js';
import { listElementOf, mapEntryOf } from './nested-shape.js';
import type { SchemaNode } from './schema.js';

/** What every part of a plan knows: which leaves lie below it, and from which definition level on it is present. */
interface PlanPart {
  /** Leaves below, as numbers within the field; the first one's levels tell whether the part is there. */
  readonly leaves: readonly number[];
  /** Below this definition level the value is NULL; 0 when it cannot be. */
  readonly definitionLevel: number;
}

/** How the levels and values of a field's leaves are put together to values of a nested type. */
export type NestedPlan =
  | (PlanPart & { readonly kind: 'leaf'; readonly isView: boolean })
  | (PlanPart & {
      readonly kind: 'list';
      /** From this definition level on there is an element. */
      readonly elementDefinitionLevel: number;
      /** The repetition level of the elements after the first. */
      readonly repetitionLevel: number;
      /** An element, or the key and the value of an entry. */
      readonly parts: readonly (NestedPlan | undefined)[];
    })
  /** A field that the file lacks is undefined, and NULL. */
  | (PlanPart & { readonly kind: 'row'; readonly parts: readonly (NestedPlan | undefined)[] });

/** Tells which leaves of a field a plan reads, and the type of each one's values; undefined: only its levels. */
export type WantedLeaves = Map<number, SqlType | undefined>;

/** Plans how `field` is read as `type`; undefined when its shape is another. Types of leaves are checked later. */
export function planNested(field: SchemaNode, type: SqlType, wanted: WantedLeaves): NestedPlan | undefined {
  return new Planner(field.firstLeaf, wanted).field(field, type);
}

class Planner {
  readonly #firstLeaf: number;
  readonly #wanted: WantedLeaves;

  constructor(firstLeaf: number, wanted: WantedLeaves) {
    this.#firstLeaf = firstLeaf;
    this.#wanted = wanted;
  }

  /** A field whose repetition counts: a repeated one is a list without a group around it. */
  field(node: SchemaNode, type: SqlType): NestedPlan | undefined {
    if (node.repetition !== 'repeated') return this.#value(node, type);
    return type.kind === 'array' ? this.#list(0, node, [this.#value(node, type.element)]) : undefined;
  }

  #value(node: SchemaNode, type: SqlType): NestedPlan | undefined {
    const definitionLevel = node.repetition === 'optional' ? node.maxDefinitionLevel : 0;
    switch (type.kind) {
      case 'array': {
        const element = listElementOf(node);
        if (element === undefined) return undefined;
        const repeated = node.children[0]!;
        const part = element === repeated ? this.#value(element, type.element) : this.field(element, type.element);
        return this.#list(definitionLevel, repeated, [part]);
      }
      case 'map': {
        const found = mapEntryOf(node);
        if (found === undefined) return undefined;
        const key = this.field(found.key, type.key);
        if (key === undefined) return undefined;
        const value = found.value && this.field(found.value, type.value);
        if (found.value !== undefined && value === undefined) return undefined;
        return this.#list(definitionLevel, found.entry, [key, value], true);
      }
      case 'row':
        return this.#row(node, type.fields, definitionLevel);
      default:
        if (node.physical === undefined) return undefined;
        this.#wanted.set(node.firstLeaf - this.#firstLeaf, type);
        return {
          kind: 'leaf',
          leaves: [node.firstLeaf - this.#firstLeaf],
          definitionLevel,
          isView: layoutOf(type) === 'view',
        };
    }
  }

  #list(
    definitionLevel: number,
    repeated: SchemaNode,
    parts: readonly (NestedPlan | undefined)[],
    isMap = false,
  ): NestedPlan | undefined {
    if (!isMap && parts[0] === undefined) return undefined;
    return {
      kind: 'list',
      leaves: parts.flatMap((part) => part?.leaves ?? []),
      definitionLevel,
      elementDefinitionLevel: repeated.maxDefinitionLevel,
      repetitionLevel: repeated.maxRepetitionLevel,
      parts,
    };
  }

  #row(
    node: SchemaNode,
    fields: readonly { readonly name?: string | undefined; readonly type: SqlType }[],
    definitionLevel: number,
  ): NestedPlan | undefined {
    if (node.physical !== undefined || listElementOf(node) !== undefined) return undefined;
    const parts: (NestedPlan | undefined)[] = [];
    for (const [index, { name, type }] of fields.entries()) {
      const child = name === undefined ? node.children[index] : findChild(node, name);
      const part = child && this.field(child, type);
      if (child !== undefined && part === undefined) return undefined;
      parts.push(part);
    }
    let leaves = parts.flatMap((part) => part?.leaves ?? []);
    if (leaves.length === 0) {
      // The levels of any leaf below tell which rows are NULL.
      const leaf = node.firstLeaf - this.#firstLeaf;
      if (node.leafCount === 0) return undefined;
      if (!this.#wanted.has(leaf)) this.#wanted.set(leaf, undefined);
      leaves = [leaf];
    }
    return { kind: 'row', leaves, definitionLevel, parts };
  }
}

function findChild(node: SchemaNode, name: string): SchemaNode | undefined {
  const wanted = name.toLowerCase();
  return (
    node.children.find((child) => child.name === name) ??
    node.children.find((child) => child.name.toLowerCase() === wanted)
  );
}
