import type { AddProblem, NewAgent, RefusedAdd } from '../../fleet/index.ts';

/** OSSEC's numbers for what may go wrong, as `-j` prints them. */
export const errorCodes = {
  unknownToExtract: 70,
  unknownToRemove: 78,
  unreadable: 73,
  unwritable: 71,
  badKey: 74,
} as const;

const codes: Readonly<Record<AddProblem, number>> = {
  'bad-name': 76,
  'name-taken': 76,
  'bad-address': 77,
  'address-taken': 79,
  'bad-id': 78,
  'id-taken': 78,
  full: 71,
};

export function codeOf(problem: AddProblem): number {
  return codes[problem];
}

/** Why an agent was not added, for people. */
export function addProblemText({ kind, agent: twin }: RefusedAdd, wanted: NewAgent): string {
  switch (kind) {
    case 'bad-name':
      return `"${wanted.name}" is no name: 2 to 128 letters, digits, points, hyphens, underscores.`;
    case 'name-taken':
      return `The name ${wanted.name} belongs to agent ${twin?.id ?? ''} already.`;
    case 'bad-address':
      return `"${wanted.address}" is no address, no network such as 192.0.2.0/24, and not "any".`;
    case 'address-taken':
      return `The address ${wanted.address} belongs to agent ${twin?.id ?? ''} already.`;
    case 'bad-id':
      return `"${wanted.id ?? ''}" is no id: a number of at most eight digits.`;
    case 'id-taken':
      return `The id ${wanted.id ?? ''} is or was in use.`;
    case 'full':
      return 'There is no room for another agent.';
    default:
      return kind satisfies never;
  }
}
