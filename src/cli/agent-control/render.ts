import { brand } from '../../base/index.ts';
import { maintenanceFields, maintenanceTag, maintenanceWord } from './maintenance-text.ts';
import type { Details, Subject } from './subjects.ts';

/** How the tool prints: for people, as comma-separated values, or as one JSON object. */
export type Style = 'text' | 'csv' | 'json';

/** A refusal or a failure that programs tell by its number, as OSSEC's do. */
export interface Failure {
  readonly error: number;
  readonly description: string;
}

export function listText(subjects: readonly Subject[], style: Style): string {
  switch (style) {
    case 'csv':
      return subjects.map(csvLine).join('');
    case 'json':
      return json(
        subjects.map(({ id, name, ip, status, maintenance }) => {
          const fim =
            maintenance === undefined ? {} : { fimMaintenance: maintenanceWord(maintenance) };
          return { id, name, ip, status, ...fim };
        }),
      );
    case 'text': {
      const lines = subjects.map(({ id, name, ip, status, maintenance }) => {
        const tag = maintenance === undefined ? '' : `, ${maintenanceTag(maintenance)}`;
        return `   ID: ${id}, Name: ${name}, IP: ${ip}, ${status}${tag}\n`;
      });
      return `\n${brand.name} agent_control. List of available agents:\n${lines.join('')}\n`;
    }
    default:
      return style satisfies never;
  }
}

/** The last field is the mark of integrity maintenance; empty when there is none. */
function csvLine({ id, name, ip, status, maintenance }: Subject): string {
  return `${[id, name, ip, status, maintenanceTag(maintenance)].join(',')}\n`;
}

export function detailsText(details: Details, style: Style, withEnds: boolean): string {
  const { id, name, address, status, os, version, encryption, lastKeepAlive, scans } = details;
  const ends = withEnds ? scans : { syscheckEnd: '', rootcheckEnd: '' };
  switch (style) {
    case 'csv': {
      const fields = [id, name, address, status, os, version, lastKeepAlive];
      return `${[...fields, scans.syscheck, scans.rootcheck, ''].join(',')}\n`;
    }
    case 'json':
      return json({
        id,
        name,
        ip: address,
        status,
        os,
        version,
        encryption,
        lastKeepAlive,
        syscheckTime: scans.syscheck,
        syscheckEndTime: ends.syscheckEnd,
        rootcheckTime: scans.rootcheck,
        rootcheckEndTime: ends.rootcheckEnd,
        ...maintenanceFields(details.maintenance),
        sharedConfig: details.sharedConfig,
      });
    case 'text':
      return peopleText(details, withEnds);
    default:
      return style satisfies never;
  }
}

function peopleText(details: Details, withEnds: boolean): string {
  const { scans } = details;
  const rows: readonly (readonly [string, string])[] = [
    ['Agent ID', details.id],
    ['Agent Name', details.name],
    ['IP address', details.address],
    ['Status', details.status],
    ['Operating system', known(details.os)],
    ['Client version', known(details.version)],
    ...(details.encryption === '' ? [] : [['Encryption', details.encryption] as const]),
    ['Shared config', details.sharedConfig],
    ['Last keep alive', known(details.lastKeepAlive)],
    ['Syscheck last started at', known(scans.syscheck)],
    ...(withEnds ? [['Syscheck last ended at', known(scans.syscheckEnd)] as const] : []),
    ['Rootcheck last started at', known(scans.rootcheck)],
    ...(withEnds ? [['Rootcheck last ended at', known(scans.rootcheckEnd)] as const] : []),
    ...(details.maintenance === undefined
      ? []
      : [['FIM maintenance', maintenanceTag(details.maintenance)] as const]),
  ];
  const width = Math.max(...rows.map(([label]) => label.length)) + 1;
  const lines = rows.map(([label, value]) => `   ${`${label}:`.padEnd(width)} ${value}\n`);
  return `\n${brand.name} agent_control. Agent information:\n${lines.join('')}\n`;
}

function known(text: string): string {
  return text === '' ? 'Unknown' : text;
}

export function json(response: unknown): string {
  return JSON.stringify({ error: 0, response });
}
