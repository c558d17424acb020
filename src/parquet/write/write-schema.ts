import { LakeError } from '../../base/lake-error.js';
import { type SqlType, typeText } from '../../types/sql-type.js';
import { type Layout, layoutOf } from '../../vector/layout.js';
import type { LogicalType, PhysicalType } from '../schema.js';

/** A column of a file to write. */
export interface WriteColumn {
  readonly name: string;
  readonly type: SqlType;
}

/** How slots become physical values: a kernel with (source, count, output, …parameters). */
export interface Unconversion {
  readonly kernel: string;
  readonly parameters: readonly number[];
}

/** A leaf of a file to write. */
export interface WriteLeaf {
  readonly path: readonly string[];
  readonly layout: Layout;
  readonly physical: PhysicalType;
  /** Bytes of a physical value; 0 of texts. */
  readonly width: number;
  readonly logical: LogicalType | undefined;
  readonly unconversion: Unconversion | undefined;
  readonly maxDefinitionLevel: number;
  readonly maxRepetitionLevel: number;
}

/** One element of the schema in the footer, in depth-first order. */
export interface SchemaElement {
  readonly name: string;
  readonly repetition: 'required' | 'optional' | 'repeated';
  readonly childCount: number;
  readonly logical?: LogicalType | undefined;
  readonly leaf?: WriteLeaf | undefined;
}

/** How values of a type are taken apart: `leaf` counts leaves from the file's first. */
export type ShredNode =
  | { readonly kind: 'leaf'; readonly leaf: number; readonly presentLevel: number }
  | {
      readonly kind: 'array' | 'row';
      readonly presentLevel: number;
      readonly repetitionLevel: number;
      readonly children: readonly ShredNode[];
    };

/** The schema of a file to write. */
export interface WriteSchema {
  readonly elements: readonly SchemaElement[];
  readonly leaves: readonly WriteLeaf[];
  readonly columns: readonly ShredNode[];
}

/** Lays out the schema that Hive and Trino give columns. @throws NOT_SUPPORTED for a type that Parquet cannot hold */
export function writeSchema(columns: readonly WriteColumn[]): WriteSchema {
  const builder = new SchemaBuilder();
  const nodes = columns.map(({ name, type }) => builder.add(name, type, 'optional', [], 0, 0));
  return { elements: builder.elements, leaves: builder.leaves, columns: nodes };
}

class SchemaBuilder {
  readonly elements: SchemaElement[] = [];
  readonly leaves: WriteLeaf[] = [];

  add(
    name: string,
    type: SqlType,
    repetition: 'required' | 'optional',
    above: readonly string[],
    definition: number,
    repetitionLevel: number,
  ): ShredNode {
    const path = [...above, name];
    const level = definition + (repetition === 'optional' ? 1 : 0);
    switch (type.kind) {
      case 'array': {
        this.elements.push({ name, repetition, childCount: 1, logical: { kind: 'list' } });
        this.elements.push({ name: 'list', repetition: 'repeated', childCount: 1 });
        const inner = [...path, 'list'];
        const child = this.add('element', type.element, 'optional', inner, level + 1, repetitionLevel + 1);
        return { kind: 'array', presentLevel: level, repetitionLevel: repetitionLevel + 1, children: [child] };
      }
      case 'map': {
        this.elements.push({ name, repetition, childCount: 1, logical: { kind: 'map' } });
        this.elements.push({ name: 'key_value', repetition: 'repeated', childCount: 2 });
        const inner = [...path, 'key_value'];
        const key = this.add('key', type.key, 'required', inner, level + 1, repetitionLevel + 1);
        const value = this.add('value', type.value, 'optional', inner, level + 1, repetitionLevel + 1);
        return { kind: 'array', presentLevel: level, repetitionLevel: repetitionLevel + 1, children: [key, value] };
      }
      case 'row': {
        if (type.fields.length === 0) throw unsupported(type);
        this.elements.push({ name, repetition, childCount: type.fields.length });
        const children = type.fields.map((field, index) =>
          this.add(field.name ?? `field${index}`, field.type, 'optional', path, level, repetitionLevel),
        );
        return { kind: 'row', presentLevel: level, repetitionLevel, children };
      }
      default: {
        const facts = { ...leafFacts(type), path, maxDefinitionLevel: level, maxRepetitionLevel: repetitionLevel };
        const leaf: WriteLeaf = { ...facts, layout: layoutOf(type) };
        this.elements.push({ name, repetition, childCount: 0, logical: leaf.logical, leaf });
        this.leaves.push(leaf);
        return { kind: 'leaf', leaf: this.leaves.length - 1, presentLevel: level };
      }
    }
  }
}

type LeafFacts = Pick<WriteLeaf, 'physical' | 'width' | 'logical' | 'unconversion'>;

const leafOf = (
  physical: PhysicalType,
  width: number,
  logical?: LogicalType,
  kernel?: string,
  ...parameters: number[]
): LeafFacts => ({ physical, width, logical, unconversion: kernel === undefined ? undefined : { kernel, parameters } });

function leafFacts(type: SqlType): LeafFacts {
  switch (type.kind) {
    case 'boolean':
      return leafOf('BOOLEAN', 1);
    case 'tinyint':
      return leafOf('INT32', 4, { kind: 'integer', bitWidth: 8, isSigned: true });
    case 'smallint':
      return leafOf('INT32', 4, { kind: 'integer', bitWidth: 16, isSigned: true });
    case 'integer':
      return leafOf('INT32', 4);
    case 'bigint':
      return leafOf('INT64', 8);
    case 'real':
      return leafOf('FLOAT', 4);
    case 'double':
      return leafOf('DOUBLE', 8);
    case 'date':
      return leafOf('INT32', 4, { kind: 'date' });
    case 'varchar':
    case 'char':
      return leafOf('BYTE_ARRAY', 0, { kind: 'string' });
    case 'json':
      return leafOf('BYTE_ARRAY', 0, { kind: 'json' });
    case 'varbinary':
      return leafOf('BYTE_ARRAY', 0);
    case 'uuid':
      return leafOf('FIXED_LEN_BYTE_ARRAY', 16, { kind: 'uuid' }, 'unconvert_i128_fixed', 16, 1);
    case 'decimal':
      return decimalFacts(type);
    case 'timestamp':
    case 'timestamp with time zone':
    case 'time':
      return timeFacts(type, type.precision);
    default:
      throw unsupported(type);
  }
}

function decimalFacts({ precision, scale }: { readonly precision: number; readonly scale: number }): LeafFacts {
  const logical: LogicalType = { kind: 'decimal', precision, scale };
  if (precision <= 9) return leafOf('INT32', 4, logical, 'unconvert_i64_i32');
  if (precision <= 18) return leafOf('INT64', 8, logical);
  // As many bytes as the largest number of the precision and its sign take.
  const width = Math.ceil((precision * Math.log2(10) + 1) / 8);
  return leafOf('FIXED_LEN_BYTE_ARRAY', width, logical, 'unconvert_i128_fixed', width, 0);
}

const unitOf = (precision: number): 'millis' | 'micros' | 'nanos' =>
  precision <= 3 ? 'millis' : precision <= 6 ? 'micros' : 'nanos';

function timeFacts(type: SqlType, precision: number): LeafFacts {
  if (precision > 9 || (type.kind === 'timestamp with time zone' && precision > 6)) throw unsupported(type);
  const unit = unitOf(precision);
  if (type.kind === 'time') {
    const logical: LogicalType = { kind: 'time', unit, isUtc: false };
    if (unit === 'millis') return leafOf('INT32', 4, logical, 'unconvert_time_millis');
    return leafOf('INT64', 8, logical, 'unconvert_divide', unit === 'micros' ? 1_000_000 : 1000);
  }
  if (type.kind === 'timestamp with time zone') {
    const logical: LogicalType = { kind: 'timestamp', unit, isUtc: true };
    return leafOf('INT64', 8, logical, unit === 'millis' ? 'unconvert_zoned_millis' : 'unconvert_zoned_micros');
  }
  const logical: LogicalType = { kind: 'timestamp', unit, isUtc: false };
  if (unit === 'millis') return leafOf('INT64', 8, logical, 'unconvert_divide', 1000);
  return unit === 'micros' ? leafOf('INT64', 8, logical) : leafOf('INT64', 8, logical, 'unconvert_timestamp_nanos');
}

const unsupported = (type: SqlType): LakeError =>
  new LakeError('NOT_SUPPORTED', `Unsupported Hive type: ${typeText(type)}`);
