/**
 * Names words of one kind by number. Each name is made once: a text that is written anew for each batch has to be looked up in V8's table of
 * names before it serves as a property's.
 */
function numberedWords(kind: string): (index: number) => string {
  const names: string[] = [];
  return (index) => {
    for (let next = names.length; next <= index; next++) names.push(`${kind}${next}`);
    return names[index]!;
  };
}

/** Names the word with the address of the values of column `index`. */
export const valuesWord = numberedWords('values');

/** Names the word with the address of the validity of column `index`. */
export const validityWord = numberedWords('validity');

/** Names the word with the address of the rows that aggregate `index` collects. */
export const storeWord = numberedWords('store');

/** Names the word with what a code of key `index` is multiplied by. */
export const strideWord = numberedWords('stride');

/** Names the word with the length of the dictionary of key `index`. */
export const lengthWord = numberedWords('length');
