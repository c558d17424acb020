/** A word under the rules of a Snowball stemmer: its letters, and where its regions R1 and R2 begin. */
export class StemmedWord {
  text: string;
  /** Behind the first letter that is no vowel and follows one; the same again from there. */
  r1: number;
  r2: number;

  constructor(text: string, vowels: string) {
    this.text = text;
    this.r1 = regionStart(text, vowels, 0);
    this.r2 = regionStart(text, vowels, this.r1);
  }

  /** The longest of the endings that the word has, at or behind `from`. */
  ending(endings: readonly string[], from = 0): string | undefined {
    let longest: string | undefined;
    for (const ending of endings)
      if (ending.length > (longest?.length ?? -1) && this.has(ending, from)) longest = ending;
    return longest;
  }

  has(ending: string, from = 0): boolean {
    return this.text.endsWith(ending) && this.text.length - ending.length >= from;
  }

  /** Takes letters off the end and puts others there. */
  replace(count: number, by = ''): void {
    this.text = this.text.slice(0, this.text.length - count) + by;
  }

  /** The letter before the last `count` ones; '' when there is none. */
  before(count: number): string {
    return this.text[this.text.length - count - 1] ?? '';
  }
}

/** Finds where the next region begins: behind the first letter that is no vowel and follows one. */
export function regionStart(text: string, vowels: string, from: number): number {
  for (let i = from + 1; i < text.length; i++)
    if (!vowels.includes(text[i]!) && vowels.includes(text[i - 1]!)) return i + 1;
  return text.length;
}
