/**
 * The order in which an installation loads its rule files when the configuration names none:
 * parents and groups must be loaded before the rules that refer to them. Names that are not here
 * come before `attack_rules.xml`, sorted.
 */
const first = [
  'rules_config.xml',
  'pam_rules.xml',
  'sshd_rules.xml',
  'telnetd_rules.xml',
  'syslog_rules.xml',
  'arpwatch_rules.xml',
  'symantec-av_rules.xml',
  'symantec-ws_rules.xml',
  'pix_rules.xml',
  'named_rules.xml',
  'smbd_rules.xml',
  'vsftpd_rules.xml',
  'pure-ftpd_rules.xml',
  'proftpd_rules.xml',
  'ms_ftpd_rules.xml',
  'ftpd_rules.xml',
  'hordeimp_rules.xml',
  'roundcube_rules.xml',
  'wordpress_rules.xml',
  'cimserver_rules.xml',
  'vpopmail_rules.xml',
  'vmpop3d_rules.xml',
  'courier_rules.xml',
  'web_rules.xml',
  'web_appsec_rules.xml',
  'apache_rules.xml',
  'nginx_rules.xml',
  'php_rules.xml',
  'mysql_rules.xml',
  'postgresql_rules.xml',
  'ids_rules.xml',
  'squid_rules.xml',
  'firewall_rules.xml',
  'apparmor_rules.xml',
  'cisco-ios_rules.xml',
  'netscreenfw_rules.xml',
  'sonicwall_rules.xml',
  'postfix_rules.xml',
  'sendmail_rules.xml',
  'imapd_rules.xml',
  'mailscanner_rules.xml',
  'dovecot_rules.xml',
  'ms-exchange_rules.xml',
  'racoon_rules.xml',
  'vpn_concentrator_rules.xml',
  'spamd_rules.xml',
  'msauth_rules.xml',
  'mcafee_av_rules.xml',
  'trend-osce_rules.xml',
  'ms-se_rules.xml',
  'zeus_rules.xml',
  'solaris_bsm_rules.xml',
  'vmware_rules.xml',
  'ms_dhcp_rules.xml',
  'asterisk_rules.xml',
  'ossec_rules.xml',
];
const last = ['attack_rules.xml', 'local_rules.xml'];

/** Shipped with installations but in force only where the configuration names it. */
const optional = new Set(['policy_rules.xml']);

/** Rule files of a folder in loading order. */
export function inStockOrder(names: readonly string[]): readonly string[] {
  const present = new Set(names);
  const known = new Set([...first, ...last, ...optional]);
  const rest = names.filter((name) => !known.has(name)).sort();
  return [...first, ...rest, ...last].filter((name) => present.has(name));
}
