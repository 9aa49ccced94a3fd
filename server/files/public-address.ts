import ipaddr from 'ipaddr.js';

/** Whether an IP address is one of the public internet: not of one's own network, this machine, or nobody's. */
export function isPublicAddress(address: string): boolean {
  return ipaddr.process(address).range() === 'unicast';
}
