export { memory_fill } from './memory-fill';
