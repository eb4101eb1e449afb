import type { Maintenance } from '../../fleet/index.ts';

/** The mark in lists; empty where there is no maintenance. */
export function maintenanceTag(one: Maintenance | undefined): string {
  if (one === undefined) return '';
  return one.pendingEnd ? 'Maint(pending-end)' : 'Maint';
}

export function maintenanceWord(one: Maintenance | undefined): string {
  if (one === undefined) return 'disabled';
  return one.pendingEnd ? 'pending-end' : 'enabled';
}

/** Fields of JSON objects, as OSSEC names them. */
export function maintenanceFields(one: Maintenance | undefined): object {
  if (one === undefined) return { fimMaintenance: maintenanceWord(one) };
  return {
    fimMaintenance: maintenanceWord(one),
    fimMaintEnabledAt: one.enabledAt,
    fimMaintSilentUpdates: one.silentUpdates,
    fimMaintPendingEnd: one.pendingEnd,
  };
}
