import { seededRandom, sqlText } from '../random.js';

// Comments are cut at arbitrary places out of running text made by the grammar of the TPC-H specification
// (clause 4.2.2.14), so that words such as "special … requests" meet as often as they do there. One running text
// would make every comment a slice of a long value; a slice of one or two fragments joined by key is as varied and quick.

/** Repeats each `word*weight` as often as its weight says, so that drawing evenly follows the weights. */
const weighted = (words: string): string[] =>
  words.split('|').flatMap((entry) => {
    const [word, weight] = entry.split('*') as [string, string?];
    return Array<string>(Number(weight ?? 1)).fill(word);
  });

const nouns = weighted(
  'packages*40|requests*40|accounts*40|deposits*40|foxes*20|ideas*20|theodolites*20|pinto beans*20|instructions*20|' +
    'dependencies*10|excuses*10|platelets*10|asymptotes*10|courts*5|dolphins*5|multipliers|sauternes|warthogs|frets|' +
    'dinos|attainments|somas|Tiresias|patterns|forges|braids|hockey players|frays|warhorses|dugouts|notornis|epitaphs|' +
    'pearls|tithes|waters|orbits|gifts|sheaves|depths|sentiments|decoys|realms|pains|grouches|escapades',
);
const verbs = (
  'sleep wake are cajole haggle nag use boost affix detect integrate maintain nod was lose sublate solve thrash ' +
  'promise engage hinder print x-ray breach eat grow impress mold poach serve run dazzle snooze doze unwind kindle ' +
  'play hang believe doubt'
).split(' ');
const adjectives = weighted(
  'furious|sly|careful*50|blithe|quick*50|fluffy*50|slow*50|quiet|ruthless|thin|close|dogged|daring|brave|stealthy|' +
    'permanent|enticing|idle|busy|regular*50|final*50|ironic*50|even*40|bold*30|silent*20|special*20|pending*20|' +
    'unusual*20|express*20',
);
const adverbs = (
  'sometimes always never furiously slyly carefully blithely quickly fluffily slowly quietly ruthlessly thinly ' +
  'closely doggedly daringly bravely stealthily permanently enticingly idly busily regularly finally ironically ' +
  'evenly boldly silently'
).split(' ');
const prepositions = (
  'about|above|according to|across|after|against|along|alongside of|among|around|at|atop|before|behind|beneath|beside|' +
  'besides|between|beyond|by|despite|during|except|for|from|in place of|inside|instead of|into|near|of|on|outside|over|' +
  'past|since|through|throughout|to|toward|under|until|up|upon|without|with|within'
).split('|');
const auxiliaries = (
  'do|may|might|shall|will|would|can|could|should|ought to|must|will have to|shall have to|could have to|' +
  'should have to|must have to|need to|try to'
).split('|');
const terminators = ['.', ';', ':', '?', '!', '--'];

/** Counts the fragments of a pool. */
export const fragmentCount = 8192;
const fragmentLength = 120;

/** Writes a running text of at least `length` characters. */
export function runningText(length: number, seed: number): string {
  const random = seededRandom(seed);
  const one = (words: readonly string[]): string => words[Math.floor(random() * words.length)]!;
  const nounPhrase = (): string => {
    const kind = random();
    if (kind < 0.3) return one(nouns);
    if (kind < 0.6) return `${one(adjectives)} ${one(nouns)}`;
    if (kind < 0.8) return `${one(adjectives)}, ${one(adjectives)} ${one(nouns)}`;
    return `${one(adverbs)} ${one(adjectives)} ${one(nouns)}`;
  };
  const verbPhrase = (): string => {
    const kind = random();
    if (kind < 0.3) return one(verbs);
    if (kind < 0.55) return `${one(auxiliaries)} ${one(verbs)}`;
    if (kind < 0.8) return `${one(verbs)} ${one(adverbs)}`;
    return `${one(auxiliaries)} ${one(verbs)} ${one(adverbs)}`;
  };
  const prepositionalPhrase = (): string => `${one(prepositions)} the ${nounPhrase()}`;
  let text = '';
  while (text.length < length) {
    const kind = random();
    text += `${nounPhrase()} ${verbPhrase()}`;
    if (kind < 0.7) text += ` ${prepositionalPhrase()}`;
    if (kind < 0.3) text += ` ${prepositionalPhrase()}`;
    text += `${one(terminators)} `;
  }
  return text;
}

/** Lists the statements that make the pool of fragments, a table `fragments(i, text)`. */
export function textPool(seed: number): string[] {
  const text = runningText(fragmentCount * fragmentLength, seed);
  const rows = Array.from(
    { length: fragmentCount },
    (_, i) => `(${i}, ${sqlText(text.slice(i * fragmentLength, (i + 1) * fragmentLength))})`,
  );
  return ['CREATE TABLE fragments (i UBIGINT, text VARCHAR)', `INSERT INTO fragments VALUES ${rows.join(', ')}`];
}
