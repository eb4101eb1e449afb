export { firewallLog, formatFirewallLine, normalAction } from './firewall-log.ts';
