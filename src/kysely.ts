export { LakeletDialect } from './kysely/lakelet-dialect.js';
