import type { Observed } from '../../../core/cache/entry.ts'
import { observeArguments, parseObserved } from '../../../core/build/observed.ts'
import { noRecipe, type Recipe } from '../../../core/build/recipe.ts'
import type { Toolchain } from '../../../core/build/toolchain.ts'
import type { Host } from '../../../core/ports.ts'
import { type Bench, environmentOf } from '../bench.ts'

const seen = new WeakMap<Host, Map<string, Observed>>()

/**
 * What a python of the host and the host's compilers say of themselves, as a row with that recipe meets them; each is asked once. It fails nothing: what gives
 * no answer is not told. Of `requirements` a host knows nothing: they are told by a build (`requirementsIn`).
 */
export async function observe(toolchain: Toolchain, bench: Bench, recipe: Recipe = noRecipe): Promise<Observed> {
  const { host } = bench
  const environment = environmentOf(bench, host.folder, recipe)
  const answers = seen.get(host) ?? new Map<string, Observed>()
  seen.set(host, answers)
  const key = JSON.stringify([toolchain.executable, environment])
  const known = answers.get(key)
  if (known !== undefined) return known
  const output: string[] = []
  const command = { program: toolchain.executable, args: observeArguments, cwd: host.folder, env: environment, seconds: 60 }
  const exit = await host.run(command, (line) => output.push(line))
  const found = { ...parseObserved(exit.kind === 'exited' && exit.code === 0 ? output : [], toolchain), requirements: undefined }
  // A compiler that hangs is waited for once; what broke off may answer yet.
  if (exit.kind !== 'lost' && exit.kind !== 'cancelled') answers.set(key, found)
  return found
}
