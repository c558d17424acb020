import { type SqlRandom, sqlList } from '../random.js';
import { hosts, paths, words } from './words.js';

/** Writes a page's address: its site, one of the site's pages, often a number, seldom a long query. */
export function urlOf(random: SqlRandom): string {
  return `('http://' || ${hostOf('counter')} || ${sectionOf(random)} || ${pathOf(random, 'page', 'a')} ||
    CASE page % 4 WHEN 0 THEN '/' || ${pathOf(random, 'page', 'b')} || '/' || page WHEN 1 THEN '?id=' || page * 17
      WHEN 2 THEN '/' || page || '.html?lr=' || counter || '&text=' || ${random.pick('page', 'url text', words)} ELSE '/' END ||
    CASE WHEN ${random.chance('i', 'google url', 0.0004)} THEN '?utm_source=google' ELSE '' END ||
    CASE WHEN ${random.chance('i', 'long url', 0.05)}
      THEN '#session=' || ${random.bits('i', 'url session')} || '&from=' || ${random.pick('i', 'url from', words)} ELSE '' END)`;
}

/** Writes where a visitor came from: nowhere, a page of the same site, a search engine, or some other site. */
export function refererOf(random: SqlRandom): string {
  const kind = `(${random.bits('i', 'referer kind')} % 100)`;
  return `(CASE WHEN ${kind} < 19 THEN ''
    WHEN ${kind} < 62 THEN 'http://' || ${hostOf('counter')} || ${sectionOf(random)} || ${pathOf(random, 'page', 'a')} || '/' || (page + i % 3)
    WHEN ${kind} < 70 THEN 'https://www.google.test/search?q=' || ${random.pick('s', 'referer query', words)} || '&start=' || s % 1000 || '&ie=utf-8&oe=utf-8'
    WHEN ${kind} < 84 THEN 'http://yandex.test/yandsearch?text=' || ${random.pick('s', 'referer query', words)} || '&lr=' || s || '&clid=1955453'
    ELSE 'http://www.' || ${hostOf(random.zipf('s', 'referer host', 40_000))} || '/' || ${pathOf(random, 's', 'c')} ||
      '.php?q=' || ${random.pick('s', 'referer word', words)} || '&sid=' || s END)`;
}

/** Writes a page's title: words that belong to the page, then the site's name. */
export function titleOf(random: SqlRandom): string {
  const word = (use: string): string => random.pick('page', `title ${use}`, words);
  return `(CASE WHEN page % 11 = 0 THEN ''
    ELSE ${word('a')} || ' ' || ${word('b')} || ' ' || ${word('c')} || ' ' || ${word('e')} || ' ' || ${word('f')} || CASE WHEN page % 3 = 0 THEN ' ' || ${word('d')} || ', ' || page ELSE '' END ||
      CASE WHEN ${random.chance('page', 'title google', 0.004)} THEN ' Google' ELSE '' END || ' — ' || ${hostOf('counter')} END)`;
}

/** Writes what was searched for: a few popular phrases and a long tail. */
export function phraseOf(random: SqlRandom): string {
  const rank = random.zipf('s', 'phrase', 2_000_000);
  const word = (use: string): string => random.pick(rank, `phrase ${use}`, words);
  return `(${word('a')} || ' ' || ${word('b')} || CASE WHEN ${rank} % 3 > 0 THEN ' ' || ${word('c')} ELSE '' END || CASE WHEN ${rank} > 3000 THEN ' ' || ${rank} ELSE '' END)`;
}

function hostOf(site: string): string {
  return `(${sqlList(hosts)}[1 + (${site} % ${hosts.length})::INTEGER] || CASE WHEN ${site} < ${hosts.length} THEN '' ELSE ${site}::VARCHAR END || '.test')`;
}

/** Writes the part of an address that all pages of a site's section share. */
function sectionOf(random: SqlRandom): string {
  const key = '(counter * 7 + page % 7)';
  return `('/' || ${pathOf(random, key, 'd')} || '/' || ${pathOf(random, key, 'e')} || '/')`;
}

function pathOf(random: SqlRandom, key: string, use: string): string {
  return random.pick(key, `path ${use}`, paths);
}
