import type { SpanKind } from '../engine/completion/highlight.js';

/** What is shown in a style of its own. */
export type StyleName = SpanKind | 'prompt' | 'dim' | 'chosen' | 'error' | 'strong';

// Numbers of "select graphic rendition"; the sixteen colours that every terminal lets its user choose.
const codes: Readonly<Record<StyleName, string>> = {
  keyword: '1;34',
  function: '36',
  name: '',
  string: '32',
  number: '35',
  comment: '90',
  symbol: '',
  open: '31',
  prompt: '1',
  dim: '90',
  chosen: '7',
  error: '31',
  strong: '1',
};

/** Puts text in colours, or leaves it as it is. */
export type Theme = (style: StyleName, text: string) => string;

/** Leaves text as it is. */
export const plainTheme: Theme = (_, text) => text;

/** Colours text. */
export const colouredTheme: Theme = (style, text) =>
  codes[style] === '' || text === '' ? text : `\x1b[${codes[style]}m${text}\x1b[0m`;

/** Gives the theme for a stream: colours on a terminal, unless NO_COLOR is set or the terminal knows none. */
export function themeFor({ isTTY }: { readonly isTTY?: boolean }, environment: NodeJS.ProcessEnv = process.env): Theme {
  const { NO_COLOR, TERM } = environment;
  return isTTY && !NO_COLOR && TERM !== 'dumb' ? colouredTheme : plainTheme;
}
