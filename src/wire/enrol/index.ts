export type { EnrolRequest, ReadRequest } from './request.ts';
export { enrolRequestText, ownAlpn, readRequest, requestBytesMax } from './request.ts';
export type { EnrolAnswer, EnrolProblem } from './response.ts';
export { acceptedText, readAnswer, refusedTexts, responseBytesMax } from './response.ts';
export type { EnrolToken } from './token.ts';
export {
  isProfile,
  readToken,
  secretBytes,
  secretHash,
  tokenSecret,
  tokenText,
} from './token.ts';
