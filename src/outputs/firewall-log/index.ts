export { firewallLog, formatFirewallLine } from './firewall-log.ts';
