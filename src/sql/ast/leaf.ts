import type { SyntaxNode } from './names.js';
import type { IntervalField } from './written-type.js';

/** Any constant, and the parameter that stands for one. */
export type Literal =
  | NullLiteral
  | BooleanLiteral
  | StringLiteral
  | BinaryLiteral
  | IntegerLiteral
  | DecimalLiteral
  | DoubleLiteral
  | TypedLiteral
  | IntervalLiteral
  | Parameter;

export interface NullLiteral extends SyntaxNode {
  readonly kind: 'NullLiteral';
}
export interface BooleanLiteral extends SyntaxNode {
  readonly kind: 'BooleanLiteral';
  readonly value: boolean;
}
export interface StringLiteral extends SyntaxNode {
  readonly kind: 'StringLiteral';
  readonly value: string;
}
/** `X'4142'`. */
export interface BinaryLiteral extends SyntaxNode {
  readonly kind: 'BinaryLiteral';
  readonly value: Uint8Array;
}
/** A 64-bit integer; a sign directly before the digits belongs to it. */
export interface IntegerLiteral extends SyntaxNode {
  readonly kind: 'IntegerLiteral';
  readonly value: bigint;
}
/** `1.10`: the digits as written, without underscores; a sign directly before them belongs to it. */
export interface DecimalLiteral extends SyntaxNode {
  readonly kind: 'DecimalLiteral';
  readonly value: string;
}
/** `1e2`. */
export interface DoubleLiteral extends SyntaxNode {
  readonly kind: 'DoubleLiteral';
  readonly value: number;
}
/** `DATE '2020-01-01'`, `DECIMAL '1.5'`, `JSON '[]'`: the type's name as written and the text to convert. */
export interface TypedLiteral extends SyntaxNode {
  readonly kind: 'TypedLiteral';
  readonly type: string;
  readonly value: string;
}
/** `INTERVAL -'1-2' YEAR TO MONTH`. */
export interface IntervalLiteral extends SyntaxNode {
  readonly kind: 'IntervalLiteral';
  readonly value: string;
  readonly isNegative: boolean;
  readonly from: IntervalField;
  readonly to: IntervalField | undefined;
}
/** A `?`; `index` counts them from 0 in the order of the text. */
export interface Parameter extends SyntaxNode {
  readonly kind: 'Parameter';
  readonly index: number;
}
export interface CurrentMoment extends SyntaxNode {
  readonly kind: 'CurrentMoment';
  readonly name: 'CURRENT_DATE' | 'CURRENT_TIME' | 'CURRENT_TIMESTAMP' | 'LOCALTIME' | 'LOCALTIMESTAMP';
  readonly precision: number | undefined;
}
export interface CurrentContext extends SyntaxNode {
  readonly kind: 'CurrentContext';
  readonly name: 'CURRENT_USER' | 'CURRENT_CATALOG' | 'CURRENT_SCHEMA' | 'CURRENT_PATH';
}
