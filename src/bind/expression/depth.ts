import { LakeError } from '../../base/lake-error.js';
import type { Expression } from '../../sql/ast.js';

/** How deep expressions may be nested, so that no walk over one exhausts the stack. */
export const expressionDepthMax = 1000;

/** Makes the error of an expression that is nested too deep. */
export const tooDeep = ({ position }: Expression): LakeError =>
  new LakeError('QUERY_REJECTED', `An expression is nested more than ${expressionDepthMax} deep`, { position });
