import type { HostCall, ScalarFunction } from '../../definition.js';

interface Translation {
  readonly from: string;
  readonly to: string;
  readonly points: ReadonlyMap<string, string>;
}

// The first of two equal characters counts; what has no counterpart goes.
function translation(from: string, to: string, call: HostCall): Translation {
  const known = call.memo.get('translation') as Translation | undefined;
  if (known && known.from === from && known.to === to) return known;
  const targets = [...to];
  const points = new Map<string, string>();
  [...from].forEach((point, index) => {
    if (!points.has(point)) points.set(point, targets[index] ?? '');
  });
  const made = { from, to, points };
  call.memo.set('translation', made);
  return made;
}

export const translate: ScalarFunction = {
  kind: 'scalar',
  name: 'translate',
  summary: 'Replaces each character that one list has by its counterpart in another, or by nothing.',
  examples: [
    ["translate('abcd', 'ab', 'xy')", 'xycd'],
    ["translate('abcd', 'abc', '')", 'd'],
  ],
  overloads: [
    {
      args: ['varchar(x)', 'varchar(y)', 'varchar(z)'],
      returns: 'varchar',
      host([text, from, to], call) {
        const { points } = translation(from as string, to as string, call);
        let result = '';
        for (const point of text as string) result += points.get(point) ?? point;
        return result;
      },
    },
  ],
};
