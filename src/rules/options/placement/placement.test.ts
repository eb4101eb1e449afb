import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../testing/rule-bench.ts';

describe('what the placing elements refuse', () => {
  it.each<[string, string, readonly string[]]>([
    ['a name for if_sid', '<if_sid>¦sshd</if_sid>', ['RULE_ID_BAD']],
    ['a newline in if_sid', '<if_sid>¦1,\n2</if_sid>', ['RULE_ID_BAD']],
    ['a tab in if_sid', '<if_sid>¦1\t2</if_sid>', ['RULE_ID_BAD']],
    ['another separator', '<if_sid>¦1;2</if_sid>', ['RULE_ID_BAD']],
    ['a negative id', '<if_sid>¦-1</if_sid>', ['RULE_ID_BAD']],
    ['a rule that is not there', '<if_sid>¦1, 99</if_sid>', ['RULE_PARENT_UNKNOWN']],
    [
      'ids that join to an unknown one',
      '<if_sid>¦1</if_sid><if_sid>2</if_sid>',
      ['RULE_PARENT_UNKNOWN'],
    ],
    ['itself', '<if_sid>¦100</if_sid>', ['RULE_PARENT_UNKNOWN']],
    ['a text for if_level', '<if_level>¦high</if_level>', ['RULE_LEVEL_BAD']],
    ['level 0', '<if_level>¦0</if_level>', ['RULE_LEVEL_BAD']],
    ['nothing for if_level', '¦<if_level></if_level>', ['RULE_LEVEL_BAD']],
    ['a level that no rule has', '<if_level>¦100</if_level>', ['RULE_PARENT_UNKNOWN']],
    ['a group that no rule has', '<if_group>¦web</if_group>', ['RULE_PARENT_UNKNOWN']],
    ['an empty group', '¦<if_group></if_group>', ['RULE_PARENT_UNKNOWN']],
    ['attributes of if_sid', '<if_sid ¦a="b">1</if_sid>', ['RULE_ATTRIBUTE_UNKNOWN']],
    ['attributes of if_level', '<if_level ¦a="b">9</if_level>', ['RULE_ATTRIBUTE_UNKNOWN']],
    ['attributes of if_group', '<if_group ¦a="b">roots</if_group>', ['RULE_ATTRIBUTE_UNKNOWN']],
  ])('%s', (_, body, codes) => {
    const { found, wanted } = problemsOf(`<match>x</match>${body}`, codes);
    expect(found).toEqual(wanted);
  });

  it.each([
    '<if_sid>1</if_sid>',
    '<if_sid> 1, 2,3 4</if_sid>',
    '<if_sid></if_sid>',
    '<if_level>99</if_level>',
    '<if_group>ROOT</if_group>',
  ])('but not %s', (body) => {
    expect(problemsOf(`<match>x</match>${body}`, []).found).toEqual([]);
  });
});
