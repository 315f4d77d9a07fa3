import type { Problem, ProblemCode } from '../problem.ts'

/** Codes of failures that are the package's own: whoever tries it again with nothing changed fails again. */
const own: readonly ProblemCode[] = ['BUILD_FAILED', 'EXTRA_MISSING', 'FILE_INVALID', 'RESULTS_MISSING', 'TESTS_FAILED', 'WHEEL_INVALID']

/** How a program is told to have ended by something else than itself: `endOf` of tasks/BuildWheels. */
const fromOutside = /was killed from outside|did not end within|was stopped, because the run was cancelled|could not be started/

/** What is the agent's own trouble, by the name that its system gives it, or a fault of ours: a row is told of both. */
const ofTheAgent = /: Cannot [a-z ]+ '.*\bE[A-Z]{2,12}: |: The build stopped: /s

/** What pip, git, curl and libraries of programs say of a network or a server that is away. */
const network =
  /Temporary failure in name resolution|Name or service not known|Could not resolve host|getaddrinfo failed|Failed to establish a new connection|Max retries exceeded|Connection (?:refused|reset|aborted|timed out)|Read timed out|ConnectTimeout|ReadTimeout|ProxyError|SSLError|RemoteDisconnected|Network is unreachable|No space left on device|\b(?:HTTP(?: error)?|Error:?|status code:?) (?:429|50[0234])\b|(?:429|50[0234]) (?:Client|Server) Error/i

/** Whether a row that was tried has failed of itself, so that telling the failure again is as good as trying again: not of its host, the network or the end of the run. */
export function isLasting({ code, message }: Pick<Problem, 'code' | 'message'>, output: readonly string[]): boolean {
  const isOthers = fromOutside.test(message) || ofTheAgent.test(message)
  return own.includes(code) && !isOthers && !network.test(message) && !output.some((line) => network.test(line))
}
