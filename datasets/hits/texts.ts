import { type SqlRandom, sqlList } from '../random.js';
import { hosts, paths, words } from './words.js';

/** Writes a page's address: its site, one of the site's pages, often a number, seldom a long query. */
export function urlOf(random: SqlRandom): string {
  return `('http://' || ${hostOf('counter')} || '/' || ${pathOf(random, 'page', 'a')} ||
    CASE page % 4 WHEN 0 THEN '/' || ${pathOf(random, 'page', 'b')} || '/' || page WHEN 1 THEN '?id=' || page * 17
      WHEN 2 THEN '/' || page || '.html?lr=' || counter || '&text=' || ${random.pick('page', 'url text', words)} ELSE '/' END ||
    CASE WHEN ${random.chance('i', 'long url', 0.12)}
      THEN '#session=' || ${random.bits('i', 'url session')} || '&from=' || ${random.pick('i', 'url from', words)} ELSE '' END)`;
}

/** Writes where a visitor came from: nowhere, a page of the same site, a search engine, or some other site. */
export function refererOf(random: SqlRandom): string {
  const kind = `(${random.bits('i', 'referer kind')} % 100)`;
  return `(CASE WHEN ${kind} < 19 THEN ''
    WHEN ${kind} < 62 THEN 'http://' || ${hostOf('counter')} || '/' || ${pathOf(random, 'page', 'a')} || '/' || (page + i % 3)
    WHEN ${kind} < 70 THEN 'https://www.google.test/search?q=' || ${random.pick('s', 'referer query', words)} || '&start=' || s % 1000
    WHEN ${kind} < 84 THEN 'http://yandex.test/yandsearch?text=' || ${random.pick('s', 'referer query', words)} || '&lr=' || s
    ELSE 'http://www.' || ${hostOf(random.zipf('s', 'referer host', 40_000))} || '/' || ${pathOf(random, 's', 'c')} || '.php?q=' || s END)`;
}

/** Writes a page's title: words that belong to the page, then the site's name. */
export function titleOf(random: SqlRandom): string {
  const word = (use: string): string => random.pick('page', `title ${use}`, words);
  return `(CASE WHEN page % 11 = 0 THEN ''
    ELSE ${word('a')} || ' ' || ${word('b')} || ' ' || ${word('c')} || CASE WHEN page % 3 = 0 THEN ' ' || ${word('d')} || ', ' || page ELSE '' END ||
      CASE WHEN ${random.chance('page', 'title google', 0.004)} THEN ' Google' ELSE '' END || ' — ' || ${hostOf('counter')} END)`;
}

/** Writes what was searched for: a few popular phrases and a long tail. */
export function phraseOf(random: SqlRandom): string {
  const rank = random.zipf('s', 'phrase', 300_000);
  const word = (use: string): string => random.pick(rank, `phrase ${use}`, words);
  return `(${word('a')} || ' ' || ${word('b')} || CASE WHEN ${rank} % 3 > 0 THEN ' ' || ${word('c')} ELSE '' END || CASE WHEN ${rank} > 3000 THEN ' ' || ${rank} ELSE '' END)`;
}

function hostOf(site: string): string {
  return `(${sqlList(hosts)}[1 + (${site} % ${hosts.length})::INTEGER] || CASE WHEN ${site} < ${hosts.length} THEN '' ELSE ${site}::VARCHAR END || '.test')`;
}

function pathOf(random: SqlRandom, key: string, use: string): string {
  return random.pick(key, `path ${use}`, paths);
}
