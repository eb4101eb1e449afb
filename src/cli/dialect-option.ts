import type { EngineOptions } from '../engine/index.ts';
import { UsageError } from './contract.ts';

/** The dialect that `--dialect` asks for; undefined leaves it to the configuration. */
export function dialectOf(text: string | undefined): EngineOptions['dialect'] | undefined {
  if (text === undefined || text === 'auto' || text === 'ossec' || text === 'wazuh') return text;
  throw new UsageError(`--dialect is auto, ossec or wazuh, not ${JSON.stringify(text)}`);
}
