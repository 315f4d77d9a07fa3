import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { localFiles } from '../../adapters/local/files.ts'
import { localProcesses } from '../../adapters/local/processes.ts'
import { parseRequirement } from '../../core/python/requirement.ts'
import { findPackages } from '../../flows/find-packages.ts'
import { findSetuptools } from '../servers/python.ts'

/** Name, version and what is needed to run, as setuptools itself has them. */
const script =
  'import json, sys\n' +
  'from distutils.core import run_setup\n' +
  'import setuptools\n' +
  "told = run_setup('setup.py', stop_after='config')\n" +
  "print('\\n' + json.dumps([told.get_name(), told.get_version(), list(told.install_requires or [])]))"

const setup = 'from setuptools import setup\n'
const cases: [why: string, files: Readonly<Record<string, string>>][] = [
  ['a setup.py', { 'setup.py': `${setup}setup(name='Acme.A', version='1.0', install_requires=['b>=1', 'c'])` }],
  ['requirements in one text', { 'setup.py': `${setup}setup(name='a', version='1.0', install_requires='b>=1\\n# no\\nc')` }],
  [
    'a version from a module',
    {
      'setup.py': `import re\n${setup}v = re.search("'(.*)'", open('v.py').read()).group(1)\nsetup(name='a', version=v)`,
      'v.py': "V = '2.1'",
    },
  ],
  [
    'setup.cfg',
    {
      'setup.py': `${setup}setup()`,
      'setup.cfg': '[metadata]\nname = a\nversion = 1.0\n[options]\ninstall-requires =\n  b\n  c>=1 # why\n',
    },
  ],
  [
    'setup.cfg in one line',
    { 'setup.py': `${setup}setup()`, 'setup.cfg': '[metadata]\nname: a\nversion: 1.0\n[options]\ninstall_requires = b; c>=1\n' },
  ],
  [
    'both, of which setup.py leads',
    {
      'setup.py': `${setup}setup(name='z', version='2', install_requires=['d'])`,
      'setup.cfg': '[metadata]\nname = a\nversion = 1\n[options]\ninstall_requires = b\n',
    },
  ],
  [
    'requirements from a file',
    {
      'setup.py': `${setup}setup()`,
      'setup.cfg': '[metadata]\nname = a\nversion = 1.0\n[options]\ninstall_requires = file: r.txt\n',
      'r.txt': '# ours\nb\n\nc>=2  # why\n',
    },
  ],
  [
    '[project] before all',
    { 'setup.py': `${setup}setup(name='z')`, 'pyproject.toml': '[project]\nname = "a"\nversion = "3.0"\ndependencies = ["b>1"]\n' },
  ],
  [
    '[project] with needs from a file',
    {
      'setup.py': `${setup}setup()`,
      'r.txt': 'b>1\n',
      'pyproject.toml':
        '[project]\nname = "a"\nversion = "3.0"\ndynamic = ["dependencies"]\n[tool.setuptools.dynamic]\ndependencies = { file = ["r.txt"] }\n',
    },
  ],
  [
    '[project] with needs in setup.py',
    {
      'setup.py': `${setup}setup(install_requires=['b', 'c'])`,
      'pyproject.toml': '[project]\nname = "a"\nversion = "3.0"\ndynamic = ["dependencies"]\n',
    },
  ],
]

describe('what is found, beside what setuptools says', () => {
  let base = ''
  let python = ''
  before(function () {
    python = findSetuptools(this)
  })
  beforeEach(() => void (base = mkdtempSync(join(tmpdir(), 'beside-setuptools-'))))
  afterEach(() => rmSync(base, { recursive: true, force: true }))

  for (const [why, files] of cases)
    it(`is the same of ${why}`, async () => {
      const top = join(base, 'top/p')
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(top, path)), { recursive: true })
        writeFileSync(join(top, path), text)
      }
      const ports = {
        files: localFiles(join(base, 't')),
        processes: localProcesses(),
        environment: process.env,
        windows: process.platform === 'win32',
      }
      const { packages, problems } = await findPackages({ top: join(base, 'top'), globs: [], tracked: undefined }, ports)
      assert.deepEqual(problems, [])
      const [one] = packages
      const needs = (one?.needs ?? []).flatMap(({ kind, requirement }) => (kind === 'run' ? [requirement] : []))
      const said = execFileSync(python, ['-I', '-c', `import os; os.chdir(${JSON.stringify(top)})\n${script}`], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      const [name, version, installs]: [string, string, string[]] = JSON.parse(said.trim().split('\n').at(-1) ?? '')
      assert.deepEqual([one?.name, one?.version?.text], [name, version])
      assert.deepEqual(
        new Set(needs.map(({ project, specifiers }) => project + specifiers.text)),
        new Set(
          installs.map((text) => {
            const read = parseRequirement(text)
            return `${read?.project ?? ''}${read?.specifiers.text ?? ''}`
          }),
        ),
      )
    })
})
