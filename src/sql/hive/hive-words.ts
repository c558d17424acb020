/**
 * Words that are names only in backticks: those that no version of Hive's grammar takes as a name. Athena's documents list more (DATE, TIME,
 * TIMESTAMP, USER, …), yet Athena takes these, and tables of its own documents have such columns.
 */
const words = `
  AND CASE CAST CHAR COLUMN CONF CROSS CURRENT DATABASE DISTINCT ELSE END EXCHANGE EXTENDED FOLLOWING FROM FUNCTION HAVING IF INTERVAL
  JOIN LESS MACRO MAP MORE NOT ON OR OVER PARTIALSCAN PRECEDING PRESERVE REDUCE SELECT TABLESAMPLE THEN TRANSFORM UNBOUNDED UNIQUEJOIN
  VARCHAR WHEN WHERE WINDOW`;

const reserved: ReadonlySet<string> = new Set(words.trim().split(/\s+/));

/** Tells whether a word, in capitals, is a name only in backticks. */
export const needsBackticks = (word: string): boolean => reserved.has(word) || word.startsWith('_');
