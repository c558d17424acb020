import type {
  ControlBranch,
  ControlStatement,
  FunctionSpecification,
  RoutineCharacteristic,
  RoutineParameter,
} from '../ast/routine.js';
import { type Formatter, words } from './formatter.js';
import { formatIdentifier, formatName, formatString } from './names.js';
import { formatType } from './written-type.js';

/** Writes a function that is written in SQL. */
export function formatFunction(node: FunctionSpecification, format: Formatter): string {
  return words(
    `FUNCTION ${formatName(node.name)}${formatRoutineParameters(node.parameters)}`,
    `RETURNS ${formatType(node.returns)}`,
    ...node.characteristics.map(formatCharacteristic),
    formatControl(node.body, format),
  );
}

/** Writes `(x integer)`. */
export const formatRoutineParameters = (parameters: readonly RoutineParameter[]): string =>
  `(${parameters.map(({ name, type }) => words(name && formatIdentifier(name), formatType(type))).join(', ')})`;

function formatCharacteristic(node: RoutineCharacteristic): string {
  switch (node.kind) {
    case 'language':
      return `LANGUAGE ${formatIdentifier(node.language)}`;
    case 'deterministic':
      return node.isDeterministic ? 'DETERMINISTIC' : 'NOT DETERMINISTIC';
    case 'null input':
      return node.isCalled ? 'CALLED ON NULL INPUT' : 'RETURNS NULL ON NULL INPUT';
    case 'security':
      return `SECURITY ${node.security}`;
    case 'comment':
      return `COMMENT ${formatString(node.comment.value)}`;
  }
}

function formatControl(node: ControlStatement, format: Formatter): string {
  const list = (statements: readonly ControlStatement[]): string =>
    statements.map((statement) => `${formatControl(statement, format)};`).join(' ');
  const branch = ({ condition, statements }: ControlBranch): string =>
    `${format.expression(condition)} THEN ${list(statements)}`;
  const labelled = 'label' in node && node.label ? formatIdentifier(node.label) : undefined;
  const start = labelled && `${labelled}:`;
  switch (node.kind) {
    case 'ReturnStatement':
      return `RETURN ${format.expression(node.value)}`;
    case 'AssignmentStatement':
      return `SET ${formatIdentifier(node.target)} = ${format.expression(node.value)}`;
    case 'IterateStatement':
      return `ITERATE ${labelled}`;
    case 'LeaveStatement':
      return `LEAVE ${labelled}`;
    case 'CaseStatement': {
      const whens = node.whens.map((when) => `WHEN ${branch(when)}`);
      return words('CASE', node.operand && format.expression(node.operand), ...whens, otherwise(node), 'END CASE');
    }
    case 'IfStatement':
      return words(`IF ${node.branches.map(branch).join(' ELSEIF ')}`, otherwise(node), 'END IF');
    case 'CompoundStatement': {
      const variables = node.variables.map(({ names, type, initial }) => {
        const value = initial && `DEFAULT ${format.expression(initial)}`;
        return `${words('DECLARE', names.map(formatIdentifier).join(', '), formatType(type), value)};`;
      });
      return words('BEGIN', ...variables, list(node.statements), 'END');
    }
    case 'LoopStatement':
      return words(start, 'LOOP', list(node.statements), 'END LOOP');
    case 'WhileStatement':
      return words(start, `WHILE ${format.expression(node.condition)} DO`, list(node.statements), 'END WHILE');
    case 'RepeatStatement':
      return words(start, 'REPEAT', list(node.statements), `UNTIL ${format.expression(node.until)} END REPEAT`);
  }

  function otherwise(of: { readonly otherwise: readonly ControlStatement[] | undefined }): string | undefined {
    return of.otherwise && `ELSE ${list(of.otherwise)}`;
  }
}
