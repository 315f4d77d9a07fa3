import http from 'node:http'
import https from 'node:https'

const mark = Symbol.for('wheelworks.way-out')

/**
 * Marks an agent as one that takes the way out of this process; by a registered symbol, since every bundle holds a copy of this. Where a request wants
 * no pool (`agent: false`) node makes an agent by the global one's constructor: `plain`.
 */
export function taken<T extends http.Agent>(agent: T, plain: new () => http.Agent): T {
  return Object.assign(agent, { [mark]: true, constructor: plain })
}

/** The agents of a client that would have its own: those of the way out where one is taken, else made as it likes. */
export function agents<T>(own: T): { readonly httpAgent: T | http.Agent; readonly httpsAgent: T | https.Agent } {
  if (!(mark in https.globalAgent)) return { httpAgent: own, httpsAgent: own }
  return { httpAgent: http.globalAgent, httpsAgent: https.globalAgent }
}
