import type { Identifier, SyntaxNode } from './names.js';

/** A type as written, not yet looked up: `formatType` gives the text that the types folder reads. */
export type DataType = GenericType | RowType | DateTimeType | IntervalType;

/** `varchar`, `decimal(10, 2)`, `array(bigint)`, `map(varchar, bigint)`; `T ARRAY` and `DOUBLE PRECISION` come here too. */
export interface GenericType extends SyntaxNode {
  readonly kind: 'GenericType';
  readonly name: Identifier;
  readonly parameters: readonly TypeParameter[];
}

/** An argument of a type: another type, or a number such as a length. */
export type TypeParameter = DataType | NumericTypeParameter;

/** A number among the arguments of a type. */
export interface NumericTypeParameter extends SyntaxNode {
  readonly kind: 'NumericTypeParameter';
  readonly value: string;
}

/** `ROW(a bigint, varchar)`. */
export interface RowType extends SyntaxNode {
  readonly kind: 'RowType';
  readonly fields: readonly RowTypeField[];
}

/** One field of a row type; its name is optional. */
export interface RowTypeField extends SyntaxNode {
  readonly name: Identifier | undefined;
  readonly type: DataType;
}

/** `TIMESTAMP(3) WITH TIME ZONE`, `TIME`; without a precision the default of 3 is meant. */
export interface DateTimeType extends SyntaxNode {
  readonly kind: 'DateTimeType';
  readonly base: 'time' | 'timestamp';
  readonly withTimeZone: boolean;
  readonly precision: TypeParameter | undefined;
}

/** `INTERVAL DAY TO SECOND`. */
export interface IntervalType extends SyntaxNode {
  readonly kind: 'IntervalType';
  readonly from: IntervalField;
  readonly to: IntervalField;
}

/** Names the units of interval literals and types. */
export type IntervalField = 'YEAR' | 'MONTH' | 'DAY' | 'HOUR' | 'MINUTE' | 'SECOND';

/** `DESCRIPTOR(a bigint, b)`; without fields it is `CAST(NULL AS DESCRIPTOR)`. */
export interface Descriptor extends SyntaxNode {
  readonly kind: 'Descriptor';
  readonly fields: readonly { readonly name: Identifier; readonly type: DataType | undefined }[] | undefined;
}
