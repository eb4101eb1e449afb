import { expect, it } from 'vitest';
import type { Integrity } from '../../event/index.ts';
import { Event } from '../../event/index.ts';
import { formatAlertJson } from './alerts-json.ts';

const rule = {
  id: 550,
  level: 7,
  description: '',
  group: '',
  info: '',
  cve: '',
  details: [],
  frequency: 0,
  mail: false,
  log: true,
};

it.each<[Integrity, object]>([
  [{ before: {}, after: {} }, {}],
  [{ before: {}, after: { md5: 'b', owner: '1', perm: 2 } }, { md5_after: 'b' }],
  [{ before: { md5: 'a', sha1: 's' }, after: { sha1: 's' } }, {}],
  [
    { before: { size: '1', owner: '0', perm: 1 }, after: { size: '2', owner: '1', perm: 2 } },
    { owner_before: '0', owner_after: '1', perm_before: 1, perm_after: 2 },
  ],
])('%j as members of SyscheckFile', (integrity, expected) => {
  const event = new Event(0, '8', 'syscheck', 'x');
  event.filename = '/f';
  event.integrity = integrity;
  const verdict = { event, rule, alert: true, dropped: false, firedTimes: 1, context: [] };
  const found = JSON.parse(formatAlertJson(verdict, '1.1')) as { readonly SyscheckFile: object };
  expect(found.SyscheckFile).toEqual({ path: '/f', ...expected });
});
