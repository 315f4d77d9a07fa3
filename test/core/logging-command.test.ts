import assert from 'node:assert/strict'
import { loggingCommandOf } from '../../core/logging-command.ts'

describe('logging-command', () => {
  const cases: [line: string, name: string | undefined][] = [
    ['##vso[task.setvariable variable=a]b', 'task.setvariable'],
    ['>>> ##vso[Task.LogIssue type=error]x', 'task.logissue'],
    ['##vso[task..debug]x', 'task.debug'],
    ['##vso[a.b.c]', undefined],
    ['##vso[a]', undefined],
    ['##vso[task.debug', undefined],
    ['##VSO[task.debug]', undefined],
    ['plain', undefined],
    [']##vso[', undefined],
    ['##vso[task.debug;k=v]', 'task.debug;k=v'],
    ['##vso[task.debug]##vso[task.complete]', 'task.debug'],
    ['', undefined],
  ]
  for (const [line, name] of cases) it(`finds ${name} in ${JSON.stringify(line)}`, () => assert.equal(loggingCommandOf(line), name))
})
