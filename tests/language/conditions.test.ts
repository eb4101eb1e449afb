import { describe, expect, it } from 'vitest';
import { fieldDecoder, kv, load, rule } from './harness.ts';

/** Whether a rule with these conditions takes the line. */
function takes(conditions: string, line: string): boolean {
  const session = load({ decoders: fieldDecoder, rules: rule(100, conditions) });
  return session.process(line).rule?.id === 100;
}

describe('fields', () => {
  it.each([
    ['<user>root</user>', 'user=root', true],
    ['<user>ROOT</user>', 'user=root', true],
    ['<user>oo</user>', 'user=root', true],
    ['<user>^oo</user>', 'user=root', false],
    ['<user>root</user>', 'srcuser=root', true],
    ['<user>root</user>', 'srcuser=root user=bob', false],
    ['<user>root</user>', 'id=root', false],
    ['<id>^7$|^8$</id>', 'id=8', true],
    ['<id>^7$|^8$</id>', 'id=18', false],
    ['<url>/admin</url>', 'url=/x/ADMIN/y', true],
    ['<status>5</status>', 'status=500', true],
    ['<srcport>22</srcport>', 'srcport=22', true],
    ['<dstport>22</dstport>', 'srcport=22', false],
    ['<extra_data>x</extra_data>', 'data=xyz', true],
    ['<program_name>kv</program_name>', 'id=1', true],
    ['<program_name>^k$</program_name>', 'id=1', false],
    ['<hostname>host</hostname>', 'id=1', true],
    ['<hostname>other</hostname>', 'id=1', false],
    ['<user_pcre2>^r.{2}t$</user_pcre2>', 'user=ROOT', true],
    ['<user_pcre2>(?-i)^root$</user_pcre2>', 'user=ROOT', false],
    ['<url_pcre2>\\.php\\?</url_pcre2>', 'url=/a.php?b', true],
    ['<action>drop</action>', 'action=drop', true],
    ['<action>drop</action>', 'action=DROP', false],
    ['<action>drop</action>', 'action=dropped', false],
    ['<field name="color">^bl\\w+$</field>', 'color=blue', true],
    ['<field name="COLOR">blue</field>', 'color=blue', true],
    ['<field name="color">red</field>', 'color=blue', false],
    ['<field name="shape">\\.</field>', 'color=blue', false],
    ['<field name="color">b</field><field name="size">9</field>', 'color=b size=9', true],
    ['<field name="color">b</field><field name="size">9</field>', 'color=b size=8', false],
    ['<user>a</user><id>b</id>', 'user=a id=b', true],
    ['<user>a</user><id>b</id>', 'user=a', false],
    ['<decoded_as>kv</decoded_as>', 'id=1', true],
    ['<decoded_as>no-program</decoded_as>', 'id=1', false],
  ])('%s and %s: %j', (conditions, words, expected) => {
    expect(takes(conditions, kv(words))).toBe(expected);
  });
});

describe('the log', () => {
  it.each([
    ['<match>foo</match>', 'a FOO b', true],
    ['<match>^foo|^bar</match>', 'bar', true],
    ['<match>foo</match><match>bar</match>', 'foobar', true],
    ['<match>foo</match><match>bar</match>', 'foo bar', false],
    ['<regex>id \\d+$</regex>', 'id 42', true],
    ['<regex>id \\d+$</regex>', 'id x', false],
    ['<pcre2>\\bfoo\\b</pcre2>', 'a foo.', true],
    ['<pcre2>\\bfoo\\b</pcre2>', 'afoo', false],
    ['<match>a</match><regex>b</regex>', 'ab', true],
    ['<match>a</match><regex>b</regex>', 'ac', false],
    ['<match>foo</match><match_pcre2>bar</match_pcre2>', 'foo', true],
    ['<regex>foo</regex><pcre2>bar</pcre2>', 'foo', true],
  ])('%s and %j: %j', (conditions, line, expected) => {
    expect(takes(conditions, line)).toBe(expected);
  });

  it.each([
    [10, '1234567890', true],
    [10, '123456789', false],
    [0, 'x y', true],
  ])('maxsize %i is the least size: %j %j', (size, line, expected) => {
    const rules = rule(100, '', `level="3" maxsize="${size}"`);
    expect(load({ rules }).process(line).rule?.id === 100).toBe(expected);
  });
});

describe('addresses', () => {
  it.each([
    ['<srcip>10.0.0.1</srcip>', '10.0.0.1', true],
    ['<srcip>10.0.0.1</srcip>', '10.0.0.2', false],
    ['<srcip>10.0.0.0/8</srcip>', '10.9.9.9', true],
    ['<srcip>10.0.0.0/8</srcip>', '11.0.0.1', false],
    ['<srcip>!10.0.0.0/8</srcip>', '11.0.0.1', true],
    ['<srcip>!10.0.0.0/8</srcip>', '10.0.0.1', false],
    ['<srcip>any</srcip>', '192.0.2.1', true],
    ['<srcip>any</srcip>', 'host', false],
    ['<srcip>!10.0.0.1</srcip>', 'host', false],
    ['<srcip>2001:db8::/32</srcip>', '2001:db8::7', true],
    ['<srcip>2001:db8::/32</srcip>', '2001:db9::7', false],
    ['<srcip>192.0.2.0/24</srcip>', '::ffff:192.0.2.5', true],
    ['<srcip>0.0.0.0/0</srcip>', '2001:db8::7', true],
    ['<srcip>10.0.0.1</srcip><srcip>10.0.0.2</srcip>', '10.0.0.2', true],
    ['<srcip>!10.0.0.1</srcip><srcip>10.0.0.0/8</srcip>', '10.0.0.1', false],
    ['<srcip>!10.0.0.1</srcip><srcip>10.0.0.0/8</srcip>', '10.0.0.2', true],
    ['<srcip>10.0.0.1</srcip><srcip>!10.0.0.2</srcip>', '10.0.0.3', true],
  ])('%s and %s: %j', (conditions, address, expected) => {
    expect(takes(conditions, kv(`srcip=${address}`))).toBe(expected);
    const other = conditions.replaceAll('srcip', 'dstip');
    expect(takes(other, kv(`dstip=${address}`))).toBe(expected);
    expect(takes(other, kv(`srcip=${address}`))).toBe(false);
  });
});

describe('time', () => {
  it.each([
    ['9 - 17', '09:00', true],
    ['9 - 17', '17:00', true],
    ['9 - 17', '17:01', false],
    ['9 - 17', '08:59', false],
    ['09:30-10:15', '10:15', true],
    ['!9 - 17', '12:00', false],
    ['!9 - 17', '20:00', true],
    ['6 pm - 8:30 am', '20:00', true],
    ['6 pm - 8:30 am', '03:00', true],
    ['6 pm - 8:30 am', '12:00', false],
    ['18:00-08:30', '08:30', false],
    ['!18:00-08:30', '20:00', true],
    ['12 am - 1 pm', '12:30', true],
    ['12 am - 1 pm', '00:30', false],
    ['12 pm - 1 PM', '12:30', true],
  ])('%s at %s: %j', (range, clock, expected) => {
    const session = load({ rules: rule(100, `<time>${range}</time>`) });
    const [hour = 0, minute = 0] = clock.split(':').map(Number);
    session.timeMs = new Date(2026, 10, 24, hour, minute, 30).getTime();
    expect(session.process('some log').rule?.id === 100).toBe(expected);
  });
});

describe('weekday', () => {
  const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
  it.each([
    ['weekdays', 'monday tuesday wednesday thursday friday'],
    ['weekends', 'sunday saturday'],
    ['monday, wed', 'monday wednesday'],
    ['SUN', 'sunday'],
    ['friday saturday,sunday', 'sunday friday saturday'],
  ])('%s is %s', (text, expected) => {
    const session = load({ rules: rule(100, `<weekday>${text}</weekday>`) });
    const taken = days.filter((_, day) => {
      // 22 November 2026 is a Sunday.
      session.timeMs = new Date(2026, 10, 22 + day, 12).getTime();
      return session.process('some log').rule?.id === 100;
    });
    expect(taken.join(' ')).toBe(expected);
  });
});

describe('compiled rules', () => {
  it.each([
    ['comp_srcuser_dstuser', 'srcuser=a user=a', true],
    ['comp_srcuser_dstuser', 'srcuser=a user=b', false],
    ['comp_srcuser_dstuser', 'srcuser=a', true],
    ['check_id_size', 'id=1234567890', true],
    ['check_id_size', 'id=123456789', false],
    ['check_id_size', 'url=/', false],
    ['is_simple_http_request', 'url=/index.html', true],
    ['is_simple_http_request', 'url=/index.html action=get', true],
    ['is_simple_http_request', 'url=/index.html action=POST', false],
    ['is_simple_http_request', 'url=/a?b', false],
    ['is_simple_http_request', 'id=1', false],
  ])('%s and %s: %j', (name, words, expected) => {
    expect(takes(`<compiled_rule>${name}</compiled_rule>`, kv(words))).toBe(expected);
  });
});
