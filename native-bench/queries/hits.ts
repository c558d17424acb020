import { type BenchQuery, neutral, type Suite } from './suite.js';

// Questions that web analytics asks of one wide table: our own, of the kinds that ClickBench made the usual ones.
// Every LIMIT follows an order without ties, so that there is one right answer.

/** Runs 43 queries over the 105 columns of `hits`. */
export const hits: Suite = {
  name: 'hits',
  dataSet: 'hits',
  queries: () => numbered([...wholeTable, ...groups, ...texts, ...filtered]),
};

interface Text {
  readonly sql: string;
  readonly duckdbSql?: string;
}

const wholeTable: readonly (string | Text)[] = [
  'SELECT count(*) AS n FROM hits',
  'SELECT count(*) AS n FROM hits WHERE AdvEngineID > 0',
  'SELECT sum(AdvEngineID) AS a, count(*) AS n, avg(ResolutionWidth) AS w, sum(ResolutionHeight) AS h FROM hits',
  'SELECT avg(CAST(UserID AS double)) AS u FROM hits',
  'SELECT count(DISTINCT UserID) AS n FROM hits',
  'SELECT count(DISTINCT SearchPhrase) AS n FROM hits',
  'SELECT count(DISTINCT URL) AS n, count(DISTINCT RegionID) AS r FROM hits',
  'SELECT min(EventDate) AS lo, max(EventDate) AS hi FROM hits',
  "SELECT min(URL) AS first_url, max(URL) AS last_url, min(Title) AS first_title FROM hits WHERE URL <> '' AND Title <> ''",
  {
    sql: `SELECT ${Array.from({ length: 90 }, (_, i) => `sum(ResolutionWidth + ${i}) AS s${i}`).join(', ')} FROM hits`,
  },
];

const groups: readonly (string | Text)[] = [
  'SELECT AdvEngineID, count(*) AS n FROM hits WHERE AdvEngineID <> 0 GROUP BY AdvEngineID ORDER BY n DESC, AdvEngineID',
  'SELECT RegionID, count(DISTINCT UserID) AS u FROM hits GROUP BY RegionID ORDER BY u DESC, RegionID LIMIT 12',
  `SELECT RegionID, sum(AdvEngineID) AS a, count(*) AS n, avg(ResolutionWidth) AS w, count(DISTINCT UserID) AS u
   FROM hits GROUP BY RegionID ORDER BY n DESC, RegionID LIMIT 10`,
  `SELECT MobilePhoneModel, count(DISTINCT UserID) AS u FROM hits WHERE MobilePhoneModel <> ''
   GROUP BY MobilePhoneModel ORDER BY u DESC, MobilePhoneModel LIMIT 10`,
  `SELECT MobilePhone, MobilePhoneModel, count(DISTINCT UserID) AS u FROM hits WHERE MobilePhoneModel <> ''
   GROUP BY MobilePhone, MobilePhoneModel ORDER BY u DESC, MobilePhone, MobilePhoneModel LIMIT 10`,
  `SELECT SearchPhrase, count(*) AS n FROM hits WHERE SearchPhrase <> ''
   GROUP BY SearchPhrase ORDER BY n DESC, SearchPhrase LIMIT 10`,
  `SELECT SearchPhrase, count(DISTINCT UserID) AS u FROM hits WHERE SearchPhrase <> ''
   GROUP BY SearchPhrase ORDER BY u DESC, SearchPhrase LIMIT 10`,
  `SELECT SearchEngineID, SearchPhrase, count(*) AS n FROM hits WHERE SearchPhrase <> ''
   GROUP BY SearchEngineID, SearchPhrase ORDER BY n DESC, SearchEngineID, SearchPhrase LIMIT 10`,
  'SELECT UserID, count(*) AS n FROM hits GROUP BY UserID ORDER BY n DESC, UserID LIMIT 10',
  `SELECT UserID, SearchPhrase, count(*) AS n FROM hits
   GROUP BY UserID, SearchPhrase ORDER BY n DESC, UserID, SearchPhrase LIMIT 10`,
  `SELECT UserID, extract(MINUTE FROM EventTime) AS m, SearchPhrase, count(*) AS n FROM hits
   GROUP BY UserID, extract(MINUTE FROM EventTime), SearchPhrase ORDER BY n DESC, UserID, m, SearchPhrase LIMIT 10`,
  `SELECT WatchID, ClientIP, count(*) AS n, sum(IsRefresh) AS r, avg(ResolutionWidth) AS w FROM hits
   GROUP BY WatchID, ClientIP ORDER BY n DESC, WatchID LIMIT 10`,
  `SELECT SearchEngineID, ClientIP, count(*) AS n, sum(IsRefresh) AS r, avg(ResolutionWidth) AS w FROM hits
   WHERE SearchPhrase <> '' GROUP BY SearchEngineID, ClientIP ORDER BY n DESC, SearchEngineID, ClientIP LIMIT 10`,
  'SELECT URL, count(*) AS n FROM hits GROUP BY URL ORDER BY n DESC, URL LIMIT 10',
  `SELECT ClientIP, ClientIP - 1 AS a, ClientIP - 2 AS b, ClientIP - 3 AS c, count(*) AS n FROM hits
   GROUP BY ClientIP, ClientIP - 1, ClientIP - 2, ClientIP - 3 ORDER BY n DESC, ClientIP LIMIT 10`,
];

const texts: readonly (string | Text)[] = [
  'SELECT UserID FROM hits WHERE UserID = 8119609831543817656',
  `SELECT count(*) AS n FROM hits WHERE URL LIKE '%google%'`,
  `SELECT count(*) AS n FROM hits WHERE Title LIKE '%погода%' AND URL NOT LIKE '%.html%'`,
  `SELECT SearchPhrase, min(URL) AS u, count(*) AS n FROM hits WHERE Referer LIKE '%google%' AND SearchPhrase <> ''
   GROUP BY SearchPhrase ORDER BY n DESC, SearchPhrase LIMIT 10`,
  `SELECT SearchPhrase, min(URL) AS u, min(Title) AS t, count(*) AS n, count(DISTINCT UserID) AS d FROM hits
   WHERE Title LIKE '%Google%' AND URL NOT LIKE '%.google.%' AND SearchPhrase <> ''
   GROUP BY SearchPhrase ORDER BY n DESC, SearchPhrase LIMIT 10`,
  `SELECT WatchID, EventTime, URL, Title FROM hits WHERE URL LIKE '%photo%' ORDER BY EventTime, WatchID LIMIT 10`,
  `SELECT SearchPhrase, EventTime, WatchID FROM hits WHERE SearchPhrase <> '' ORDER BY EventTime, WatchID LIMIT 10`,
  `SELECT SearchPhrase, WatchID FROM hits WHERE SearchPhrase <> '' ORDER BY SearchPhrase, WatchID LIMIT 10`,
  `SELECT CounterID, avg(length(URL)) AS l, count(*) AS n FROM hits WHERE URL <> ''
   GROUP BY CounterID HAVING count(*) > 1000 ORDER BY l DESC, CounterID LIMIT 25`,
  {
    sql: `SELECT regexp_replace(Referer, '^https?://(?:www\\.)?([^/]+)/.*$', '$1') AS k, avg(length(Referer)) AS l,
      count(*) AS n, min(Referer) AS r FROM hits WHERE Referer <> ''
      GROUP BY 1 HAVING count(*) > 1000 ORDER BY l DESC, k LIMIT 25`,
    duckdbSql: `SELECT regexp_replace(Referer, '^https?://(?:www\\.)?([^/]+)/.*$', '\\1') AS k, avg(length(Referer)) AS l,
      count(*) AS n, min(Referer) AS r FROM hits WHERE Referer <> ''
      GROUP BY 1 HAVING count(*) > 1000 ORDER BY l DESC, k LIMIT 25`,
  },
];

const july = `CounterID = 10 AND EventDate >= DATE '2013-07-01' AND EventDate <= DATE '2013-07-31'`;

const filtered: readonly (string | Text)[] = [
  `SELECT URL, count(*) AS n FROM hits WHERE ${july} AND DontCountHits = 0 AND IsRefresh = 0 AND URL <> ''
   GROUP BY URL ORDER BY n DESC, URL LIMIT 10`,
  `SELECT Title, count(*) AS n FROM hits WHERE ${july} AND DontCountHits = 0 AND IsRefresh = 0 AND Title <> ''
   GROUP BY Title ORDER BY n DESC, Title LIMIT 10`,
  `SELECT URL, count(*) AS n FROM hits WHERE ${july} AND IsRefresh = 0 AND IsLink <> 0 AND IsDownload = 0
   GROUP BY URL ORDER BY n DESC, URL OFFSET 100 LIMIT 10`,
  `SELECT TraficSourceID, SearchEngineID, AdvEngineID,
     CASE WHEN SearchEngineID = 0 AND AdvEngineID = 0 THEN Referer ELSE '' END AS src, URL AS dst, count(*) AS n
   FROM hits WHERE ${july} AND IsRefresh = 0
   GROUP BY 1, 2, 3, 4, 5 ORDER BY n DESC, 1, 2, 3, 4, 5 OFFSET 50 LIMIT 10`,
  `SELECT URLHash, EventDate, count(*) AS n FROM hits WHERE ${july} AND IsRefresh = 0 AND TraficSourceID IN (-1, 6)
   GROUP BY URLHash, EventDate ORDER BY n DESC, URLHash, EventDate OFFSET 10 LIMIT 10`,
  `SELECT WindowClientWidth, WindowClientHeight, count(*) AS n FROM hits WHERE ${july} AND DontCountHits = 0
   GROUP BY WindowClientWidth, WindowClientHeight ORDER BY n DESC, 1, 2 OFFSET 100 LIMIT 10`,
  `SELECT date_trunc('minute', EventTime) AS m, count(*) AS n FROM hits
   WHERE CounterID = 36 AND EventDate >= DATE '2013-07-14' AND EventDate <= DATE '2013-07-15'
     AND IsRefresh = 0 AND DontCountHits = 0
   GROUP BY date_trunc('minute', EventTime) ORDER BY m OFFSET 100 LIMIT 10`,
  `SELECT EventDate, sum(CASE WHEN IsMobile = 1 THEN 1 ELSE 0 END) AS mobile, count(DISTINCT UserID) AS u,
     sum(CASE WHEN SearchPhrase <> '' THEN 1 ELSE 0 END) AS searched FROM hits GROUP BY EventDate ORDER BY EventDate`,
];

function numbered(list: readonly (string | Text)[]): BenchQuery[] {
  return list.map((entry, i) => {
    const id = String(i + 1);
    if (typeof entry === 'string') return neutral(id, entry);
    const query = neutral(id, entry.sql);
    return entry.duckdbSql === undefined ? query : { ...query, duckdbSql: entry.duckdbSql };
  });
}
