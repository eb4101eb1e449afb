import type { Diagnostic, Severity } from '../base/index.ts';
import { sameName, type XmlElement } from '../xml/index.ts';
import type { Config } from './blocks.ts';
import type { SectionSpec, Switch } from './section.ts';
import { findOption } from './reader.ts';

const code = 'CONFIG_NOT_AVAILABLE';

/** What the files ask for and this version does not have: refused, never silently passed over. */
export function checkRefusals(
  config: Config,
  sections: readonly SectionSpec[],
  severity: Severity,
): readonly Diagnostic[] {
  return sections.flatMap((section) => [
    ...refusedBlocks(config, section, severity),
    ...refusedOptions(config, section, severity),
  ]);
}

function refusedBlocks(config: Config, section: SectionSpec, severity: Severity): Diagnostic[] {
  const { refused, name } = section;
  if (refused === undefined) return [];
  if (refused.unless !== undefined && isOff(config, refused.unless)) return [];
  const message = `<${name}> is not available: ${refused.reason}`;
  const blocks = config.blocks.get(name) ?? [];
  return blocks.map(({ at }) => ({ severity, code, at, message }));
}

function refusedOptions(config: Config, section: SectionSpec, severity: Severity): Diagnostic[] {
  return elementsOf(config, section.name).flatMap((element) => {
    const known = findOption(section.options, element.name);
    const refused = known?.option.refused;
    const text = element.content.trim();
    if (known === undefined || refused === undefined || text === '') return [];
    if (refused.unless.includes(text)) return [];
    const message = `${known.name} is not available: ${refused.reason}`;
    return [{ severity, code, at: element.at, message }];
  });
}

function isOff(config: Config, { section, option, off, offWhenAbsent }: Switch): boolean {
  const given = elementsOf(config, section).filter(({ name }) => sameName(name, option));
  const last = given.at(-1)?.content.trim();
  return last === undefined ? offWhenAbsent : off.includes(last);
}

function elementsOf(config: Config, section: string): readonly XmlElement[] {
  return (config.blocks.get(section) ?? []).flatMap(({ elements }) => elements);
}
