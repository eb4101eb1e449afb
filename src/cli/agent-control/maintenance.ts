import {
  endMaintenance,
  findAgent,
  KeyFile,
  ownerOf,
  readMaintenance,
  serverOwner,
  writeMaintenance,
  type Maintenance,
} from '../../fleet/index.ts';
import { maintenanceFields, maintenanceTag } from './maintenance-text.ts';
import { give } from './orders.ts';
import type { Failure } from './render.ts';
import { serverId } from './subjects.ts';

const verbs = ['enable', 'disable', 'status', 'end'] as const;
export type MaintenanceVerb = (typeof verbs)[number];

export function maintenanceVerb(text: string): MaintenanceVerb | undefined {
  return verbs.find((one) => one === text);
}

export type MaintenanceResult = { readonly text: string; readonly response: object } | Failure;

/** OSSEC's number for what is not there to be ended. */
const notOn = 44;

/** Switches integrity maintenance of an agent, or of the server itself; analysis obeys the file. */
export async function maintenance(
  home: string,
  verb: MaintenanceVerb,
  id: string,
): Promise<MaintenanceResult> {
  const agent = id === serverId ? undefined : findAgent(new KeyFile(home).read(), id);
  const owner = agent === undefined ? serverOwner : ownerOf(agent);
  const known = readMaintenance(home, owner);
  const done = (text: string): MaintenanceResult => {
    return { text, response: { id, ...maintenanceFields(readMaintenance(home, owner)) } };
  };
  switch (verb) {
    case 'status':
      return done(statusText(id, known));
    case 'enable':
      writeMaintenance(home, owner, { ...(known ?? fresh()), pendingEnd: false });
      return done(
        `Changes of files of ${id} raise no alerts from now on: end it when you are done.`,
      );
    case 'disable': {
      if (!endMaintenance(home, owner)) {
        return { error: notOn, description: `There is no maintenance of ${id}.` };
      }
      const caution = 'changes that no scan has seen yet will raise alerts';
      return done(`Maintenance of ${id} ended at once: ${caution}.`);
    }
    case 'end':
      return end(home, id, owner, known, done);
    default:
      return verb satisfies never;
  }
}

/** Where the scan cannot be asked for, everything is as it was before. */
async function end(
  home: string,
  id: string,
  owner: string,
  known: Maintenance | undefined,
  done: (text: string) => MaintenanceResult,
): Promise<MaintenanceResult> {
  writeMaintenance(home, owner, { ...(known ?? fresh()), pendingEnd: true });
  const result = await give(home, { kind: 'scan', id });
  if ('text' in result) return done(`Maintenance of ${id} ends when its next scan is complete.`);
  if (known === undefined) endMaintenance(home, owner);
  else writeMaintenance(home, owner, { ...known, pendingEnd: false });
  return result;
}

function fresh(): Maintenance {
  return { enabledAt: Math.floor(Date.now() / 1000), pendingEnd: false, silentUpdates: 0 };
}

function statusText(id: string, one: Maintenance | undefined): string {
  if (one === undefined) return `${id}: no maintenance`;
  const { enabledAt, silentUpdates, pendingEnd } = one;
  const pending = pendingEnd ? 1 : 0;
  const facts = `enabled_at=${enabledAt} silent_updates=${silentUpdates} pending_end=${pending}`;
  return `${id}: ${maintenanceTag(one)} ${facts}`;
}
