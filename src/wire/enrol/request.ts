/** Most bytes of a request, as OSSEC's server reads them. */
export const requestBytesMax = 4097;

/**
 * What both sides of ours name in their handshakes (ALPN): so an agent knows whether its server
 * speaks the durable protocol. OSSEC's agents and servers name nothing, which is in order.
 */
export const ownAlpn = 'tocsin';

const passMark = 'OSSEC PASS: ';
const nameMark = "OSSEC A:'";

/** What an agent asks when it wants a key. */
export interface EnrolRequest {
  /** Undefined where none was sent. */
  readonly password: string | undefined;
  /** As it was sent, which may be no name at all. */
  readonly name: string;
}

export type ReadRequest =
  | { readonly kind: 'request'; readonly request: EnrolRequest }
  /** Nothing that may come behind makes a request of it. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'incomplete' };

/**
 * Reads what has come so far, one character per byte. Text behind the closing quote does not
 * count. Line ends behind the password, which OSSEC's agents leave there, belong to no password.
 */
export function readRequest(text: string): ReadRequest {
  const hasPass = text.startsWith(passMark);
  const from = hasPass ? text.indexOf(` ${nameMark}`, passMark.length) : 0;
  const begin = hasPass ? from + 1 : 0;
  if (from < 0 || !text.startsWith(nameMark, begin)) return incompleteUnless(isHopeless(text));
  const end = text.indexOf("'", begin + nameMark.length);
  if (end < 0) return incompleteUnless(text.length >= requestBytesMax || text.endsWith('\n'));
  const name = text.slice(begin + nameMark.length, end);
  const password = hasPass ? text.slice(passMark.length, from).replace(/[\r\n]+$/, '') : undefined;
  return { kind: 'request', request: { password, name } };
}

function incompleteUnless(refused: boolean): ReadRequest {
  return refused ? { kind: 'refused' } : { kind: 'incomplete' };
}

/** One line end may be that of the password; a beginning of another kind is nothing. */
function isHopeless(text: string): boolean {
  if (text.length >= requestBytesMax) return true;
  const begins = [passMark, nameMark].some((mark) => {
    const length = Math.min(mark.length, text.length);
    return mark.slice(0, length) === text.slice(0, length);
  });
  const lineEnds = text.split('\n').length - 1;
  return !begins || lineEnds > 1;
}

/** What an agent sends; the password must have no line end. */
export function enrolRequestText({ name, password }: EnrolRequest): string {
  const pass = password === undefined ? '' : `${passMark}${password} `;
  return `${pass}${nameMark}${name}'\n`;
}
