import { join } from 'node:path'
import { inShort } from '../../../core/in-short.ts'
import type { Outside } from '../../../core/outside.ts'
import type { Command, OnDisk, Upload, Uploaded, Uploader } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import { type Credentials, withoutSecrets } from '../../../core/release/upload/credentials.ts'
import { twineEnvironment } from '../../../core/release/upload/twine-environment.ts'
import { plainLine, readTwine, tellsTrouble } from '../../../core/release/upload/twine-output.ts'
import { uploadPatience } from '../../../core/release/upload/upload-answer.ts'
import type { Ports } from '../ports.ts'

/** How files are uploaded by twine. */
export interface TwineUse {
  readonly uploadUrl: string
  readonly credentials: Credentials
  /** A python that has twine, by its absolute path. */
  readonly program: string
  readonly outside: Outside
  /** Milliseconds that an upload of a file of this size may take. */
  readonly patience?: (size: number) => number
}

/** No more of what twine prints is kept, in characters: an index may answer with anything. */
const mostSaid = 64 * 1024

/**
 * Runs twine once a file, which stops it from going on after a failure. It reads a copy of ours in a folder that only this user may enter, hashed before and after: other bytes
 * than were approved are `PLAN_CHANGED`. Neither the folder it runs in nor the home it sees holds anything. What it prints is shown, without secrets, where the file was not stored or twine met
 * trouble on the way.
 */
export function twineUploader(use: TwineUse, ports: Pick<Ports, 'files' | 'log'>): Uploader {
  return {
    upload: async (file) => {
      const [folder, home] = await Promise.all([ports.files.scratch('upload'), ports.files.scratch('home')])
      try {
        return await uploadFrom({ folder, home }, file, use, ports)
      } finally {
        await Promise.all([ports.files.remove(folder), ports.files.remove(home)])
      }
    },
  }
}

interface Folders {
  /** What twine is given. */
  readonly folder: string
  /** Empty: where it runs, and what it takes for its user's. */
  readonly home: string
}

async function uploadFrom({ folder, home }: Folders, file: Upload, use: TwineUse, ports: Pick<Ports, 'files' | 'log'>): Promise<Uploaded> {
  const { files, log } = ports
  const staged = join(folder, 'files', file.name)
  await files.copy(file.path, staged)
  await requireBytes(await files.measure(staged), file, 'It was not uploaded. Make the plan anew.')
  const command = await commandFor(staged, file, { folder, home }, use, files)
  const { said, hear, isTroubled } = listener(use.credentials)
  let answer: Uploaded | undefined
  try {
    const exit = await use.outside.processes.run(command, hear)
    if (exit.kind !== 'not-started')
      await requireBytes(
        await files.measure(staged),
        file,
        'It was changed while twine read it. Look at what the index has; make the plan anew.',
      )
    answer = readTwine(said, exit)
    return answer
  } finally {
    // What goes well is told in one line by whoever uploads.
    if (answer?.kind !== 'stored' || isTroubled()) for (const line of said) log.foreign(inShort(line))
  }
}

/** Keeps what twine prints; without secrets, and no more than people read of what an index wrote. */
function listener(credentials: Credentials): {
  readonly said: readonly string[]
  readonly hear: (line: string) => void
  readonly isTroubled: () => boolean
} {
  const said: string[] = []
  let [left, troubled] = [mostSaid, false]
  const hear = (line: string): void => {
    troubled ||= tellsTrouble(line)
    const plain = withoutSecrets(plainLine(line), credentials)
    if (plain === '' || left <= 0) return
    // A line this long may have been folded in the midst of a secret, whose other half the next one would show.
    left = plain.length > 1000 ? 0 : left - plain.length
    said.push(plain.slice(0, 3000))
  }
  return { said, hear, isTroubled: () => troubled }
}

async function commandFor(
  staged: string,
  { size }: Upload,
  { folder, home }: Folders,
  use: TwineUse,
  files: Ports['files'],
): Promise<Command> {
  const { environment, windows, authorities } = use.outside
  const [settings, trusted] = [join(folder, 'pypirc'), authorities === '' ? '' : join(folder, 'authorities.pem')]
  await files.write(settings, '')
  if (trusted !== '') await files.write(trusted, authorities)
  return {
    program: use.program,
    args: [...options, '--config-file', settings, '--repository-url', use.uploadUrl, staged],
    cwd: home,
    env: twineEnvironment(environment, use.credentials, { folder: home, windows }, trusted),
    seconds: Math.ceil((use.patience ?? uploadPatience)(size) / 1000),
  }
}

const options = ['-I', '-u', '-X', 'utf8', '-m', 'twine', 'upload', '--non-interactive', '--disable-progress-bar', '--verbose']

async function requireBytes(found: OnDisk, file: Upload, remedy: string): Promise<void> {
  if (found.size === file.size && found.sha256 === file.sha256) return
  throw new Problem('PLAN_CHANGED', `${file.name} is no longer the file that was approved.`, remedy)
}
