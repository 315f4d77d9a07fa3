import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { DocumentFile } from '../../core/index/document-file.ts'
import { fileUrl } from '../../core/index/layout.ts'
import { type About, documentKey, emptyProject, formatProject, type ProjectDocument } from '../../core/index/project-document.ts'
import { formatRoot, mergeRoot, rootKey } from '../../core/index/root-document.ts'
import { shell, shellKey } from '../../core/index/shell.ts'
import type { ProjectStatus } from '../../core/index/status.ts'
import { normalizeName } from '../../core/python/name.ts'
import { sha256Of } from '../../core/sha256.ts'

/** A project as people would meet it. */
export interface Browsable {
  readonly name: string
  readonly summary?: string
  readonly status?: ProjectStatus
  readonly files: readonly BrowsableFile[]
  /** Files whose addresses are not where they should be. */
  readonly strange?: readonly DocumentFile[]
}

export interface BrowsableFile {
  readonly filename: string
  readonly yanked?: boolean | string
  readonly requiresPython?: string
  readonly uploadTime?: string
}

/** Writes the documents of an index and its page for people below a folder; the wheels themselves are not there. */
export async function writeBrowsable(folder: string, title: string, projects: readonly Browsable[]): Promise<void> {
  const root = mergeRoot(undefined, { projects: projects.map(({ name }) => normalizeName(name)), title })
  if (root === 'unchanged') throw new Error('A new root changes something.')
  await write(folder, shellKey, shell)
  await write(folder, rootKey, formatRoot(root))
  for (const project of projects) {
    const name = normalizeName(project.name)
    if (project.files.length > 0 || project.status !== undefined) await write(folder, documentKey(name), formatProject(documentOf(project)))
  }
}

async function write(folder: string, key: string, text: string): Promise<void> {
  const path = join(folder, key)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}

/** The document of a project, whatever is not said of its files made up from their names. */
export function documentOf({ name, summary, status, files, strange = [] }: Browsable): ProjectDocument {
  const about: About = { version: '1', ...(summary === undefined ? {} : { summary }) }
  return {
    ...emptyProject(normalizeName(name)),
    files: [...files.map(fileFor), ...strange],
    about,
    ...(status === undefined ? {} : { status }),
  }
}

function fileFor({ filename, yanked = false, requiresPython = '>=3.10', uploadTime }: BrowsableFile): DocumentFile {
  const sha256 = sha256Of(filename)
  return {
    filename,
    url: fileUrl(filename, undefined),
    sha256,
    size: 40_000 + (Number.parseInt(sha256.slice(0, 6), 16) % 400_000),
    requiresPython,
    uploadTime: uploadTime ?? '2026-11-20T12:00:00.000000Z',
    yanked,
    build: { run: '5129', commit: sha256Of(name(filename)).slice(0, 40) },
    kept: {},
    hashes: {},
  }
}

function name(filename: string): string {
  return filename.split('-').slice(0, 2).join('-')
}

const pythons = ['cp310-cp310', 'cp311-cp311', 'cp312-cp312', 'cp313-cp313', 'cp314-cp314', 'cp314-cp314t']
const platforms = [
  'manylinux2014_x86_64.manylinux_2_17_x86_64',
  'manylinux_2_28_aarch64',
  'musllinux_1_2_x86_64',
  'macosx_11_0_arm64',
  'macosx_10_13_x86_64',
  'win_amd64',
]

/** The wheels of one version for many platforms and pythons, and its sdist. */
export function manyFiles(name: string, version: string, more: Omit<BrowsableFile, 'filename'> = {}): BrowsableFile[] {
  const wheels = platforms.flatMap((platform) =>
    pythons.map((python) => ({ filename: `${name}-${version}-${python}-${platform}.whl`, ...more })),
  )
  return [...wheels, { filename: `${name}-${version}.tar.gz`, ...more }]
}

/** A small index that looks like one. */
export const browsable: readonly Browsable[] = [
  {
    name: 'markupsafe',
    summary: 'Safely add untrusted strings to HTML and XML markup.',
    files: [
      ...manyFiles('markupsafe', '3.0.2', { uploadTime: '2026-03-18T09:12:00.000000Z' }),
      ...manyFiles('markupsafe', '3.0.3', { uploadTime: '2026-09-27T18:36:00.000000Z' }).filter(
        ({ filename }) => !/cp314-cp314t-(musl|win)|cp310-cp310-musl/.test(filename),
      ),
      { filename: 'markupsafe-3.0.3-pp311-pypy311_pp73-manylinux_2_17_x86_64.whl' },
      ...manyFiles('markupsafe', '3.0.1', {
        yanked: 'The wheels for musl were built without the C extension.',
        uploadTime: '2026-02-10T08:00:00.000000Z',
      }),
      { filename: 'markupsafe-3.1.0rc1-cp314-cp314-manylinux_2_28_x86_64.whl' },
      { filename: 'markupsafe-3.1.0rc1.tar.gz' },
    ],
  },
  {
    name: 'cryptography',
    summary: 'Cryptographic recipes and primitives for Python developers.',
    files: [
      'manylinux_2_28_x86_64',
      'manylinux_2_34_x86_64',
      'manylinux_2_28_aarch64',
      'musllinux_1_2_x86_64',
      'macosx_10_12_universal2',
      'win32',
      'win_amd64',
      'win_arm64',
      'freebsd_14_2_release_amd64',
    ]
      .flatMap((platform) => [`cryptography-46.0.3-cp311-abi3-${platform}.whl`, `cryptography-46.0.3-cp314-cp314t-${platform}.whl`])
      .map((filename) => ({ filename })),
  },
  {
    name: 'old-parser',
    summary: 'A parser from another time.',
    status: { status: 'archived', reason: 'new-parser reads the same files.' },
    files: [{ filename: 'old_parser-0.9-py2.py3-none-any.whl' }, { filename: 'old-parser-0.9.tar.gz' }],
  },
  ...[
    'aiohttp',
    'argon2-cffi-bindings',
    'bcrypt',
    'brotli',
    'cffi',
    'charset-normalizer',
    'coverage',
    'cython',
    'frozenlist',
    'fonttools',
    'greenlet',
    'grpcio',
    'hiredis',
    'httptools',
    'kiwisolver',
    'lxml',
    'multidict',
    'msgpack',
    'numpy',
    'orjson',
    'pandas',
    'pillow',
    'propcache',
    'psutil',
    'psycopg-binary',
    'pyarrow',
    'pydantic-core',
    'pynacl',
    'pyyaml',
    'regex',
    'rpds-py',
    'ruamel-yaml-clib',
    'scipy',
    'setproctitle',
    'simplejson',
    'sqlalchemy',
    'tornado',
    'ujson',
    'uvloop',
    'watchfiles',
    'websockets',
    'wrapt',
    'yarl',
    'zope-interface',
    'zstandard',
  ].map((name) => ({ name, files: manyFiles(name.replaceAll('-', '_'), '1.0.0') })),
]

/** An index of 2,000 projects, those that are opened with 50 files each, and the first with 5,000 in 100 versions. */
export async function crowdedIndex(folder: string): Promise<void> {
  const filesOf = (at: number, version: string): BrowsableFile[] =>
    Array.from(
      { length: 49 },
      (_, file) => `project_${at}-${version}-cp3${file % 12}-cp3${file % 12}-manylinux_2_${17 + Math.floor(file / 12)}_x86_64.whl`,
    )
      .concat(`project_${at}-${version}.tar.gz`)
      .map((filename) => ({ filename }))
  const versions = Array.from({ length: 100 }, (_, at) => `1.${at}`)
  const projects = Array.from({ length: 2000 }, (_, at) => ({
    name: `project-${at}`,
    files: at === 0 ? versions.flatMap((version) => filesOf(at, version)) : at % 500 < 2 || at === 1999 ? filesOf(at, '1.0') : [],
  }))
  await writeBrowsable(folder, 'Wheels of many', projects)
}
