// Control characters, C1 included, could drive the terminal; marks of writing direction could make
// a line read differently from what it says.
const dangerous = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const dangerousInJson = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Text that may come from anybody as a line that is safe to print. */
export function safeText(text: string): string {
  return text.replaceAll(dangerous, escaped);
}

/** The same for texts of several lines, tabs kept as blanks. */
export function safeLines(text: string): readonly string[] {
  return text
    .replaceAll('\t', '    ')
    .split('\n')
    .map((line) => safeText(line));
}

/** JSON on one line, safe to print too. */
export function safeJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    dangerousInJson,
    (character) => `\\u${hex(character).padStart(4, '0')}`,
  );
}

function escaped(character: string): string {
  const code = hex(character);
  return code.length > 2 ? `\\u{${code}}` : `\\x${code.padStart(2, '0')}`;
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16);
}
