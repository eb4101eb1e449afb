export type { DecodeStep } from './decode-step.ts';
export { DecoderMachine } from './decode.ts';
export type { Assignment } from './decoder.ts';
export type { DecoderTree } from './load-decoders.ts';
export { builtInDecoderNames, loadDecoders } from './load-decoders.ts';
export { predecode } from './predecode.ts';
