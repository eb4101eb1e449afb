export { baseOf, directoryOf, joinPath, osPath } from '../../base/index.ts';
