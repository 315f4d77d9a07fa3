import type { HostAddress } from '../../../core/build/host-address.ts'

/** Whether a parsed JSON is an address that a test has written. */
export function isAddress(value: unknown): value is HostAddress {
  return typeof value === 'object' && value !== null && 'host' in value && 'knownHosts' in value
}
