// A task that does what its input `behaviour` says: run as a child by run-task.test.ts.
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Agent } from '../../../adapters/azure/agent.ts'
import { requireConnection } from '../../../adapters/azure/connection.ts'
import { azureBuilds } from '../../../adapters/azure/builds.ts'
import { runTask } from '../../../adapters/azure/run-task.ts'
import { request } from '../../../adapters/http.ts'
import { md } from '../../../core/markdown.ts'
import type { Outcome } from '../../../core/outcome.ts'
import { Problem } from '../../../core/problem.ts'

const good: Outcome = { result: 'succeeded', outputs: { first: '1', second: 'a;b]%\nc' }, summary: md`# Done`, problems: [] }
const problem = new Problem('NO_PLAN', 'There is ##vso[task.complete result=Succeeded]no plan.', 'Give one.')

const others = new Map<string, (agent: Agent) => Outcome | Promise<Outcome>>([
  ['away', goAway],
  ['deaf', talkOn],
  ['environ', tellEnvironment],
  ['secrets', tellSecrets],
])

runTask('Sample', async (agent) => {
  const behaviour = agent.ask.text('behaviour', 'good')
  const apart = others.get(behaviour)
  if (apart !== undefined) return await apart(agent)
  switch (behaviour) {
    case 'good':
      return good
    case 'issues':
      return { ...good, result: 'issues', problems: [problem] }
    case 'failed':
      return { ...good, result: 'failed', problems: [problem] }
    case 'placed':
      return {
        ...good,
        result: 'failed',
        problems: [new Problem('BUILD_FAILED', 'No.', '', undefined, { path: 'src/a;b.c', line: 3, column: 5 })],
      }
    case 'endless':
      return await new Promise<Outcome>(() => undefined)
    case 'problem':
      throw problem
    case 'fault':
      throw new TypeError('x is not a function')
    case 'log':
      agent.log.say('info', 'line\n##vso[task.complete result=Failed]')
      agent.log.foreign('##[error]not ours')
      await agent.log.group('Outer ##[x', async () => agent.log.group('Inner', async () => agent.log.say('warning', 'two\nlines')))
      agent.pipeline.progress(49.7, 'half')
      agent.pipeline.attach('wheels.1', '/tmp/a;b.whl')
      agent.secret('hush')
      return good
    case 'misspelt':
      agent.ask.nothingElse()
      return good
    case 'cancel':
      agent.ifAbandoned(async () => await rm(join(agent.workspace.temp, 'key')))
      process.stdout.write('ready\n')
      return await untilCancelled(agent)
    default: {
      const connection = agent.connection()
      const endpoint = agent.endpoint('connection')
      agent.log.say('info', JSON.stringify({ connection, endpoint, data: endpoint?.data('endpointname'), workspace: agent.workspace }))
      return good
    }
  }
})

/** Asks an index, the service by its own client, and for the job's identity. */
async function goAway(agent: Agent): Promise<Outcome> {
  const { ask, log } = agent
  const url = ask.optional('url')
  if (url !== undefined) log.say('info', `index ${Buffer.from((await request(url)).bytes).toString()}`)
  if (ask.optional('connection') === undefined) return good
  const run = await azureBuilds(requireConnection(agent.connection())).run(42)
  log.say('info', `run ${JSON.stringify(run)}`)
  log.say('info', `identity ${(await agent.identity('connection')).split('.').length}`)
  return good
}

/** Until the agent is gone. */
async function talkOn({ log, signal }: Agent): Promise<Outcome> {
  const talk = setInterval(() => log.say('info', 'still here'), 20)
  return await new Promise<Outcome>((resolve) => {
    signal.addEventListener('abort', () => {
      clearInterval(talk)
      resolve(good)
    })
  })
}

/** What it sees, and what the system shows to others. */
function tellEnvironment({ log }: Agent): Outcome {
  log.say('info', `still ${process.env['VENDOR_TOKEN']} ${Object.keys(process.env).length > 2}`)
  log.say('info', `shown ${JSON.stringify(readFileSync('/proc/self/environ', 'utf8').replace(/\0+$/, ''))}`)
  return good
}

async function untilCancelled({ signal }: Agent): Promise<Outcome> {
  return await new Promise<Outcome>((_, reject) => {
    const alive = setInterval(() => undefined, 1000)
    signal.addEventListener('abort', () => {
      clearInterval(alive)
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
    })
  })
}

function tellSecrets(agent: Agent): Outcome {
  const lengths = agent.secrets().map(({ length }) => length)
  agent.log.say('info', `lengths ${lengths.join(' ')}`)
  agent.log.say('info', JSON.stringify(['One', 'two.Three', 'Some.Where', 'EMPTY', 'none'].map((name) => agent.variable(name) ?? null)))
  return good
}
