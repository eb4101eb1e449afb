import type { Parser } from '../parsers.ts';

/** Minutes since midnight of `21:30`, `9pm` or `8:30 am`. */
export const scanTime: Parser<number> = {
  accepts: 'a time of day such as 21:30, 9pm or 8:30 am',
  parse({ text }) {
    const [, hours = '', minutes = '0', half] =
      /^(\d{1,2})(?::(\d{2}))?\s*(am|pm)?$/i.exec(text.trim()) ?? [];
    if (hours === '' || (half === undefined && !text.includes(':'))) return undefined;
    const hour = Number(hours);
    if (Number(minutes) > 59) return undefined;
    if (half === undefined) return hour > 23 ? undefined : hour * 60 + Number(minutes);
    if (hour < 1 || hour > 12) return undefined;
    const afternoon = half.toLowerCase() === 'pm' ? 12 : 0;
    return ((hour % 12) + afternoon) * 60 + Number(minutes);
  },
};

const names = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

function daysOf(word: string): readonly number[] | undefined {
  if (word === 'weekdays') return [1, 2, 3, 4, 5];
  if (word === 'weekends') return [0, 6];
  const day = word.length < 3 ? -1 : names.findIndex((name) => name.startsWith(word));
  return day < 0 ? undefined : [day];
}

/** By the day of the week, Sunday first. */
export const scanDays: Parser<readonly boolean[]> = {
  accepts:
    'names of days with commas between them, weekdays or weekends, ! in front for the others',
  parse({ text }) {
    const isNegated = text.startsWith('!');
    const words = text
      .slice(isNegated ? 1 : 0)
      .toLowerCase()
      .split(/[,\s]+/);
    const wanted = Array.from({ length: 7 }, () => isNegated);
    for (const word of words.filter((one) => one !== '')) {
      const days = daysOf(word);
      if (days === undefined) return undefined;
      for (const day of days) wanted[day] = !isNegated;
    }
    return wanted.some((one) => one) && words.some((one) => one !== '') ? wanted : undefined;
  },
};
