import { type SqlType, varcharType } from '../../../types/sql-type.js';
import type { SqlValue } from '../../../types/sql-value.js';
import { i32 } from '../../../wasm/instruction.js';
import type { EmittedValue, Emitter, HostCall, ScalarFunction } from '../../definition.js';
import { bytesOf } from '../binary/bytes-of.js';
import { callKernel } from '../host-machine.js';
import { lengthMaxOf, varcharUpTo } from '../string/replace.js';
import { programOf } from './program-memo.js';
import { answers, checkAnswer, emitProgram, failAnswer, whereConstant } from './regexp-call.js';
import { compileReplacement } from './replacement.js';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function emit(e: Emitter, [text, pattern, replacement]: readonly EmittedValue[]): EmittedValue {
  const slot = e.keep(e.resultSlot());
  const compiled = emitProgram(e, pattern!);
  if (!compiled) return { layout: 'view', value: slot };
  const template = compileReplacement((replacement?.constant as string | undefined) ?? '', compiled.program);
  const operands = [text!.value, compiled.view, e.text(template.bytes).value, slot];
  const answer = e.keep(e.call('regexp_replace', 'i32', operands));
  failAnswer(e, answer);
  if (template.failure)
    e.failIf(i32.eq(answer, i32.const(answers.badTemplate)), template.failure.name, template.failure.message);
  return { layout: 'view', value: slot };
}

function host([text, pattern, replacement]: readonly SqlValue[], call: HostCall): SqlValue {
  const program = programOf(pattern as string, call);
  const template = compileReplacement((replacement as string | undefined) ?? '', program);
  const { answer, result } = callKernel('regexp_replace', [bytesOf(text!), program.bytes, template.bytes], true);
  checkAnswer(answer);
  if (answer === answers.badTemplate && template.failure) throw template.failure;
  return decoder.decode(result);
}

/** Replaces each match by what the lambda makes of its groups; NULL when it makes NULL of one. */
function hostWithLambda([text, pattern]: readonly SqlValue[], call: HostCall): SqlValue {
  const { bytes: program, groupCount } = programOf(pattern as string, call);
  const source = bytesOf(text!);
  const { answer, result } = callKernel('regexp_matches', [source, program, groupCount], true);
  checkAnswer(answer);
  const places = new DataView(result.buffer, result.byteOffset, result.byteLength);
  const matchBytes = 8 * (groupCount + 1);
  let replaced = '';
  let copied = 0;
  for (let match = 0; match < result.byteLength; match += matchBytes) {
    const groups = Array.from({ length: groupCount + 1 }, (_, group) => {
      const start = places.getInt32(match + 8 * group, true);
      return start < 0 ? null : decoder.decode(source.subarray(start, places.getInt32(match + 8 * group + 4, true)));
    });
    const replacement = call.lambdas[0]!(groups.slice(1));
    if (replacement === null) return null;
    replaced += decoder.decode(source.subarray(copied, places.getInt32(match, true))) + (replacement as string);
    copied = places.getInt32(match + 4, true);
  }
  return replaced + decoder.decode(source.subarray(copied));
}

/** A match may have no more than half a group for each character of the replacement. */
function replacedType([text, , replacement]: readonly SqlType[]): SqlType {
  const length = lengthMaxOf(text);
  const added = lengthMaxOf(replacement);
  if (!Number.isFinite(length) || !Number.isFinite(added)) return varcharType();
  return varcharUpTo(length + Math.max(Math.floor((length * added) / 2), added) * (length + 1));
}

export const regexp_replace: ScalarFunction = {
  kind: 'scalar',
  name: 'regexp_replace',
  summary:
    'Replaces what a pattern matches by nothing, by a text in which $1 stands for a group, or by what a lambda gives.',
  examples: [
    ["regexp_replace('1a 2b 14m', '\\d+[ab] ')", '14m'],
    ["regexp_replace('1a 2b 14m', '(\\d+)([ab]) ', '3c$2 ')", '3ca 3cb 14m'],
    ["regexp_replace('new york', '(\\w)(\\w*)', x -> upper(x[1]) || lower(x[2]))", 'New York'],
  ],
  overloads: [
    { args: ['varchar(x)', 'varchar'], returns: 'varchar(x)', ...whereConstant(1), emit, host },
    {
      args: ['varchar(x)', 'varchar', 'varchar(y)'],
      returns: replacedType,
      ...whereConstant(1, 2),
      emit,
      host,
    },
    {
      args: ['varchar', 'varchar', 'function(array(varchar),varchar(x))'],
      returns: 'varchar',
      host: hostWithLambda,
    },
  ],
};
