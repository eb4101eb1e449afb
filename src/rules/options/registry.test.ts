import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ruleOptions } from './registry.ts';

const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const source = readFileSync(join(import.meta.dirname, 'registry.ts'), 'utf8');

describe('the registry of rule options', () => {
  it('has folders to look at', () => {
    expect(folders.length).toBeGreaterThan(10);
  });

  it.each(folders)('imports what %s holds', (folder) => {
    expect(source).toContain(`'./${folder}/${folder}.ts'`);
  });

  it.each(folders)('finds a test beside %s', (folder) => {
    expect(readdirSync(join(import.meta.dirname, folder))).toContain(`${folder}.test.ts`);
  });

  it('knows each element once, whatever its case', () => {
    const names = ruleOptions.flatMap((option) =>
      option.elements.map((name) => name.toLowerCase()),
    );
    expect(names).toEqual([...new Set(names)]);
  });

  it.each(ruleOptions.map((option) => [option.elements[0] ?? '', option] as const))(
    '%s says what it does in a sentence',
    (_, { summary, elements, exact }) => {
      expect(summary).toMatch(/^[A-Z<`].*\.$/s);
      expect(summary).not.toContain('\n');
      expect(elements.length).toBeGreaterThan(0);
      for (const name of exact ?? []) expect(elements).toContain(name);
    },
  );

  it('has every element of the rule language', () => {
    const known = new Set(ruleOptions.flatMap((option) => option.elements));
    const language = `match match_pcre2 regex pcre2 decoded_as category program_name
      program_name_pcre2 hostname hostname_pcre2 user user_pcre2 id id_pcre2 url url_pcre2 status
      status_pcre2 srcport srcport_pcre2 dstport dstport_pcre2 extra_data extra_data_pcre2 srcgeoip
      srcgeoip_pcre2 dstgeoip dstgeoip_pcre2 action srcip dstip field list time weekday group
      description info cve options ignore check_if_ignored if_sid if_group if_level if_matched_sid
      if_matched_group if_matched_regex if_fts same_source_ip same_src_port same_dst_port same_user
      same_location same_id different_url different_srcgeoip different_srcip not_same_source_ip
      not_same_user not_same_id not_same_agent check_diff compiled_rule
      mitre protocol system_name data location global_frequency`.split(/\s+/);
    const compared = `source_ip srcip dstip src_port srcport dst_port dstport srcuser user protocol
      location url data extra_data status system_name action id srcgeoip dstgeoip agent
      field`.split(/\s+/);
    const comparisons = ['same', 'different', 'not_same'].flatMap((how) =>
      compared.map((field) => `${how}_${field}`),
    );
    language.push(...comparisons.filter((name) => !language.includes(name)));
    expect(language.filter((name) => !known.has(name))).toEqual([]);
    expect(known.size).toBe(language.length);
  });
});
