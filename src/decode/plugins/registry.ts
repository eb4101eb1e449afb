import type { DecoderPlugin } from '../decoder.ts';
import { decodeOssecAlert } from './ossec-alert.ts';
import { decodePf } from './pf.ts';
import { decodeSonicWall } from './sonicwall.ts';
import { decodeSymantecWeb } from './symantec-web.ts';

/** Names that `<plugin_decoder>` can give. */
export const plugins: ReadonlyMap<string, DecoderPlugin> = new Map([
  ['OSSECAlert_Decoder', decodeOssecAlert],
  ['PF_Decoder', decodePf],
  ['SonicWall_Decoder', decodeSonicWall],
  ['SymantecWS_Decoder', decodeSymantecWeb],
]);
