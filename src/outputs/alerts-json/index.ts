export { alertsJson, formatAlertJson } from './alerts-json.ts';
