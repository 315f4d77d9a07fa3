import type { Uploader } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import type { Credentials } from '../../../core/release/upload/credentials.ts'
import type { Ports } from '../ports.ts'
import { findPythons, type Python } from './find-twine.ts'
import { installTwine } from './install-twine.ts'
import { twineUploader } from './twine-uploader.ts'

/** Uploads by the twine of this step's python, else by one that is installed from requirements with hashes; neither is a Problem `TWINE_MISSING`. */
export async function openTwine(uploadUrl: string, credentials: Credentials, requirements: string, ports: Ports): Promise<Uploader> {
  const outside = await ports.outside(uploadUrl)
  const place = { folder: await ports.files.scratch('twine'), windows: outside.windows }
  const pythons = await findPythons(ports, outside, place)
  const { program, twine } = pythons.find((python) => python.twine !== '') ?? (await installed(requirements, pythons, ports, place))
  ports.log.say('info', `Uploads by twine ${twine} of ${program}.`)
  return twineUploader({ uploadUrl, credentials, program, outside }, ports)
}

async function installed(
  requirements: string,
  pythons: readonly Python[],
  ports: Ports,
  place: Parameters<typeof installTwine>[3],
): Promise<Python> {
  if (requirements !== '') return await installTwine(requirements, pythons, ports, place)
  const asked = pythons.map(({ program }) => program).join(', ')
  throw new Problem(
    'TWINE_MISSING',
    asked === ''
      ? 'There is no python on PATH, outside the sources, that could run twine.'
      : `None of the pythons on PATH has a twine from 4.0 on that runs without a user's own packages: ${asked}.`,
    'Put UsePythonVersion and `python -m pip install --require-hashes -r twine.txt` before this step, or give twineRequirements; or set uploader: builtin, which needs nothing installed.',
  )
}
