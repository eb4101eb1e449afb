import type { Verdict } from '../../event/index.ts';
import { describe } from '../../event/index.ts';
import type { RecordFormatter } from '../contract.ts';
import { epochSeconds } from '../local-time.ts';
import { lineLocation } from '../where.ts';

const valueBytesMax = 1023;
const unset = 'None';
const token =
  /\$(?<name>TIMESTAMP|FTELL|RULEALERT|HOSTNAME|LOCATION|RULEID|RULELEVEL|SRCIP|DSTUSER|FULLLOG|RULECOMMENT|RULEGROUP)/g;

function valueOf(name: string, { event, rule }: Verdict, id: string): string {
  switch (name) {
    case 'TIMESTAMP':
      return String(epochSeconds(event.timeMs));
    case 'FTELL':
      return id.slice(id.indexOf('.') + 1);
    case 'RULEALERT':
      return rule?.mail === true ? 'mail ' : '';
    case 'HOSTNAME':
      return event.hostname === '' ? unset : event.hostname;
    case 'LOCATION':
      return event.location === '' ? unset : lineLocation(event);
    case 'RULEID':
      return String(rule?.id ?? '');
    case 'RULELEVEL':
      return String(rule?.level ?? '');
    case 'SRCIP':
      return event.srcip ?? unset;
    case 'DSTUSER':
      return event.dstuser ?? unset;
    case 'RULECOMMENT':
      return rule === undefined ? '' : describe(rule, event);
    case 'RULEGROUP':
      return rule?.group ?? '';
    default:
      return '';
  }
}

/**
 * Cuts the format at its tokens once. Values are put in as they are: a log that contains a token's
 * name cannot make other values appear inside it.
 */
export function compileCustomAlert(format: string): RecordFormatter {
  const pieces: { readonly before: string; readonly name: string }[] = [];
  let end = 0;
  for (const found of format.matchAll(token)) {
    pieces.push({ before: format.slice(end, found.index), name: found.groups?.['name'] ?? '' });
    end = found.index + found[0].length;
  }
  const rest = format.slice(end);
  return (verdict, id) => {
    let text = '';
    for (const { before, name } of pieces) {
      const isLog = name === 'FULLLOG';
      const value = isLog
        ? verdict.event.fullLog.replaceAll('\n', '\\n')
        : valueOf(name, verdict, id).slice(0, valueBytesMax);
      text += before + value;
    }
    return `${text}${rest}\n`;
  };
}
