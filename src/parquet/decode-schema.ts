import { decodeLogicalType, logicalOfConverted } from './logical-type.js';
import { type LeafColumn, type LogicalType, physicalTypes, type SchemaNode } from './schema.js';
import { sqlTypeOf } from './schema-type.js';
import { type ThriftReader, thriftType } from './thrift-compact.js';

interface SchemaElement {
  name: string;
  physical: number;
  byteWidth: number;
  repetition: number;
  childCount: number;
  converted: number;
  scale: number;
  precision: number;
  logical: LogicalType | undefined;
}

const repetitions = ['required', 'optional', 'repeated'] as const;
const depthMax = 64;
const elementsMax = 1_000_000;
const byteWidthMax = 1 << 24;

/** Decodes the flattened schema list of a footer into its root, and lists its leaves. */
export function decodeSchema(reader: ThriftReader): { root: SchemaNode; leaves: LeafColumn[] } {
  const count = reader.list(thriftType.struct);
  if (count === 0 || count > elementsMax) throw reader.malformed(`a schema of ${count} elements`);
  const elements: SchemaElement[] = [];
  for (let i = 0; i < count; i++) elements.push(decodeElement(reader));
  const builder = new SchemaBuilder(reader, elements);
  return { root: builder.build(), leaves: builder.leaves };
}

class SchemaBuilder {
  readonly leaves: LeafColumn[] = [];
  readonly #reader: ThriftReader;
  readonly #elements: readonly SchemaElement[];
  #next = 0;

  constructor(reader: ThriftReader, elements: readonly SchemaElement[]) {
    this.#reader = reader;
    this.#elements = elements;
  }

  build(): SchemaNode {
    // The root's repetition means nothing, though some writers call it repeated.
    const root = this.#node([], 0, 0, true);
    if (this.#next !== this.#elements.length) throw this.#reader.malformed('schema elements outside of the root');
    return root;
  }

  #node(path: readonly string[], definitionLevel: number, repetitionLevel: number, isRoot: boolean): SchemaNode {
    const element = this.#elements[this.#next++];
    if (element === undefined) throw this.#reader.malformed('the schema lacks elements');
    if (path.length > depthMax) throw this.#reader.malformed('the schema is nested too deeply');
    const repetition = isRoot ? 'required' : repetitions[element.repetition];
    if (repetition === undefined) throw this.#reader.malformed(`repetition type ${element.repetition}`);
    const maxDefinitionLevel = definitionLevel + (repetition === 'required' ? 0 : 1);
    const maxRepetitionLevel = repetitionLevel + (repetition === 'repeated' ? 1 : 0);
    const firstLeaf = this.leaves.length;
    const { name, logical, byteWidth } = element;
    const ownPath = isRoot ? path : [...path, name];
    const levels = { name, repetition, logical, maxDefinitionLevel, maxRepetitionLevel, firstLeaf };
    if (element.childCount < 0) {
      const physical = physicalTypes[element.physical];
      if (physical === undefined) throw this.#reader.malformed(`physical type ${element.physical} of ${name}`);
      if (physical === 'FIXED_LEN_BYTE_ARRAY' && (byteWidth < 0 || byteWidth > byteWidthMax))
        throw this.#reader.malformed(`${name} has values of ${byteWidth} bytes`);
      const leaf = { ...levels, leafCount: 1, children: [], physical, byteWidth, path: ownPath, type: undefined };
      const typed: LeafColumn = { ...leaf, type: sqlTypeOf(leaf) };
      this.leaves.push(typed);
      return typed;
    }
    const children: SchemaNode[] = [];
    for (let i = 0; i < element.childCount; i++)
      children.push(this.#node(ownPath, maxDefinitionLevel, maxRepetitionLevel, false));
    const leafCount = this.leaves.length - firstLeaf;
    const group = { ...levels, leafCount, children, physical: undefined, byteWidth: 0, type: undefined };
    return { ...group, type: isRoot ? undefined : sqlTypeOf(group) };
  }
}

function decodeElement(reader: ThriftReader): SchemaElement {
  const element: SchemaElement = {
    name: '',
    physical: -1,
    byteWidth: 0,
    repetition: 0,
    childCount: -1,
    converted: -1,
    scale: 0,
    precision: 0,
    logical: undefined,
  };
  for (let id = 0; reader.nextField(id); ) {
    id = reader.fieldId;
    if (id === 1) element.physical = reader.int();
    else if (id === 2) element.byteWidth = reader.int();
    else if (id === 3) element.repetition = reader.int();
    else if (id === 4) element.name = reader.text();
    else if (id === 5) element.childCount = reader.int();
    else if (id === 6) element.converted = reader.int();
    else if (id === 7) element.scale = reader.int();
    else if (id === 8) element.precision = reader.int();
    else if (id === 10 && reader.fieldType === thriftType.struct) element.logical = decodeLogicalType(reader);
    else reader.skipField();
  }
  // A group without children is how some writers spell an empty struct; a leaf has a physical type.
  if (element.childCount === 0 && element.physical >= 0) element.childCount = -1;
  element.logical ??= logicalOfConverted(element.converted, element.precision, element.scale);
  return element;
}
