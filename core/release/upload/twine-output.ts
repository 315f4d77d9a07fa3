import { disarm } from '../../disarm.ts'
import { inShort } from '../../in-short.ts'
import type { Exit, Uploaded } from '../../ports.ts'
import { readUploadAnswer } from './upload-answer.ts'

/** The version that `twine --version` tells; undefined where it tells none. */
export function twineVersion(said: string): { readonly text: string; readonly major: number } | undefined {
  const [, text, major] = /^twine version ((\d+)\.[\w.+!-]+)/m.exec(said) ?? []
  return text === undefined ? undefined : { text, major: Number(major) }
}

/** Whether twine itself takes a line, as it prints it, for more than a note. */
export function tellsTrouble(line: string): boolean {
  return /^(?:\u001B\[[0-9;?]*[A-Za-z])*(?:WARNING|ERROR|CRITICAL)\b/.test(line)
}

/** A line of twine's without colours, without the label of its kind, and without what it is filled up with. */
export function plainLine(line: string): string {
  return line
    .replaceAll(/\u001B\[[0-9;?]*[A-Za-z]/g, '')
    .replace(/^(?:INFO|WARNING|ERROR|CRITICAL|DEBUG)? {2,}/, '')
    .trimEnd()
}

/**
 * What became of one file, by what `twine --verbose` printed (plain lines) and how it ended. Twine ends well with any status below 400, a page to sign in (203)
 * and a bare 304 among them, so that the status counts, the first one after `Response from`: what an index has written comes after it.
 * Without a status it is unsure, or refused where twine ended by itself before it sent anything. How long an index asked to be left alone twine does not tell.
 */
export function readTwine(said: readonly string[], exit: Exit): Uploaded {
  if (exit.kind === 'not-started') return { kind: 'refused', says: `twine could not be started: ${exit.says}` }
  if (exit.kind === 'timed-out') return unsure('twine was stopped, for it had no answer in the time that a file of this size may take')
  if (exit.kind !== 'exited') return unsure(exit.kind === 'lost' ? exit.says : `twine was ${exit.kind}`)
  const answered = said.findIndex((line) => /^Response from \S+:$/.test(line))
  const [, status, phrase = ''] = /^(\d{3})\b(.*)$/.exec(answered === -1 ? '' : (said[answered + 1] ?? '')) ?? []
  if (status === undefined) return withoutAnswer(said, exit.code)
  const says = [phrase, ...bodyOf(said.slice(answered + 2), exit.code)].join(' ').replaceAll(/\s+/g, ' ').trim()
  const answer = readUploadAnswer({ status: Number(status), says, wait: status === '429' ? 30_000 : 0 })
  if (answer.kind !== 'stored' || exit.code === 0) return answer
  return unsure(`it answered ${status}, but twine ended with ${exit.code}`)
}

/** What an index wrote: where it refused, twine tells of the status once more at the end. */
function bodyOf(rest: readonly string[], code: number): readonly string[] {
  const again = code === 0 ? -1 : rest.findLastIndex((line) => /^HTTPError: \d{3}\b/.test(line))
  return again === -1 ? rest : rest.slice(0, again)
}

function withoutAnswer(said: readonly string[], code: number): Uploaded {
  const named = said.findLastIndex((line) => /^[A-Za-z_][\w.]*: \S/.test(line))
  const why = named === -1 ? said.findLast((line) => line !== '') : said.slice(named).join(' ')
  const says = `twine ended with ${code} without an answer: ${inShort(disarm((why ?? 'it said nothing').replaceAll(/\s+/g, ' ').trim()))}`
  // A server that is not trusted was sent nothing, and will not be trusted the next time; one that wants a certificate will then too.
  if (/CERTIFICATE_VERIFY_FAILED|ALERT_\w*CERTIFICATE/.test(says)) return { kind: 'refused', says }
  return code !== 0 && !said.some((line) => line.startsWith('Uploading ') && !line.startsWith('Uploading distributions '))
    ? { kind: 'refused', says }
    : unsure(says)
}

function unsure(says: string): Uploaded {
  return { kind: 'unsure', says, wait: 0 }
}
