import { expect, it } from 'vitest';
import { ShownAlerts } from './shown-alerts.ts';

it('knows an alert that was shown, whatever came since', () => {
  const shown = new ShownAlerts();

  expect(['1.0', '1.9', '1.0', '2.0', '1.9'].map((id) => shown.add(id))).toEqual([
    true,
    true,
    false,
    true,
    false,
  ]);
});

it('keeps a bounded number, the newest', () => {
  const shown = new ShownAlerts();
  for (let i = 0; i < 10_001; i++) shown.add(`1.${i}`);

  expect(shown.add('1.1')).toBe(false);
  expect(shown.add('1.10000')).toBe(false);
  expect(shown.add('1.0')).toBe(true);
});
