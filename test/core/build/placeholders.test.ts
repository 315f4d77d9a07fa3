import assert from 'node:assert/strict'
import { filled } from '../../../core/build/placeholders.ts'

describe('the placeholders of a command', () => {
  const cases: [command: string, is: string, windows?: boolean][] = [
    ['pytest {project}/tests', 'pytest /w/src/tests'],
    ['cp {wheel} {dest_dir}', "cp '/w/a b.whl' {dest_dir}"],
    ['cp "{wheel}" x', 'cp "/w/a b.whl" x'],
    ["cp '{wheel}' x", "cp '/w/a b.whl' x"],
    ['cp {odd} x', String.raw`cp '/it'\''s' x`],
    ['echo ${HOME} {a,b} {} {Project}', 'echo ${HOME} {a,b} {} {Project}'],
    ['echo {constructor}', 'echo {constructor}'],
    ['copy {wheel} x', 'copy "/w/a b.whl" x', true],
    ['copy {drive} x', String.raw`copy C:\w\src x`, true],
  ]
  const paths = { project: '/w/src', wheel: '/w/a b.whl', odd: "/it's", drive: String.raw`C:\w\src` }
  for (const [command, is, windows = false] of cases)
    it(`make of ${command} ${is}`, () => assert.equal(filled(command, paths, windows), is))
})
