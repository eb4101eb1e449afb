import { describe, expect, it } from 'vitest';
import { AgentTable, parseClientKeys } from './index.ts';

const text = `001 fixed 10.0.0.5 k
002 net 10.1.0.0/16 k
003 any any k
004 six 2001:db8::5 k
005 twin 10.0.0.5 k
006 odd 10.2.0.9/32 k
`;
const table = new AgentTable(parseClientKeys(text, 'f').agents);

function find(id: string | undefined, address: string): string {
  const found = table.find(id, address);
  return found.kind === 'agent' ? found.agent.name : found.kind;
}

describe('AgentTable', () => {
  it.each([
    { id: undefined, address: '10.0.0.5', found: 'fixed' },
    { id: undefined, address: '::ffff:10.0.0.5', found: 'fixed' },
    { id: undefined, address: '2001:db8:0:0::5', found: 'six' },
    { id: undefined, address: '10.2.0.9', found: 'odd' },
    { id: undefined, address: '10.1.0.1', found: 'unknown-address' },
    { id: undefined, address: '10.1.0.0', found: 'unknown-address' },
    { id: undefined, address: 'fe80::1%eth0', found: 'unknown-address' },
    { id: '003', address: '192.0.2.1', found: 'any' },
    { id: '003', address: '2001:db8::9', found: 'any' },
    { id: '002', address: '10.1.255.255', found: 'net' },
    { id: '002', address: '10.2.0.0', found: 'unknown-id' },
    { id: '001', address: '10.0.0.5', found: 'fixed' },
    { id: '001', address: '10.0.0.6', found: 'unknown-id' },
    { id: '005', address: '10.0.0.5', found: 'twin' },
    { id: '3', address: '192.0.2.1', found: 'unknown-id' },
    { id: '003', address: 'nowhere', found: 'unknown-id' },
  ])('finds $found for $id at $address', ({ id, address, found }) => {
    expect(find(id, address)).toBe(found);
  });

  it('forgets addresses that it read, and finds their agents all the same', () => {
    for (let i = 0; i < 10_000; i++) find(undefined, `192.0.${i >> 8}.${i & 255}`);

    expect(find(undefined, '10.0.0.5')).toBe('fixed');
  });

  it('knows an agent by its id alone', () => {
    expect(table.byId('004')?.name).toBe('six');
    expect(table.byId('4')).toBeUndefined();
  });
});
