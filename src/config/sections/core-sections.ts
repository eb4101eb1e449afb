import type { SectionSpec } from '../section.ts';
import { alertsSection } from './alerts.ts';
import { authSection } from './auth.ts';
import { clientSection } from './client.ts';
import { globalSection } from './global.ts';
import { remoteSection } from './remote.ts';
import { rulesSection } from './rules.ts';
import { rulesetSection } from './ruleset.ts';
import { syscheckSection } from './syscheck.ts';
import { tocsinSection } from './tocsin.ts';
import { unavailableSections } from './unavailable.ts';

/** Every section but those that other folders bring. */
export const coreSections: readonly SectionSpec[] = [
  globalSection,
  alertsSection,
  rulesSection,
  rulesetSection,
  tocsinSection,
  remoteSection,
  authSection,
  clientSection,
  syscheckSection,
  ...unavailableSections,
];
