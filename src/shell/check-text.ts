import type { CheckResult } from '../engine/check/lake-check.js';
import type { Theme } from './theme.js';
import { visibleText } from './visible-text.js';

const findingsShownMax = 100;

/** Writes what a check found: a line when all is well, else a line for each finding. */
export function checkText({ name, summary, findings }: CheckResult, theme: Theme): string {
  if (findings.length === 0) return `${theme('string', 'ok')}     ${name}: ${summary}\n`;
  const lines = findings.slice(0, findingsShownMax).map(({ severity, subject, message }) => {
    const mark = severity === 'wrong' ? theme('error', 'wrong') : theme('number', 'note');
    return `${mark}${severity === 'wrong' ? '' : ' '}  ${name}: ${visibleText(subject)}: ${visibleText(message)}\n`;
  });
  const more = findings.length - lines.length;
  return lines.join('') + (more > 0 ? `       and ${more} more\n` : '');
}
