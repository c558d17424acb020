import { LakeError } from '../../base/lake-error.js';
import type { Expression } from '../../plan/expression.js';
import type { FrameBound, SortKey, WindowFrame } from '../../plan/logical-plan.js';
import type * as ast from '../../sql/ast.js';
import { isComparable } from '../../types/comparability.js';
import { type SqlType, type TypeKind, typeText } from '../../types/sql-type.js';
import type { BoundWindow } from '../block.js';
import { findAll, isWindowed } from '../contained-calls.js';
import { bindWindowPattern } from '../row-pattern/window-pattern.js';
import { windowChildren } from '../syntax-children.js';
import { tryCallOperator } from './call.js';
import type { ExpressionBinder } from './expression-binder.js';
import { bindSortItem } from './sort-key.js';

/** Binds OVER or a WINDOW definition, with what it takes from the window that it names. */
export function bindWindow(binder: ExpressionBinder, node: ast.Window): BoundWindow {
  if (node.kind === 'WindowReference') return namedWindow(binder, node.name);
  const base = node.existing && namedWindow(binder, node.existing);
  if (base) checkRefinement(node, base);
  const [nested] = findAll(windowChildren(node), isWindowed);
  if (nested)
    throw new LakeError(
      'NESTED_WINDOW',
      'Cannot nest window functions or row pattern measures inside window specification',
      { position: nested.position },
    );
  const partitionBy = base?.partitionBy ?? node.partitionBy.map((key) => bindPartitionKey(binder, key));
  const orderBy =
    node.orderBy?.map((item) =>
      bindSortItem(
        binder,
        item,
        item.position,
        (type) => `${type} is not orderable, and therefore cannot be used in window function ORDER BY`,
      ),
    ) ??
    base?.orderBy ??
    [];
  const pattern = node.frame && bindWindowPattern(binder, node.frame);
  const frame = node.frame && { ...bindFrame(binder, node, node.frame, orderBy), pattern: pattern?.pattern };
  return {
    partitionBy,
    orderBy,
    partitionNodes: base?.partitionNodes ?? node.partitionBy,
    orderNodes: node.orderBy?.map(({ key }) => key) ?? base?.orderNodes ?? [],
    frame,
    measures: pattern?.measures ?? new Map(),
    framePosition: node.frame?.position,
  };
}

function namedWindow({ block }: ExpressionBinder, { value, position }: ast.Identifier): BoundWindow {
  const window = block.namedWindows.get(value.toLowerCase());
  if (!window) throw new LakeError('INVALID_WINDOW_REFERENCE', `Cannot resolve WINDOW name ${value}`, { position });
  return window;
}

function checkRefinement(node: ast.WindowSpecification, base: BoundWindow): void {
  const [key] = node.partitionBy;
  if (key)
    throw new LakeError(
      'INVALID_PARTITION_BY',
      'WINDOW specification with named WINDOW reference cannot specify PARTITION BY',
      { position: key.position },
    );
  if (node.orderBy && base.orderBy.length > 0)
    throw new LakeError('INVALID_ORDER_BY', 'Cannot specify ORDER BY if referenced named WINDOW specifies ORDER BY', {
      position: node.orderByPosition,
    });
  if (base.frame)
    throw new LakeError('INVALID_WINDOW_REFERENCE', 'Cannot reference named WINDOW containing frame specification', {
      position: node.existing!.position,
    });
}

function bindPartitionKey(binder: ExpressionBinder, key: ast.Expression): Expression {
  const bound = binder.bind(key);
  if (!isComparable(bound.type)) {
    const message = `${typeText(bound.type)} is not comparable, and therefore cannot be used in window function PARTITION BY`;
    throw new LakeError('TYPE_MISMATCH', message, { position: key.position });
  }
  return bound;
}

const boundKinds = {
  'unbounded preceding': 'unbounded_preceding',
  preceding: 'preceding',
  'current row': 'current_row',
  following: 'following',
  'unbounded following': 'unbounded_following',
} as const;

function bindFrame(
  binder: ExpressionBinder,
  node: ast.WindowSpecification,
  frame: ast.WindowFrame,
  orderBy: readonly SortKey[],
): WindowFrame {
  checkBounds(frame);
  const bindBound = (bound: ast.FrameBound, side: 'start' | 'end'): FrameBound => {
    const kind = boundKinds[bound.kind];
    if (!bound.value) return { kind };
    const needsOrder = frame.unit !== 'ROWS';
    if (needsOrder && orderBy.length === 0)
      throw new LakeError(
        'MISSING_ORDER_BY',
        `Window frame of type ${frame.unit} PRECEDING or FOLLOWING requires ORDER BY`,
        { position: node.position },
      );
    if (frame.unit === 'RANGE') return { kind, value: bindRangeOffset(binder, node, bound.value, orderBy) };
    const value = binder.bind(bound.value);
    if (!isWhole(value.type)) {
      const message = `Window frame ${frame.unit} ${side} value type must be exact numeric type with scale 0 (actual ${typeText(value.type)})`;
      throw new LakeError('TYPE_MISMATCH', message, { position: bound.value.position });
    }
    return { kind, value };
  };
  const units = { ROWS: 'rows', RANGE: 'range', GROUPS: 'groups' } as const;
  return {
    unit: units[frame.unit],
    start: bindBound(frame.start, 'start'),
    end: frame.end ? bindBound(frame.end, 'end') : { kind: 'current_row' },
  };
}

function checkBounds(frame: ast.WindowFrame): void {
  const start = frame.start.kind;
  const end = frame.end?.kind ?? 'current row';
  const invalid = (message: string): LakeError =>
    new LakeError('INVALID_WINDOW_FRAME', message, { position: frame.position });
  if (start === 'unbounded following') throw invalid('Window frame start cannot be UNBOUNDED FOLLOWING');
  if (end === 'unbounded preceding') throw invalid('Window frame end cannot be UNBOUNDED PRECEDING');
  const startsLate = start === 'current row' ? end === 'preceding' : start === 'following' && end !== 'following';
  if (startsLate && end !== 'unbounded following')
    throw invalid(`Window frame starting from ${start.toUpperCase()} cannot end with ${end.toUpperCase()}`);
}

const wholeKinds: readonly TypeKind[] = ['tinyint', 'smallint', 'integer', 'bigint'];
const numericKinds: readonly TypeKind[] = [...wholeKinds, 'decimal', 'real', 'double'];
const intervalKinds: readonly TypeKind[] = ['interval year to month', 'interval day to second'];
const timeKinds: readonly TypeKind[] = [
  'date',
  'time',
  'time with time zone',
  'timestamp',
  'timestamp with time zone',
  ...intervalKinds,
];

const isWhole = (type: SqlType): boolean =>
  wholeKinds.includes(type.kind) || (type.kind === 'decimal' && type.scale === 0);

function bindRangeOffset(
  binder: ExpressionBinder,
  node: ast.WindowSpecification,
  offset: ast.Expression,
  orderBy: readonly SortKey[],
): Expression {
  if (orderBy.length !== 1)
    throw new LakeError(
      'INVALID_ORDER_BY',
      `Window frame of type RANGE PRECEDING or FOLLOWING requires single sort item in ORDER BY (actual: ${orderBy.length})`,
      { position: node.orderByPosition ?? node.position },
    );
  const { expression: key } = orderBy[0]!;
  const isNumeric = numericKinds.includes(key.type.kind);
  if (!isNumeric && !timeKinds.includes(key.type.kind))
    throw new LakeError(
      'TYPE_MISMATCH',
      `Window frame of type RANGE PRECEDING or FOLLOWING requires that sort item type be numeric, datetime or interval (actual: ${typeText(key.type)})`,
      { position: (node.orderBy ?? [])[0]?.position ?? node.position },
    );
  const value = binder.bind(offset);
  const fits = (isNumeric ? numericKinds : intervalKinds).includes(value.type.kind);
  if (!fits || !tryCallOperator('+', [key, value]))
    throw new LakeError(
      'TYPE_MISMATCH',
      `Window frame RANGE value type (${typeText(value.type)}) not compatible with sort item type (${typeText(key.type)})`,
      { position: offset.position },
    );
  return value;
}
