import { describe, expect, it } from 'vitest';
import { parseXml } from './index.ts';

function contents(text: string): readonly string[] {
  const { elements, diagnostics } = parseXml(text, 'f.xml');
  expect(diagnostics).toEqual([]);
  return elements.map(({ content }) => content);
}

function problems(text: string): readonly string[] {
  return parseXml(text, 'f.xml').diagnostics.map(
    ({ code, at }) => `${at.line}:${at.column} ${code}`,
  );
}

const bad = '<var name="BAD">x|y</var>';

describe('substitution', () => {
  it.each([
    ['before $', '$BAD$', 'x|y$'],
    ['before |', '$BAD|z', 'x|y|z'],
    ['before a dot', 'a $BAD.', 'a x|y.'],
    ['before a comma', '$BAD,1', 'x|y,1'],
    ['before a space', '$BAD z', 'x|y z'],
    ['twice', '$BAD$BAD', 'x|yx|y'],
    ['in any case', '$bAd', 'x|y'],
    ['a $ at the end', 'abc$', 'abc$'],
    ['a $ before a terminator', 'ab$|c$ d', 'ab$|c$ d'],
    ['two bytes are never looked at', '$x', '$x'],
    ['one byte neither', '$', '$'],
    ['a field of the event', 'by $(win.user), $(x)', 'by $(win.user), $(x)'],
  ])('%s', (_, text, expected) => {
    expect(contents(`${bad}<a>${text}</a>`)).toEqual([expected]);
  });

  it('happens in attributes too', () => {
    const { elements } = parseXml(`${bad}<a b="1 $BAD"/>`, 'f.xml');
    expect(elements[0]?.attributes[0]?.value).toBe('1 x|y');
  });

  it('does not happen while there is no variable', () => {
    expect(contents('<a>a$bcd $e</a>')).toEqual(['a$bcd $e']);
  });

  it('happens after the definition only', () => {
    expect(contents(`<a>$BAD z</a>${bad}<a>$BAD z</a>`)).toEqual(['$BAD z', 'x|y z']);
  });

  it('reaches into elements that open after a definition inside another', () => {
    const { elements } = parseXml(`<g>${bad}<a>$BAD z</a></g>`, 'f.xml');
    expect(elements[0]?.children.map(({ name, content }) => [name, content])).toEqual([
      ['a', 'x|y z'],
    ]);
  });

  it('does not look at values, nor at what they brought in', () => {
    const text = '<var name="A">one</var><var name="B">$A two</var><a>$B $A</a>';
    expect(contents(text)).toEqual(['$A two one']);
  });

  it('takes the first of two definitions', () => {
    expect(contents('<var name="A">1</var><VAR NAME="a">2</VAR><a>x $A</a>')).toEqual(['x 1']);
  });

  it('keeps $ patterns of values literal', () => {
    expect(contents('<var name="A">$& $1 $$</var><a>x $A</a>')).toEqual(['x $& $1 $$']);
  });
});

describe('mistakes', () => {
  it.each([
    ['an unknown variable', `${bad}<a>a$b</a>`, ['1:30 XML_UNKNOWN_VARIABLE']],
    ['a name that runs too far', `${bad}<a>($BAD)</a>`, ['1:30 XML_UNKNOWN_VARIABLE']],
    ['its place behind a comment', `${bad}<a>a<!--\n-->b$c</a>`, ['2:5 XML_UNKNOWN_VARIABLE']],
    ['in an attribute', `${bad}<a b="x $c"/>`, ['1:34 XML_UNKNOWN_VARIABLE']],
    [
      'each of several',
      `${bad}<a>$b $c</a>`,
      ['1:29 XML_UNKNOWN_VARIABLE', '1:32 XML_UNKNOWN_VARIABLE'],
    ],
    ['no name', '<var>1</var>', ['1:1 XML_VARIABLE_INVALID']],
    ['an empty name', '<var name="">1</var>', ['1:1 XML_VARIABLE_INVALID']],
    ['another attribute', '<var nam="a">1</var>', ['1:11 XML_VARIABLE_INVALID']],
    ['no value', '<var name="a"/>', ['1:1 XML_VARIABLE_INVALID']],
    ['an element for a value', '<var name="a"><b/></var>', ['1:1 XML_VARIABLE_INVALID']],
    ['a bad value is told once', '<var name="a"/><b>x $a</b>', ['1:1 XML_VARIABLE_INVALID']],
    ['a long name', `<var name="${'n'.repeat(256)}">1</var>`, ['1:12 XML_TOO_LONG']],
  ])('%s', (_, text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  it('takes a name of 255 bytes', () => {
    const name = 'n'.repeat(255);
    expect(contents(`<var name="${name}">1</var><a>x $${name}</a>`)).toEqual(['x 1']);
  });

  it('stops at a size that no file needs', () => {
    const value = 'v'.repeat(8000);
    const uses = `<a>${'$v'.repeat(4000)}</a>`.repeat(3);
    const { elements, diagnostics } = parseXml(`<var name="v">${value}</var>${uses}`, 'f.xml');
    expect(diagnostics.map(({ code }) => code)).toEqual(['XML_TOO_LONG']);
    const size = elements.reduce((sum, { content }) => sum + content.length, 0);
    expect(size).toBeLessThanOrEqual(16 * 2 ** 20);
  });
});
