/** Makes names of columns of what a header calls them: small letters, digits and underscores, each once. */
export function columnNames(headings: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return headings.map((heading, index) => {
    const plain = heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_]+/gu, '_')
      .replace(/^_+|_+$/g, '');
    const first = plain === '' ? `column_${index + 1}` : plain;
    let name = first;
    for (let count = 2; taken.has(name); count++) name = `${first}_${count}`;
    taken.add(name);
    return name;
  });
}
