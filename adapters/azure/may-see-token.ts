/**
 * Whether the job's token may be sent to an address: the collection's own origin, or, of the hosted service, the hosts that it serves artifacts from.
 * Anybody who may edit a run can add artifacts to it, so an address alone is no proof of whose it is.
 */
export function maySeeToken(address: string, collectionUri: string): boolean {
  if (!URL.canParse(address)) return false
  return new URL(address).origin === new URL(collectionUri).origin || (isHosted(address) && isHosted(collectionUri))
}

/** The hosted service: dev.azure.com, an organisation's older name, and where artifacts, feeds and classic releases lie. Other names below visualstudio.com have served what users run. */
function isHosted(address: string): boolean {
  const { protocol, hostname } = new URL(address)
  return protocol === 'https:' && /(?:^|\.)dev\.azure\.com$|^[^.]+(?:\.(?:artifacts|pkgs|vsrm))?\.visualstudio\.com$/.test(hostname)
}
