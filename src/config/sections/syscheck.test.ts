import { describe, expect, it } from 'vitest';
import { coreSections, parseConfig, syscheckSection, valuesOf } from '../index.ts';

function parse(body: string) {
  const text = `<ossec_config><syscheck>\n${body}\n</syscheck></ossec_config>`;
  const { config, diagnostics } = parseConfig([{ path: 'c', text }], coreSections);
  const problems = diagnostics.map(({ at, code }) => `${at.line} ${code}`);
  return { values: valuesOf(config, syscheckSection), problems };
}

const all = ['size', 'perm', 'owner', 'group', 'md5', 'sha1', 'sha256'];

describe('<directories>', () => {
  it.each<[attributes: string, checks: readonly string[]]>([
    ['check_all="yes"', all],
    ['check_all="yes" check_md5sum="no"', all.filter((one) => one !== 'md5')],
    ['check_all="yes" check_size="no"', all.filter((one) => one !== 'size')],
    ['check_size="no" check_all="yes"', all],
    ['check_all="no" check_perm="yes"', ['perm']],
    ['check_sum="yes"', ['md5', 'sha1', 'sha256']],
    ['check_sum="yes" check_sha256sum="no"', ['md5', 'sha1']],
    ['check_owner="yes" check_group="yes"', ['owner', 'group', 'sha256']],
    ['check_sha1sum="yes"', ['sha1', 'sha256']],
    ['realtime="yes"', ['sha256']],
  ])('%s', (attributes, checks) => {
    const { values, problems } = parse(`<directories ${attributes}>/etc</directories>`);
    expect(problems).toEqual([]);
    expect(values.folders.map((one) => one.checks)).toEqual([checks]);
  });

  it('names several, each with all attributes', () => {
    const attributes = 'realtime="yes" report_changes="yes" no_recurse="yes" restrict=".conf$"';
    const { values } = parse(`<directories ${attributes}>/etc/ , /srv/a b,/</directories>`);
    expect(values.folders.map(({ path }) => path)).toEqual(['/etc', '/srv/a b', '/']);
    for (const folder of values.folders) {
      expect(folder).toMatchObject({
        realtime: true,
        reportChanges: true,
        recurse: false,
        restrict: '.conf$',
      });
    }
  });

  it.each([
    '<directories>/etc</directories>',
    '<directories check_all="maybe">/etc</directories>',
    '<directories check_all="yes">etc</directories>',
    '<directories check_all="yes">/etc,</directories>',
    '<directories no_recurse="no">/etc</directories>',
  ])('refuses %s', (body) => {
    expect(parse(body).problems).toEqual(['2 CONFIG_BAD_VALUE']);
  });

  it('refuses attributes that nobody knows', () => {
    expect(
      parse('<directories check_all="yes" check_colour="yes">/etc</directories>').problems,
    ).toEqual(['2 CONFIG_UNKNOWN_ATTRIBUTE']);
  });
});

describe('<syscheck>', () => {
  it('has its defaults', () => {
    expect(parse('').values).toMatchObject({
      folders: [],
      ignore: [],
      nodiff: [],
      frequencySeconds: 72_000,
      scanTime: undefined,
      scanDays: undefined,
      scanOnStart: true,
      scanRate: 2000,
      autoIgnore: true,
      alertNewFiles: false,
      disabled: false,
      skipNfs: false,
    });
  });

  it('reads paths and patterns', () => {
    const { values } = parse(
      '<ignore>/etc/mtab</ignore><ignore type="sregex">.log$|.tmp</ignore><nodiff>/etc/k</nodiff>',
    );
    expect(values.ignore).toEqual([
      { text: '/etc/mtab', isPattern: false },
      { text: '.log$|.tmp', isPattern: true },
    ]);
    expect(values.nodiff).toEqual([{ text: '/etc/k', isPattern: false }]);
  });

  it.each([
    '<ignore type="pcre2">x</ignore>',
    '<frequency>soon</frequency>',
    '<scan_time>25:00</scan_time>',
    '<scan_time>9</scan_time>',
    '<scan_time>13pm</scan_time>',
    '<scan_time>!9pm</scan_time>',
    '<scan_day>someday</scan_day>',
    '<scan_day>!sunday,monday,tuesday,wed,thu,fri,sat</scan_day>',
  ])('refuses %s', (body) => {
    expect(parse(body).problems).toEqual(['2 CONFIG_BAD_VALUE']);
  });

  it.each([
    '<prefilter_cmd>/usr/sbin/prelink -y</prefilter_cmd>',
    '<windows_registry>HKEY_USERS</windows_registry>',
  ])('refuses what it does not have: %s', (body) => {
    expect(parse(body).problems).toEqual(['2 CONFIG_NOT_AVAILABLE']);
  });

  it.each([
    ['21:30', 21 * 60 + 30],
    ['9pm', 21 * 60],
    ['8:30 am', 8 * 60 + 30],
    ['12am', 0],
    ['12:05 PM', 12 * 60 + 5],
    ['0:00', 0],
  ])('scans at %s', (text, minutes) => {
    expect(parse(`<scan_time>${text}</scan_time>`).values.scanTime).toBe(minutes);
  });

  it.each([
    ['monday', '1'],
    ['mon, Wed fri', '135'],
    ['weekdays', '12345'],
    ['weekends', '06'],
    ['!weekends', '12345'],
    ['!sun,mon', '23456'],
  ])('scans on %s', (text, days) => {
    const { scanDays = [] } = parse(`<scan_day>${text}</scan_day>`).values;
    expect(scanDays.flatMap((is, day) => (is ? [day] : [])).join('')).toBe(days);
  });
});
