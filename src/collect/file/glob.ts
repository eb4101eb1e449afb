export { compileGlob, isGlob } from '../../base/index.ts';
