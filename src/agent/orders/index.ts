export { keepaliveText, products, systemText } from './keepalive-text.ts';
export type { OrderHooks } from './orders.ts';
export { Orders } from './orders.ts';
