import { expect, it } from 'vitest';
import { frame, texts } from '../testing/frame.ts';

const alert = '[**] [1:1000:2] WEB-MISC test [**]\n';
const classified = '[Classification: Attempted Recon] [Priority: 2] \n';
const addresses = '01/02-10:00:00.123456 10.0.0.1:80 -> 10.0.0.2:1024\n';
const rest = 'TCP TTL:64 TOS:0x0 ID:1 IpLen:20 DgmLen:40\n\n';

it.each([
  [
    'whole',
    alert + classified + addresses + rest,
    '[**] [1:1000:2] WEB-MISC test [**][Classification: Attempted Recon] [Priority: 2] ' +
      '10.0.0.1:80 -> 10.0.0.2:1024',
  ],
  [
    'without a class',
    `${alert}[Priority: 3] \n${addresses}`,
    '[**] [1:1000:2] WEB-MISC test [**][Classification: Preprocessor] [Priority: 3] ' +
      '10.0.0.1:80 -> 10.0.0.2:1024',
  ],
  [
    'with the date at once',
    alert + addresses,
    '[**] [1:1000:2] WEB-MISC test [**][Classification: Preprocessor] [Priority: 3] ' +
      '10.0.0.1:80 -> 10.0.0.2:1024',
  ],
  [
    'broken off',
    `${alert}${classified}\n`,
    '[**] [1:1000:2] WEB-MISC test [**][Classification: Attempted Recon] [Priority: 2] ',
  ],
])('reads an alert %s', (_, bytes, expected) => {
  expect(texts('snort-full', bytes)).toEqual([expected]);
});

it('reads alerts one after the other and passes over everything else', () => {
  const one = alert + classified + addresses + rest;

  const { records, reached } = frame('snort-full', `x\n${one}${one}`);

  expect(records).toHaveLength(2);
  expect(records[1]?.from).toBe(records[0]?.to);
  expect(reached).toBe(2 + 2 * one.length);
});
