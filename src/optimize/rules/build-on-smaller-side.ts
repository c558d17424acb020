import type { Join } from '../../plan/logical-plan.js';
import { estimate } from '../estimate.js';
import type { Rule } from '../rule.js';

// Probing costs less than building, so the sides change only where the build side is clearly larger.
const ratioMin = 1.5;

/**
 * Builds an outer join's table from its smaller side; the columns keep their ids:
 *
 *     LeftJoin                 →   RightJoin
 *       customer (150,000)           orders (1,500,000)
 *       orders (1,500,000)           customer (150,000)
 *
 * A semi or anti join keeps its form and is told to build from its left side.
 */
export const buildOnSmallerSide: Rule = {
  name: 'build-on-smaller-side',
  scope: 'node',
  apply(plan, { statistics }) {
    if (plan.kind !== 'Join' || plan.equal.length === 0) return undefined;
    const { type, left, right } = plan;
    const isExistence = (type === 'semi' || type === 'anti') && !plan.nullAware && !plan.buildsLeft;
    if (type !== 'left' && type !== 'right' && !isExistence) return undefined;
    if (estimate(right, statistics).rowCount <= ratioMin * estimate(left, statistics).rowCount) return undefined;
    if (isExistence) return { ...plan, buildsLeft: true };
    const swapped: Join = {
      ...plan,
      type: type === 'left' ? 'right' : 'left',
      left: right,
      right: left,
      equal: plan.equal.map((pair) => ({ ...pair, left: pair.right, right: pair.left })),
    };
    return swapped;
  },
};
