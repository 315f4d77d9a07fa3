/** Whether a connection failed for what a second try would meet again, by node's code of the error: a certificate, a proxy's refusal, what was cancelled. */
export function isLasting(error: unknown): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO|UNKNOWN_CA|ABORT_ERR|ERR_INVALID|ERR_BUFFER_TOO_LARGE/.test(codeOf(error))
}

/** What to do where a connection failed for a certificate (node: tls, "X509 certificate error codes"; OpenSSL's alerts); undefined for all other failures. */
export function certificateRemedy(error: unknown): string | undefined {
  const code = codeOf(error)
  if (/ALERT.*(?:CERT|UNKNOWN_CA)/.test(code))
    return 'That server takes no certificate of this agent, or not the one that it shows: configure it with --sslclientcert and --sslclientcertkey.'
  if (/ALTNAME/.test(code))
    return 'That certificate is for other hosts: write the address with a host that it names, or check who answers there.'
  if (/CERT_(?:HAS_EXPIRED|NOT_YET_VALID)/.test(code))
    return "That certificate is for another time: have it renewed, or check this agent's clock."
  return /CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)/.test(code)
    ? "This agent does not trust that certificate: configure it with --sslcacert, or name its authority's file in NODE_EXTRA_CA_CERTS."
    : undefined
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
