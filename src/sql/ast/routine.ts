import type { StringLiteral } from './leaf.js';
import type { Identifier, QualifiedName, SyntaxNode } from './names.js';
import type { Expression } from './tree.js';
import type { DataType } from './written-type.js';

/** `FUNCTION f(x integer) RETURNS integer … RETURN x + 1`: a function written in SQL. */
export interface FunctionSpecification extends SyntaxNode {
  readonly kind: 'FunctionSpecification';
  readonly name: QualifiedName;
  readonly parameters: readonly RoutineParameter[];
  readonly returns: DataType;
  readonly characteristics: readonly RoutineCharacteristic[];
  readonly body: ControlStatement;
}

export interface RoutineParameter extends SyntaxNode {
  readonly name: Identifier | undefined;
  readonly type: DataType;
}

export type RoutineCharacteristic =
  | { readonly kind: 'language'; readonly language: Identifier }
  | { readonly kind: 'deterministic'; readonly isDeterministic: boolean }
  | { readonly kind: 'null input'; readonly isCalled: boolean }
  | { readonly kind: 'security'; readonly security: 'DEFINER' | 'INVOKER' }
  | { readonly kind: 'comment'; readonly comment: StringLiteral };

/** One statement of a function's body. */
export type ControlStatement =
  | ReturnStatement
  | AssignmentStatement
  | CaseStatement
  | IfStatement
  | IterateStatement
  | LeaveStatement
  | CompoundStatement
  | LoopStatement
  | WhileStatement
  | RepeatStatement;

export interface ReturnStatement extends SyntaxNode {
  readonly kind: 'ReturnStatement';
  readonly value: Expression;
}
export interface AssignmentStatement extends SyntaxNode {
  readonly kind: 'AssignmentStatement';
  readonly target: Identifier;
  readonly value: Expression;
}
/** `operand` undefined: the conditions are boolean. */
export interface CaseStatement extends SyntaxNode {
  readonly kind: 'CaseStatement';
  readonly operand: Expression | undefined;
  readonly whens: readonly ControlBranch[];
  readonly otherwise: readonly ControlStatement[] | undefined;
}
/** `branches`: IF, then each ELSEIF. */
export interface IfStatement extends SyntaxNode {
  readonly kind: 'IfStatement';
  readonly branches: readonly ControlBranch[];
  readonly otherwise: readonly ControlStatement[] | undefined;
}
export interface ControlBranch {
  readonly condition: Expression;
  readonly statements: readonly ControlStatement[];
}
export interface IterateStatement extends SyntaxNode {
  readonly kind: 'IterateStatement';
  readonly label: Identifier;
}
export interface LeaveStatement extends SyntaxNode {
  readonly kind: 'LeaveStatement';
  readonly label: Identifier;
}
export interface CompoundStatement extends SyntaxNode {
  readonly kind: 'CompoundStatement';
  readonly variables: readonly VariableDeclaration[];
  readonly statements: readonly ControlStatement[];
}
export interface VariableDeclaration extends SyntaxNode {
  readonly names: readonly Identifier[];
  readonly type: DataType;
  readonly initial: Expression | undefined;
}
export interface LoopStatement extends SyntaxNode {
  readonly kind: 'LoopStatement';
  readonly label: Identifier | undefined;
  readonly statements: readonly ControlStatement[];
}
export interface WhileStatement extends SyntaxNode {
  readonly kind: 'WhileStatement';
  readonly label: Identifier | undefined;
  readonly condition: Expression;
  readonly statements: readonly ControlStatement[];
}
export interface RepeatStatement extends SyntaxNode {
  readonly kind: 'RepeatStatement';
  readonly label: Identifier | undefined;
  readonly statements: readonly ControlStatement[];
  readonly until: Expression;
}

/** `CREATE [OR REPLACE] FUNCTION …`. */
export interface CreateFunction extends SyntaxNode {
  readonly kind: 'CreateFunction';
  readonly specification: FunctionSpecification;
  readonly replace: boolean;
}
/** `DROP FUNCTION f(integer)`. */
export interface DropFunction extends SyntaxNode {
  readonly kind: 'DropFunction';
  readonly name: QualifiedName;
  readonly parameters: readonly RoutineParameter[];
  readonly ifExists: boolean;
}
