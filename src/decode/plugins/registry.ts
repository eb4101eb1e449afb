import type { DecoderPlugin } from '../decoder.ts';
import { decodeOssecAlert } from './ossec-alert.ts';
import { decodePf } from './pf.ts';
import { decodeSonicWall } from './sonicwall.ts';
import { decodeSymantecWeb } from './symantec-web.ts';

/** Takes settings of its own, so it is made for each decoder. */
export const jsonDecoderName = 'JSON_Decoder';

/** Names that `<plugin_decoder>` can give. */
export const plugins: ReadonlyMap<string, DecoderPlugin> = new Map<string, DecoderPlugin>([
  ['OSSECAlert_Decoder', decodeOssecAlert],
  ['PF_Decoder', decodePf],
  ['SonicWall_Decoder', decodeSonicWall],
  ['SymantecWS_Decoder', decodeSymantecWeb],
]);
