import { describe, expect, it } from 'vitest';
import type { Check } from '../scope.ts';
import { found, rule } from '../testing/found.ts';
import { addressNegated } from './address-negated.ts';
import { compositeNever } from './composite-never.ts';
import { lists } from './lists.ts';
import { maxsize } from './maxsize.ts';
import { noEffect } from './no-effect.ts';
import { overwriteKeeps } from './overwrite-keeps.ts';
import { parentDead } from './parent-dead.ts';
import { parentTrailing } from './parent-trailing.ts';
import { patternControls } from './pattern-controls.ts';
import { ruleReach } from './rule-reach.ts';
import { timeRange } from './time-range.ts';

const sid = '<if_sid>10</if_sid>';
const match = '<match>x</match>';
const over = 'level="5" overwrite="yes"';
const base = rule(10, match);
const counts10 = '<if_matched_sid>10</if_matched_sid>';
const listed = '<list field="user" lookup="match_key">rules/bad</list>';

type Row = readonly [string, Check, string, readonly string[]];

const rows: readonly Row[] = [
  ['an address', addressNegated, rule(10, '<srcip>10.0.0.0/8</srcip>'), []],
  [
    'a negated address',
    addressNegated,
    rule(10, '<srcip> !10.0.0.0/8</srcip>'),
    ['ADDRESS_NEGATED'],
  ],
  [
    'a negated address that is overwritten',
    addressNegated,
    rule(10, '<dstip>!10.0.0.1</dstip>') + rule(10, match, over),
    [],
  ],
  ['a composite', compositeNever, base + rule(11, counts10), []],
  [
    'a composite of level 0',
    compositeNever,
    base + rule(11, counts10, 'level="0"'),
    ['COMPOSITE_LEVEL_ZERO'],
  ],
  [
    'a composite by group of level 0',
    compositeNever,
    rule(11, '<if_matched_group>g</if_matched_group>', 'level="0"'),
    ['COMPOSITE_LEVEL_ZERO'],
  ],
  [
    'a base of level 0',
    compositeNever,
    rule(10, match, 'level="0"') + rule(11, counts10),
    ['COMPOSITE_BASE_SILENT'],
  ],
  [
    'a base with noalert',
    compositeNever,
    rule(10, match, 'level="3" noalert="1"') + rule(11, counts10),
    ['COMPOSITE_BASE_SILENT'],
  ],
  ['no base', compositeNever, rule(11, sid + counts10), ['COMPOSITE_BASE_SILENT']],
  [
    'a base raised later',
    compositeNever,
    rule(10, match, 'level="0"') + rule(11, counts10) + rule(10, match, over),
    [],
  ],
  [
    'a base silenced later',
    compositeNever,
    base + rule(11, counts10) + rule(10, match, 'level="0" overwrite="yes"'),
    ['COMPOSITE_BASE_SILENT'],
  ],
  ['a list that is there', lists, rule(10, listed.replace('bad', 'good')), []],
  ['a list by its .cdb name', lists, rule(10, listed.replace('bad', 'good.cdb')), []],
  ['a list that is not', lists, rule(10, listed), ['LIST_MISSING']],
  ['a list of an overwriting rule', lists, base + rule(10, listed, over), []],
  [
    'an inverted look-up',
    lists,
    rule(
      10,
      '<list field="srcip" lookup="address_match_key_value" check_value="x">rules/good</list>',
    ),
    ['LIST_INVERTED'],
  ],
  ['maxsize', maxsize, rule(10, match, 'level="1" maxsize="100"'), ['MAXSIZE_MINIMUM']],
  ['maxsize 0', maxsize, rule(10, match, 'level="1" maxsize="0"'), []],
  ['same_source_ip', noEffect, rule(11, `${counts10}<same_source_ip />`), []],
  [
    'different_srcip',
    noEffect,
    rule(11, `${counts10}<different_srcip />`),
    ['COMPARISON_NO_EFFECT'],
  ],
  ['not_same_user', noEffect, rule(11, `${counts10}<not_same_user />`), ['COMPARISON_NO_EFFECT']],
  ['an overwrite', overwriteKeeps, base + rule(10, match, over), []],
  [
    'an overwrite over pcre2',
    overwriteKeeps,
    rule(10, '<pcre2>x</pcre2>') + rule(10, match, over),
    ['OVERWRITE_KEEPS'],
  ],
  [
    'a regex over pcre2',
    overwriteKeeps,
    rule(10, '<pcre2>x</pcre2>') + rule(10, '<regex>x</regex>', over),
    [],
  ],
  ['a new pcre2', overwriteKeeps, base + rule(10, '<pcre2>x</pcre2>', over), ['OVERWRITE_IGNORES']],
  ['new parents', overwriteKeeps, base + rule(10, `${sid}${match}`, over), ['OVERWRITE_IGNORES']],
  [
    'both',
    overwriteKeeps,
    rule(10, '<pcre2>x</pcre2>') + rule(10, '<pcre2>y</pcre2>', over),
    ['OVERWRITE_KEEPS', 'OVERWRITE_IGNORES'],
  ],
  ['an overwrite of nothing', overwriteKeeps, rule(10, '<pcre2>y</pcre2>', over), []],
  ['a parent that lives', parentDead, base + rule(11, sid + match), []],
  ['a parent without its list', parentDead, rule(10, listed) + rule(11, sid), ['RULE_PARENT_DEAD']],
  [
    'a parent of such a parent',
    parentDead,
    rule(10, listed) + rule(11, sid) + rule(12, '<if_sid>11</if_sid>'),
    ['RULE_PARENT_DEAD', 'RULE_PARENT_DEAD'],
  ],
  [
    'another parent lives',
    parentDead,
    rule(10, listed) + rule(11, match) + rule(12, '<if_sid>10 11</if_sid>'),
    [],
  ],
  ['the category lives', parentDead, rule(10, listed) + rule(11, '<if_sid>10,</if_sid>'), []],
  [
    'a parent below a silent one',
    parentDead,
    rule(10, match, 'level="0"') + rule(11, counts10) + rule(12, '<if_sid>11</if_sid>'),
    ['RULE_PARENT_DEAD'],
  ],
  [
    'a parent in a group',
    parentDead,
    rule(10, listed) + rule(11, `<if_group>g</if_group>${counts10}`),
    [],
  ],
  ['no parent', parentDead, rule(11, match), []],
  ['parents', parentTrailing, rule(11, '<if_sid>10, 12</if_sid>'), []],
  ['no parents', parentTrailing, rule(11, match), []],
  ['parents and a comma', parentTrailing, rule(11, '<if_sid>10,12,</if_sid>'), ['PARENT_TRAILING']],
  ['parents and a space', parentTrailing, rule(11, '<if_sid>10 </if_sid>'), ['PARENT_TRAILING']],
  ['an overwrite places nothing', parentTrailing, rule(11, '<if_sid>10,</if_sid>', over), []],
  ['a tab in match', patternControls, rule(10, '<match>a\tb</match>'), ['PATTERN_CONTROL']],
  ['\\t in match is two bytes', patternControls, rule(10, '<match>a\\tb</match>'), []],
  ['\\t in regex', patternControls, rule(10, '<regex>a\\tb</regex>'), ['PATTERN_CONTROL']],
  ['\\n in pcre2', patternControls, rule(10, '<pcre2>a\\n</pcre2>'), ['PATTERN_CONTROL']],
  ['an escaped backslash', patternControls, rule(10, '<pcre2>C:\\\\temp</pcre2>'), []],
  ['in a class', patternControls, rule(10, '<pcre2>[^\\n\\t]+</pcre2>'), []],
  ['made optional', patternControls, rule(10, '<pcre2>a\\t*b</pcre2>'), []],
  ['fields may hold anything', patternControls, rule(10, '<user_pcre2>\\t</user_pcre2>'), []],
  ['siblings', ruleReach, base + rule(11, sid + match) + rule(12, sid + match), []],
  [
    'a sibling without condition behind',
    ruleReach,
    base + rule(11, sid + match, 'level="7"') + rule(12, sid),
    [],
  ],
  [
    'one before, by level',
    ruleReach,
    base + rule(11, sid + match) + rule(12, sid, 'level="7"'),
    ['RULE_UNREACHED'],
  ],
  [
    'one before, of level 0',
    ruleReach,
    base + rule(11, sid + match) + rule(12, sid, 'level="0"'),
    ['RULE_UNREACHED'],
  ],
  [
    'one before, in order',
    ruleReach,
    base + rule(11, sid) + rule(12, sid + match),
    ['RULE_UNREACHED'],
  ],
  [
    'one of accuracy 0 comes last',
    ruleReach,
    base + rule(11, sid, 'level="9" accuracy="0"') + rule(12, sid + match),
    [],
  ],
  [
    'noalert lets pass',
    ruleReach,
    base + rule(11, sid, 'level="0" noalert="1"') + rule(12, sid + match),
    [],
  ],
  [
    'a condition by overwrite',
    ruleReach,
    base + rule(11, sid) + rule(12, sid + match) + rule(11, match, over),
    [],
  ],
  [
    'another parent is left',
    ruleReach,
    base + rule(11, sid) + rule(12, `<if_sid>10,13</if_sid>${match}`),
    [],
  ],
  [
    'the category is left',
    ruleReach,
    base + rule(11, sid) + rule(12, `<if_sid>10,</if_sid>${match}`),
    [],
  ],
  ['office hours', timeRange, rule(10, '<time>9 am - 5 pm</time>'), []],
  ['not office hours', timeRange, rule(10, '<time>!9 am - 5 pm</time>'), []],
  ['a night', timeRange, rule(10, '<time>6 pm - 8:30 am</time>'), []],
  ['not a night', timeRange, rule(10, '<time>! 18:00-08:30</time>'), ['TIME_NEGATION_LOST']],
  ['noon', timeRange, rule(10, '<time>12 pm - 1 pm</time>'), []],
  ['midnight that is noon', timeRange, rule(10, '<time>12:00 am - 5 pm</time>'), ['TIME_NOON']],
  ['nothing to read', timeRange, rule(10, '<time>soon</time>'), []],
];

describe('checks of rules', () => {
  it.each(rows)('%s', (_, check, rules, codes) => {
    const all = found(check, { rules, lists: ['rules/good'] });
    expect(all.map((one) => /CHECK_(\S+)/.exec(one)?.[1])).toEqual(codes);
  });

  it('weighs what does no harm as a note, all else as a difference', () => {
    const weights = rows.flatMap(([, check, rules]) =>
      found(check, { rules, lists: ['rules/good'] }).map((one) => one.split(' ').slice(0, 2)),
    );
    const notes = new Set([
      'CHECK_ADDRESS_NEGATED',
      'CHECK_MAXSIZE_MINIMUM',
      'CHECK_RULE_PARENT_DEAD',
    ]);
    for (const [weight, code] of weights) {
      expect(weight).toBe(notes.has(code ?? '') ? 'note' : 'differs');
    }
  });
});
