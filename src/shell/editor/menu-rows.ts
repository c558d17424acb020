import { cutToWidth, textWidth } from '../text-width.js';
import type { Theme } from '../theme.js';
import type { EditSession } from './edit-session.js';

/** Draws the menu of candidates, one a row with what is to say of it. */
export function menuRows(
  { menu }: EditSession,
  { columns, rows }: { readonly columns: number; readonly rows: number },
  theme: Theme,
): readonly string[] {
  if (!menu) return [];
  const { first, shown, more } = menu.visible(rows >> 1);
  const width = Math.min(Math.max(...shown.map(({ text }) => textWidth(text))), columns >> 1);
  const lines = shown.map(({ text, kind, detail }, index) => {
    const name = cutToWidth(text, width);
    const padded = name + ' '.repeat(width - textWidth(name));
    const room = Math.max(1, columns - width - 4);
    const said = cutToWidth(detail === '' ? kind : `${kind}  ${detail}`, room);
    return ` ${theme(menu.isChosen(first + index) ? 'chosen' : 'strong', padded)}  ${theme('dim', said)}`;
  });
  return more > 0 ? [...lines, theme('dim', ` ${more} more`)] : lines;
}
