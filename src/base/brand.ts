/** The one place where the product's name and version stand. */
export const brand = {
  name: 'Tocsin',
  command: 'tocsin',
  version: '0.1.0',
} as const;
