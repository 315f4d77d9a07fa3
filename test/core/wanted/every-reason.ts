import { noRecipe, recipeDigest } from '../../../core/build/recipe.ts'
import { refKey } from '../../../core/wanted/facts.ts'
import { planLegs } from '../../../core/wanted/legs.ts'
import { type Plan, planOf } from '../../../core/wanted/plan-file.ts'
import { planWheels } from '../../../core/wanted/plan.ts'
import { sha256Of } from '../../../core/sha256.ts'
import type { Making, Wanted } from '../../../core/wanted/wanted.ts'
import { facts, row, usualRules } from './rows.ts'

const upstream = {
  spam: ['spam-1.0.tar.gz', 'spam-1.1.tar.gz', 'spam-1.1-cp39-cp39-win_amd64.whl'],
  eggs: [{ filename: 'eggs-2.0.tar.gz', requiresPython: '>=3.13' }],
  'wheels-only': ['wheels_only-3.0-py3-none-any.whl'],
  drifted: ['drifted-1.0.tar.gz'],
  tagged: ['tagged-1.0.tar.gz'],
  twice: ['twice-1.0.tar.gz'],
  many: ['many-1.0.tar.gz', 'many-2.0.tar.gz'],
}
const store = {
  spam: ['Spam-1.0-cp312-cp312-linux_x86_64.whl', { filename: 'spam-1.0-cp313-cp313-linux_x86_64.whl', yanked: 'broken' }],
  drifted: [{ filename: 'drifted-1.0-cp312-cp312-linux_x86_64.whl', recipe: recipeDigest(noRecipe) }],
  tagged: ['tagged-1.0-1-cp312-cp312-linux_x86_64.whl'],
}
const fork = { kind: 'git' as const, url: 'https://git.test/fork', ref: 'v1.2', subdirectory: 'py' }

/** Recipes for drifted, for the second of twice, and a build tag for tagged. */
function making({ name, platform }: Wanted): Making {
  const set = name === 'drifted' || platform.instance === 'debian-12'
  const recipe = set ? { ...noRecipe, environment: { CFLAGS: '-O2' }, build_constraints: ['Cython<3'] } : noRecipe
  return { recipe, build: name === 'tagged' ? 2 : 0, pure: false }
}

/** A plan in which every reason stands once or more: what goldens are made of. */
export function everyReason(): Plan {
  const rows = [
    row({ name: 'Spam' }),
    row({ name: 'Spam', python: 'cp313' }),
    row({ name: 'Spam', python: 'cp314' }),
    row({ name: 'Spam', choice: 'latest', python: 'cp310-abi3', tag: 'win_amd64', instance: 'windows-2022', arch: 'AMD64' }),
    row({ name: 'Spam', choice: 'latest', python: 'cp312', tag: 'win_amd64', instance: 'windows-2022', arch: 'AMD64' }),
    row({ name: 'Spam', choice: 'latest', python: 'cp39', tag: 'win_amd64', instance: 'windows-2022', arch: 'AMD64' }),
    row({ name: 'eggs', choice: 'latest' }),
    row({ name: 'wheels-only', choice: '3.0', tag: 'any', python: 'py3' }),
    row({ name: 'gone', choice: 'latest' }),
    row({ name: 'local', choice: 'static', python: 'pp311', origin: { kind: 'folder', path: './libs/local' } }),
    row({
      name: 'vendored',
      choice: '3.1',
      python: 'cp314t',
      origin: { kind: 'archive', url: 'https://dl.test/v-3.1.zip', sha256: sha256Of('v') },
    }),
    row({ name: 'drifted', python: 'cp312' }),
    row({ name: 'tagged', python: 'cp312' }),
    row({ name: 'twice', python: 'cp312' }),
    row({ name: 'twice', python: 'cp312', instance: 'debian-12' }),
    row({ name: 'fork', choice: '1.2+a', python: 'cp312', origin: fork }),
    row({ name: 'many', choice: { kind: 'specifier', text: '<3', set: { text: '<3', specifiers: [] }, take: 2, pre: false } }),
  ].map((one, at) => ({ ...one, at: `packages.${one.name}[${at}]` }))
  const folders = {
    './libs/local': { path: 'libs/local', commit: 'c0ffee', time: 1_790_000_000, declared: { name: 'local', version: '0.1' } },
  }
  const decisions = planWheels(rows, facts({ upstream, store, folders, commits: { [refKey(fork)]: 'ab'.repeat(20) } }), {
    ...usualRules,
    skipUpstream: true,
    making,
  })
  return planOf(decisions, planLegs(decisions, 0))
}
