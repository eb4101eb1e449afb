export { alertLog, formatAlertRecord } from './alert-log.ts';
