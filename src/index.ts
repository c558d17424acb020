export { LakeError } from './base/lake-error.js';
